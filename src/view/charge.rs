//! Who is in charge: locking the call, letting people in, making them leave.

use super::Shown;
use super::dom::{NAME_CHARS, all, find, flag, mark, say, take_away};
use super::markup::{Part, build};
use crate::notice::Intention;
use crate::web::{Alarm, Exception, JsResultExt};
use std::time::Duration;
use visavis_call::roap::envelope::{ClientId, Person};
use web_sys::Element;

/// The first rows of a crowd; as some are let in, the next ones show.
const KNOCKS: usize = 3;

/// The second press has to follow the first.
const SURE_FOR: Duration = Duration::from_secs(6);

impl Shown {
    /// `host` is called that; `None`: this person, or someone unknown.
    pub(super) fn show_charge(
        &self,
        host: Option<&str>,
        is_self: bool,
        is_locked: bool,
    ) -> Result<(), Exception> {
        let took_over = is_self && self.root.has_attribute("data-charge");
        let was_locked = self.root.has_attribute("data-locked");
        mark(&self.root, "data-charge", if is_self { "self" } else { "other" });
        flag(&self.root, "data-locked", is_locked);
        let line: Element = find(&self.root, ".leader")?;
        flag(&line, "hidden", !is_self && host.is_none());
        if is_self {
            say(&line, &self.words.of("you-lead"));
        } else if let Some(host) = host {
            say(
                &line,
                &self.words.about("who-leads", &self.words.short_name(host)),
            );
        }
        let button: Element = find(&self.root, "[data-action=lock] [data-say]")?;
        let press = if is_locked { "unlock" } else { "lock" };
        mark(&button, "data-say", press);
        say(&button, &self.words.of(press));
        if is_locked != was_locked {
            let now = if is_locked { "now-locked" } else { "now-open" };
            self.tell(&self.words.of(now))?;
        } else if took_over {
            self.tell(&self.words.of("in-charge"))?;
        }
        if !is_self {
            self.show_knocks(&[])?;
        }
        Ok(())
    }

    pub(super) fn forget_charge(&self) -> Result<(), Exception> {
        for name in ["data-charge", "data-locked"] {
            flag(&self.root, name, false);
        }
        self.show_knocks(&[])
    }

    /// A line for each who waits, with what can be answered.
    pub(super) fn show_knocks(&self, people: &[Person]) -> Result<(), Exception> {
        let place: Element = find(&self.root, ".knocks")?;
        let shown = || people.iter().take(KNOCKS);
        let known = all(&place, "[data-of]");
        for knock in &known {
            match shown().find(|person| is_of(knock, person)) {
                Some(person) => self.name_knock(knock, person)?,
                None => take_away(knock),
            }
        }
        for person in shown().filter(|person| !known.iter().any(|knock| is_of(knock, person))) {
            let knock = build(Part::Knock, &self.words)?;
            mark(&knock, "data-of", &person.id.0);
            self.name_knock(&knock, person)?;
            place.append_child(&knock).or_exception()?;
        }
        let line: Element = find(&self.root, ".waiting")?;
        let count = people.len().saturating_sub(KNOCKS);
        flag(&line, "hidden", count == 0);
        say(
            &line,
            &self.words.with("knocks-more", &[("count", &count.to_string())]),
        );
        Ok(())
    }

    fn name_knock(&self, knock: &Element, person: &Person) -> Result<(), Exception> {
        let name = self.words.name_or_guest(&person.name, NAME_CHARS);
        say(&find(knock, ".sentence")?, &self.words.about("knocks", &name));
        Ok(())
    }

    pub(super) fn lock(&self) {
        self.intend(Intention::Lock(!self.root.has_attribute("data-locked")));
    }

    pub(super) fn admit(&self, button: &Element, is_admitted: bool) {
        if let Some((_, id)) = whom(button) {
            self.intend(Intention::Admit(id, is_admitted));
        }
    }

    /// The first press asks whether it is meant.
    pub(super) fn remove(&self, button: &Element) -> Result<(), Exception> {
        let Some((row, id)) = whom(button) else {
            return Ok(());
        };
        if row.has_attribute("data-sure") {
            self.intend(Intention::Remove(id));
            return Ok(());
        }
        self.forget_sure();
        flag(&row, "data-sure", true);
        let name = self.stage.borrow_mut().with(&id, |tile| tile.name().to_owned());
        let name = self.words.short_name(&name.unwrap_or_default());
        let sentence = self.words.about("remove-sure", &name);
        mark(button, "aria-label", &sentence);
        mark(button, "title", &sentence);
        let shown = self.itself.borrow().clone();
        self.sure.replace(Some(Alarm::after(SURE_FOR, move || {
            if let Some(shown) = shown.upgrade() {
                shown.forget_sure();
            }
        })));
        self.tell(&sentence)
    }

    /// No press was meant.
    fn forget_sure(&self) {
        for tile in self.stage.borrow().tiles() {
            flag(tile.row(), "data-sure", false);
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
