//! The card for a person with whom nobody is: it says what to do, or that everyone else has left.

use super::Screen;
use crate::view::Ui;
use crate::view::dom::find;
use crate::view::markup::say;
use crate::view::message::Message;
use crate::web::Timeout;
use std::time::Duration;
use web_sys::Element;

/// For how long it is said that everyone has left: after that, nobody waits for them any more.
const REMEMBERED: Duration = Duration::from_secs(120);

impl Ui {
    /// Says what to do while nobody else is there. Nobody is asked to send a link that cannot be copied.
    pub(in crate::view) fn name_alone(&self) {
        self.say_alone(match (self.hidden.has("copy-link"), self.is_ring) {
            (true, _) => "present-none",
            (false, true) => "alone-ring",
            (false, false) => "alone",
        });
    }

    /// Says that everyone else has left, if the one who has just left was the last. In a ring room people come and go
    /// without a call.
    pub(in crate::view) fn name_left_behind(&mut self) {
        if self.is_ring || !self.stage.tiles().is_empty() {
            return;
        }
        self.say_alone("alone-again");
        let mailbox = self.mailbox.clone();
        let forget = move || mailbox.put(Message::LeavingForgotten);
        self.left_behind = Some(Timeout::after(REMEMBERED, forget));
    }

    /// Says no more that everyone else has left.
    pub(in crate::view) fn forget_leaving(&mut self) {
        if self.left_behind.take().is_some() {
            self.name_alone();
        }
    }

    fn say_alone(&self, key: &str) {
        if let Ok(line) = find::<Element>(self.screens.element(Screen::Call), ".alone [data-say]") {
            say(&line, key, &[], &self.strings);
        }
    }
}
