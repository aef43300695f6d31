//! The world of an exploration: two endpoints, their browsers and the messages in transit, with all possible next
//! steps.

use crate::bounds::{Bounds, Step};
use crate::browser::Connection;
use std::collections::VecDeque;
use visavis_roap::{ConnectionId, Endpoint, Message, Policy, State, TieBreaker, Timestamp};

/// The tie-breaker of the first side in every glare.
pub const EVEN: TieBreaker = 2;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Side {
    pub endpoint: Endpoint,
    pub connection: Option<Connection>,
    /// The connection whose `negotiationneeded` is in the mailbox.
    pub pending_need: Option<ConnectionId>,
    /// The connection whose candidates are in the mailbox.
    pub gathered: Option<ConnectionId>,
    pub has_candidate: bool,
    pub is_restored: bool,
    pub inbox: VecDeque<Message>,
    pub sessions: u32,
    pub needs: u8,
    pub hang_ups: u8,
    pub reloads: u8,
    pub renewals: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct World {
    pub sides: [Side; 2],
    pub now: Timestamp,
    pub failures: u8,
    pub timeouts: u8,
    pub losses: u8,
    pub resends: u8,
    /// Whether an endpoint has stopped offering on purpose, so that a need may stay unmet.
    pub has_stopped_offering: bool,
    pub has_reloaded: bool,
    /// How many more OFFERs may draw the tie-breaker of the other side.
    pub ties: u8,
}

impl World {
    pub fn new(bounds: &Bounds) -> Self {
        let policy = if bounds.rings {
            Policy::Ring
        } else {
            Policy::Accept
        };
        let side = |index: usize| Side {
            endpoint: Endpoint::new(policy),
            connection: None,
            pending_need: None,
            gathered: None,
            has_candidate: false,
            is_restored: true,
            inbox: VecDeque::new(),
            sessions: 0,
            needs: bounds.needs[index],
            hang_ups: bounds.hang_ups[index],
            reloads: bounds.reloads[index],
            renewals: bounds.renewals[index],
        };
        Self {
            sides: [side(0), side(1)],
            now: Timestamp::default(),
            failures: bounds.failures,
            timeouts: bounds.timeouts,
            losses: bounds.losses,
            resends: bounds.resends,
            has_stopped_offering: false,
            has_reloaded: false,
            ties: bounds.ties,
        }
    }

    /// Returns the steps that are pending and will happen sooner or later.
    pub fn pending(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for side in [0, 1] {
            self.pending_steps(side, &mut steps);
        }
        if steps.is_empty() && self.has_reloaded && !self.waits() {
            match self.sides.each_ref().map(|side| side.endpoint.state()) {
                [State::None, State::Stable] => steps.push(Step::DetectDead(1)),
                [State::Stable, State::None] => steps.push(Step::DetectDead(0)),
                _ => {}
            }
        }
        steps
    }

    /// Returns whether a side is waiting for a timer.
    pub fn waits(&self) -> bool {
        self.sides
            .iter()
            .any(|side| side.endpoint.poll_timeout().is_some())
    }

    /// Returns all possible next steps.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = self.pending();
        // When nothing else is pending, time passes regardless of the bounds.
        let is_quiet = steps.is_empty();
        for (index, side) in self.sides.iter().enumerate() {
            self.optional_steps(index, side, &mut steps);
            let can_time_out = side.endpoint.poll_timeout().is_some();
            if can_time_out && (is_quiet || self.timeouts > 0) {
                steps.push(Step::Timeout(index));
            }
        }
        if self.losses > 0 && self.sides.iter().any(|side| !side.inbox.is_empty()) {
            steps.push(Step::Lose);
        }
        steps
    }

    fn pending_steps(&self, index: usize, steps: &mut Vec<Step>) {
        let side = &self.sides[index];
        if !side.inbox.is_empty() {
            steps.push(Step::Deliver(index));
        }
        if !side.is_restored {
            steps.push(Step::RestoreAfterLoss(index));
        }
        if side.pending_need.is_some() {
            steps.push(Step::DeliverNeed(index));
        }
        if side.gathered.is_some() {
            steps.push(Step::Gather(index));
        }
        if side.endpoint.state() == State::Ringing {
            steps.push(Step::Accept(index));
            steps.push(Step::Refuse(index));
        }
        let Some(connection) = &side.connection else {
            return;
        };
        // The mailbox is ordered: an outcome is not delivered before an event that was posted first.
        if connection.is_busy() && side.pending_need.is_none() {
            if side.endpoint.state() == State::Making {
                steps.extend(
                    self.draws(index)
                        .iter()
                        .map(|drawn| Step::SettleWith(index, *drawn)),
                );
            } else {
                steps.push(Step::Settle(index));
            }
        }
        if connection.fires() {
            steps.push(Step::FireNeed(index));
        }
    }

    /// Returns the possible tie-breakers. The first side always draws the same one, so the second side's decides who
    /// wins.
    fn draws(&self, index: usize) -> &'static [TieBreaker] {
        match index {
            0 => &[EVEN],
            _ if self.ties > 0 => &[EVEN - 1, EVEN + 1, EVEN],
            _ => &[EVEN - 1, EVEN + 1],
        }
    }

    /// Adds the steps that may or may not happen.
    fn optional_steps(&self, index: usize, side: &Side, steps: &mut Vec<Step>) {
        if side.needs > 0 {
            steps.push(Step::Need(index));
        }
        if side.hang_ups > 0 && side.endpoint.state() != State::None {
            steps.push(Step::HangUp(index));
        }
        if side.reloads > 0 && side.endpoint.state() != State::None {
            steps.push(Step::Reload(index));
        }
        if side.renewals > 0 && side.endpoint.state() != State::None {
            steps.push(Step::Renew(index));
        }
        if self.resends > 0 && side.endpoint.state() != State::None {
            steps.push(Step::Resend(index));
        }
        let is_busy = side.connection.as_ref().is_some_and(Connection::is_busy);
        if self.failures > 0 && is_busy && side.pending_need.is_none() {
            steps.push(Step::Fail(index));
        }
    }
}
