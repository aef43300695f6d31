//! Takes up anew what belongs to a document, after the page has moved the element into another one: into a window of
//! its own, and back.

use super::Ui;
use super::keys::MediaKeys;
use super::message::{Mailbox, Message};
use super::screens::WakeLock;
use crate::web::{EventType, Listener, note_window, window_of};
use web_sys::{Event, ShadowRoot};

/// Dispatched by `www/element.js` at the shadow root.
pub(super) const ADOPTED: EventType<Event> = EventType::new("visavis-adopted");

pub(super) fn listen(shadow: &ShadowRoot, mailbox: &Mailbox) -> Listener {
    let mailbox = mailbox.clone();
    Listener::new(shadow, &ADOPTED, move |_| mailbox.put(Message::Adopted))
}

impl Ui {
    pub(super) fn adopted(&mut self) {
        self.restyle();
        if let Some(window) = window_of(&self.root) {
            note_window(&window);
        }
        self.ringer.put_title_back();
        if self.during_call.is_some() {
            self.begin_during_call();
        }
        self.follow_language();
        self.play_again();
        self.focus.restore();
    }

    /// Takes what a call needs of the window in which it is shown: its media keys, and that it stays lit.
    pub(super) fn begin_during_call(&mut self) {
        self.during_call = None;
        if let Some(window) = window_of(&self.root) {
            let keys = MediaKeys::take(&window, &self.mailbox);
            self.during_call = Some((WakeLock::new(window), keys));
        }
    }
}
