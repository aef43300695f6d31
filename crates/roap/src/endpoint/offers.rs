//! What becomes of an OFFER.

use super::phase::{Applying, Cause, Phase};
use super::session::Relation;
use super::{Effect, Endpoint, Event, Policy, Turn};
use crate::description::Description;
use crate::{Error, ErrorType, Message, Offer};
use std::cmp::Ordering;

/// Seconds after which an OFFER that came while another one rings may come again.
const RETRY_AFTER_RINGING: u32 = 5;

impl Endpoint {
    pub(super) fn receive_offer(&mut self, offer: Offer, turn: &mut Turn<'_>) {
        if let Some(error_type) = self.closed.rebuffed(&offer.exchange) {
            return self.send_error(offer.exchange, error_type);
        }
        if self.session.replaces(&offer.exchange) {
            return self.drop_because("an OFFER of the session that is being replaced");
        }
        match self.session.relation(&offer.exchange) {
            // Before the closed ones: a peer that lost a glare goes on under the id of an OFFER that once
            // failed.
            Relation::Within => self.receive_offer_within(offer, turn),
            Relation::Initial if !self.is_over(&offer, turn) => self.receive_initial_offer(offer, turn),
            Relation::Initial | Relation::Foreign => self.send_error(offer.exchange, ErrorType::NoMatch),
        }
    }

    /// Whether the OFFER belongs to a session that is over, and so must not ring again.
    fn is_over(&self, offer: &Offer, turn: &Turn<'_>) -> bool {
        self.closed.has_peer(offer.exchange.offerer.as_ref(), turn.now)
    }

    fn receive_initial_offer(&mut self, offer: Offer, turn: &mut Turn<'_>) {
        let is_established = self.session.is_established;
        match &self.phase {
            Phase::None => self.arrive(offer, turn),
            // Nothing of ours is on the wire, so there is no glare; and the person has said yes already.
            Phase::Making(_) if !is_established => self.take(offer, turn),
            Phase::WaitAnswer(ours) if !is_established => {
                let ours = ours.tie_breaker;
                self.collide(offer, ours, turn);
            }
            Phase::Ringing(_) => {
                self.forget_restarted(turn);
                self.ring(offer, turn);
            }
            Phase::Closing(closing) if closing.cause == Cause::HangUp => {
                self.closed.bury(None, offer.exchange.offerer.clone(), turn.now);
                self.closed.rebuff(offer.exchange.clone(), ErrorType::Refused);
                self.send_error(offer.exchange, ErrorType::Refused);
            }
            Phase::Closing(_) => {
                let calls_again = self.need;
                self.forget_session(turn);
                if calls_again {
                    self.take(offer, turn);
                } else {
                    self.arrive(offer, turn);
                }
            }
            Phase::Making(_)
            | Phase::WaitAnswer(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::WaitOk
            | Phase::Stable => {
                self.forget_restarted(turn);
                self.take(offer, turn);
            }
        }
    }

    fn receive_offer_within(&mut self, offer: Offer, turn: &mut Turn<'_>) {
        let is_new = offer.exchange.seq > self.session.done;
        match &self.phase {
            Phase::WaitAnswer(ours) => match offer.exchange.seq.cmp(&ours.exchange.seq) {
                Ordering::Less => self.send_bad_seq(offer.exchange),
                Ordering::Equal => {
                    let ours = ours.tie_breaker;
                    self.collide(offer, ours, turn);
                }
                Ordering::Greater => self.take(offer, turn),
            },
            Phase::Ringing(ringing) if ringing.exchange == offer.exchange => {}
            Phase::Ringing(_) => self.send(Message::Error(Error {
                exchange: offer.exchange,
                error_type: ErrorType::Failed,
                retry_after: Some(RETRY_AFTER_RINGING),
                cause: None,
            })),
            Phase::WaitOk if is_new => {
                // Naming us, they have had our ANSWER: the OK was lost, or is implied.
                if offer.exchange.answerer.is_some() {
                    self.complete();
                }
                self.take(offer, turn);
            }
            Phase::Making(_) | Phase::Stable if is_new => self.take(offer, turn),
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

    /// A call from a peer with whom there is no session.
    fn arrive(&mut self, offer: Offer, turn: &mut Turn<'_>) {
        let is_called_by_us = self.pause.is_some();
        match self.policy {
            _ if is_called_by_us => self.take(offer, turn),
            Policy::Accept => self.take(offer, turn),
            Policy::Ring => self.ring(offer, turn),
            Policy::Refuse => self.send_error(offer.exchange, ErrorType::Refused),
        }
    }

    fn ring(&mut self, offer: Offer, turn: &mut Turn<'_>) {
        self.session.remote.clone_from(&offer.exchange.offerer);
        self.events.push(Event::Ringing);
        self.enter(Phase::Ringing(offer), turn);
    }

    /// Two OFFERs have crossed.
    fn collide(&mut self, theirs: Offer, ours: u32, turn: &mut Turn<'_>) {
        let error_type = match theirs.tie_breaker.cmp(&ours) {
            Ordering::Greater => return self.take(theirs, turn),
            Ordering::Less => ErrorType::Conflict,
            Ordering::Equal => ErrorType::DoubleConflict,
        };
        self.session.collided.clone_from(&theirs.exchange.offerer);
        self.closed.rebuff(theirs.exchange.clone(), error_type);
        self.send_error(theirs.exchange, error_type);
        if error_type == ErrorType::DoubleConflict {
            self.break_tie(turn);
        }
    }

    pub(super) fn take(&mut self, offer: Offer, turn: &mut Turn<'_>) {
        let Offer { exchange, sdp, .. } = offer;
        self.session.replaces = None;
        self.session.remote.clone_from(&exchange.offerer);
        self.session.used = self.session.used.max(exchange.seq);
        self.session.done = exchange.seq;
        if self.session.local.is_none() {
            self.session.local = Some(turn.entropy.session_id());
            self.offers = 0;
        }
        // A connection that has never completed an exchange is replaced, not rolled back: Chromium would lose
        // the data channel for good.
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
        self.enter(Phase::ApplyingOffer(applying), turn);
    }
}
