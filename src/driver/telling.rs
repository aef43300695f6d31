//! Tells the interface and the page what has happened, at a moment when drawing it delays nobody's first picture.

use super::Loop;
use super::mail::{Mail, Mailbox};
use crate::notice::Notice;
use crate::web::{Timeout, Turn, blame_sandbox};
use std::collections::VecDeque;
use std::time::Duration;
use visavis_call::roap::Input as Negotiation;
use visavis_call::{Event, Input, Signalling};

/// How long notices wait at most for an offer to be answered. Over a slow line, that of another continent, the call then
/// appears a moment before its picture.
const HOLD_FOR: Duration = Duration::from_millis(400);

/// The notices that wait. While an offer is on its way or being answered, drawing what they say would hold up the answer;
/// afterwards the browser connects by itself.
#[derive(Debug)]
pub(super) struct Telling {
    untold: VecDeque<Notice>,
    hold: Option<Timeout>,
    turn: Turn,
}

impl Telling {
    pub(super) fn new(mailbox: &Mailbox) -> Self {
        let mailbox = mailbox.clone();
        Self {
            untold: VecDeque::new(),
            hold: None,
            turn: Turn::new(move || mailbox.put(Mail::Tell)),
        }
    }

    /// Lets notices wait for the next exchange.
    pub(super) fn hold(&mut self, mailbox: &Mailbox) {
        let mailbox = mailbox.clone();
        self.hold
            .get_or_insert_with(|| Timeout::after(HOLD_FOR, move || mailbox.put(Mail::Tell)));
    }

    /// Lets them wait no longer than what is to be sent in this turn.
    fn release_soon(&self) {
        if self.hold.is_some() {
            self.turn.await_end();
        }
    }

    /// Lets them wait no longer.
    pub(super) fn release(&mut self) {
        self.hold = None;
    }
}

impl Loop {
    /// Notes that an exchange is as good as done.
    pub(super) fn follow_exchange(&mut self, input: &Input) {
        if let Input::Peer(_, Negotiation::AnswerMade(..) | Negotiation::AnswerTaken(..)) = input {
            self.telling.release_soon();
        }
    }

    /// Tells these notices, now or after those that wait. No borrow is held while the page's code runs.
    pub(super) fn tell(&mut self, notices: Vec<Notice>) {
        let is_here = |notice: &Notice| matches!(notice, Notice::Call(Event::PersonJoined { .. }));
        let is_over = |notice: &Notice| matches!(notice, Notice::Call(Event::Left | Event::Failed(_)));
        if notices.iter().any(is_over) {
            self.telling.release();
        } else if notices.iter().any(is_here) && !self.options.ring {
            self.telling.hold(&self.mailbox);
        } else if notices.iter().any(is_settled) {
            // Nobody is there to wait for.
            self.telling.release();
        }
        self.telling.untold.extend(notices);
        if self.telling.hold.is_some() {
            return;
        }
        while let Some(mut notice) = self.telling.untold.pop_front() {
            if let Notice::Call(Event::Failed(failure))
            | Notice::OwnMedia {
                problem: Some(failure),
                ..
            } = &mut notice
                && let Some(cause) = blame_sandbox(failure)
            {
                *failure = cause;
            }
            self.note_identity(&notice);
            (self.show)(&notice);
        }
    }
}

/// Returns whether a notice says how joining went.
fn is_settled(notice: &Notice) -> bool {
    matches!(notice, Notice::Call(Event::SignallingChanged(state)) if *state != Signalling::Connecting)
}
