use crate::media::{MediaReport, Source, Status};
use crate::quality::{
    Counters, Expected, FreezeDetector, Health, LinkSample, Measurement, Quality, QualityMeter, Sample,
};
use std::collections::BTreeMap;
use std::time::Duration;
use visavis_roap::Timestamp;

/// What is known of a link from what the browser counts: how good it is, and whether something has frozen.
#[derive(Debug, Default)]
pub(crate) struct Gauge {
    former: Option<(Timestamp, Measurement)>,
    meter: QualityMeter,
    detectors: BTreeMap<String, FreezeDetector>,
    /// When something last arrived.
    flowed_at: Option<Timestamp>,
}

/// What a reading says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Gauged {
    pub(crate) sample: LinkSample,
    /// If it has changed.
    pub(crate) quality: Option<Quality>,
    /// Something that should arrive, and did, does not for so long that it will not come back by itself.
    pub(crate) has_frozen: bool,
}

impl Gauge {
    /// When something last arrived, as far as was counted.
    pub(crate) fn flowed_at(&self) -> Option<Timestamp> {
        self.flowed_at
    }

    /// Takes a reading; the first one says nothing yet.
    pub(crate) fn take(
        &mut self,
        at: Timestamp,
        measurement: &Measurement,
        report: &MediaReport,
        is_connected: bool,
    ) -> Option<Gauged> {
        let (before, former) = self.former.replace((at, measurement.clone()))?;
        let samples = samples(&former, measurement);
        if samples.is_empty() && !measurement.tracks.is_empty() {
            return None;
        }
        let sample = LinkSample {
            received: sum(&samples, report),
            sent_kbps: kbps(
                measurement.bytes_sent.saturating_sub(former.bytes_sent),
                at.since(before),
            ),
            is_relayed: measurement.is_relayed,
            picture: measurement.picture,
        };
        if sample.received.packets > 0 {
            self.flowed_at = Some(at);
        }
        let quality = self.meter.take(at, &sample.received, expected(report));
        let has_frozen = self.look_for_ice(at, &samples, report, is_connected);

        Some(Gauged {
            sample,
            quality,
            has_frozen,
        })
    }

    /// Counts afresh: what was counted belongs to another connection.
    pub(crate) fn start_over(&mut self) {
        *self = Self {
            meter: std::mem::take(&mut self.meter),
            ..Self::default()
        };
    }

    fn look_for_ice(
        &mut self,
        at: Timestamp,
        samples: &BTreeMap<String, Sample>,
        report: &MediaReport,
        is_connected: bool,
    ) -> bool {
        let mut has_frozen = false;
        for (mid, sample) in samples {
            let Some(track) = report.get(mid).filter(|track| is_steady(track.source)) else {
                continue;
            };
            let is_video = track.source == Source::Camera;
            let detector = self
                .detectors
                .entry(mid.clone())
                .or_insert_with(|| FreezeDetector::new(is_video));
            let health = detector.take(at, sample, track.status, is_connected);
            has_frozen |= matches!(health, Some(Health::NoPackets | Health::NoFrames));
        }
        has_frozen
    }
}

/// A screen on which nothing moves sends nothing, and rightly so.
fn is_steady(source: Source) -> bool {
    matches!(source, Source::Microphone | Source::Camera)
}

fn samples(former: &Measurement, measurement: &Measurement) -> BTreeMap<String, Sample> {
    let since_former = |(mid, counters): (&String, &Counters)| {
        let sample = counters.since(former.tracks.get(mid)?)?;
        Some((mid.clone(), sample))
    };
    measurement.tracks.iter().filter_map(since_former).collect()
}

fn sum(samples: &BTreeMap<String, Sample>, report: &MediaReport) -> Sample {
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
