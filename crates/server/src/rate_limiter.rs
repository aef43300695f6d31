//! Limits a rate with a token bucket.

use std::time::Duration;
use visavis_roap::Timestamp;

/// A token bucket that refills at a steady rate.
#[derive(Debug)]
pub struct RateLimiter {
    per_second: f64,
    burst: f64,
    tokens: f64,
    refilled_at: Timestamp,
}

impl RateLimiter {
    /// Creates a full bucket of `burst` tokens that regains `per_second` of them each second.
    pub fn new(per_second: u32, burst: u32, now: Timestamp) -> Self {
        Self {
            per_second: per_second.into(),
            burst: burst.into(),
            tokens: burst.into(),
            refilled_at: now,
        }
    }

    /// Creates a full bucket of `amount` tokens that is refilled within a minute.
    pub fn per_minute(amount: u32, now: Timestamp) -> Self {
        Self {
            per_second: f64::from(amount) / 60.0,
            ..Self::new(0, amount, now)
        }
    }

    /// Takes `amount` tokens; returns false, and takes none, if there are not as many.
    pub fn try_take(&mut self, amount: usize, now: Timestamp) -> bool {
        self.refill(now);
        // Nothing that is counted comes near 2^32.
        let amount = f64::from(u32::try_from(amount).unwrap_or(u32::MAX));
        if self.tokens < amount {
            return false;
        }
        self.tokens -= amount;
        true
    }

    /// Takes `amount` tokens even if there are not as many; returns how long it takes until that is made up for.
    pub fn owe(&mut self, amount: usize, now: Timestamp) -> Duration {
        self.refill(now);
        self.tokens -= f64::from(u32::try_from(amount).unwrap_or(u32::MAX));
        if self.tokens >= 0.0 {
            return Duration::ZERO;
        }
        Duration::try_from_secs_f64(-self.tokens / self.per_second).unwrap_or(Duration::MAX)
    }

    /// Returns whether the bucket is full, as a new one would be.
    pub fn is_full(&mut self, now: Timestamp) -> bool {
        self.refill(now);
        self.tokens >= self.burst
    }

    fn refill(&mut self, now: Timestamp) {
        let refill = now.since(self.refilled_at).as_secs_f64() * self.per_second;
        self.tokens = (self.tokens + refill).min(self.burst);
        self.refilled_at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_not_one_message_more() {
        let mut rate_limiter = RateLimiter::new(10, 3, at(0));

        assert_eq!(
            [(); 4].map(|()| rate_limiter.try_take(1, at(0))),
            [true, true, true, false]
        );
    }

    #[test]
    fn tokens_refill_at_the_rate() {
        let mut rate_limiter = RateLimiter::new(10, 1, at(0));
        rate_limiter.try_take(1, at(0));

        assert!(!rate_limiter.try_take(1, at(99)));
        assert!(rate_limiter.try_take(1, at(100)));
        assert!(!rate_limiter.try_take(1, at(101)));
    }

    #[test]
    fn an_idle_bucket_holds_no_more_than_the_burst() {
        let mut rate_limiter = RateLimiter::new(10, 2, at(0));

        assert_eq!(
            [(); 3].map(|()| rate_limiter.try_take(1, at(60_000))),
            [true, true, false]
        );
    }

    #[test]
    fn what_is_not_there_is_not_taken_in_part() {
        let mut rate_limiter = RateLimiter::new(10, 5, at(0));

        assert_eq!(
            [4, 2, 1].map(|amount| rate_limiter.try_take(amount, at(0))),
            [true, false, true]
        );
    }

    #[test]
    fn what_is_owed_takes_its_time() {
        let mut rate_limiter = RateLimiter::new(10, 5, at(0));

        assert_eq!(
            [5, 1, 1].map(|amount| rate_limiter.owe(amount, at(0)).as_millis()),
            [0, 100, 200]
        );
        assert_eq!(rate_limiter.owe(1, at(200)).as_millis(), 100);
        assert_eq!(rate_limiter.owe(0, at(1_000)).as_millis(), 0);
    }

    #[test]
    fn a_bucket_per_minute_is_full_again_after_a_minute() {
        let mut rate_limiter = RateLimiter::per_minute(600, at(0));

        assert!(rate_limiter.is_full(at(0)));
        assert!(rate_limiter.try_take(600, at(0)));
        assert!(!rate_limiter.is_full(at(59_999)));
        assert!(rate_limiter.is_full(at(60_001)));
    }

    fn at(milliseconds: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(milliseconds))
    }
}
