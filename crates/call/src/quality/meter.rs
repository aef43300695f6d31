use super::{Expected, Quality, Sample};
use std::time::Duration;
use visavis_roap::Timestamp;

/// Shorter impairments pass before anyone could act on them.
const WORSE_AFTER: Duration = Duration::from_secs(2);
/// Improvement is reported only once it is stable.
const BETTER_AFTER: Duration = Duration::from_secs(5);

/// Smooths the quality of a call: a change is reported only when it lasts.
#[derive(Debug)]
pub struct QualityMeter {
    shown: Quality,
    /// Since when all samples have indicated a worse, or a better, quality.
    worse_since: Option<Timestamp>,
    better_since: Option<Timestamp>,
}

impl Default for QualityMeter {
    fn default() -> Self {
        Self {
            shown: Quality::Good,
            worse_since: None,
            better_since: None,
        }
    }
}

impl QualityMeter {
    /// Returns the current quality; good until proven otherwise.
    pub fn quality(&self) -> Quality {
        self.shown
    }

    /// Takes a sample that ends at `now`; returns the quality if it changed.
    pub fn take(&mut self, now: Timestamp, sample: &Sample, expected: Expected) -> Option<Quality> {
        let quality = Quality::of(sample, expected, self.shown);
        let (worse, better) = (quality > self.shown, quality < self.shown);
        self.worse_since = worse.then(|| self.worse_since.unwrap_or(now));
        self.better_since = better.then(|| self.better_since.unwrap_or(now));

        let has_lasted = |since: Option<Timestamp>, wait| since.is_some_and(|since| now.since(since) >= wait);
        if !has_lasted(self.worse_since, WORSE_AFTER) && !has_lasted(self.better_since, BETTER_AFTER) {
            return None;
        }
        *self = Self {
            shown: quality,
            worse_since: None,
            better_since: None,
        };

        Some(quality)
    }
}
