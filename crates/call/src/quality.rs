//! Call quality, computed from plain numbers.

use crate::sorted::SortedMap;
use std::time::Duration;
use visavis_roap::Timestamp;

mod freeze;
mod meter;
#[cfg(test)]
mod tests;

pub use freeze::{FreezeDetector, Health};
pub use meter::QualityMeter;

/// The quality of received media, as a person would describe it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// No noticeable impairment.
    Good,
    /// Noticeable.
    Fair,
    /// Hard to talk.
    Poor,
    /// Nothing arrives.
    Lost,
}

impl Quality {
    /// Returns its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
            Self::Lost => "lost",
        }
    }
}

/// Cumulative counters of a link or of one of its tracks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counters {
    /// When the counters were read.
    pub at: Timestamp,
    /// Packets received.
    pub packets_received: u64,
    /// Packets lost. The browser subtracts packets that arrive late.
    pub packets_lost: i64,
    /// Bytes received.
    pub bytes_received: u64,
    /// Video frames decoded.
    pub frames_decoded: u64,
    /// The current interarrival jitter.
    pub jitter: Duration,
    /// The current round-trip time; `None` while unknown.
    pub round_trip: Option<Duration>,
}

/// One reading of a connection's statistics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measurement {
    /// Received tracks, by the `mid` of their media section.
    pub tracks: SortedMap<String, Counters>,
    /// Media bytes sent since the start of the connection.
    pub bytes_sent: u64,
    /// Whether media is relayed by a TURN server; `None` while there is no selected candidate pair.
    pub is_relayed: Option<bool>,
    /// Width and height of the received camera picture.
    pub picture: Option<(u32, u32)>,
}

/// The change of a link's counters between two readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkSample {
    /// Received media of all tracks together, with their worst jitter and the camera's frames.
    pub received: Sample,
    /// Sent bitrate.
    pub sent_kbps: u32,
    /// See [`Measurement::is_relayed`].
    pub is_relayed: Option<bool>,
    /// See [`Measurement::picture`].
    pub picture: Option<(u32, u32)>,
}

/// The change of counters between two readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Packets received.
    pub packets: u64,
    /// Packets lost per thousand.
    pub loss_permille: u32,
    /// Received bitrate.
    pub bitrate_kbps: u32,
    /// Decoded frame rate.
    pub frames_per_second: u32,
    /// See [`Counters::jitter`].
    pub jitter: Duration,
    /// See [`Counters::round_trip`].
    pub round_trip: Option<Duration>,
}

impl Counters {
    /// Returns the change since an earlier reading; `None` if no time has passed or the counters were reset.
    pub fn since(&self, earlier: &Self) -> Option<Sample> {
        let millis = u64::try_from(self.at.since(earlier.at).as_millis()).ok()?;
        let packets = self.packets_received.checked_sub(earlier.packets_received)?;
        let bytes = self.bytes_received.checked_sub(earlier.bytes_received)?;
        let frames = self.frames_decoded.checked_sub(earlier.frames_decoded)?;
        let lost = u64::try_from(self.packets_lost.saturating_sub(earlier.packets_lost)).unwrap_or(0);
        let part = |of: u64, whole: u64| of.checked_div(whole).map(saturate);

        Some(Sample {
            packets,
            loss_permille: part(lost.saturating_mul(1_000), packets.saturating_add(lost)).unwrap_or(0),
            bitrate_kbps: part(bytes.saturating_mul(8), millis)?,
            frames_per_second: part(frames.saturating_mul(1_000), millis)?,
            jitter: self.jitter,
            round_trip: self.round_trip,
        })
    }
}

fn saturate(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What the sender reports that it sends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expected {
    /// Microphone or screen audio.
    pub audio: bool,
    /// Camera or screen.
    pub video: bool,
}

/// Thresholds for fair and poor. One set for getting worse and one for getting better provide hysteresis.
struct Limits {
    fair: Limit,
    poor: Limit,
}

struct Limit {
    round_trip: Duration,
    loss_permille: u32,
    jitter: Duration,
    frames_per_second: u32,
}

/// People begin to talk over each other at a round trip of about 300 ms, and give up at twice that. Opus conceals a
/// loss of a few percent and at most ten; video recovers less. Below 12 frames per second motion breaks up, below 5
/// it is a slide show. The bitrate alone says nothing: a person who sits still needs little.
const WORSE: Limits = Limits {
    fair: Limit {
        round_trip: Duration::from_millis(300),
        loss_permille: 30,
        jitter: Duration::from_millis(40),
        frames_per_second: 12,
    },
    poor: Limit {
        round_trip: Duration::from_millis(600),
        loss_permille: 100,
        jitter: Duration::from_millis(100),
        frames_per_second: 5,
    },
};

const BETTER: Limits = Limits {
    fair: Limit {
        round_trip: Duration::from_millis(220),
        loss_permille: 15,
        jitter: Duration::from_millis(25),
        frames_per_second: 15,
    },
    poor: Limit {
        round_trip: Duration::from_millis(450),
        loss_permille: 70,
        jitter: Duration::from_millis(70),
        frames_per_second: 8,
    },
};

impl Quality {
    /// Returns the quality that a sample indicates, given the quality shown so far.
    pub fn of(sample: &Sample, expected: Expected, shown: Self) -> Self {
        let at_least = Self::by(sample, expected, &WORSE);
        let at_most = Self::by(sample, expected, &BETTER);

        shown.max(at_least).min(at_most)
    }

    fn by(sample: &Sample, expected: Expected, limits: &Limits) -> Self {
        if sample.packets == 0 && (expected.audio || expected.video) {
            return Self::Lost;
        }
        let is_within = |limit: &Limit| {
            sample.round_trip.is_none_or(|time| time < limit.round_trip)
                && sample.loss_permille < limit.loss_permille
                && sample.jitter < limit.jitter
                && (!expected.video || sample.frames_per_second >= limit.frames_per_second)
        };
        if is_within(&limits.fair) {
            Self::Good
        } else if is_within(&limits.poor) {
            Self::Fair
        } else {
            Self::Poor
        }
    }
}
