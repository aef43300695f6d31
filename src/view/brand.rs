//! The page's own logo and title, above every screen.

use super::dom::{bounded, find, root_of, set_attr, set_text, toggle_attr};
use super::message::{Mailbox, Message};
use crate::web::{EventType, Exception, Listener};
use web_sys::{Element, Event};

const ERROR: EventType<Event> = EventType::new("error");
const SLOTTED: EventType<Event> = EventType::new("slotchange");

/// A longer title would leave no room for anything else.
const HEADING_CHARS: usize = 120;

pub(super) struct Brand {
    _listeners: [Listener; 2],
    root: Element,
    heading: Element,
    has_heading: bool,
    logo: Element,
    has_logo: bool,
}

impl Brand {
    pub(super) fn new(root: &Element, mailbox: &Mailbox) -> Result<Self, Exception> {
        let (logo, slot): (Element, Element) = (find(root, ".logo")?, find(root, "[name=logo]")?);
        let (broken, slotted) = (mailbox.clone(), mailbox.clone());
        Ok(Self {
            _listeners: [
                Listener::new(&logo, &ERROR, move |_| broken.put(Message::LogoBroken)),
                Listener::new(&slot, &SLOTTED, move |_| slotted.put(Message::LogoSlotted)),
            ],
            root: root.clone(),
            heading: find(root, ".heading")?,
            has_heading: false,
            logo,
            has_logo: false,
        })
    }

    pub(super) fn set_heading(&mut self, heading: &str) {
        let heading = bounded(heading.trim(), HEADING_CHARS);
        set_text(&self.heading, &heading);
        self.has_heading = !heading.is_empty();
        self.show();
    }

    /// `address` is one that `www/` has checked; empty for none.
    pub(super) fn set_logo(&mut self, address: &str) {
        self.has_logo = !address.is_empty();
        if self.has_logo {
            set_attr(&self.logo, "src", address);
        } else {
            toggle_attr(&self.logo, "src", false);
        }
        self.show();
    }

    pub(super) fn set_logo_text(&self, text: &str) {
        set_attr(&self.logo, "alt", text);
    }

    /// Shows nothing instead of the picture of a broken picture.
    pub(super) fn take_logo_away(&mut self) {
        self.has_logo = false;
        self.show();
    }

    /// Shows the line if there is something in it.
    pub(super) fn show(&self) {
        toggle_attr(&self.heading, "hidden", !self.has_heading);
        toggle_attr(&self.logo, "hidden", !self.has_logo);
        let slotted = root_of(&self.root).host().query_selector(":scope > [slot=logo]");
        let is_slotted = slotted.is_ok_and(|found| found.is_some());
        toggle_attr(
            &self.root,
            "data-brand",
            is_slotted || self.has_heading || self.has_logo,
        );
    }
}
