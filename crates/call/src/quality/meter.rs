use super::{Expected, Quality, Sample};
use std::time::Duration;
use visavis_roap::Timestamp;

/// A hiccup is over before anybody could do something about it.
const WORSE_AFTER: Duration = Duration::from_secs(2);
/// Good news can wait until they are sure.
const BETTER_AFTER: Duration = Duration::from_secs(5);

/// Says how good a call is, and says something else only when that lasts.
#[derive(Debug)]
pub struct QualityMeter {
    shown: Quality,
    /// Since when all samples spoke for something worse, or all for something better.
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
    /// What was said last; good until proven otherwise.
    pub fn quality(&self) -> Quality {
        self.shown
    }

    /// Takes a sample that ends at `now`; gives the quality if it has changed.
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
