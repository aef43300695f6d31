//! How good a call is, from plain numbers. Nothing here knows where they come from.

use crate::sorted::SortedMap;
use std::time::Duration;
use visavis_roap::Timestamp;

mod freeze;
mod meter;
#[cfg(test)]
mod tests;

pub use freeze::{FreezeDetector, Health};
pub use meter::QualityMeter;

/// How good what arrives from someone is, as a person would say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// Nothing to complain of.
    Good,
    /// One notices.
    Fair,
    /// It is hard to talk.
    Poor,
    /// Nothing arrives.
    Lost,
}

impl Quality {
    /// Its name, for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
            Self::Lost => "lost",
        }
    }
}

/// What the browser has counted of a link or of one track of it, from its beginning to that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counters {
    /// When they were read.
    pub at: Timestamp,
    /// Packets that arrived.
    pub packets_received: u64,
    /// Packets that did not. The browser takes back what arrives late.
    pub packets_lost: i64,
    /// Bytes that arrived.
    pub bytes_received: u64,
    /// Frames of video that could be shown.
    pub frames_decoded: u64,
    /// How unevenly packets arrive, at that moment.
    pub jitter: Duration,
    /// How long a packet and its echo take, at that moment; `None` while unknown.
    pub round_trip: Option<Duration>,
}

/// What the browser has counted on one connection, read at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measurement {
    /// What arrives, by the `mid` of its media section.
    pub tracks: SortedMap<String, Counters>,
    /// Bytes of media that went out since the beginning.
    pub bytes_sent: u64,
    /// Whether media takes the way through a TURN server; `None` while there is no way.
    pub is_relayed: Option<bool>,
    /// Width and height of the camera's picture that arrives.
    pub picture: Option<(u32, u32)>,
}

/// What happened on one link between two readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkSample {
    /// What arrived, all tracks together; the worst jitter of them, and the frames of the camera.
    pub received: Sample,
    /// Bits that went out, by time.
    pub sent_kbps: u32,
    /// See [`Measurement::is_relayed`].
    pub is_relayed: Option<bool>,
    /// See [`Measurement::picture`].
    pub picture: Option<(u32, u32)>,
}

/// What happened between two readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Packets that arrived.
    pub packets: u64,
    /// Of a thousand packets, so many were lost.
    pub loss_permille: u32,
    /// Bits that arrived, by time.
    pub bitrate_kbps: u32,
    /// Frames of video that could be shown, by time.
    pub frames_per_second: u32,
    /// See [`Counters::jitter`].
    pub jitter: Duration,
    /// See [`Counters::round_trip`].
    pub round_trip: Option<Duration>,
}

impl Counters {
    /// What happened since an earlier reading; `None` if no time has passed, or the counting has begun anew.
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

/// What the sender says it sends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expected {
    /// A microphone, or the sound of a screen.
    pub audio: bool,
    /// A camera, or a screen.
    pub video: bool,
}

/// From where on a measure is fair, and from where on poor. Two of them, one to get worse and one to get better again,
/// keep a value at the border from flickering.
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

/// People begin to talk over each other at about 300 ms one way and back, and give up at twice that. Opus hides a loss
/// of some percent and no more than ten; video repairs less. Below 12 frames a second motion falls apart, below 5 it
/// is a series of pictures. The bitrate alone says nothing: a person who sits still costs little.
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
    /// The quality that a sample speaks for, where `shown` is what was said before.
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
