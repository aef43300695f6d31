use std::time::Duration;
use visavis_roap::Timestamp;

/// ICE often recovers a lost path by itself within this time.
const BRIEF: Duration = Duration::from_secs(2);
/// Both sides notice the trouble; the second one waits longer, so that restarts rarely collide.
const AFTER_THE_OTHER: Duration = Duration::from_millis(1_500);
/// A changed network is given time to settle.
const SETTLES_WITHIN: Duration = Duration::from_millis(500);
/// A successful restart completes within this time; each further attempt waits this much longer.
const BETWEEN_TRIES: Duration = Duration::from_secs(6);
/// ICE gives up after about this long; the next attempt starts new checks by then.
const LONGEST_WAIT: Duration = Duration::from_secs(15);
/// Failed restarts after which a new connection is tried, again after each further one.
const RESTARTS: u32 = 2;
/// Media that flows this long counts as repaired; the next trouble starts afresh.
const HOLDS_AFTER: Duration = Duration::from_secs(30);

/// The trouble with a link's media.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ailment {
    /// ICE is `disconnected`: it may recover by itself.
    Disconnected,
    /// ICE or DTLS is `failed`: it does not recover by itself.
    Failed,
    /// The connection is up, and expected media does not arrive.
    Frozen,
}

/// A repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// New candidates for the same connection.
    RestartIce,
    /// A new connection that replaces this one.
    Renew,
}

/// Schedules repairs of a link for as long as its trouble lasts.
#[derive(Debug, Default)]
pub(crate) struct Repair {
    /// The peer goes first.
    is_second: bool,
    ailment: Option<Ailment>,
    due: Option<Timestamp>,
    tries: u32,
    tried_at: Option<Timestamp>,
}

impl Repair {
    pub(crate) fn set_second(&mut self, is_second: bool) {
        self.is_second = is_second;
    }

    /// Records trouble. Idempotent while it lasts.
    pub(crate) fn hurt(&mut self, now: Timestamp, ailment: Ailment) {
        let is_worse = ailment == Ailment::Failed && self.ailment == Some(Ailment::Disconnected);
        if self.ailment.is_some() && !is_worse {
            return;
        }
        self.ailment = Some(ailment);
        if self.has_held(now) {
            self.tries = 0;
        }
        let wait = match ailment {
            Ailment::Disconnected => BRIEF,
            Ailment::Failed | Ailment::Frozen => Duration::ZERO,
        };
        let turn = if self.is_second {
            AFTER_THE_OTHER
        } else {
            Duration::ZERO
        };
        let after_the_last = self.tried_at.map(|at| at + self.patience());
        let soon = now + wait + turn;
        self.due = Some(
            after_the_last
                .filter(|_| self.tries > 0)
                .map_or(soon, |at| at.max(soon)),
        );
    }

    /// Returns whether there is unrepaired trouble.
    pub(crate) fn is_ailing(&self) -> bool {
        self.ailment.is_some()
    }

    /// Records that media flows.
    pub(crate) fn healed(&mut self) {
        self.ailment = None;
        self.due = None;
    }

    /// Schedules a repair because the network changed, whatever ICE reports.
    pub(crate) fn network_changed(&mut self, now: Timestamp) {
        self.tries = 0;
        self.tried_at = None;
        self.due = Some(now + SETTLES_WITHIN);
    }

    /// Records that the peer has started a repair, which may be enough.
    pub(crate) fn other_acts(&mut self, now: Timestamp) {
        if let Some(due) = &mut self.due {
            *due = (*due).max(now + BETWEEN_TRIES);
        }
    }

