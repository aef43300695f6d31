//! What becomes of the outcomes of operations on the connection.

use super::phase::{Applying, Cause, Phase};
use super::{Effect, EndReason, Endpoint, OperationFailed, Ticket, Turn};
use crate::{Answer, ErrorType, Exchange, Message, Offer};

impl Endpoint {
    pub(super) fn offer_made(
        &mut self,
        ticket: Ticket,
        outcome: Result<String, OperationFailed>,
        turn: &mut Turn<'_>,
    ) {
        if self.phase != Phase::Making(ticket) {
            return;
        }
        match outcome {
            Ok(sdp) => self.send_offer(sdp, turn),
            Err(_) => self.offer_not_made(turn),
        }
    }

    fn send_offer(&mut self, sdp: String, turn: &mut Turn<'_>) {
        let offer = Offer {
            // Only what is sent is numbered: an offer that yields before leaves no gap.
            exchange: self.session.next_exchange(),
            tie_breaker: turn.entropy.tie_breaker(),
            sdp,
        };
        self.offers = self.offers.saturating_add(1);
        self.send(Message::Offer(offer.clone()));
        self.publish(&offer.sdp, &offer.exchange);
        self.enter(Phase::WaitAnswer(offer), turn);
    }

    pub(super) fn offer_not_made(&mut self, turn: &mut Turn<'_>) {
        if self.session.is_astray {
            return self.shut_down(EndReason::Failed, Cause::Error, turn);
        }
        self.drop_because("our offer could not be made");
        self.withdraw(EndReason::Failed, turn);
    }

    pub(super) fn answer_made(
        &mut self,
        ticket: Ticket,
        outcome: Result<String, OperationFailed>,
        turn: &mut Turn<'_>,
    ) {
        let Phase::ApplyingOffer(applying) = &self.phase else {
            return;
        };
        if applying.ticket != ticket {
            return;
        }
        let applying = applying.clone();
        match outcome {
            Ok(sdp) => self.send_answer(applying, sdp, turn),
            Err(_) => self.offer_not_taken(applying.exchange, turn),
        }
    }

    fn send_answer(&mut self, applying: Applying, sdp: String, turn: &mut Turn<'_>) {
        let Applying {
            mut exchange,
            description,
            ..
        } = applying;
        let seq = exchange.seq;
        exchange.answerer.clone_from(&self.session.local);
        let answer = Answer {
            exchange,
            sdp,
            more_coming: false,
        };
        // What was needed until here is in the exchange, or the browser will fire again.
        self.need = false;
        self.session.last_answer = Some(answer.clone());
        self.apply(description, seq);
        self.send(Message::Answer(answer.clone()));
        self.publish(&answer.sdp, &answer.exchange);
        self.enter(Phase::WaitOk, turn);
    }

    pub(super) fn offer_not_taken(&mut self, exchange: Exchange, turn: &mut Turn<'_>) {
        self.send_error(exchange, ErrorType::Failed);
        if self.session.is_established {
            // Firefox cannot take an ICE restart after it lost a glare; once its own offer went through it
            // can.
            self.effects.push(Effect::Rollback);
            self.need = true;
            self.settle(turn);
        } else {
            self.end(EndReason::Failed, turn);
        }
    }

    pub(super) fn answer_taken(
        &mut self,
        ticket: Ticket,
        outcome: Result<(), OperationFailed>,
        turn: &mut Turn<'_>,
    ) {
        let Phase::ApplyingAnswer(applying) = &self.phase else {
            return;
        };
        if applying.ticket != ticket {
            return;
        }
        let applying = applying.clone();
        match outcome {
            Ok(()) => self.confirm(applying, turn),
            Err(_) => self.answer_not_taken(applying.exchange, turn),
        }
    }

    fn confirm(&mut self, applying: Applying, turn: &mut Turn<'_>) {
        let Applying {
            exchange,
            description,
            ..
        } = applying;
        self.session.done = exchange.seq;
        self.session.last_ok = Some(exchange.clone());
        self.retries = 0;
        self.apply(description, exchange.seq);
        self.send(Message::Ok(exchange));
        self.complete();
        self.settle(turn);
    }

    /// The answerer cannot roll back, so this ends the session.
    pub(super) fn answer_not_taken(&mut self, exchange: Exchange, turn: &mut Turn<'_>) {
        self.send_error(exchange, ErrorType::Failed);
        self.shut_down(EndReason::Failed, Cause::Error, turn);
    }
}
