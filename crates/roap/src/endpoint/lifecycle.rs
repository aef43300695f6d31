//! The life of a session as driven by this side: start, offer, settle, end.

use super::phase::{Cause, Closing, Phase};
use super::session::Session;
use super::{ConnectionId, Context, Effect, EndReason, Endpoint, Event};
use crate::{ErrorType, Exchange, Message};
use std::time::Duration;

/// The maximum number of OFFERs without a local change. More are a loop: Chromium enters one if a data channel was
/// first offered in an exchange that failed.
const MAX_OFFERS: u8 = 3;

/// A need that arises after being stable for this long is an unreported local change, since a loop would offer again
/// immediately.
const QUIET_PERIOD: Duration = Duration::from_secs(1);

/// The maximum number of consecutive ties. Honest random draws practically never tie twice.
const MAX_TIES: u8 = 3;

/// How often an unanswered SHUTDOWN is repeated.
const SHUTDOWN_REPEATS: u8 = 2;

impl Endpoint {
    pub(super) fn local_change(&mut self, cx: &mut Context<'_>) {
        self.offers = 0;
        self.retries = 0;
        self.pause = None;
        match self.phase {
            Phase::None => self.start_session(cx),
            Phase::Ringing(_) => self.accept(cx),
            Phase::Stable => self.offer(cx),
            Phase::Making(_)
            | Phase::WaitAnswer(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::WaitOk
            | Phase::Closing(_) => self.need = true,
        }
    }

    pub(super) fn need_of(&mut self, connection: ConnectionId, cx: &mut Context<'_>) {
        if self.session.connection != Some(connection) {
            return;
        }
        self.need = true;
        if self.phase == Phase::Stable {
            if cx.now.since(self.stable_since) >= QUIET_PERIOD {
                self.offers = 0;
            }
            self.settle(cx);
        }
    }

    pub(super) fn accept(&mut self, cx: &mut Context<'_>) {
        if let Phase::Ringing(offer) = &self.phase {
            let offer = offer.clone();
            self.take(offer, cx);
        }
    }

    pub(super) fn refuse(&mut self, cx: &mut Context<'_>) {
        if let Phase::Ringing(offer) = &self.phase {
            let exchange = offer.exchange.clone();
            self.send_error(exchange, ErrorType::Refused);
            self.end(EndReason::HungUp, cx);
        }
    }

    pub(super) fn hang_up(&mut self, cx: &mut Context<'_>) {
        match self.phase {
            Phase::None if self.pause.is_some() => self.end(EndReason::HungUp, cx),
            Phase::None => {}
            // Hanging up also cancels the call that was to follow.
            Phase::Closing(_) => self.need = false,
            Phase::Ringing(_) => self.refuse(cx),
            Phase::Making(_) if self.session.used == 0 => self.end(EndReason::HungUp, cx),
            Phase::Making(_)
            | Phase::WaitAnswer(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::WaitOk
            | Phase::Stable => self.shut_down(EndReason::HungUp, Cause::HangUp, cx),
        }
    }

    pub(super) fn renew(&mut self, cx: &mut Context<'_>) {
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
                self.end_restarted(cx);
                self.session.replaces = Some(shutdown);
                self.start_session(cx);
            }
            // The first exchange is still in progress: the peer may be asking a person.
            Phase::Making(_)
            | Phase::WaitAnswer(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::WaitOk
            | Phase::Stable => {}
        }
    }

    pub(super) fn peer_left(&mut self, cx: &mut Context<'_>) {
        self.queue.clear();
        match self.phase {
            Phase::None if self.pause.is_none() => {}
            Phase::Closing(_) => self.forget_session(cx),
            Phase::None
            | Phase::Ringing(_)
            | Phase::Making(_)
            | Phase::WaitAnswer(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::WaitOk
            | Phase::Stable => self.end(EndReason::PeerLeft, cx),
        }
    }

    /// Calls the peer in a new session.
    pub(super) fn start_session(&mut self, cx: &mut Context<'_>) {
        self.session.local = Some(cx.entropy.session_id());
        self.open(true);
        self.offer(cx);
    }

    pub(super) fn open(&mut self, offers: bool) {
        self.last_connection = self.last_connection.wrapping_add(1);
        let connection = ConnectionId(self.last_connection);
        // The needs, candidates and descriptions of the old connection are void.
        self.need = false;
        self.session.connection = Some(connection);
        self.session.local_candidates = Default::default();
        self.session.remote_candidates.reset();
        self.effects.push(Effect::Open { connection, offers });
    }

    pub(super) fn offer(&mut self, cx: &mut Context<'_>) {
        self.need = false;
        if self.may_offer() {
            let ticket = self.ticket();
            self.effects.push(Effect::MakeOffer(ticket));
            self.enter(Phase::Making(ticket), cx);
        } else if self.session.is_established && !self.session.is_diverged {
            self.report_dropped("too many offers failed: no further offer before a local change");
            self.enter(Phase::Stable, cx);
        } else {
            self.shut_down(EndReason::Failed, Cause::Error, cx);
        }
    }

    pub(super) fn may_offer(&self) -> bool {
        self.offers < MAX_OFFERS
    }

    /// Replaces an offer that a tie has voided.
    pub(super) fn break_tie(&mut self, cx: &mut Context<'_>) {
        self.session.ties += 1;
        self.offers = self.offers.saturating_sub(1);
        if self.session.ties == MAX_TIES {
            return self.shut_down(EndReason::Failed, Cause::Error, cx);
        }
        if self.session.is_established {
            self.effects.push(Effect::Rollback);
        } else {
            self.open(true);
        }
        self.offer(cx);
    }

    /// Notes that both sides have applied the same exchange.
    pub(super) fn complete(&mut self) {
        self.session.is_diverged = false;
        self.session.ties = 0;
        if !self.session.is_established {
            self.session.is_established = true;
            self.events.push(Event::Established);
        }
    }

    /// Becomes stable, and offers again if that is needed.
    pub(super) fn settle(&mut self, cx: &mut Context<'_>) {
        if self.phase != Phase::Stable {
            self.stable_since = cx.now;
        }
        self.enter(Phase::Stable, cx);
        if self.need && self.pause.is_none() {
            self.offer(cx);
        }
    }

    /// Ends the session with a SHUTDOWN.
    pub(super) fn shut_down(&mut self, reason: EndReason, cause: Cause, cx: &mut Context<'_>) {
        let shutdown = self.session.next_exchange();
        match self.session.replaces.take() {
            None => self.send_shutdown(shutdown, reason, cause, cx),
            Some(previous) => {
                self.send(Message::Shutdown(shutdown));
                self.shut_down_replaced(previous, reason, cause, cx);
            }
        }
    }

    /// Ends the session without a SHUTDOWN. If it was replacing another session, the peer only knows that one and
    /// gets a SHUTDOWN for it.
    pub(super) fn end(&mut self, reason: EndReason, cx: &mut Context<'_>) {
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
        if let Some(previous) = self.session.replaces.take() {
            return self.shut_down_replaced(previous, reason, cause, cx);
        }
        self.close();
        self.events.push(Event::Ended(reason));
        self.forget_session(cx);
    }

    /// Shuts down the session that this one was replacing: the peer may know only that one.
    fn shut_down_replaced(
        &mut self,
        previous: Exchange,
        reason: EndReason,
        cause: Cause,
        cx: &mut Context<'_>,
    ) {
        let session = std::mem::take(&mut self.session);
        self.closed.remember(session.local, session.remote, cx.now);
        self.session = Session {
            local: previous.offerer.clone(),
            remote: previous.answerer.clone(),
            connection: session.connection,
            used: previous.seq,
            ..Session::default()
        };
        self.send_shutdown(previous, reason, cause, cx);
    }

    fn send_shutdown(&mut self, shutdown: Exchange, reason: EndReason, cause: Cause, cx: &mut Context<'_>) {
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
        self.enter(Phase::Closing(closing), cx);
    }

    pub(super) fn finish_closing(&mut self, cx: &mut Context<'_>) {
        let wants_call = self.need;
        self.forget_session(cx);
        if wants_call {
            self.start_session(cx);
        }
    }

    pub(super) fn forget_session(&mut self, cx: &mut Context<'_>) {
        let session = std::mem::take(&mut self.session);
        self.closed.remember(session.local, session.remote, cx.now);
        self.need = false;
        self.pause = None;
        self.enter(Phase::None, cx);
    }

    pub(super) fn close(&mut self) {
        if self.session.connection.take().is_some() {
            self.effects.push(Effect::Close);
        }
    }

    /// Discards the session because one side has started over.
    pub(super) fn end_restarted(&mut self, cx: &mut Context<'_>) {
        self.events.push(Event::Ended(EndReason::Restarted));
        let Session { local, remote, .. } = std::mem::take(&mut self.session);
        self.closed.remember(local, remote, cx.now);
        self.need = false;
        self.pause = None;
        self.offers = 0;
        self.retries = 0;
    }
}
