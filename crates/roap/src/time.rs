//! Timestamps on a clock of the caller.

use std::ops::Add;
use std::time::Duration;

/// A point in time on a monotonic clock of the caller's choice, relative to a fixed origin.
///
/// In a browser this is `performance.now()`, in tests a number. `std::time::Instant` panics on
/// `wasm32-unknown-unknown`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(Duration);

impl Timestamp {
    /// Creates the timestamp `since_origin` after the origin of the clock.
    pub const fn new(since_origin: Duration) -> Self {
        Self(since_origin)
    }

    /// Returns the time elapsed since `earlier`; zero if `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, later: Duration) -> Self {
        Self(self.0.saturating_add(later))
    }
}
