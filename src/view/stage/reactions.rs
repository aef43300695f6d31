//! Animates the emoji reactions over the stage.

use crate::view::dom::{create, find, set_attr, set_text};
use crate::view::message::{Mailbox, Message};
use crate::web::{Exception, JsResultExt, Timeout};
use std::collections::VecDeque;
use std::time::Duration;
use web_sys::Element;

/// The duration of the animation; see `menu.css`.
const FLIGHT: Duration = Duration::from_millis(3_200);
/// More at once would cover the people.
const FLYING: usize = 12;
/// Spread sideways, so that they do not overlap.
const LANES: usize = 5;

pub(in crate::view) struct Reactions {
    place: Element,
    flying: VecDeque<Flying>,
    mailbox: Mailbox,
}

struct Flying {
    element: Element,
    _timeout: Timeout,
}

impl Drop for Flying {
    fn drop(&mut self) {
        self.element.remove();
    }
}

impl Reactions {
    pub(in crate::view) fn new(call: &Element, mailbox: &Mailbox) -> Result<Self, Exception> {
        Ok(Self {
            place: find(call, ".flying")?,
            flying: VecDeque::new(),
            mailbox: mailbox.clone(),
        })
    }

    pub(in crate::view) fn show(&mut self, emoji: &str) -> Result<(), Exception> {
        if self.flying.len() >= FLYING {
            self.flying.pop_front();
        }
        let element = create("p")?;
        set_text(&element, emoji);
        set_attr(&element, "data-lane", &(self.flying.len() % LANES).to_string());
        self.place.append_child(&element).or_exception()?;
        let mailbox = self.mailbox.clone();
        self.flying.push_back(Flying {
            element,
            _timeout: Timeout::after(FLIGHT, move || mailbox.put(Message::ReactionFlown)),
        });
        Ok(())
    }

    pub(in crate::view) fn one_has_flown(&mut self) {
        self.flying.pop_front();
    }
}
