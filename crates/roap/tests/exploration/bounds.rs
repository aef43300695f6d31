//! What may happen in an exploration, and how often.

use visavis_roap::TieBreaker;

/// How much may happen in one exploration.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bounds {
    /// How often each side calls, or changes something.
    pub needs: [u8; 2],
    pub hang_ups: [u8; 2],
    /// Operations that the browser rejects, on both sides together.
    pub failures: u8,
    /// Timers that run out although something could still arrive.
    pub timeouts: u8,
    /// Losses of all that is under way, each followed by a re-send on both sides.
    pub losses: u8,
    /// Re-sends although nothing was lost.
    pub resends: u8,
    /// Draws of the same tie-breaker by both sides.
    pub ties: u8,
    /// Pages reloaded, each of which calls again.
    pub reloads: [u8; 2],
    /// Sessions that are replaced because their connection is beyond repair.
    pub renewals: [u8; 2],
    /// Calls ring, and are accepted or refused.
    pub rings: bool,
    /// Candidates are gathered and sent.
    pub candidates: bool,
    /// Answering an offer meets all needs of the answerer; otherwise it has to offer them itself.
    pub answer_covers: bool,
}

impl Bounds {
    /// Nothing fails, is lost or comes late, and nobody is asked: then no timer is needed, and nothing goes
    /// wrong.
    pub fn is_calm(&self) -> bool {
        self.failures + self.timeouts + self.losses == 0
            && self.reloads == [0, 0]
            && self.renewals == [0, 0]
            && !self.rings
    }

    /// Nobody hangs up either, nor is anything sent twice; and both do not tie so often that they give up.
    pub fn is_peaceful(&self) -> bool {
        self.is_calm() && self.ties < 3 && self.hang_ups == [0, 0] && self.resends == 0
    }
}

/// One thing that happens.
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
    /// The tie-breaker drawn if an OFFER comes of it.
    SettleWith(usize, TieBreaker),
    Fail(usize),
    FireNeed(usize),
    HearNeed(usize),
    /// The other page is gone, and with it the media: the link is closed.
    FindDead(usize),
    Gather(usize),
    Timeout(usize),
}