    /// Makes a scheduled repair due now: the peer is reachable again.
    pub(crate) fn hurry(&mut self, now: Timestamp) {
        if let Some(due) = &mut self.due {
            *due = (*due).min(now + SETTLES_WITHIN);
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        self.due
    }

    /// Returns the repair that is due, if any, and schedules the next attempt.
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Option<Remedy> {
        self.due.take_if(|due| *due <= now)?;
        let remedy = if self.tries < RESTARTS {
            Remedy::RestartIce
        } else {
            Remedy::Renew
        };
        self.tries = self.tries.saturating_add(1);
        self.tried_at = Some(now);
        if self.ailment.is_some() {
            self.due = Some(now + self.patience());
        }
        Some(remedy)
    }

    fn has_held(&self, now: Timestamp) -> bool {
        self.tried_at
            .is_none_or(|at| now.since(at) >= self.patience() + HOLDS_AFTER)
    }

    fn patience(&self) -> Duration {
        (BETWEEN_TRIES * self.tries.max(1)).min(LONGEST_WAIT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_that_recovers_by_itself_is_not_repaired() {
        let mut repair = Repair::default();

        repair.hurt(at(0), Ailment::Disconnected);
        repair.healed();

        assert_eq!(repair.poll_timeout(), None);
    }

    #[test]
    fn a_failure_is_repaired_at_once_even_during_a_wait() {
        let mut repair = Repair::default();
        repair.hurt(at(0), Ailment::Disconnected);
        assert_eq!(repair.take_due(at(1_999)), None);

        repair.hurt(at(1_999), Ailment::Failed);

        assert_eq!(repair.take_due(at(1_999)), Some(Remedy::RestartIce));
    }

    #[test]
    fn the_second_side_waits_for_the_first() {
        let mut repair = Repair::default();
        repair.set_second(true);

        repair.hurt(at(0), Ailment::Failed);

        assert_eq!(repair.poll_timeout(), Some(at(1_500)));
    }

    #[test]
    fn failed_restarts_are_followed_by_new_connections_without_limit() {
        let mut repair = Repair::default();
        repair.hurt(at(0), Ailment::Failed);
        let mut remedies = Vec::new();
        for _ in 0..7 {
            let due = repair.poll_timeout().unwrap();
            remedies.push((due.since(at(0)).as_secs(), repair.take_due(due).unwrap()));
        }

        assert_eq!(
            remedies,
            [
                (0, Remedy::RestartIce),
                (6, Remedy::RestartIce),
                (18, Remedy::Renew),
                (33, Remedy::Renew),
                (48, Remedy::Renew),
                (63, Remedy::Renew),
                (78, Remedy::Renew),
            ]
        );
    }

    #[test]
    fn trouble_that_returns_soon_continues_the_schedule() {
        let mut repair = Repair::default();
        repair.hurt(at(0), Ailment::Frozen);
        assert_eq!(repair.take_due(at(0)), Some(Remedy::RestartIce));
        repair.healed();

        repair.hurt(at(1_000), Ailment::Frozen);

        assert_eq!(repair.poll_timeout(), Some(at(6_000)));
        assert_eq!(repair.take_due(at(6_000)), Some(Remedy::RestartIce));
        assert_eq!(repair.take_due(at(18_000)), Some(Remedy::Renew));
    }

    #[test]
    fn trouble_after_stable_media_starts_afresh() {
        let mut repair = Repair::default();
        repair.hurt(at(0), Ailment::Frozen);
        repair.take_due(at(0));
        repair.healed();

        repair.hurt(at(40_000), Ailment::Frozen);

        assert_eq!(repair.poll_timeout(), Some(at(40_000)));
    }

    #[test]
    fn a_repair_by_the_peer_postpones_ours() {
        let mut repair = Repair::default();
        repair.hurt(at(0), Ailment::Failed);

        repair.other_acts(at(0));

        assert_eq!(repair.take_due(at(5_999)), None);
        assert_eq!(repair.take_due(at(6_000)), Some(Remedy::RestartIce));
    }

    #[test]
    fn a_network_change_is_repaired_before_ice_reports_it() {
        let mut repair = Repair::default();

        repair.network_changed(at(0));

        assert_eq!(repair.take_due(at(500)), Some(Remedy::RestartIce));
        assert_eq!(repair.poll_timeout(), None);
    }

    fn at(millis: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(millis))
    }
}
