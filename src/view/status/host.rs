//! The host: locking the call, letting people in, making them leave.

use crate::notice::Intention;
use crate::view::Ui;
use crate::view::dom::{NAME_CHARS, all, find, set_attr, set_text, take_away, toggle_attr};
use crate::view::markup::{Part, build};
use crate::web::{Exception, JsResultExt, Timeout};
use std::time::Duration;
use visavis_call::protocol::envelope::{ClientId, Person};
use web_sys::Element;

/// The first rows of a crowd; as some are let in, the next ones show.
const KNOCKS: usize = 3;

/// The second press has to follow the first.
const SURE_FOR: Duration = Duration::from_secs(6);

impl Ui {
    /// `host` is called that; `None`: this person, or someone unknown.
    pub(in crate::view) fn show_host(
        &self,
        host: Option<&str>,
        is_self: bool,
        is_locked: bool,
    ) -> Result<(), Exception> {
        let took_over = is_self && self.root.has_attribute("data-host");
        let was_locked = self.root.has_attribute("data-locked");
        set_attr(&self.root, "data-host", if is_self { "self" } else { "other" });
        toggle_attr(&self.root, "data-locked", is_locked);
        let line: Element = find(&self.root, ".leader")?;
        toggle_attr(&line, "hidden", !is_self && host.is_none());
        if is_self {
            set_text(&line, &self.strings.of("you-lead"));
        } else if let Some(host) = host {
            set_text(
                &line,
                &self.strings.about("who-leads", &self.strings.short_name(host)),
            );
        }
        let button: Element = find(&self.root, "[data-action=lock] [data-say]")?;
        let press = if is_locked { "unlock" } else { "lock" };
        set_attr(&button, "data-say", press);
        set_text(&button, &self.strings.of(press));
        if is_locked != was_locked {
            let now = if is_locked { "now-locked" } else { "now-open" };
            self.tell(&self.strings.of(now))?;
        } else if took_over {
            self.tell(&self.strings.of("host-now"))?;
        }
        if !is_self {
            self.show_knocks(&[])?;
        }
        Ok(())
    }

    pub(in crate::view) fn forget_host(&self) -> Result<(), Exception> {
        for name in ["data-host", "data-locked"] {
            toggle_attr(&self.root, name, false);
        }
        self.show_knocks(&[])
    }

    /// A line for each who waits, with what can be answered.
    pub(in crate::view) fn show_knocks(&self, people: &[Person]) -> Result<(), Exception> {
        let place: Element = find(&self.root, ".knocks")?;
        let ui = || people.iter().take(KNOCKS);
        let known = all(&place, "[data-of]");
        for knock in &known {
            match ui().find(|person| is_of(knock, person)) {
                Some(person) => self.name_knock(knock, person)?,
                None => take_away(knock),
            }
        }
        for person in ui().filter(|person| !known.iter().any(|knock| is_of(knock, person))) {
            let knock = build(Part::Knock, &self.strings)?;
            set_attr(&knock, "data-of", &person.id.0);
            self.name_knock(&knock, person)?;
            place.append_child(&knock).or_exception()?;
        }
        let line: Element = find(&self.root, ".waiting")?;
        let count = people.len().saturating_sub(KNOCKS);
        toggle_attr(&line, "hidden", count == 0);
        set_text(
            &line,
            &self.strings.with("knocks-more", &[("count", &count.to_string())]),
        );
        Ok(())
    }

    fn name_knock(&self, knock: &Element, person: &Person) -> Result<(), Exception> {
        let name = self.strings.name_or_guest(&person.name, NAME_CHARS);
        set_text(&find(knock, ".sentence")?, &self.strings.about("knocks", &name));
        Ok(())
    }

    pub(in crate::view) fn lock(&self) {
        self.intend(Intention::Lock(!self.root.has_attribute("data-locked")));
    }

    pub(in crate::view) fn admit(&self, button: &Element, is_admitted: bool) {
        if let Some((_, id)) = whom(button) {
            self.intend(Intention::Admit(id, is_admitted));
        }
    }

    /// The first press asks whether it is meant.
    pub(in crate::view) fn remove(&self, button: &Element) -> Result<(), Exception> {
        let Some((row, id)) = whom(button) else {
            return Ok(());
        };
        if row.has_attribute("data-sure") {
            self.intend(Intention::Remove(id));
            return Ok(());
        }
        self.forget_sure();
        toggle_attr(&row, "data-sure", true);
        let name = self.stage.borrow_mut().with(&id, |tile| tile.name().to_owned());
        let name = self.strings.short_name(&name.unwrap_or_default());
        let sentence = self.strings.about("remove-sure", &name);
        set_attr(button, "aria-label", &sentence);
        set_attr(button, "title", &sentence);
        let ui = self.itself.borrow().clone();
        self.sure.replace(Some(Timeout::after(SURE_FOR, move || {
            if let Some(ui) = ui.upgrade() {
                ui.forget_sure();
            }
        })));
        self.tell(&sentence)
    }

    /// No press was meant.
    fn forget_sure(&self) {
        for tile in self.stage.borrow().tiles() {
            toggle_attr(tile.row(), "data-sure", false);
            tile.label_remove().warn_on_error("naming a button");
        }
    }
}

fn is_of(element: &Element, person: &Person) -> bool {
    element.get_attribute("data-of").as_deref() == Some(&*person.id.0)
}

fn whom(button: &Element) -> Option<(Element, ClientId)> {
    let of = button.closest("[data-of]").ok().flatten()?;
    let id = ClientId(of.get_attribute("data-of")?);
    Some((of, id))
}
