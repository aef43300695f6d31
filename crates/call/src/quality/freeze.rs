use super::Sample;
use crate::media::Status;
use std::time::Duration;
use visavis_roap::Timestamp;

/// Silence is sent too: even a muted or motionless source sends several packets a second.
const PACKETS_WITHIN: Duration = Duration::from_secs(4);
/// A decoder that lacks a key frame requests one and gets it within a round trip or two.
const FRAMES_WITHIN: Duration = Duration::from_secs(3);

/// Whether the expected media of a track arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Media arrives, or none is expected.
    Flowing,
    /// The sender reports that it sends, the connection is up, and no packets arrive.
    NoPackets,
    /// Video packets arrive but no frame can be decoded.
    NoFrames,
}

/// Detects a frozen track, for which neither engine has an event.
#[derive(Debug)]
pub struct FreezeDetector {
    is_video: bool,
    shown: Health,
    suspected: Option<(Health, Timestamp)>,
}

impl FreezeDetector {
    /// Creates a detector for a new track.
    pub fn new(is_video: bool) -> Self {
        Self {
            is_video,
            shown: Health::Flowing,
            suspected: None,
        }
    }

    /// Returns the current health.
    pub fn health(&self) -> Health {
        self.shown
    }

    /// Takes a sample that ends at `now`; returns the health if it changed. `status` is the sender's report: a track
    /// that is off legitimately sends nothing.
    pub fn take(
        &mut self,
        now: Timestamp,
        sample: &Sample,
        status: Status,
        is_connected: bool,
    ) -> Option<Health> {
        let seen = match status {
            Status::On if is_connected => self.look(sample),
            Status::On | Status::Off | Status::Pending | Status::Denied => Health::Flowing,
        };
        let since = match self.suspected {
            Some((suspected, since)) if suspected == seen => since,
            Some(_) | None => now,
        };
        self.suspected = Some((seen, since));
        let patience = match seen {
            Health::Flowing => Duration::ZERO,
            Health::NoPackets => PACKETS_WITHIN,
            Health::NoFrames => FRAMES_WITHIN,
        };
        let is_news = seen != self.shown && now.since(since) >= patience;
        if is_news {
            self.shown = seen;
        }

        is_news.then_some(seen)
    }

    fn look(&self, sample: &Sample) -> Health {
        if sample.packets == 0 {
            Health::NoPackets
        } else if self.is_video && sample.frames_per_second == 0 {
            Health::NoFrames
        } else {
            Health::Flowing
        }
    }
}
