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
    /// For how long the picture stood still, as the browser counts it; zero if it does not.
    pub frozen: Duration,
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
    /// Frames per second that each video source gives, before encoding, by the `mid` of its media section.
    pub frames_captured: SortedMap<String, u32>,
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
    /// How much of the time the picture stood still, per thousand.
    pub frozen_permille: u32,
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
        let frozen = u64::try_from(self.frozen.saturating_sub(earlier.frozen).as_millis()).ok()?;
        let lost = u64::try_from(self.packets_lost.saturating_sub(earlier.packets_lost)).unwrap_or(0);
        let part = |of: u64, whole: u64| of.checked_div(whole).map(saturate);

        Some(Sample {
            packets,
            loss_permille: part(lost.saturating_mul(1_000), packets.saturating_add(lost)).unwrap_or(0),
            bitrate_kbps: part(bytes.saturating_mul(8), millis)?,
            frames_per_second: part(frames.saturating_mul(1_000), millis)?,
            frozen_permille: part(frozen.saturating_mul(1_000), millis)?,
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
    /// Frames per second that the camera gives; `None` if the sender does not tell.
    pub frames_per_second: Option<u32>,
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
    frozen_permille: u32,
    /// Of a camera that gives more.
    frames_per_second: u32,
    /// Of a slower camera: per hundred frames that it gives.
    frames_percent: u32,
}

/// People begin to talk over each other at a round trip of about 300 ms, and give up at twice that. Opus conceals a
/// loss of a few percent and at most ten; video recovers less. Below 12 frames per second motion breaks up, below 5
/// it is a slide show; but a camera may give no more, and then it is not the connection that is slow. The bitrate alone
/// says nothing: a person who sits still needs little.
const WORSE: Limits = Limits {
    fair: Limit {
        round_trip: Duration::from_millis(300),
        loss_permille: 30,
        jitter: Duration::from_millis(40),
        frozen_permille: 100,
        frames_per_second: 12,
        frames_percent: 60,
    },
    poor: Limit {
        round_trip: Duration::from_millis(600),
        loss_permille: 100,
        jitter: Duration::from_millis(100),
        frozen_permille: 300,
        frames_per_second: 5,
        frames_percent: 25,
    },
};

const BETTER: Limits = Limits {
    fair: Limit {
        round_trip: Duration::from_millis(220),
        loss_permille: 15,
        jitter: Duration::from_millis(25),
        frozen_permille: 50,
        frames_per_second: 15,
        frames_percent: 75,
    },
    poor: Limit {
        round_trip: Duration::from_millis(450),
        loss_permille: 70,
        jitter: Duration::from_millis(70),
        frozen_permille: 200,
        frames_per_second: 8,
        frames_percent: 40,
    },
};

impl Limit {
    /// Returns the lowest frame rate within the limit, of a camera that gives so many frames.
    fn frames_of(&self, captured: Option<u32>) -> u32 {
        // Of a rate that is unknown, only a standstill says anything.
        captured.map_or(1, |captured| {
            let part = captured.saturating_mul(self.frames_percent) / 100;
            part.min(self.frames_per_second)
        })
    }
}

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
                && sample.frozen_permille < limit.frozen_permille
                && (!expected.video
                    || sample.frames_per_second >= limit.frames_of(expected.frames_per_second))
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
