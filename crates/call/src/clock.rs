use std::time::Duration;
use visavis_roap::Timestamp;

/// How far the clock of another device may be ahead of this one.
const AHEAD: u64 = 60_000;
/// How long a message may have waited for a way to its receiver, and how far their clock may be behind.
const BEHIND: u64 = 60 * 60_000;

/// The time of day: [`Timestamp`]s say nothing of it.
#[derive(Debug)]
pub(crate) struct Clock {
    set_at: Timestamp,
    /// What it showed then, in milliseconds since 1970.
    shown: u64,
}

impl Clock {
    pub(crate) const fn new() -> Self {
        Self {
            set_at: Timestamp::new(Duration::ZERO),
            shown: 0,
        }
    }

    pub(crate) fn set(&mut self, now: Timestamp, shown: u64) {
        (self.set_at, self.shown) = (now, shown);
    }

    /// Returns what it shows, in milliseconds since 1970.
    pub(crate) fn read(&self, now: Timestamp) -> u64 {
        self.shown
            .saturating_add(now.since(self.set_at).as_millis() as u64)
    }

    /// Returns the time that another device claims for something that has just arrived; the own time if it is absurd.
    pub(crate) fn believe(&self, now: Timestamp, claimed: Option<u64>) -> u64 {
        let own = self.read(now);
        let is_likely = |at: &u64| (own.saturating_sub(BEHIND)..=own.saturating_add(AHEAD)).contains(at);
        claimed.filter(is_likely).unwrap_or(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: u64 = 1_764_504_000_000;

    #[test]
    fn it_goes_on_between_two_settings() {
        let mut clock = Clock::new();

        clock.set(at(5_000), NOON);

        assert_eq!(clock.read(at(5_250)), NOON + 250);
        clock.set(at(6_000), NOON - 7);
        assert_eq!(clock.read(at(6_001)), NOON - 6);
    }

    #[test]
    fn an_absurd_time_is_not_believed() {
        let mut clock = Clock::new();
        clock.set(at(0), NOON);

        for likely in [NOON, NOON - BEHIND, NOON + AHEAD] {
            assert_eq!(clock.believe(at(0), Some(likely)), likely);
        }
        for absurd in [0, NOON - BEHIND - 1, NOON + AHEAD + 1, u64::MAX] {
            assert_eq!(clock.believe(at(0), Some(absurd)), NOON);
        }
        assert_eq!(clock.believe(at(3), None), NOON + 3);
    }

    fn at(millis: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(millis))
    }
}
