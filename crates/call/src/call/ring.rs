//! Ring rooms: placing, accepting, declining and ending calls.

use super::{Call, Phase};
use crate::Body;
use crate::event::Event;
use crate::ring::{Ring, Stage};
use visavis_protocol::ClientId;
use visavis_roap::{EndReason, Entropy, Error, ErrorType, Input as Negotiation, Message, State, Timestamp};

/// Cause of a REFUSED sent without asking, because the person is in another call.
const BUSY: &str = "BUSY";

impl<E: Entropy> Call<E> {
    /// Calls several clients at once; the first to accept gets the call.
    pub(super) fn call(&mut self, now: Timestamp, peers: Vec<ClientId>) {
        if !self.options.ring || self.phase != Phase::Inside {
            return;
        }
        if let Some(caller) = peers.iter().find(|peer| self.stage(peer) == Some(Stage::Ringing)) {
            return self.accept(now, &caller.clone());
        }
        // Calling the same client twice has no effect.
        if peers.iter().any(|peer| self.stage(peer).is_some()) {
            return;
        }
        let is_occupied = self.links.keys().any(|id| self.is_engaged(id));
        if let Some(peer) = peers.first().filter(|_| is_occupied) {
            return self.tell(Event::RingChanged(peer.clone(), Ring::Occupied));
        }
        self.called = peers.iter().cloned().collect();
        for peer in peers {
            self.call_one(now, &peer);
        }
    }

    fn call_one(&mut self, now: Timestamp, peer: &ClientId) {
        let Some(link) = self.links.get_mut(peer) else {
            self.called.remove(peer);
            return self.tell(Event::RingChanged(peer.clone(), Ring::Gone));
        };
        if link.ring_state.stage().is_some() {
            return;
        }
        link.ring_state.start(Stage::Calling);
        self.tell(Event::RingChanged(peer.clone(), Ring::Calling));
        self.negotiate(now, peer, Negotiation::Need);
    }

    pub(super) fn accept(&mut self, now: Timestamp, peer: &ClientId) {
        if let Some(link) = self.links.get_mut(peer)
            && link.ring_state.stage() == Some(Stage::Ringing)
        {
            link.ring_state.start(Stage::Accepting);
            self.negotiate(now, peer, Negotiation::Accept);
        }
    }

    pub(super) fn decline(&mut self, now: Timestamp, peer: &ClientId) {
        if self.stage(peer) == Some(Stage::Ringing) {
            self.negotiate(now, peer, Negotiation::Refuse);
        }
    }

    /// Ends a call, or the attempt to place one.
    pub(super) fn hang_up(&mut self, now: Timestamp, peer: &ClientId) {
        if self.stage(peer).is_none() {
            return;
        }
        let mut together = std::mem::take(&mut self.called);
        if !together.contains(peer) {
            together = std::iter::once(peer.clone()).collect();
        }
        for peer in together {
            self.negotiate(now, &peer, Negotiation::HangUp);
            // The call was queued behind the end of another and has not started.
            self.silence(&peer, Ring::Cancelled);
        }
    }

    /// Handles an OFFER that waits for the person's decision.
    pub(super) fn rings(&mut self, peer: &ClientId) {
        if let Some(link) = self.links.get_mut(peer) {
            link.ring_state.start(Stage::Ringing);
            self.tell(Event::RingChanged(peer.clone(), Ring::Ringing));
        }
    }

    pub(super) fn ring_established(&mut self, peer: &ClientId) {
        if let Some(link) = self.links.get_mut(peer)
            && self.options.ring
            && link.ring_state.established()
        {
            self.tell(Event::RingChanged(peer.clone(), Ring::Accepted));
        }
    }

    pub(super) fn ring_ended(&mut self, peer: &ClientId, reason: EndReason) {
        let outcome = self
            .links
            .get_mut(peer)
            .and_then(|link| link.ring_state.ended(reason));
        if let Some(outcome) = outcome {
            self.called.remove(peer);
            self.tell(Event::RingChanged(peer.clone(), outcome));
        }
    }

