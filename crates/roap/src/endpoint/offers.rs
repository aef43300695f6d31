//! Handles an incoming OFFER.

use super::phase::{Applying, Cause, Phase};
use super::session::Relation;
use super::{Context, Effect, Endpoint, Event, Policy};
use crate::description::Description;
use crate::{Error, ErrorType, Message, Offer};
use std::cmp::Ordering;

/// Seconds after which a peer may repeat an OFFER that arrived while another one was ringing.
const RETRY_AFTER_RINGING: u32 = 5;

impl Endpoint {
    pub(super) fn receive_offer(&mut self, offer: Offer, cx: &mut Context<'_>) {
        if let Some(error_type) = self.closed.rejection(&offer.exchange) {
            return self.send_error(offer.exchange, error_type);
        }
        if self.session.replaces(&offer.exchange) {
            return self.report_dropped("an OFFER of the session that is being replaced");
        }
        match self.session.relation(&offer.exchange) {
            // Checked before closed sessions: a peer that lost a glare continues under the id of an OFFER that once
            // failed.
            Relation::Within => self.receive_offer_within(offer, cx),
            Relation::Initial if !self.is_over(&offer, cx) => self.receive_initial_offer(offer, cx),
            Relation::Initial | Relation::Foreign => self.send_error(offer.exchange, ErrorType::NoMatch),
        }
    }

    /// Returns whether the OFFER belongs to a closed session and therefore must not ring again.
    fn is_over(&self, offer: &Offer, cx: &Context<'_>) -> bool {
        self.closed.has_peer(offer.exchange.offerer.as_ref(), cx.now)
    }

    fn receive_initial_offer(&mut self, offer: Offer, cx: &mut Context<'_>) {
        let is_established = self.session.is_established;
        match &self.phase {
            Phase::None => self.receive_call(offer, cx),
            // No local OFFER has been sent, so this is no glare; and the person has already decided to call.
            Phase::Making(_) if !is_established => self.take(offer, cx),
            Phase::WaitAnswer(ours) if !is_established => {
                let ours = ours.tie_breaker;
                self.resolve_glare(offer, ours, cx);
            }
            Phase::Ringing(_) => {
                self.end_restarted(cx);
                self.ring(offer, cx);
            }
            Phase::Closing(closing) if closing.cause == Cause::HangUp => {
                self.closed.remember(None, offer.exchange.offerer.clone(), cx.now);
                self.closed
                    .remember_rejection(offer.exchange.clone(), ErrorType::Refused);
                self.send_error(offer.exchange, ErrorType::Refused);
            }
            Phase::Closing(_) => {
                let wants_call = self.need;
                self.forget_session(cx);
                if wants_call {
                    self.take(offer, cx);
                } else {
                    self.receive_call(offer, cx);
                }
            }
            Phase::Making(_)
            | Phase::WaitAnswer(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::WaitOk
            | Phase::Stable => {
                self.end_restarted(cx);
                self.take(offer, cx);
            }
        }
    }

    fn receive_offer_within(&mut self, offer: Offer, cx: &mut Context<'_>) {
        let is_new = offer.exchange.seq > self.session.done;
        match &self.phase {
            Phase::WaitAnswer(ours) => match offer.exchange.seq.cmp(&ours.exchange.seq) {
                Ordering::Less => self.send_bad_seq(offer.exchange),
                Ordering::Equal => {
                    let ours = ours.tie_breaker;
                    self.resolve_glare(offer, ours, cx);
                }
                Ordering::Greater => self.take(offer, cx),
            },
            Phase::Ringing(ringing) if ringing.exchange == offer.exchange => {}
            Phase::Ringing(_) => self.send(Message::Error(Error {
                exchange: offer.exchange,
                error_type: ErrorType::Failed,
                retry_after: Some(RETRY_AFTER_RINGING),
                cause: None,
            })),
            Phase::WaitOk if is_new => {
                // An OFFER that names this side's id implies the OK: the peer has received the ANSWER.
                if offer.exchange.answerer.is_some() {
                    self.complete();
                }
                self.take(offer, cx);
            }
            Phase::Making(_) | Phase::Stable if is_new => self.take(offer, cx),
            Phase::Making(_) | Phase::WaitOk | Phase::Stable => self.answer_again(offer),
            Phase::None | Phase::ApplyingOffer(_) | Phase::ApplyingAnswer(_) | Phase::Closing(_) => {
                self.send_error(offer.exchange, ErrorType::NoMatch);
            }
        }
    }

    fn answer_again(&mut self, offer: Offer) {
        match &self.session.last_answer {
            Some(answer) if answer.exchange.is_same_offer(&offer.exchange) => {
                let answer = answer.clone();
                self.send(Message::Answer(answer));
            }
            Some(_) | None => self.send_bad_seq(offer.exchange),
        }
    }

    /// Handles a call from a peer without a session.
    fn receive_call(&mut self, offer: Offer, cx: &mut Context<'_>) {
        let is_retrying = self.pause.is_some();
        match self.policy {
            _ if is_retrying => self.take(offer, cx),
            Policy::Accept => self.take(offer, cx),
            Policy::Ring => self.ring(offer, cx),
            Policy::Refuse => self.send_error(offer.exchange, ErrorType::Refused),
        }
    }

    fn ring(&mut self, offer: Offer, cx: &mut Context<'_>) {
        self.session.remote.clone_from(&offer.exchange.offerer);
        self.events.push(Event::Ringing);
        self.enter(Phase::Ringing(offer), cx);
    }

    /// Resolves a glare: two OFFERs have crossed.
    fn resolve_glare(&mut self, theirs: Offer, ours: u32, cx: &mut Context<'_>) {
        let error_type = match theirs.tie_breaker.cmp(&ours) {
            Ordering::Greater => return self.take(theirs, cx),
            Ordering::Less => ErrorType::Conflict,
            Ordering::Equal => ErrorType::DoubleConflict,
        };
        self.session.collided.clone_from(&theirs.exchange.offerer);
        self.closed
            .remember_rejection(theirs.exchange.clone(), error_type);
        self.send_error(theirs.exchange, error_type);
        if error_type == ErrorType::DoubleConflict {
            self.break_tie(cx);
        }
    }

    pub(super) fn take(&mut self, offer: Offer, cx: &mut Context<'_>) {
        let Offer { exchange, sdp, .. } = offer;
        self.session.replaces = None;
        self.session.remote.clone_from(&exchange.offerer);
        self.session.used = self.session.used.max(exchange.seq);
        self.session.done = exchange.seq;
        if self.session.local.is_none() {
            self.session.local = Some(cx.entropy.session_id());
            self.offers = 0;
        }
        // A connection that has never completed an exchange is replaced instead of rolled back: after a rollback,
        // Chromium would never offer the data channel again.
        if !self.session.is_established {
            self.open(false);
        }
        let applying = Applying {
            ticket: self.ticket(),
            exchange,
            description: Description::read(&sdp),
        };
        self.effects.push(Effect::TakeOffer(applying.ticket, sdp));
        self.pause = None;
        self.enter(Phase::ApplyingOffer(applying), cx);
    }
}
