//! Handles the outcomes of operations on the connection.

use super::phase::{Applying, Cause, Phase};
use super::{Context, Effect, EndReason, Endpoint, OperationFailed, Ticket};
use crate::{Answer, ErrorType, Exchange, Message, Offer};

impl Endpoint {
    pub(super) fn offer_made(
        &mut self,
        ticket: Ticket,
        outcome: Result<String, OperationFailed>,
        cx: &mut Context<'_>,
    ) {
        if self.phase != Phase::Making(ticket) {
            return;
        }
        match outcome {
            Ok(sdp) => self.send_offer(sdp, cx),
            Err(_) => self.offer_not_made(cx),
        }
    }

    fn send_offer(&mut self, sdp: String, cx: &mut Context<'_>) {
        let offer = Offer {
            // Numbered only when sent, so that an offer that yields before leaves no gap.
            exchange: self.session.next_exchange(),
            tie_breaker: cx.entropy.tie_breaker(),
            sdp,
        };
        self.offers = self.offers.saturating_add(1);
        self.send(Message::Offer(offer.clone()));
        self.publish(&offer.sdp, &offer.exchange);
        self.enter(Phase::WaitAnswer(offer), cx);
    }

    pub(super) fn offer_not_made(&mut self, cx: &mut Context<'_>) {
        if self.session.is_diverged {
            return self.shut_down(EndReason::Failed, Cause::Error, cx);
        }
        self.report_dropped("our offer could not be made");
        self.withdraw(EndReason::Failed, cx);
    }

    pub(super) fn answer_made(
        &mut self,
        ticket: Ticket,
        outcome: Result<String, OperationFailed>,
        cx: &mut Context<'_>,
    ) {
        let Phase::ApplyingOffer(applying) = &self.phase else {
            return;
        };
        if applying.ticket != ticket {
            return;
        }
        let applying = applying.clone();
        match outcome {
            Ok(sdp) => self.send_answer(applying, sdp, cx),
            Err(_) => self.offer_not_taken(applying.exchange, cx),
        }
    }

    fn send_answer(&mut self, applying: Applying, sdp: String, cx: &mut Context<'_>) {
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
        // This exchange covers the need so far; otherwise the browser fires `negotiationneeded` again.
        self.need = false;
        self.session.last_answer = Some(answer.clone());
        self.apply(description, seq);
        self.send(Message::Answer(answer.clone()));
        self.publish(&answer.sdp, &answer.exchange);
        self.enter(Phase::WaitOk, cx);
    }

    pub(super) fn offer_not_taken(&mut self, exchange: Exchange, cx: &mut Context<'_>) {
        self.send_error(exchange, ErrorType::Failed);
        if self.session.is_established {
            // Firefox cannot apply an ICE restart after it lost a glare, but can once an offer of its own has gone
            // through.
            self.effects.push(Effect::Rollback);
            self.need = true;
            self.settle(cx);
        } else {
            self.end(EndReason::Failed, cx);
        }
    }

    pub(super) fn answer_taken(
        &mut self,
        ticket: Ticket,
        outcome: Result<(), OperationFailed>,
        cx: &mut Context<'_>,
    ) {
        let Phase::ApplyingAnswer(applying) = &self.phase else {
            return;
        };
        if applying.ticket != ticket {
            return;
        }
        let applying = applying.clone();
        match outcome {
            Ok(()) => self.confirm(applying, cx),
            Err(_) => self.answer_not_taken(applying.exchange, cx),
        }
    }

    fn confirm(&mut self, applying: Applying, cx: &mut Context<'_>) {
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
        self.settle(cx);
    }

    /// Ends the session, since the answerer cannot roll back.
    pub(super) fn answer_not_taken(&mut self, exchange: Exchange, cx: &mut Context<'_>) {
        self.send_error(exchange, ErrorType::Failed);
        self.shut_down(EndReason::Failed, Cause::Error, cx);
    }
}
