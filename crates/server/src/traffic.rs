//! What everybody at one address sends together.
//!
//! Sans-IO: time is an argument.

use crate::rate_limiter::RateLimiter;
use crate::sync::lock;
use std::sync::Mutex;
use std::time::Duration;
use visavis_roap::Timestamp;

/// How many seconds' worth of messages and bytes may arrive at once.
const BURST: u32 = 2;

/// The messages and bytes that arrive from one address. Nobody is closed for what the others there send: whoever sends
/// beyond the rate is read later, and each socket in its turn, so somebody who sends little does not wait for long.
#[derive(Debug)]
pub struct Traffic(Mutex<Rates>);

#[derive(Debug)]
struct Rates {
    messages: RateLimiter,
    bytes: RateLimiter,
}

impl Traffic {
    /// Creates the traffic of an address from which nothing has arrived.
    pub fn new(messages_per_second: u32, bytes_per_second: u32, now: Timestamp) -> Self {
        let limiter = |rate: u32| RateLimiter::new(rate, rate.saturating_mul(BURST), now);
        Self(Mutex::new(Rates {
            messages: limiter(messages_per_second),
            bytes: limiter(bytes_per_second),
        }))
    }

    /// Counts what has arrived at a socket; returns how long to wait before more of it is read.
    ///
    /// Each socket waits for a time of its own. What has no share in the debt does not wait for it: all that did would go
    /// on together, and everybody else after them.
    pub fn count(&self, messages: usize, bytes: usize, now: Timestamp) -> Duration {
        let mut rates = lock(&self.0);
        let for_bytes = rates.bytes.owe(bytes, now);
        match messages {
            0 => for_bytes,
            _ => for_bytes.max(rates.messages.owe(messages, now)),
        }
    }

    /// Returns whether nothing has arrived lately.
    pub fn is_as_new(&self, now: Timestamp) -> bool {
        let mut rates = lock(&self.0);
        rates.messages.is_full(now) && rates.bytes.is_full(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_socket_waits_for_its_turn_and_the_next_one_longer() {
        let traffic = Traffic::new(10, 1_000, at(0));

        let waits = [20, 1, 1].map(|messages| traffic.count(messages, 1, at(0)).as_millis());

        assert_eq!(waits, [0, 100, 200]);
        assert!(!traffic.is_as_new(at(2_100)));
        assert!(traffic.is_as_new(at(2_200)));
    }

    #[test]
    fn the_rest_of_a_message_does_not_wait_for_messages() {
        let traffic = Traffic::new(10, 1_000, at(0));

        let waits = [(21, 1), (0, 1), (1, 1)].map(|(messages, bytes)| traffic.count(messages, bytes, at(0)));

        assert_eq!(waits.map(|wait| wait.as_millis()), [100, 0, 200]);
    }

    #[test]
    fn bytes_count_as_well() {
        let traffic = Traffic::new(10, 1_000, at(0));

        assert_eq!(traffic.count(1, 2_500, at(0)).as_millis(), 500);
    }

    fn at(milliseconds: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(milliseconds))
    }
}
