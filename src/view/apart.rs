//! What the interface does only in and after a call. In the package it is apart, in a file that is loaded while the person
//! looks at the lobby, or else when it is first needed: whatever only the functions of `inside` reach is in there, with
//! the text that `build.rs` gathers. Elsewhere it is there from the beginning.

mod inside;
mod loading;
mod text;

pub(super) use text::{markup, rules};

use super::Ui;
use super::message::Message;
use super::status::{Topic, Trouble};
use crate::notice::Notice;
use crate::web::{JsResultExt, Timeout};
use loading::Loading;
use visavis_call::{Code, Event};

/// What waits of that which goes on for as long as a call does: a part that does not come must not fill the memory.
const PASSING: usize = 500;
/// Everything that waits; a call of a day stays below.
const WAITING: usize = 20_000;

/// The part that is apart.
#[derive(Default)]
pub(super) struct Apart {
    is_there: bool,
    /// What needs it, in order.
    waiting: Vec<Message>,
    loading: Option<Loading>,
    /// Until the next attempt, after one that failed.
    pause: Option<Timeout>,
    failures: u32,
}

impl Apart {
    pub(super) fn is_there(&self) -> bool {
        self.is_there
    }

    /// Returns how much waits.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.waiting.len()
    }

    fn wait(&mut self, message: Message) {
        if passes(&message) && self.waiting.iter().filter(|one| passes(one)).count() >= PASSING {
            let oldest = self.waiting.iter().position(passes);
            oldest.map(|oldest| self.waiting.remove(oldest));
        }
        if self.waiting.len() < WAITING {
            self.waiting.push(message);
        }
    }
}

/// Returns whether a message only adds to a list, or shows something for a while.
fn passes(message: &Message) -> bool {
    matches!(
        message,
        Message::Notice(Notice::Call(
            Event::Dropped { .. }
                | Event::Logged { .. }
                | Event::Reacted { .. }
                | Event::Said { .. }
                | Event::SpeakingChanged { .. }
                | Event::Stats(..)
        ))
    )
}

impl Ui {
    /// Handles what needs the part, now or as soon as it is there.
    pub(super) fn handle_in_call(&mut self, message: Message) {
        if self.apart.is_there {
            return self.handle_inside(message);
        }
        self.apart.wait(message);
        self.load_apart();
    }

    /// Tells that the part does not come, until it is there.
    fn tell_of_part(&mut self, trouble: Option<Trouble>) {
        let told = self.notes.show(Topic::Part, trouble, &self.strings);
        told.warn_on_error("telling of the part");
    }

    /// Loads the part, unless that is being done.
    pub(super) fn load_apart(&mut self) {
        if self.apart.is_there || self.apart.loading.is_some() {
            return;
        }
        self.apart.pause = None;
        match crate::part::load() {
            Some(part) => self.apart.loading = Some(Loading::of(part, &self.mailbox)),
            None => self.apart_loaded(true),
        }
    }

    /// Goes on with what waits. After a failure it is told, and another attempt follows if something waits.
    pub(super) fn apart_loaded(&mut self, is_there: bool) {
        self.apart.loading = None;
        if !is_there {
            let is_wanted = self
                .apart
                .waiting
                .iter()
                .any(|message| !matches!(message, Message::Rehearse));
            if is_wanted {
                self.apart.failures += 1;
                let again = self.mailbox.clone();
                let pause = crate::part::pause(self.apart.failures);
                self.apart.pause = Some(Timeout::after(pause, move || again.put(Message::ApartDue)));
                self.tell_of_part(Some(Trouble::Failure(Code::ClientNotLoaded.into())));
            }
            return;
        }
        self.apart.is_there = true;
        self.apart.failures = 0;
        self.tell_of_part(None);
        self.restyle();
        for message in std::mem::take(&mut self.apart.waiting) {
            self.handle_inside(message);
        }
    }
}
