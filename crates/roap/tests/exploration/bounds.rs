//! The bounds and steps of an exploration.

use visavis_roap::TieBreaker;

/// How often each kind of step may occur in one exploration.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bounds {
    /// Calls and local changes of each side.
    pub needs: [u8; 2],
    pub hang_ups: [u8; 2],
    /// Operations rejected by the browsers, on both sides together.
    pub failures: u8,
    /// Timers that expire although messages or events are still pending.
    pub timeouts: u8,
    /// Losses of everything in transit, each followed by a restored route on both sides.
    pub losses: u8,
    /// Restored routes although nothing was lost.
    pub resends: u8,
    /// OFFERs with equal tie-breakers on both sides.
    pub ties: u8,
    /// Page reloads, each followed by a new call.
    pub reloads: [u8; 2],
    /// Sessions replaced because their connection is beyond repair.
    pub renewals: [u8; 2],
    /// Whether calls ring and are accepted or declined.
    pub rings: bool,
    /// Whether candidates are gathered and sent.
    pub candidates: bool,
    /// Whether answering an offer covers all needs of the answerer. Otherwise it has to make an offer of its own.
    pub answer_covers: bool,
}

impl Bounds {
    /// Returns whether nothing fails, is lost or comes late, and no call rings. Then no timer is needed and no error
    /// occurs.
    pub fn is_calm(&self) -> bool {
        self.failures + self.timeouts + self.losses == 0
            && self.reloads == [0, 0]
            && self.renewals == [0, 0]
            && !self.rings
    }

    /// Returns whether, in addition, nobody hangs up, nothing is repeated, and ties are too few to give up.
    pub fn is_peaceful(&self) -> bool {
        self.is_calm() && self.ties < 3 && self.hang_ups == [0, 0] && self.resends == 0
    }
}

/// A single step of an exploration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Need(usize),
    HangUp(usize),
    Accept(usize),
    Refuse(usize),
    Reload(usize),
    Renew(usize),
    Lose,
    Resend(usize),
    RestoreAfterLoss(usize),
    Deliver(usize),
    Settle(usize),
    /// Settles an operation with the tie-breaker to draw if an OFFER results.
    SettleWith(usize, TieBreaker),
    Fail(usize),
    FireNeed(usize),
    DeliverNeed(usize),
    /// The other page is gone, and its media with it: the link is closed.
    DetectDead(usize),
    Gather(usize),
    Timeout(usize),
}
