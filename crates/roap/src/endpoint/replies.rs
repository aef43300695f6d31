//! Handles incoming ANSWER, OK, ERROR and SHUTDOWN.

use super::phase::{Applying, Cause, Phase};
use super::{Context, Effect, EndReason, Endpoint, Pause};
use crate::description::Description;
use crate::{Answer, Error, ErrorType, Exchange, Message};
use std::time::Duration;

/// The maximum number of consecutive retries that a peer can ask for.
const MAX_RETRIES: u8 = 2;

/// The maximum jitter before the next offer after the peer failed to apply one. The peer now makes its own offer and
/// goes first; the jitter covers the case in which it does not.
const AFTER_FAILURE_MS: u32 = 60;

impl Endpoint {
    pub(super) fn receive_answer(&mut self, answer: Answer, cx: &mut Context<'_>) {
        if self.session.replaces(&answer.exchange) {
            return self.report_dropped("an ANSWER of the session that is being replaced");
        }
        if !self.session.is_answered_by(&answer.exchange) {
            return self.send_error(answer.exchange, ErrorType::NoMatch);
        }
        match &self.phase {
            Phase::WaitAnswer(offer) if offer.exchange.seq == answer.exchange.seq => {
                if answer.more_coming {
                    self.arm_timer(cx);
                } else {
                    self.take_answer(answer, cx);
                }
            }
            Phase::Making(_) | Phase::WaitAnswer(_) | Phase::Stable => self.confirm_again(answer),
            Phase::WaitOk => self.send_bad_seq(answer.exchange),
            Phase::None
            | Phase::Ringing(_)
            | Phase::ApplyingOffer(_)
            | Phase::ApplyingAnswer(_)
            | Phase::Closing(_) => self.send_error(answer.exchange, ErrorType::NoMatch),
        }
    }

    fn take_answer(&mut self, answer: Answer, cx: &mut Context<'_>) {
        self.session.replaces = None;
        let applying = Applying {
            ticket: self.ticket(),
            description: Description::read(&answer.sdp),
            exchange: answer.exchange,
        };
        self.session.remote.clone_from(&applying.exchange.answerer);
        // This exchange covers the need so far; otherwise the browser fires `negotiationneeded` again.
        self.need = false;
        self.effects.push(Effect::TakeAnswer {
            ticket: applying.ticket,
            sdp: answer.sdp,
        });
        self.enter(Phase::ApplyingAnswer(applying), cx);
    }

    fn confirm_again(&mut self, answer: Answer) {
        match &self.session.last_ok {
            Some(exchange) if *exchange == answer.exchange => self.send(Message::Ok(answer.exchange)),
            Some(_) | None => self.send_bad_seq(answer.exchange),
        }
    }

    pub(super) fn receive_ok(&mut self, exchange: &Exchange, cx: &mut Context<'_>) {
        match (&self.phase, &self.session.last_answer) {
            (Phase::WaitOk, Some(answer)) if answer.exchange.is_same_ignoring_order(exchange) => {
                self.complete();
                self.settle(cx);
            }
            (Phase::Closing(closing), _)
                if closing.shutdown.is_same_ignoring_order(exchange)
                    || closing.shutdown.is_same_offer(exchange) =>
            {
                self.finish_closing(cx);
            }
            _ => self.report_dropped("an OK for nothing that waits for one"),
        }
    }

    pub(super) fn receive_error(&mut self, error: &Error, cx: &mut Context<'_>) {
        match (&self.phase, &self.session.last_answer) {
            (Phase::WaitAnswer(offer), _) if offer.exchange.is_same_offer(&error.exchange) => {
                self.offer_failed(error, cx);
            }
            (Phase::WaitOk, Some(answer)) if answer.exchange.is_same_offer(&error.exchange) => {
                self.answer_failed(error.error_type, cx);
            }
            (Phase::Ringing(offer), _) if offer.exchange.is_same_offer(&error.exchange) => {
                self.end(EndReason::PeerHungUp, cx);
            }
            (Phase::Closing(closing), _) if closing.shutdown.is_same_offer(&error.exchange) => {
                self.finish_closing(cx);
            }
            _ => {
                if error.error_type == ErrorType::Timeout {
                    self.remember_unknown(&error.exchange, cx);
                }
                self.report_dropped("an ERROR for an exchange that is not open");
            }
        }
    }

