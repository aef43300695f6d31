//! Bounds what others can cause to be drawn in one frame: a flood must not keep the page from anything else.

use super::Ui;
use super::message::{Mailbox, Message};
use super::panels::Panel;
use crate::web::{Frame, JsResultExt, now};
use std::time::Duration;

/// More than anybody causes who writes by hand. They are drawn at once, everything beyond with the next frames.
const AT_ONCE: usize = 8;
/// For how long messages are drawn in one frame: some are larger than others.
const DRAWS_FOR: Duration = Duration::from_millis(4);

pub(super) struct Pace {
    drawn: usize,
    next: Option<Frame>,
    mailbox: Mailbox,
}

impl Pace {
    pub(super) fn new(mailbox: &Mailbox) -> Self {
        Self {
            drawn: 0,
            next: None,
            mailbox: mailbox.clone(),
        }
    }

    /// Returns whether something may be drawn before the next frame.
    pub(super) fn admits(&mut self) -> bool {
        let mailbox = &self.mailbox;
        self.next.get_or_insert_with(|| {
            let mailbox = mailbox.clone();
            Frame::next(move || mailbox.put(Message::FrameBegan))
        });
        self.drawn += 1;
        self.drawn <= AT_ONCE
    }
}

impl Ui {
    /// Draws what had to wait for this frame.
    pub(super) fn frame_began(&mut self) {
        self.pace.drawn = 0;
        self.pace.next = None;
        if !self.chat.has_waiting() {
            self.chat.announce();
        }
        self.draw_messages();
    }

    /// Draws the messages of the chat that wait, if it is open.
    pub(super) fn draw_messages(&mut self) {
        let began = now();
        while self.panels.is_open(Panel::Chat) && self.chat.has_waiting() && self.pace.admits() {
            let drawn = self.chat.draw_next(&self.strings);
            drawn.warn_on_error("drawing a message");
            if now().since(began) > DRAWS_FOR {
                return;
            }
        }
    }
}
