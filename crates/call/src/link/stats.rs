use crate::media::{MediaReport, Source, Status};
use crate::quality::{
    Counters, Expected, FreezeDetector, Health, LinkSample, Measurement, Quality, QualityMeter, Sample,
};
use crate::sorted::SortedMap;
use std::time::Duration;
use visavis_roap::Timestamp;

/// Evaluates a link's statistics: its quality, and whether a track has frozen.
#[derive(Debug, Default)]
pub(crate) struct LinkStats {
    previous: Option<(Timestamp, Measurement)>,
    meter: QualityMeter,
    detectors: SortedMap<String, FreezeDetector>,
    /// Since when nothing has arrived although the sender reports that it sends.
    silent_since: Option<Timestamp>,
}

/// The result of one reading.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StatsUpdate {
    pub(crate) sample: LinkSample,
    /// The quality, if it changed.
    pub(crate) quality: Option<Quality>,
}

impl LinkStats {
    /// Since when nothing has arrived although the sender reports that it sends.
    pub(crate) fn silent_since(&self) -> Option<Timestamp> {
        self.silent_since
    }

    /// Returns whether an expected track has been missing for too long to recover by itself.
    pub(crate) fn is_frozen(&self) -> bool {
        self.detectors
            .values()
            .any(|detector| detector.health() != Health::Flowing)
    }

    /// Takes a reading; the first one yields nothing.
    pub(crate) fn take(
        &mut self,
        at: Timestamp,
        measurement: &Measurement,
        report: &MediaReport,
        frames_per_second: Option<u32>,
        is_connected: bool,
    ) -> Option<StatsUpdate> {
        let (before, previous) = self.previous.replace((at, measurement.clone()))?;
        let samples = samples(&previous, measurement);
        if samples.is_empty() && !measurement.tracks.is_empty() {
            return None;
        }
        let sample = LinkSample {
            received: sum(&samples, report),
            sent_kbps: kbps(
                measurement.bytes_sent.saturating_sub(previous.bytes_sent),
                at.since(before),
            ),
            is_relayed: measurement.is_relayed,
            picture: measurement.picture,
        };
        // A motionless picture that the page provides is sent once.
        let is_still = frames_per_second == Some(0);
        let of_report = expected(report);
        let expected = Expected {
            frames_per_second,
            video: of_report.video && !is_still,
            ..of_report
        };
        let is_silent = sample.received.packets == 0 && (expected.audio || expected.video);
        self.silent_since = is_silent.then(|| self.silent_since.unwrap_or(before));
        self.look_for_ice(at, &samples, report, is_still, is_connected);

        Some(StatsUpdate {
            sample,
            quality: self.meter.take(at, &sample.received, expected),
        })
    }

    /// Starts over, for a new connection.
    pub(crate) fn start_over(&mut self) {
        *self = Self {
            meter: std::mem::take(&mut self.meter),
            ..Self::default()
        };
    }

    fn look_for_ice(
        &mut self,
        at: Timestamp,
        samples: &SortedMap<String, Sample>,
        report: &MediaReport,
        is_still: bool,
        is_connected: bool,
    ) {
        for (mid, sample) in samples.iter() {
            let Some(track) = report.get(mid).filter(|track| is_steady(track.source)) else {
                continue;
            };
            let is_video = track.source == Source::Camera;
            let detector = self
                .detectors
                .get_or_insert_with(mid.clone(), || FreezeDetector::new(is_video));
            let status = if is_video && is_still {
                Status::Off
            } else {
                track.status
            };
            detector.take(at, sample, status, is_connected);
        }
    }
}

/// Returns whether the source always sends something: a motionless screen does not.
fn is_steady(source: Source) -> bool {
    matches!(source, Source::Microphone | Source::Camera)
}

fn samples(previous: &Measurement, measurement: &Measurement) -> SortedMap<String, Sample> {
    let since_former = |(mid, counters): (&String, &Counters)| {
        let sample = counters.since(previous.tracks.get(mid)?)?;
        Some((mid.clone(), sample))
    };
    measurement.tracks.iter().filter_map(since_former).collect()
}

fn sum(samples: &SortedMap<String, Sample>, report: &MediaReport) -> Sample {
    let camera = samples.iter().find(|(mid, _)| {
        report
            .get(*mid)
            .is_some_and(|track| track.source == Source::Camera)
    });
    let all = || samples.values();
    let packets: u64 = all().map(|sample| sample.packets).sum();
    let loss = |sample: &Sample| u64::from(sample.loss_permille).saturating_mul(sample.packets);
    Sample {
        packets,
        loss_permille: all()
            .map(loss)
            .sum::<u64>()
            .checked_div(packets)
            .and_then(|loss| u32::try_from(loss).ok())
            .unwrap_or(0),
        bitrate_kbps: all().map(|sample| sample.bitrate_kbps).sum(),
        frames_per_second: camera.map_or(0, |(_, sample)| sample.frames_per_second),
        frozen_permille: camera.map_or(0, |(_, sample)| sample.frozen_permille),
        jitter: all().map(|sample| sample.jitter).max().unwrap_or_default(),
        round_trip: all().find_map(|sample| sample.round_trip),
    }
}

fn expected(report: &MediaReport) -> Expected {
    let sends = |source| {
        report
            .values()
            .any(|track| track.source == source && track.status == Status::On)
    };
    Expected {
        audio: sends(Source::Microphone),
        video: sends(Source::Camera),
        frames_per_second: None,
    }
}

fn kbps(bytes: u64, time: Duration) -> u32 {
    let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    bytes
        .saturating_mul(8)
        .checked_div(millis)
        .and_then(|kbps| u32::try_from(kbps).ok())
        .unwrap_or(0)
}
