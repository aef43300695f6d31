use std::ops::Add;
use std::time::Duration;

/// A moment on a monotonic clock of the owner's choice, counted from an origin that never moves.
///
/// In the browser this is `performance.now()`, in tests a number: `std::time::Instant` panics on
/// `wasm32-unknown-unknown`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(Duration);

impl Timestamp {
    /// The moment that lies `since_origin` after the origin of the clock.
    pub const fn new(since_origin: Duration) -> Self {
        Self(since_origin)
    }

    /// How long after `earlier` this moment is; zero if it is not later.
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
