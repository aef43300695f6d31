use visavis_roap::Timestamp;

/// How many messages a socket may still send: a token bucket that fills at a steady rate.
#[derive(Debug)]
pub struct RateLimiter {
    per_second: f64,
    burst: f64,
    left: f64,
    counted: Timestamp,
}

impl RateLimiter {
    /// A full allowance of `burst` messages that regains `per_second` of them each second.
    pub fn new(per_second: u32, burst: u32, now: Timestamp) -> Self {
        Self {
            per_second: per_second.into(),
            burst: burst.into(),
            left: burst.into(),
            counted: now,
        }
    }

    /// Spends one message; false if there is none left.
    pub fn spend(&mut self, now: Timestamp) -> bool {
        let regained = now.since(self.counted).as_secs_f64() * self.per_second;
        self.left = (self.left + regained).min(self.burst);
        self.counted = now;
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_burst_may_be_spent_at_once_and_not_one_more() {
        let mut rate_limiter = RateLimiter::new(10, 3, at(0));

        assert_eq!(
            [(); 4].map(|()| rate_limiter.spend(at(0))),
            [true, true, true, false]
        );
    }

    #[test]
    fn what_was_spent_comes_back_at_the_rate() {
        let mut rate_limiter = RateLimiter::new(10, 1, at(0));
        rate_limiter.spend(at(0));

        assert!(!rate_limiter.spend(at(99)));
        assert!(rate_limiter.spend(at(100)));
        assert!(!rate_limiter.spend(at(101)));
    }

    #[test]
    fn silence_saves_up_no_more_than_the_burst() {
        let mut rate_limiter = RateLimiter::new(10, 2, at(0));

        assert_eq!(
            [(); 3].map(|()| rate_limiter.spend(at(60_000))),
            [true, true, false]
        );
    }

    fn at(milliseconds: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(milliseconds))
    }
}
