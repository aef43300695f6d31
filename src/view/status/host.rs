//! The host of the call: shows the host, the lock, and people who are knocking.

use crate::view::Ui;
use crate::view::dom::{NAME_CHARS, bounded, find, set_attr, short_name, take_away, toggle_attr};
use crate::view::markup::{Part, build, say};
use crate::view::stage::avatar;
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt};
use visavis_call::Command;
use visavis_call::protocol::{ClientId, Person};
use web_sys::Element;

/// The number of people shown; as some are admitted, the next ones appear.
const KNOCKS: usize = 3;

pub(in crate::view) struct Host {
    root: Element,
    /// `None`: no host is known.
    is_self: Option<bool>,
    is_locked: bool,
    knocks: Vec<Knock>,
}

/// The row of a person who is knocking.
struct Knock {
    id: ClientId,
    element: Element,
}

impl Drop for Knock {
    fn drop(&mut self) {
        take_away(&self.element);
    }
}

impl Host {
    pub(in crate::view) fn new(root: &Element) -> Result<Self, Exception> {
        Ok(Self {
            root: root.clone(),
            is_self: None,
            is_locked: false,
            knocks: Vec::new(),
        })
    }

    pub(in crate::view) fn is_self(&self) -> bool {
        self.is_self == Some(true)
    }

    pub(in crate::view) fn is_locked(&self) -> bool {
        self.is_locked
    }

    /// Clears the host: the call is over.
    pub(in crate::view) fn clear(&mut self, strings: &Strings) -> Result<(), Exception> {
        (self.is_self, self.is_locked) = (None, false);
        for name in ["data-host", "data-locked"] {
            toggle_attr(&self.root, name, false);
        }
        self.show_knocks(&[], strings)
    }

    /// Says who the host is. `host` is their name; `None` if that is this person, or unknown.
    fn say_who_leads(&self, host: Option<&str>, strings: &Strings) -> Result<(), Exception> {
        let line: Element = find(&self.root, ".leader")?;
        let is_self = self.is_self == Some(true);
        toggle_attr(&line, "hidden", !is_self && host.is_none());
        if is_self {
            say(&line, "you-lead", &[], strings);
        } else if let Some(name) = host {
            say(&line, "who-leads", &[("name", &short_name(name))], strings);
        }
        Ok(())
    }

    /// Shows a row for each person who is knocking, with buttons to admit or refuse them.
    pub(in crate::view) fn show_knocks(
        &mut self,
        people: &[Person],
        strings: &Strings,
    ) -> Result<(), Exception> {
        let shown = people.get(..KNOCKS).unwrap_or(people);
        self.knocks
            .retain(|knock| shown.iter().any(|person| person.id == knock.id));
        for person in shown {
            let known = self.knocks.iter().find(|knock| knock.id == person.id);
            let element = match known {
                Some(knock) => knock.element.clone(),
                None => self.add_knock(&person.id, strings)?,
            };
            let name = bounded(person.name.trim(), NAME_CHARS);
            say(
                &find(&element, ".sentence")?,
                "knocks",
                &[("name", &name)],
                strings,
            );
            avatar::draw(&element, &name, &strings.of("guest"))?;
            toggle_attr(&element, "data-vouched", person.has_vouched_name());
        }
        let line: Element = find(&self.root, ".waiting")?;
        let count = people.len() - shown.len();
        toggle_attr(&line, "hidden", count == 0);
        let count = count.to_string();
        say(&line, "knocks-more", &[("count", &count)], strings);
        Ok(())
    }

    fn add_knock(&mut self, id: &ClientId, strings: &Strings) -> Result<Element, Exception> {
        let element = build(Part::Knock, strings)?;
        set_attr(&element, "data-of", &id.0);
        find::<Element>(&self.root, ".knocks")?
            .append_child(&element)
            .or_exception()?;
        self.knocks.push(Knock {
            id: id.clone(),
            element: element.clone(),
        });
        Ok(element)
    }
}

impl Ui {
    /// `host` is the host's name; `None` if this person is the host, or the host is unknown.
    pub(in crate::view) fn show_host(
        &mut self,
        host: Option<&str>,
        is_self: bool,
        is_locked: bool,
    ) -> Result<(), Exception> {
        let took_over = is_self && self.host.is_self.is_some();
        let was_locked = self.host.is_locked;
        (self.host.is_self, self.host.is_locked) = (Some(is_self), is_locked);
        set_attr(&self.root, "data-host", if is_self { "self" } else { "other" });
        toggle_attr(&self.root, "data-locked", is_locked);
        self.host.say_who_leads(host, &self.strings)?;
        let button: Element = find(&self.root, "[data-action=lock] [data-say]")?;
        let press = if is_locked { "unlock" } else { "lock" };
        say(&button, press, &[], &self.strings);
        if is_locked != was_locked {
            let now = if is_locked { "now-locked" } else { "now-open" };
            self.tell(&self.strings.of(now))?;
        } else if took_over {
            self.tell(&self.strings.of("host-now"))?;
        }
        if !is_self {
            self.host.show_knocks(&[], &self.strings)?;
        }
        self.host_changed();
        Ok(())
    }

    pub(in crate::view) fn lock(&self) {
        self.send_command(Command::Lock(!self.host.is_locked));
    }

    pub(in crate::view) fn admit(&self, button: &Element, is_admitted: bool) {
        let mut knocks = self.host.knocks.iter();
        if let Some(knock) = knocks.find(|knock| knock.element.contains(Some(button))) {
            self.send_command(Command::Admit {
                person: knock.id.clone(),
                admitted: is_admitted,
            });
        }
    }
}
