//! Handles timeouts and lost or restored routes.

use super::phase::{Cause, Phase};
use super::{Context, EndReason, Endpoint};
use crate::{ErrorType, Message};

impl Endpoint {
    /// Starts the timer of the current phase.
    pub(super) fn arm_timer(&mut self, cx: &Context<'_>) {
        let timeout = self.phase.timeout(self.session.is_established);
        self.deadline = timeout
            .filter(|_| self.has_route || !self.depends_on_route())
            .map(|timeout| cx.now + timeout);
    }

    /// Returns whether the timer of this phase is suspended while there is no route to the peer. An established call
    /// must not end for lack of a route.
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

    pub(super) fn route_lost(&mut self, cx: &Context<'_>) {
        self.has_route = false;
        if self.depends_on_route() {
            self.arm_timer(cx);
        }
    }

    pub(super) fn route_restored(&mut self, cx: &Context<'_>) {
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
            self.arm_timer(cx);
        }
    }

    pub(super) fn run_timers(&mut self, cx: &mut Context<'_>) {
        if self.deadline.is_some_and(|deadline| deadline <= cx.now) {
            self.deadline = None;
            self.phase_timed_out(cx);
        }
        if let Some(pause) = self.pause.take_if(|pause| pause.until <= cx.now) {
            self.need |= pause.is_retry;
            match self.phase {
                Phase::None => self.start_session(cx),
                Phase::Stable => self.settle(cx),
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

    fn phase_timed_out(&mut self, cx: &mut Context<'_>) {
        match &mut self.phase {
            Phase::None | Phase::Stable => {}
            Phase::Making(_) => self.offer_not_made(cx),
            Phase::WaitAnswer(offer) => {
                let exchange = offer.exchange.clone();
                self.send_error(exchange, ErrorType::Timeout);
                self.withdraw(EndReason::NoAnswer, cx);
            }
            Phase::Ringing(offer) => {
                let exchange = offer.exchange.clone();
                self.send_error(exchange, ErrorType::Timeout);
                self.end(EndReason::NoAnswer, cx);
            }
            Phase::ApplyingOffer(applying) => {
                let exchange = applying.exchange.clone();
                // Unlike a rejected operation, this one may still succeed.
                self.session.is_diverged = self.session.is_established;
                self.offer_not_taken(exchange, cx);
            }
            Phase::ApplyingAnswer(applying) => {
                let exchange = applying.exchange.clone();
                self.answer_not_taken(exchange, cx);
            }
            Phase::WaitOk => {
                if let Some(answer) = &self.session.last_answer {
                    let exchange = answer.exchange.clone();
                    self.send_error(exchange, ErrorType::Timeout);
                }
                self.shut_down(EndReason::NoAnswer, Cause::Error, cx);
            }
            Phase::Closing(closing) => match closing.repeats_left.checked_sub(1) {
                Some(left) => {
                    closing.repeats_left = left;
                    let shutdown = closing.shutdown.clone();
                    self.send(Message::Shutdown(shutdown));
                    self.arm_timer(cx);
                }
                None => self.finish_closing(cx),
            },
        }
    }
}
