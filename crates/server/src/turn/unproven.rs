//! Answers by UDP to requests that prove nothing.
//!
//! Whoever sends one may have written another's address on it. Each is answered with more than it had, so that the relay
//! would multiply a flood on its way to that address (RFC 8656, 21.1.3): there is a bound on what one address gets.

use super::client::Client;
use crate::network::Network;
use crate::rate_limiter::RateLimiter;
use std::hash::{BuildHasher, RandomState};
use visavis_roap::Timestamp;

/// Answers a second to one address, and at once: 300 people behind one, who come together, ask some 20 times each, and
/// ask again what was not answered.
const PER_SECOND: u32 = 200;
const BURST: u32 = 6_000;
/// How many buckets there are. Addresses share one by chance, which nobody can foresee, so made-up ones take no memory;
/// to empty all buckets takes 800,000 requests a second.
const BUCKETS: usize = 4_096;

/// The bound on answers for each address.
#[derive(Debug)]
pub struct Unproven {
    buckets: Vec<RateLimiter>,
    key: RandomState,
}

impl Unproven {
    /// Creates full buckets.
    pub fn new() -> Self {
        let full = || RateLimiter::new(PER_SECOND, BURST, Timestamp::default());
        Self {
            buckets: std::iter::repeat_with(full).take(BUCKETS).collect(),
            key: RandomState::new(),
        }
    }

    /// Counts an answer; returns whether it may be sent. Who came by TCP or TLS has shown where they are.
    pub fn may_answer(&mut self, client: Client, now: Timestamp) -> bool {
        if client.connection.is_some() {
            return true;
        }
        let network = Network::from(client.address.ip()).site();
        let hash = usize::try_from(self.key.hash_one(network) % BUCKETS as u64).unwrap_or(0);
        self.buckets
            .get_mut(hash)
            .is_some_and(|bucket| bucket.try_take(1, now))
    }
}