    fn offer_failed(&mut self, error: &Error, cx: &mut Context<'_>) {
        match error.error_type {
            // The winning OFFER is on its way and will be yielded to.
            ErrorType::Conflict => self.report_dropped("a CONFLICT ahead of the OFFER that won"),
            ErrorType::DoubleConflict => self.break_tie(cx),
            ErrorType::NoMatch => self.end(EndReason::NoMatch, cx),
            ErrorType::Refused => self.withdraw(EndReason::Refused, cx),
            ErrorType::Timeout => self.withdraw(EndReason::NoAnswer, cx),
            ErrorType::Failed | ErrorType::Other => match error.retry_after {
                Some(seconds) if self.retries < MAX_RETRIES => self.retry_later(seconds, cx),
                Some(_) => self.withdraw(EndReason::Failed, cx),
                None => self.yield_after_failure(cx),
            },
        }
    }

    /// Withdraws the pending OFFER: ends a call that was not established, leaves an established one unchanged.
    pub(super) fn withdraw(&mut self, reason: EndReason, cx: &mut Context<'_>) {
        if self.session.is_established {
            self.effects.push(Effect::Rollback);
            self.need |= self.session.is_diverged;
            self.settle(cx);
        } else {
            self.end(reason, cx);
        }
    }

    fn retry_later(&mut self, seconds: u32, cx: &mut Context<'_>) {
        self.retries += 1;
        let pause = Pause {
            until: cx.now + Duration::from_secs(seconds.into()),
            is_retry: true,
        };
        if self.session.is_established {
            self.pause = Some(pause);
            self.effects.push(Effect::Rollback);
            self.settle(cx);
        } else {
            self.close();
            self.forget_session(cx);
            self.pause = Some(pause);
        }
    }

    fn yield_after_failure(&mut self, cx: &mut Context<'_>) {
        if self.session.is_established {
            let jitter = cx.entropy.below(AFTER_FAILURE_MS + 1);
            self.pause = Some(Pause {
                until: cx.now + Duration::from_millis(jitter.into()),
                is_retry: false,
            });
        }
        self.withdraw(EndReason::Failed, cx);
    }

    /// Handles an ERROR for the local ANSWER, which cannot be rolled back.
    fn answer_failed(&mut self, error_type: ErrorType, cx: &mut Context<'_>) {
        let reason = match error_type {
            // The peer timed out and rolled back; another exchange brings both sides together again.
            ErrorType::Timeout if self.session.is_established && self.may_offer() => {
                self.session.is_diverged = true;
                self.need = true;
                return self.settle(cx);
            }
            ErrorType::NoMatch => EndReason::NoMatch,
            ErrorType::Timeout => EndReason::PeerHungUp,
            ErrorType::Refused
            | ErrorType::Conflict
            | ErrorType::DoubleConflict
            | ErrorType::Failed
            | ErrorType::Other => EndReason::Failed,
        };
        self.shut_down(reason, Cause::Error, cx);
    }

    pub(super) fn receive_shutdown(&mut self, exchange: Exchange, cx: &mut Context<'_>) {
        if self.session.is_ended_by(&exchange) {
            self.send(Message::Ok(exchange));
            if matches!(self.phase, Phase::Closing(_)) {
                self.finish_closing(cx);
            } else {
                self.end(EndReason::PeerHungUp, cx);
            }
        } else if self.session.replaces(&exchange) {
            self.send(Message::Ok(exchange));
            self.end(EndReason::PeerHungUp, cx);
        } else if self.closed.has(&exchange, cx.now) {
            self.send(Message::Ok(exchange));
        } else {
            self.remember_unknown(&exchange, cx);
            self.send_error(exchange, ErrorType::NoMatch);
        }
    }

    /// Remembers a session that the peer ended before its OFFER arrived: the OFFER may still come by a slower route.
    fn remember_unknown(&mut self, exchange: &Exchange, cx: &Context<'_>) {
        if !self.session.knows(&exchange.offerer) {
            self.closed.remember(None, exchange.offerer.clone(), cx.now);
        }
    }
}
