use std::time::Duration;
use visavis_roap::Timestamp;

/// A token bucket in virtual time: `burst` tokens at once, and one more after each `every`.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    burst: u32,
    every: Duration,
    /// When the bucket is full again.
    full_at: Timestamp,
}

impl Allowance {
    /// Creates a full bucket.
    pub const fn new(burst: u32, every: Duration) -> Self {
        Self {
            burst,
            every,
            full_at: Timestamp::new(Duration::ZERO),
        }
    }

    /// Takes tokens.
    ///
    /// # Errors
    ///
    /// When there will be enough of them; none is taken. More than the burst are never there, and count as the burst.
    pub fn take(&mut self, now: Timestamp, tokens: u32) -> Result<(), Timestamp> {
        let full_at = self.full_at.max(now) + self.every * tokens.min(self.burst);
        let ahead = full_at.since(now + self.every * self.burst);
        if !ahead.is_zero() {
            return Err(now + ahead);
        }
        self.full_at = full_at;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_then_a_steady_rate() {
        let mut allowance = Allowance::new(3, Duration::from_millis(100));

        assert_eq!([1, 1, 1].map(|one| allowance.take(at(50), one)), [Ok(()); 3]);
        assert_eq!(allowance.take(at(50), 1), Err(at(150)));
        assert_eq!(allowance.take(at(149), 1), Err(at(150)));
        assert_eq!(allowance.take(at(150), 1), Ok(()));
        assert_eq!(allowance.take(at(150), 2), Err(at(350)));
        assert_eq!(allowance.take(at(350), 2), Ok(()));
    }

    #[test]
    fn an_idle_bucket_holds_no_more_than_the_burst() {
        let mut allowance = Allowance::new(2, Duration::from_millis(100));

        assert_eq!(
            [1; 3].map(|one| allowance.take(at(60_000), one).is_ok()),
            [true, true, false]
        );
    }

    #[test]
    fn more_than_the_burst_count_as_the_burst() {
        let mut allowance = Allowance::new(2, Duration::from_millis(100));

        assert_eq!(allowance.take(at(0), 1_000), Ok(()));
        assert_eq!(allowance.take(at(0), 1_000), Err(at(200)));
    }

    fn at(milliseconds: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(milliseconds))
    }
}