    /// Applies the consequences of one negotiation step to the calls with other peers.
    pub(super) fn ring_moved(&mut self, now: Timestamp, peer: &ClientId) {
        let Some(link) = self.links.get(peer).filter(|_| self.options.ring) else {
            return;
        };
        match link.endpoint.state() {
            State::None if link.endpoint.poll_timeout().is_none() => self.silence(peer, Ring::Gone),
            State::ApplyingOffer | State::ApplyingAnswer | State::WaitOk | State::Stable
                if self.called.remove(peer) =>
            {
                for other in std::mem::take(&mut self.called) {
                    self.answered_elsewhere(now, &other);
                }
            }
            State::None
            | State::Making
            | State::WaitAnswer
            | State::Ringing
            | State::ApplyingOffer
            | State::ApplyingAnswer
            | State::WaitOk
            | State::Stable
            | State::Closing => {}
        }
    }

    fn answered_elsewhere(&mut self, now: Timestamp, peer: &ClientId) {
        if let Some(link) = self.links.get_mut(peer) {
            link.ring_state.hint = Some(Ring::AnsweredElsewhere);
        }
        self.say(now, peer, Body::AnsweredElsewhere);
        self.negotiate(now, peer, Negotiation::HangUp);
        self.silence(peer, Ring::AnsweredElsewhere);
    }

    /// Handles a ringing call that another client accepted.
    pub(super) fn was_answered_elsewhere(&mut self, peer: &ClientId) {
        if let Some(link) = self.links.get_mut(peer) {
            link.ring_state.hint = Some(Ring::AnsweredElsewhere);
        }
    }

    /// Extracts from an ERROR why the call ended.
    pub(super) fn hint_of(message: &Message) -> Option<Ring> {
        let Message::Error(Error {
            error_type, cause, ..
        }) = message
        else {
            return None;
        };
        match error_type {
            ErrorType::Refused if cause.as_deref() == Some(BUSY) => Some(Ring::Busy),
            ErrorType::Timeout => Some(Ring::NoAnswer),
            ErrorType::Refused
            | ErrorType::NoMatch
            | ErrorType::Conflict
            | ErrorType::DoubleConflict
            | ErrorType::Failed
            | ErrorType::Other => None,
        }
    }

    /// Adds the busy cause to a REFUSED that was sent without asking the person.
    pub(super) fn explain(&self, peer: &ClientId, message: &mut Message) {
        if let Message::Error(error) = message
            && self.options.ring
            && error.error_type == ErrorType::Refused
            && self.stage(peer) != Some(Stage::Ringing)
        {
            error.cause = Some(BUSY.to_owned());
        }
    }

    /// Returns whether a call with this peer is established or being set up.
    pub(super) fn is_engaged(&self, id: &ClientId) -> bool {
        self.links.get(id).is_some_and(|link| {
            let state = link.endpoint.state();
            link.ring_state.stage().is_some() || !matches!(state, State::None | State::Closing)
        })
    }

    /// Ends the session with an unreachable peer. In an open room the next OFFER informs the peer; in a ring room there
    /// may be none, so a SHUTDOWN is queued now.
    pub(super) fn give_session_up(&mut self, now: Timestamp, peer: &ClientId, outcome: Ring) {
        self.silence(peer, outcome);
        let how = if self.options.ring {
            Negotiation::HangUp
        } else {
            Negotiation::PeerLeft
        };
        self.negotiate(now, peer, how);
    }

    fn stage(&self, peer: &ClientId) -> Option<Stage> {
        self.links.get(peer)?.ring_state.stage()
    }

    fn silence(&mut self, peer: &ClientId, outcome: Ring) {
        if self
            .links
            .get_mut(peer)
            .is_some_and(|link| link.ring_state.silence())
        {
            self.called.remove(peer);
            self.tell(Event::RingChanged(peer.clone(), outcome));
        }
    }
}
