//! Applies steps to the world.

use crate::bounds::{Bounds, Step};
use crate::browser::{Connection, Operation};
use crate::world::{EVEN, Side, World};
use visavis_roap::{
    Candidate, Effect, Entropy, ErrorType, Event, Input, Message, Received, SessionId, State, TieBreaker,
};

struct Prescribed<'a> {
    side: usize,
    sessions: &'a mut u32,
    tie_breaker: TieBreaker,
}

impl Entropy for Prescribed<'_> {
    fn bits(&mut self) -> u128 {
        7
    }

    fn tie_breaker(&mut self) -> TieBreaker {
        self.tie_breaker
    }

    fn session_id(&mut self) -> SessionId {
        *self.sessions += 1;
        SessionId::new(format!("{}{}", ["A", "B"][self.side], self.sessions)).expect("the id is not empty")
    }
}

impl World {
    /// Applies a step. An error is a violated rule.
    pub fn apply(&mut self, step: Step, bounds: &Bounds) -> Result<(), String> {
        match step {
            Step::Need(side) => {
                self.sides[side].needs -= 1;
                if let Some(connection) = &mut self.sides[side].connection {
                    connection.change();
                }
                self.handle(side, Input::Need, 1)
            }
            Step::HangUp(side) => {
                self.sides[side].hang_ups -= 1;
                self.handle(side, Input::HangUp, 1)
            }
            Step::Renew(side) => {
                self.sides[side].renewals -= 1;
                self.handle(side, Input::Renew, 1)
            }
            Step::Accept(side) => self.handle(side, Input::Accept, 1),
            Step::Refuse(side) => self.handle(side, Input::Refuse, 1),
            Step::Reload(side) => self.reload(side, bounds),
            Step::Lose => {
                self.losses -= 1;
                for side in &mut self.sides {
                    side.inbox.clear();
                    side.is_restored = false;
                }
                Ok(())
            }
            Step::Resend(side) => {
                self.resends -= 1;
                self.handle(side, Input::RouteRestored, 1)
            }
            Step::RestoreAfterLoss(side) => {
                self.sides[side].is_restored = true;
                self.handle(side, Input::RouteRestored, 1)
            }
            Step::Deliver(side) => self.deliver(side, bounds),
            Step::Settle(side) => self.settle(side, true, 1, bounds),
            Step::SettleWith(side, drawn) => {
                if side == 1 && drawn == EVEN {
                    self.ties -= 1;
                }
                self.settle(side, true, drawn, bounds)
            }
            Step::Fail(side) => {
                self.failures -= 1;
                self.settle(side, false, 1, bounds)
            }
            Step::FireNeed(side) => {
                let side = &mut self.sides[side];
                if let Some(connection) = &mut side.connection {
                    connection.fire();
                    side.pending_need = Some(connection.id);
                }
                Ok(())
            }
            Step::DeliverNeed(side) => match self.sides[side].pending_need.take() {
                Some(connection) => self.handle(side, Input::NeedOf(connection), 1),
                None => Ok(()),
            },
            Step::DetectDead(side) => self.handle(side, Input::PeerLeft, 1),
            Step::Gather(side) => self.gather(side),
            Step::Timeout(side) => self.time_out(side),
        }
    }

    fn handle(&mut self, side: usize, input: Input, tie_breaker: TieBreaker) -> Result<(), String> {
        let Side {
            endpoint, sessions, ..
        } = &mut self.sides[side];
        let mut entropy = Prescribed {
            side,
            sessions,
            tie_breaker,
        };
        endpoint.handle(self.now, input, &mut entropy);
        self.run_effects(side)
    }

    fn time_out(&mut self, side: usize) -> Result<(), String> {
        self.timeouts = self.timeouts.saturating_sub(1);
        let Side {
            endpoint, sessions, ..
        } = &mut self.sides[side];
        self.now = endpoint.poll_timeout().map_or(self.now, |at| at.max(self.now));
        let mut entropy = Prescribed {
            side,
            sessions,
            tie_breaker: 1,
        };
        endpoint.handle_timeout(self.now, &mut entropy);
        self.run_effects(side)
    }

