use super::Sample;
use crate::media::Status;
use std::time::Duration;
use visavis_roap::Timestamp;

/// Silence is sent too: even a muted or motionless source gives several packets a second.
const PACKETS_WITHIN: Duration = Duration::from_secs(4);
/// A decoder that lacks a key frame asks for one, and has it after a round trip or two.
const FRAMES_WITHIN: Duration = Duration::from_secs(3);

/// Whether what a track should bring arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It does, or nothing is to be expected.
    Flowing,
    /// The sender says that it sends, the connection is up, and nothing arrives.
    NoPackets,
    /// Packets of video arrive and cannot be shown.
    NoFrames,
}

/// Notices that a track has frozen. In neither engine does an event tell.
#[derive(Debug)]
pub struct FreezeDetector {
    is_video: bool,
    shown: Health,
    suspected: Option<(Health, Timestamp)>,
}

impl FreezeDetector {
    /// A detector for a track of which nothing is known yet.
    pub fn new(is_video: bool) -> Self {
        Self {
            is_video,
            shown: Health::Flowing,
            suspected: None,
        }
    }

    /// What was found last.
    pub fn health(&self) -> Health {
        self.shown
    }

    /// Takes a sample of the track that ends at `now`; gives its health if that has changed. `status` is what the
    /// sender says of it: a track that is off brings nothing, and rightly so.
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
