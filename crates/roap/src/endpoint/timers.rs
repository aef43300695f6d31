//! What becomes of a state that lasts too long, and of what may have been lost on the way.

use super::phase::{Cause, Phase};
use super::{EndReason, Endpoint, Turn};
use crate::{ErrorType, Message};

impl Endpoint {
    /// Sets the timer of the state that was just entered.
    pub(super) fn arm(&mut self, turn: &Turn<'_>) {
        let patience = self.phase.patience(self.session.is_established);
        self.deadline = patience
            .filter(|_| self.has_route || !self.depends_on_route())
            .map(|patience| turn.now + patience);
    }

    /// Whether the state lasts as long as there is no way to the peer. A call that is up must not end for
    /// want of one.
    fn depends_on_route(&self) -> bool {
        match self.phase {
            Phase::WaitAnswer(_) | Phase::WaitOk => self.session.remote.is_some(),
            Phase::None
            | Phase::Making(_)
            | Phase::Ringing(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::Stable
            | Phase::Closing(_) => false,
        }
    }

    pub(super) fn route_lost(&mut self, turn: &Turn<'_>) {
        self.has_route = false;
        if self.depends_on_route() {
            self.arm(turn);
        }
    }

    pub(super) fn route_restored(&mut self, turn: &Turn<'_>) {
        self.has_route = true;
        let unanswered = match &self.phase {
            Phase::WaitAnswer(offer) => Some(Message::Offer(offer.clone())),
            Phase::WaitOk => self.session.last_answer.clone().map(Message::Answer),
            Phase::Closing(closing) => Some(Message::Shutdown(closing.shutdown.clone())),
            Phase::None
            | Phase::Making(_)
            | Phase::Ringing(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::Stable => None,
        };
        if let Some(message) = unanswered {
            self.send(message);
            self.arm(turn);
        }
    }

    pub(super) fn run_timers(&mut self, turn: &mut Turn<'_>) {
        if self.deadline.is_some_and(|deadline| deadline <= turn.now) {
            self.deadline = None;
            self.lasted_too_long(turn);
        }
        if let Some(pause) = self.pause.take_if(|pause| pause.until <= turn.now) {
            self.need |= pause.is_retry;
            match self.phase {
                Phase::None => self.begin(turn),
                Phase::Stable => self.settle(turn),
                Phase::Making(_)
                | Phase::WaitAnswer(_)
                | Phase::Ringing(_)
                | Phase::ApplyingOffer(_)
                | Phase::ApplyingAnswer(_)
                | Phase::WaitOk
                | Phase::Closing(_) => {}
            }
        }
    }

    fn lasted_too_long(&mut self, turn: &mut Turn<'_>) {
        match &mut self.phase {
            Phase::None | Phase::Stable => {}
            Phase::Making(_) => self.offer_not_made(turn),
            Phase::WaitAnswer(offer) => {
                let exchange = offer.exchange.clone();
                self.send_error(exchange, ErrorType::Timeout);
                self.withdraw(EndReason::NoAnswer, turn);
            }
            Phase::Ringing(offer) => {
                let exchange = offer.exchange.clone();
                self.send_error(exchange, ErrorType::Timeout);
                self.end(EndReason::NoAnswer, turn);
            }
            Phase::ApplyingOffer(applying) => {
                let exchange = applying.exchange.clone();
                // Unlike one that was rejected it may still succeed.
                self.session.is_astray = self.session.is_established;
                self.offer_not_taken(exchange, turn);
            }
            Phase::ApplyingAnswer(applying) => {
                let exchange = applying.exchange.clone();
                self.answer_not_taken(exchange, turn);
            }
            Phase::WaitOk => {
                if let Some(answer) = &self.session.last_answer {
                    let exchange = answer.exchange.clone();
                    self.send_error(exchange, ErrorType::Timeout);
                }
                self.shut_down(EndReason::NoAnswer, Cause::Error, turn);
            }
            Phase::Closing(closing) => match closing.repeats_left.checked_sub(1) {
                Some(left) => {
                    closing.repeats_left = left;
                    let shutdown = closing.shutdown.clone();
                    self.send(Message::Shutdown(shutdown));
                    self.arm(turn);
                }
                None => self.finish_closing(turn),
            },
        }
    }
}
