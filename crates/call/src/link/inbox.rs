//! Bounds what a peer can cause: it may be any program, and may send as much as it likes.
//!
//! An ordinary peer never notices. Beyond that, negotiation and recordings wait: they are not acknowledged, so that they
//! are sent again and nothing is lost. State waits too, and the last one counts. Only chat and reactions are dropped, which the peer is told.

use crate::{Allowance, Body};
use std::time::Duration;
use visavis_roap::{Message, Received, Timestamp};

/// Negotiation: a join takes a few dozen messages, with candidates.
const NEGOTIATION: Allowance = Allowance::new(256, Duration::from_millis(30));
/// What an OFFER costs of that, since the browser has to apply it.
const OFFER: u32 = 8;
/// Candidates that cost as much as a message.
const CANDIDATES: u32 = 8;
/// Sessions, each with a connection of its own.
const SESSIONS: Allowance = Allowance::new(6, Duration::from_secs(3));
/// Chat and reactions: more than a peer of this version sends, even after an outage (see `TALK` of `call/chat.rs`).
const TALK: Allowance = Allowance::new(512, Duration::from_millis(8));
/// State: media, hand, name, presence.
const STATE: Allowance = Allowance::new(24, Duration::from_millis(250));
/// What the peer records: each change is announced aloud.
const RECORDINGS: Allowance = Allowance::new(6, Duration::from_secs(2));
/// How often the peer is told how many messages were dropped.
const TELL_AFTER: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Inbox {
    negotiation: Allowance,
    sessions: Allowance,
    /// There was a session: strangers who come in numbers must not keep this peer from another.
    is_known: bool,
    talk: Allowance,
    state: Allowance,
    recordings: Allowance,
    /// The latest state of each kind that waits to be handled.
    states: Vec<Body>,
    /// When there are tokens for what waits.
    due: Option<Timestamp>,
    /// Messages dropped since the peer was told.
    dropped: u32,
    tell_at: Option<Timestamp>,
}

impl Default for Inbox {
    fn default() -> Self {
        Self {
            negotiation: NEGOTIATION,
            sessions: SESSIONS,
            is_known: false,
            talk: TALK,
            state: STATE,
            recordings: RECORDINGS,
            states: Vec::new(),
            due: None,
            dropped: 0,
            tell_at: None,
        }
    }
}

impl Inbox {
    /// Begins another look at what has arrived: everything that still has to wait names its time again.
    pub(super) fn look(&mut self) {
        self.due = None;
    }

    /// Returns whether a message may be handled now, or has to be withheld. `of_all` are the sessions that all peers
    /// who are not known yet may begin together.
    pub(super) fn admits(&mut self, now: Timestamp, body: &Body, of_all: &mut Allowance) -> bool {
        let (mut sessions, mut sessions_of_all) = (self.sessions, *of_all);
        let mut session = Ok(());
        let tokens = match body {
            Body::Chat(_) | Body::Reaction(_) | Body::Media(_) => return true,
            Body::Hand(_) | Body::Pictures(_) | Body::FrameRate(_) | Body::Dropped(_) => return true,
            // Whoever records waits for the acknowledgement, which must not be sent before the page is told.
            Body::Recording { .. } => {
                let taken = self.recordings.take(now, 1);
                return self.waits_unless(taken);
            }
            Body::Negotiation(Received::Message(Message::Offer(offer))) => {
                if offer.exchange.answerer.is_none() {
                    session = sessions.take(now, 1);
                    if !self.is_known {
                        session = session.and_then(|()| sessions_of_all.take(now, 1));
                    }
                }
                OFFER
            }
            Body::Negotiation(Received::Message(Message::Candidates(batch))) => {
                1 + u32::try_from(batch.candidates.len()).unwrap_or(u32::MAX) / CANDIDATES
            }
            Body::Negotiation(_) | Body::Bye | Body::AnsweredElsewhere | Body::Unknown => 1,
        };
        let taken = session.and_then(|()| self.negotiation.take(now, tokens));
        let is_admitted = self.waits_unless(taken);
        if is_admitted {
            (self.sessions, *of_all) = (sessions, sessions_of_all);
        }
        is_admitted
    }

    /// Records that there is a session.
    pub(super) fn established(&mut self) {
        self.is_known = true;
    }

    /// Returns whether the peer may begin a session, which may need a connection.
    pub(crate) fn may_begin_session(&mut self, now: Timestamp) -> bool {
        let taken = self.sessions.take(now, 1);
        self.waits_unless(taken)
    }

    /// Returns whether a change of the peer's name or presence may be reported now.
    pub(crate) fn may_report(&mut self, now: Timestamp) -> bool {
        let taken = self.state.take(now, 1);
        self.waits_unless(taken)
    }

    /// Takes a message that was admitted; returns it if it is to be handled now.
    pub(super) fn sort(&mut self, now: Timestamp, body: Body) -> Option<Body> {
        match body {
            Body::Chat(_) | Body::Reaction(_) => {
                if self.talk.take(now, 1).is_err() {
                    self.dropped = self.dropped.saturating_add(1);
                    self.tell_at.get_or_insert(now + TELL_AFTER);
                    return None;
                }
                Some(body)
            }
            Body::Media(_) | Body::Hand(_) | Body::Pictures(_) | Body::FrameRate(_) | Body::Dropped(_) => {
                self.put_state(body);
                self.next_state(now)
            }
            Body::Negotiation(_)
            | Body::Recording { .. }
            | Body::Bye
            | Body::AnsweredElsewhere
            | Body::Unknown => Some(body),
        }
    }

    /// Returns a state that has waited long enough.
    pub(super) fn next_state(&mut self, now: Timestamp) -> Option<Body> {
        (!self.states.is_empty() && self.may_report(now)).then(|| self.states.remove(0))
    }

    /// Drops the states that wait: the peer has begun anew, and reports them again.
    pub(crate) fn forget(&mut self) {
        self.states.clear();
    }

    /// Returns the number of messages dropped, if it is time to tell the peer.
    pub(crate) fn dropped(&mut self, now: Timestamp) -> Option<u32> {
        self.tell_at.take_if(|at| *at <= now)?;
        Some(std::mem::take(&mut self.dropped))
    }

    pub(super) fn poll_timeout(&self) -> Option<Timestamp> {
        self.due.into_iter().chain(self.tell_at).min()
    }

    fn waits_unless(&mut self, taken: Result<(), Timestamp>) -> bool {
        if let Err(at) = taken {
            self.due = self.due.into_iter().chain([at]).min();
        }
        taken.is_ok()
    }

    /// Replaces the state of that kind. Counts are added up.
    fn put_state(&mut self, mut body: Body) {
        let is_same = |other: &Body| std::mem::discriminant(other) == std::mem::discriminant(&body);
        if let Some(at) = self.states.iter().position(is_same) {
            let former = self.states.remove(at);
            if let (Body::Dropped(count), Body::Dropped(before)) = (&mut body, former) {
                *count = count.saturating_add(before);
            }
        }
        self.states.push(body);
    }
}
