//! How a session begins, offers, comes to rest and ends, by what this side does.

use super::phase::{Cause, Closing, Phase};
use super::session::Session;
use super::{ConnectionId, Effect, EndReason, Endpoint, Event, Turn};
use crate::{ErrorType, Exchange, Message};
use std::time::Duration;

/// More OFFERs than that without a local change are a loop: Chromium runs into one when a data channel was
/// first offered in an exchange that failed.
const OFFERS_AT_MOST: u8 = 3;

/// A loop offers again at once. What is needed after a rest as long as this is a change that nobody
/// announced.
const REST: Duration = Duration::from_secs(1);

/// Honest draws do not even tie twice in a row.
const TIES_AT_MOST: u8 = 3;

/// How often a SHUTDOWN without a reply is sent again.
const SHUTDOWN_REPEATS: u8 = 2;

impl Endpoint {
    pub(super) fn change(&mut self, turn: &mut Turn<'_>) {
        self.offers = 0;
        self.retries = 0;
        self.pause = None;
        match self.phase {
            Phase::None => self.begin(turn),
            Phase::Ringing(_) => self.accept(turn),
            Phase::Stable => self.offer(turn),
            Phase::Making(_)
            | Phase::WaitAnswer(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::WaitOk
            | Phase::Closing(_) => self.need = true,
        }
    }

    pub(super) fn need_of(&mut self, connection: ConnectionId, turn: &mut Turn<'_>) {
        if self.session.connection != Some(connection) {
            return;
        }
        self.need = true;
        if self.phase == Phase::Stable {
            if turn.now.since(self.rests_since) >= REST {
                self.offers = 0;
            }
            self.settle(turn);
        }
    }

    pub(super) fn accept(&mut self, turn: &mut Turn<'_>) {
        if let Phase::Ringing(offer) = &self.phase {
            let offer = offer.clone();
            self.take(offer, turn);
        }
    }

    pub(super) fn refuse(&mut self, turn: &mut Turn<'_>) {
        if let Phase::Ringing(offer) = &self.phase {
            let exchange = offer.exchange.clone();
            self.send_error(exchange, ErrorType::Refused);
            self.end(EndReason::HungUp, turn);
        }
    }

    pub(super) fn hang_up(&mut self, turn: &mut Turn<'_>) {
        match self.phase {
            Phase::None if self.pause.is_some() => self.end(EndReason::HungUp, turn),
            Phase::None => {}
            // Whoever hangs up does not want the call that was to follow either.
            Phase::Closing(_) => self.need = false,
            Phase::Ringing(_) => self.refuse(turn),
            Phase::Making(_) if self.session.used == 0 => self.end(EndReason::HungUp, turn),
            Phase::Making(_)
            | Phase::WaitAnswer(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::WaitOk
            | Phase::Stable => self.shut_down(EndReason::HungUp, Cause::HangUp, turn),
        }
    }

    pub(super) fn renew(&mut self, turn: &mut Turn<'_>) {
        match self.phase {
            Phase::None | Phase::Ringing(_) | Phase::Closing(_) => {}
            Phase::Making(_)
            | Phase::WaitAnswer(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::WaitOk
            | Phase::Stable
                if self.session.is_established =>
            {
                let shutdown = self.session.next_exchange();
                self.forget_restarted(turn);
                self.session.replaces = Some(shutdown);
                self.begin(turn);
            }
            // The call is only coming about: the peer may be asking a person.
            Phase::Making(_)
            | Phase::WaitAnswer(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::WaitOk
            | Phase::Stable => {}
        }
    }

    pub(super) fn peer_left(&mut self, turn: &mut Turn<'_>) {
        self.queue.clear();
        match self.phase {
            Phase::None if self.pause.is_none() => {}
            Phase::Closing(_) => self.forget_session(turn),
            Phase::None
            | Phase::Ringing(_)
            | Phase::Making(_)
            | Phase::WaitAnswer(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::WaitOk
            | Phase::Stable => self.end(EndReason::PeerLeft, turn),
        }
    }

    /// Calls the peer: there is no session yet.
    pub(super) fn begin(&mut self, turn: &mut Turn<'_>) {
        self.session.local = Some(turn.entropy.session_id());
        self.open(true);
        self.offer(turn);
    }

    pub(super) fn open(&mut self, offers: bool) {
        self.last_connection = self.last_connection.wrapping_add(1);
        let connection = ConnectionId(self.last_connection);
        // What the old connection needed, found or had applied is void.
        self.need = false;
        self.session.connection = Some(connection);
        self.session.local_candidates = Default::default();
        self.session.remote_candidates.start_over();
        self.effects.push(Effect::Open { connection, offers });
    }

    pub(super) fn offer(&mut self, turn: &mut Turn<'_>) {
        self.need = false;
        if self.may_offer() {
            let ticket = self.ticket();
            self.effects.push(Effect::MakeOffer(ticket));
            self.enter(Phase::Making(ticket), turn);
        } else if self.session.is_established && !self.session.is_astray {
            self.drop_because("too many offers of ours led nowhere: no more before a local change");
            self.enter(Phase::Stable, turn);
        } else {
            self.shut_down(EndReason::Failed, Cause::Error, turn);
        }
    }

    pub(super) fn may_offer(&self) -> bool {
        self.offers < OFFERS_AT_MOST
    }

    /// Makes another offer in place of the one that a tie has made void.
    pub(super) fn break_tie(&mut self, turn: &mut Turn<'_>) {
        self.session.ties += 1;
        self.offers = self.offers.saturating_sub(1);
        if self.session.ties == TIES_AT_MOST {
            return self.shut_down(EndReason::Failed, Cause::Error, turn);
        }
        if self.session.is_established {
            self.effects.push(Effect::Rollback);
        } else {
            self.open(true);
        }
        self.offer(turn);
    }

    /// Both sides have applied the same exchange.
    pub(super) fn complete(&mut self) {
        self.session.is_astray = false;
        self.session.ties = 0;
        if !self.session.is_established {
            self.session.is_established = true;
            self.events.push(Event::Established);
        }
    }

    /// Comes to rest, or offers what is left.
    pub(super) fn settle(&mut self, turn: &mut Turn<'_>) {
        if self.phase != Phase::Stable {
            self.rests_since = turn.now;
        }
        self.enter(Phase::Stable, turn);
        if self.need && self.pause.is_none() {
            self.offer(turn);
        }
    }

    /// Ends the session and tells the peer.
    pub(super) fn shut_down(&mut self, reason: EndReason, cause: Cause, turn: &mut Turn<'_>) {
        let shutdown = self.session.next_exchange();
        match self.session.replaces.take() {
            None => self.say_shutdown(shutdown, reason, cause, turn),
            Some(former) => {
                self.send(Message::Shutdown(shutdown));
                self.shut_former_down(former, reason, cause, turn);
            }
        }
    }

    /// Ends the session without a word. If it was to take the place of another one, the peer knows only that, and is
    /// told that it ends.
    pub(super) fn end(&mut self, reason: EndReason, turn: &mut Turn<'_>) {
        let cause = match reason {
            EndReason::PeerHungUp | EndReason::PeerLeft => {
                self.session.replaces = None;
                Cause::HangUp
            }
            EndReason::HungUp => Cause::HangUp,
            EndReason::Refused
            | EndReason::NoAnswer
            | EndReason::NoMatch
            | EndReason::Failed
            | EndReason::Restarted => Cause::Error,
        };
        if let Some(former) = self.session.replaces.take() {
            return self.shut_former_down(former, reason, cause, turn);
        }
        self.close();
        self.events.push(Event::Ended(reason));
        self.forget_session(turn);
    }

    /// The peer may know only the session whose place this one was to take.
    fn shut_former_down(&mut self, former: Exchange, reason: EndReason, cause: Cause, turn: &mut Turn<'_>) {
        let session = std::mem::take(&mut self.session);
        self.closed.bury(session.local, session.remote, turn.now);
        self.session = Session {
            local: former.offerer.clone(),
            remote: former.answerer.clone(),
            connection: session.connection,
            used: former.seq,
            ..Session::default()
        };
        self.say_shutdown(former, reason, cause, turn);
    }

    fn say_shutdown(&mut self, shutdown: Exchange, reason: EndReason, cause: Cause, turn: &mut Turn<'_>) {
        self.send(Message::Shutdown(shutdown.clone()));
        self.close();
        self.events.push(Event::Ended(reason));
        self.need = false;
        self.pause = None;
        let closing = Closing {
            shutdown,
            cause,
            repeats_left: SHUTDOWN_REPEATS,
        };
        self.enter(Phase::Closing(closing), turn);
    }

    pub(super) fn finish_closing(&mut self, turn: &mut Turn<'_>) {
        let calls_again = self.need;
        self.forget_session(turn);
        if calls_again {
            self.begin(turn);
        }
    }

    pub(super) fn forget_session(&mut self, turn: &mut Turn<'_>) {
        let session = std::mem::take(&mut self.session);
        self.closed.bury(session.local, session.remote, turn.now);
        self.need = false;
        self.pause = None;
        self.enter(Phase::None, turn);
    }

    pub(super) fn close(&mut self) {
        if self.session.connection.take().is_some() {
            self.effects.push(Effect::Close);
        }
    }

    /// The peer has started afresh: what was between us is void.
    pub(super) fn forget_restarted(&mut self, turn: &mut Turn<'_>) {
        self.events.push(Event::Ended(EndReason::Restarted));
        let Session { local, remote, .. } = std::mem::take(&mut self.session);
        self.closed.bury(local, remote, turn.now);
        self.need = false;
        self.pause = None;
        self.offers = 0;
        self.retries = 0;
    }
}
