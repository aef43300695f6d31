//! What arrives at one socket or connection, and when to read on.

use crate::traffic::Traffic;
use std::sync::Arc;
use tokio::time::Instant;
use visavis_roap::Timestamp;

/// Counts what arrives in one place.
#[derive(Debug)]
pub struct Inflow {
    /// What arrives from everybody at the address.
    traffic: Arc<Traffic>,
    /// When the time of `traffic` began.
    clock: Instant,
}

impl Inflow {
    /// Counts in the traffic of an address, whose time began at `clock`.
    pub fn new(traffic: Arc<Traffic>, clock: Instant) -> Self {
        Self { traffic, clock }
    }

    /// Counts what was read at once. Returns until when nothing more should be read, if the address has sent too much.
    pub fn count(&self, messages: usize, bytes: usize) -> Option<Instant> {
        let now = Instant::now();
        let pause = self
            .traffic
            .count(messages, bytes, Timestamp::new(now - self.clock));
        (!pause.is_zero()).then(|| now + pause)
    }
}