    fn settle(
        &mut self,
        side: usize,
        succeeds: bool,
        tie_breaker: TieBreaker,
        bounds: &Bounds,
    ) -> Result<(), String> {
        let Some(connection) = &mut self.sides[side].connection else {
            return Ok(());
        };
        let input = connection.settle(succeeds, bounds.answer_covers)?;
        let id = connection.id;
        if bounds.is_calm() && matches!(input, Input::OfferMade(..)) && !connection.needs_negotiation() {
            return Err(format!("an offer without a need: {connection:?}"));
        }
        let is_described = matches!(input, Input::OfferMade(_, Ok(_)) | Input::AnswerMade(_, Ok(_)));
        if bounds.candidates && is_described && !self.sides[side].has_candidate {
            self.sides[side].has_candidate = true;
            self.sides[side].gathered = Some(id);
        }
        self.handle(side, input, tie_breaker)
    }

    fn gather(&mut self, side: usize) -> Result<(), String> {
        let Side {
            gathered, connection, ..
        } = &mut self.sides[side];
        match (gathered.take(), connection) {
            (Some(id), Some(connection)) if connection.id == id => {
                let candidate = Candidate {
                    candidate: "candidate:1".to_owned(),
                    sdp_mid: Some("0".to_owned()),
                    sdp_m_line_index: Some(0),
                    username_fragment: Some(connection.generation().to_owned()),
                };
                self.handle(side, Input::LocalCandidates(id, vec![candidate]), 1)
            }
            (_, _) => Ok(()),
        }
    }

    fn reload(&mut self, side: usize, bounds: &Bounds) -> Result<(), String> {
        let fresh = World::new(bounds).sides[side].clone();
        self.has_reloaded = true;
        let old = &mut self.sides[side];
        *old = Side {
            sessions: old.sessions,
            needs: old.needs,
            hang_ups: old.hang_ups,
            reloads: old.reloads - 1,
            inbox: std::mem::take(&mut old.inbox),
            ..fresh
        };
        self.handle(side, Input::Need, 1)
    }

    fn deliver(&mut self, side: usize, bounds: &Bounds) -> Result<(), String> {
        let Some(message) = self.sides[side].inbox.pop_front() else {
            return Ok(());
        };
        if let Message::Error(error) = &message
            && bounds.is_peaceful()
            && !matches!(error.error_type, ErrorType::Conflict | ErrorType::DoubleConflict)
        {
            return Err(format!("an ERROR although nothing failed: {error:?}"));
        }
        let needs_no_reply = matches!(
            message,
            Message::Error(_) | Message::Ok(_) | Message::Candidates(_)
        );
        let was_applying = matches!(
            self.sides[side].endpoint.state(),
            State::ApplyingOffer | State::ApplyingAnswer
        );
        let before = self.sides[1 - side].inbox.len();
        let received = Input::Received(Received::Message(message.clone()));
        self.handle(side, received, 1)?;
        let replies: Vec<&Message> = self.sides[1 - side]
            .inbox
            .iter()
            .skip(before)
            .filter(|sent| matches!(sent, Message::Ok(_) | Message::Error(_) | Message::Answer(_)))
            .collect();
        let at_most = if needs_no_reply { 0 } else { 1 };
        if replies.len() > at_most && !was_applying {
            return Err(format!("{message:?} got too many replies: {replies:?}"));
        }
        Ok(())
    }

    fn run_effects(&mut self, index: usize) -> Result<(), String> {
        while let Some(effect) = self.sides[index].endpoint.poll_effect() {
            if let Effect::Send(message) = effect {
                self.sides[1 - index].inbox.push_back(message);
                continue;
            }
            let side = &mut self.sides[index];
            if let Effect::Open { connection, .. } = effect {
                side.connection = Some(Connection::new(index, connection));
                (side.pending_need, side.gathered, side.has_candidate) = (None, None, false);
                continue;
            }
            let Some(connection) = &mut side.connection else {
                return Err(format!("{effect:?} without a connection"));
            };
            match effect {
                Effect::Close => side.connection = None,
                Effect::MakeOffer(ticket) => connection.ask(Operation::MakeOffer(ticket)),
                Effect::TakeOffer(ticket, sdp) => connection.ask(Operation::TakeOffer(ticket, sdp)),
                Effect::TakeAnswer { ticket, sdp } => connection.ask(Operation::TakeAnswer(ticket, sdp)),
                Effect::Rollback => connection.ask(Operation::Rollback),
                Effect::AddCandidate(candidate) => {
                    if candidate.username_fragment != connection.remote_generation {
                        return Err(format!("a stale candidate is added: {candidate:?}"));
                    }
                }
                Effect::Send(_) | Effect::Open { .. } => {}
            }
        }
        while let Some(event) = self.sides[index].endpoint.poll_event() {
            match event {
                Event::Dropped(why) => self.has_stopped_offering |= why.contains("offer"),
                Event::Ringing | Event::Established | Event::Ended(_) => {}
            }
        }
        Ok(())
    }
}
