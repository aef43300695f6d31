//! Limits the message rate of a socket with a token bucket.

use visavis_roap::Timestamp;

/// A token bucket that refills at a steady rate. Each message takes one token.
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

    /// Takes one token; returns false if none is left.
    pub fn try_take(&mut self, now: Timestamp) -> bool {
        let refill = now.since(self.refilled_at).as_secs_f64() * self.per_second;
        self.tokens = (self.tokens + refill).min(self.burst);
        self.refilled_at = now;
        if self.tokens < 1.0 {
            return false;
        }
        self.tokens -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_burst_is_allowed_and_not_one_message_more() {
        let mut rate_limiter = RateLimiter::new(10, 3, at(0));

        assert_eq!(
            [(); 4].map(|()| rate_limiter.try_take(at(0))),
            [true, true, true, false]
        );
    }

    #[test]
    fn tokens_refill_at_the_rate() {
        let mut rate_limiter = RateLimiter::new(10, 1, at(0));
        rate_limiter.try_take(at(0));

        assert!(!rate_limiter.try_take(at(99)));
        assert!(rate_limiter.try_take(at(100)));
        assert!(!rate_limiter.try_take(at(101)));
    }

    #[test]
    fn an_idle_bucket_holds_no_more_than_the_burst() {
        let mut rate_limiter = RateLimiter::new(10, 2, at(0));

        assert_eq!(
            [(); 3].map(|()| rate_limiter.try_take(at(60_000))),
            [true, true, false]
        );
    }

    fn at(milliseconds: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(milliseconds))
    }
}
