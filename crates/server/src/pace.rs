//! How slowly a client may take what is sent to it.
//!
//! Sans-IO: time is an argument.

use std::time::Duration;
use visavis_roap::Timestamp;

/// The slowest line that is waited for. It takes the page in a few minutes; the slowest mobile network is faster.
const BYTES_PER_SECOND: u32 = 1024;

/// Patience with one client, used up while it takes nothing, and regained with each byte that it takes.
#[derive(Debug)]
pub struct Pace {
    most: Duration,
    left: Duration,
    /// Since when the client takes nothing.
    stalled: Option<Timestamp>,
}

impl Pace {
    /// Creates a pace that allows `patience` without a byte.
    pub fn new(patience: Duration) -> Self {
        Self {
            most: patience,
            left: patience,
            stalled: None,
        }
    }

    /// The client took `bytes`.
    pub fn moved(&mut self, bytes: usize, now: Timestamp) {
        if let Some(since) = self.stalled.take() {
            self.left = self.left.saturating_sub(now.since(since));
        }
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let regained = Duration::from_secs(bytes.into()) / BYTES_PER_SECOND;
        self.left = self.left.saturating_add(regained).min(self.most);
    }

    /// The client takes nothing; returns when patience ends.
    pub fn stalled(&mut self, now: Timestamp) -> Timestamp {
        let since = *self.stalled.get_or_insert(now);
        since + self.left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    #[test]
    fn who_takes_nothing_is_given_up_when_patience_ends() {
        let mut pace = Pace::new(PATIENCE);

        assert_eq!(pace.stalled(at(5_000)), at(15_000));
        assert_eq!(pace.stalled(at(9_000)), at(15_000));
    }

    #[test]
    fn each_byte_gains_time_but_never_more_than_at_first() {
        let mut pace = Pace::new(PATIENCE);
        pace.stalled(at(0));

        pace.moved(2 * 1024, at(8_000));
        assert_eq!(pace.stalled(at(8_000)), at(12_000));

        pace.moved(1024 * 1024, at(9_000));
        assert_eq!(pace.stalled(at(9_000)), at(19_000));
    }

    #[test]
    fn a_byte_now_and_then_does_not_help() {
        let mut pace = Pace::new(PATIENCE);

        let given_up = (0..).find(|second| {
            let now = at(1_000 * second);
            pace.moved(1, now);
            pace.stalled(now) <= at(1_000 * (second + 1))
        });

        assert_eq!(given_up, Some(10));
    }

    #[test]
    fn a_slow_line_is_waited_for() {
        let mut pace = Pace::new(PATIENCE);

        for second in 0..1_000 {
            let now = at(1_000 * second);
            pace.moved(1024, now);
            assert!(pace.stalled(now) > at(1_000 * (second + 1)));
        }
    }

    fn at(milliseconds: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(milliseconds))
    }
}
