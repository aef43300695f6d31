//! Animates the emoji reactions in the tiles of those who send them, behind their names.

use super::{Stage, Tile};
use crate::view::dom::{create, find, set_attr, set_text};
use crate::view::message::{Mailbox, Message};
use crate::web::{Exception, JsResultExt, Timeout};
use std::collections::VecDeque;
use std::time::Duration;
use visavis_call::protocol::ClientId;
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

    /// Shows an emoji in a tile, or else over the stage.
    pub(in crate::view) fn show(&mut self, emoji: &str, tile: Option<&Element>) -> Result<(), Exception> {
        if self.flying.len() >= FLYING {
            self.flying.pop_front();
        }
        let element = create("p")?;
        element.set_class_name("flown");
        // A line says who sent it.
        set_attr(&element, "aria-hidden", "true");
        set_text(&element, emoji);
        set_attr(&element, "data-lane", &(self.flying.len() % LANES).to_string());
        tile.unwrap_or(&self.place)
            .append_child(&element)
            .or_exception()?;
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

impl Stage {
    /// Returns the tile of a person, or this person's own, if it is seen.
    pub(in crate::view) fn seen_tile(&self, id: Option<&ClientId>) -> Option<&Element> {
        let Some(id) = id else {
            return Some(&self.own).filter(|_| !self.is_tucked);
        };
        let mut seen = self.tiles.iter().filter(|tile| self.is_in_call(tile));
        seen.find(|tile| tile.id() == id).map(Tile::element)
    }
}
