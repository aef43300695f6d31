//! What becomes of ANSWER, OK, ERROR and SHUTDOWN.

use super::phase::{Applying, Cause, Phase};
use super::{Effect, EndReason, Endpoint, Pause, Turn};
use crate::description::Description;
use crate::{Answer, Error, ErrorType, Exchange, Message};
use std::time::Duration;

/// How often in a row a peer can make us come back.
const RETRIES_AT_MOST: u8 = 2;

/// The peer could not apply our OFFER and now makes its own: it goes first, with a little jitter for where it
/// does not.
const AFTER_FAILURE_MS: u32 = 60;

impl Endpoint {
    pub(super) fn receive_answer(&mut self, answer: Answer, turn: &mut Turn<'_>) {
        if self.session.replaces(&answer.exchange) {
            return self.drop_because("an ANSWER of the session that is being replaced");
        }
        if !self.session.is_answered_by(&answer.exchange) {
            return self.send_error(answer.exchange, ErrorType::NoMatch);
        }
        match &self.phase {
            Phase::WaitAnswer(offer) if offer.exchange.seq == answer.exchange.seq => {
                if answer.more_coming {
                    self.arm(turn);
                } else {
                    self.take_answer(answer, turn);
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

    fn take_answer(&mut self, answer: Answer, turn: &mut Turn<'_>) {
        self.session.replaces = None;
        let applying = Applying {
            ticket: self.ticket(),
            description: Description::read(&answer.sdp),
            exchange: answer.exchange,
        };
        self.session.remote.clone_from(&applying.exchange.answerer);
        // What was needed until here is in the exchange, or the browser will fire again.
        self.need = false;
        self.effects.push(Effect::TakeAnswer {
            ticket: applying.ticket,
            sdp: answer.sdp,
        });
        self.enter(Phase::ApplyingAnswer(applying), turn);
    }

    fn confirm_again(&mut self, answer: Answer) {
        match &self.session.last_ok {
            Some(exchange) if *exchange == answer.exchange => self.send(Message::Ok(answer.exchange)),
            Some(_) | None => self.send_bad_seq(answer.exchange),
        }
    }

    pub(super) fn receive_ok(&mut self, exchange: &Exchange, turn: &mut Turn<'_>) {
        match (&self.phase, &self.session.last_answer) {
            (Phase::WaitOk, Some(answer)) if answer.exchange.is_same_pair(exchange) => {
                self.complete();
                self.settle(turn);
            }
            (Phase::Closing(closing), _)
                if closing.shutdown.is_same_pair(exchange) || closing.shutdown.is_same_offer(exchange) =>
            {
                self.finish_closing(turn);
            }
            _ => self.drop_because("an OK for nothing that waits for one"),
        }
    }

    pub(super) fn receive_error(&mut self, error: &Error, turn: &mut Turn<'_>) {
        match (&self.phase, &self.session.last_answer) {
            (Phase::WaitAnswer(offer), _) if offer.exchange.is_same_offer(&error.exchange) => {
                self.offer_failed(error, turn);
            }
            (Phase::WaitOk, Some(answer)) if answer.exchange.is_same_offer(&error.exchange) => {
                self.answer_failed(error.error_type, turn);
            }
            (Phase::Ringing(offer), _) if offer.exchange.is_same_offer(&error.exchange) => {
                self.end(EndReason::PeerHungUp, turn);
            }
            (Phase::Closing(closing), _) if closing.shutdown.is_same_offer(&error.exchange) => {
                self.finish_closing(turn);
            }
            _ => {
                if error.error_type == ErrorType::Timeout {
                    self.bury_stranger(&error.exchange, turn);
                }
                self.drop_because("an ERROR for no exchange that is open");
            }
        }
    }

    fn offer_failed(&mut self, error: &Error, turn: &mut Turn<'_>) {
        match error.error_type {
            // The OFFER that won is on its way, and yielding to it is all there is to do.
            ErrorType::Conflict => self.drop_because("a CONFLICT ahead of the OFFER that won"),
            ErrorType::DoubleConflict => self.break_tie(turn),
            ErrorType::NoMatch => self.end(EndReason::NoMatch, turn),
            ErrorType::Refused => self.withdraw(EndReason::Refused, turn),
            ErrorType::Timeout => self.withdraw(EndReason::NoAnswer, turn),
            ErrorType::Failed | ErrorType::Other => match error.retry_after {
                Some(seconds) if self.retries < RETRIES_AT_MOST => self.come_back(seconds, turn),
                Some(_) => self.withdraw(EndReason::Failed, turn),
                None => self.yield_after_failure(turn),
            },
        }
    }

    /// Gives up the OFFER that is out: a call that never was ends, a call that is goes on unchanged.
    pub(super) fn withdraw(&mut self, reason: EndReason, turn: &mut Turn<'_>) {
        if self.session.is_established {
            self.effects.push(Effect::Rollback);
            self.need |= self.session.is_astray;
            self.settle(turn);
        } else {
            self.end(reason, turn);
        }
    }

    fn come_back(&mut self, seconds: u32, turn: &mut Turn<'_>) {
        self.retries += 1;
        let pause = Pause {
            until: turn.now + Duration::from_secs(seconds.into()),
            is_retry: true,
        };
        if self.session.is_established {
            self.pause = Some(pause);
            self.effects.push(Effect::Rollback);
            self.settle(turn);
        } else {
            self.close();
            self.forget_session(turn);
            self.pause = Some(pause);
        }
    }

    fn yield_after_failure(&mut self, turn: &mut Turn<'_>) {
        if self.session.is_established {
            let jitter = turn.entropy.below(AFTER_FAILURE_MS + 1);
            self.pause = Some(Pause {
                until: turn.now + Duration::from_millis(jitter.into()),
                is_retry: false,
            });
        }
        self.withdraw(EndReason::Failed, turn);
    }

    /// The peer did not take our ANSWER, which cannot be rolled back here.
    fn answer_failed(&mut self, error_type: ErrorType, turn: &mut Turn<'_>) {
        let reason = match error_type {
            // It gave up waiting and has rolled back; another exchange brings both together again.
            ErrorType::Timeout if self.session.is_established && self.may_offer() => {
                self.session.is_astray = true;
                self.need = true;
                return self.settle(turn);
            }
            ErrorType::NoMatch => EndReason::NoMatch,
            ErrorType::Timeout => EndReason::PeerHungUp,
            ErrorType::Refused
            | ErrorType::Conflict
            | ErrorType::DoubleConflict
            | ErrorType::Failed
            | ErrorType::Other => EndReason::Failed,
        };
        self.shut_down(reason, Cause::Error, turn);
    }

    pub(super) fn receive_shutdown(&mut self, exchange: Exchange, turn: &mut Turn<'_>) {
        if self.session.is_ended_by(&exchange) {
            self.send(Message::Ok(exchange));
            if matches!(self.phase, Phase::Closing(_)) {
                self.finish_closing(turn);
            } else {
                self.end(EndReason::PeerHungUp, turn);
            }
        } else if self.session.replaces(&exchange) {
            self.send(Message::Ok(exchange));
            self.end(EndReason::PeerHungUp, turn);
        } else if self.closed.has(&exchange, turn.now) {
            self.send(Message::Ok(exchange));
        } else {
            self.bury_stranger(&exchange, turn);
            self.send_error(exchange, ErrorType::NoMatch);
        }
    }

    /// Remembers a session that the peer gave up before its OFFER was seen here: that may still come, by a
    /// slower route.
    fn bury_stranger(&mut self, exchange: &Exchange, turn: &Turn<'_>) {
        if !self.session.knows(&exchange.offerer) {
            self.closed.bury(None, exchange.offerer.clone(), turn.now);
        }
    }
}
