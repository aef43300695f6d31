//! Two endpoints, their browsers, and what is under way between them; and every step that can come next.

use crate::bounds::{Bounds, Step};
use crate::browser::Connection;
use std::collections::VecDeque;
use visavis_roap::{ConnectionId, Endpoint, Message, Policy, State, TieBreaker, Timestamp};

/// What the first side draws in every glare.
pub const EVEN: TieBreaker = 2;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Side {
    pub endpoint: Endpoint,
    pub connection: Option<Connection>,
    /// `negotiationneeded` fired and lies in the mailbox.
    pub heard: Option<ConnectionId>,
    /// Candidates lie in the mailbox.
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
    /// An endpoint stopped offering on purpose: a need may stay unmet.
    pub has_given_up: bool,
    pub has_reloaded: bool,
    /// How many more OFFERs may draw the number that ties with the other side's.
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
            heard: None,
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
            has_given_up: false,
            has_reloaded: false,
            ties: bounds.ties,
        }
    }

    /// Everything under way that happens sooner or later.
    pub fn to_come(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for side in [0, 1] {
            self.steps_to_come(side, &mut steps);
        }
        if steps.is_empty() && self.has_reloaded && !self.waits() {
            match self.sides.each_ref().map(|side| side.endpoint.state()) {
                [State::None, State::Stable] => steps.push(Step::FindDead(1)),
                [State::Stable, State::None] => steps.push(Step::FindDead(0)),
                _ => {}
            }
        }
        steps
    }

    /// Whether a side waits for its timer.
    pub fn waits(&self) -> bool {
        self.sides
            .iter()
            .any(|side| side.endpoint.poll_timeout().is_some())
    }

    /// Everything that can happen next.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = self.to_come();
        // When nothing else moves, time passes, whatever the bounds say.
        let is_quiet = steps.is_empty();
        for (index, side) in self.sides.iter().enumerate() {
            self.steps_at_will(index, side, &mut steps);
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

    fn steps_to_come(&self, index: usize, steps: &mut Vec<Step>) {
        let side = &self.sides[index];
        if !side.inbox.is_empty() {
            steps.push(Step::Deliver(index));
        }
        if !side.is_restored {
            steps.push(Step::RestoreAfterLoss(index));
        }
        if side.heard.is_some() {
            steps.push(Step::HearNeed(index));
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
        // The mailbox keeps its order: an outcome is not heard before an event that was there first.
        if connection.is_busy() && side.heard.is_none() {
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

    /// The first side always draws the same; what the second draws decides who wins.
    fn draws(&self, index: usize) -> &'static [TieBreaker] {
        match index {
            0 => &[EVEN],
            _ if self.ties > 0 => &[EVEN - 1, EVEN + 1, EVEN],
            _ => &[EVEN - 1, EVEN + 1],
        }
    }

    /// What may happen or not.
    fn steps_at_will(&self, index: usize, side: &Side, steps: &mut Vec<Step>) {
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
        if self.failures > 0 && is_busy && side.heard.is_none() {
            steps.push(Step::Fail(index));
        }
    }
}
