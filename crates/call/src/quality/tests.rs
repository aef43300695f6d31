use super::*;
use crate::media::Status;

type Case = (&'static str, fn(&mut Sample), Quality);

const BOTH: Expected = Expected {
    audio: true,
    video: true,
    frames_per_second: Some(30),
};

#[test]
fn a_sample_is_the_change_between_two_readings() {
    let earlier = counters(0);
    let later = Counters {
        at: at(2_000),
        packets_received: 1_190,
        packets_lost: 15,
        bytes_received: 250_000,
        frames_decoded: 60,
        frozen: Duration::from_millis(500),
        ..earlier
    };

    let sample = later.since(&earlier).unwrap();

    assert_eq!(
        sample,
        Sample {
            packets: 190,
            loss_permille: 50,
            bitrate_kbps: 1_000,
            frames_per_second: 30,
            frozen_permille: 250,
            jitter: Duration::from_millis(10),
            round_trip: Some(Duration::from_millis(100)),
        }
    );
}

#[test]
fn losses_that_are_corrected_later_do_not_count() {
    let later = Counters {
        at: at(1_000),
        packets_lost: -3,
        packets_received: 1_100,
        ..counters(0)
    };

    assert_eq!(later.since(&counters(0)).unwrap().loss_permille, 0);
}

#[test]
fn reset_counters_and_empty_intervals_yield_no_sample() {
    let anew = Counters {
        at: at(1_000),
        packets_received: 3,
        ..counters(0)
    };

    assert_eq!(anew.since(&counters(0)), None);
    assert_eq!(counters(0).since(&counters(0)), None);
}

#[test]
fn the_worst_metric_decides() {
    let cases: [Case; 12] = [
        ("all well", |_| {}, Quality::Good),
        ("slow", |sample| sample.round_trip = millis(300), Quality::Fair),
        ("slower", |sample| sample.round_trip = millis(600), Quality::Poor),
        (
            "of unknown length",
            |sample| sample.round_trip = None,
            Quality::Good,
        ),
        ("lossy", |sample| sample.loss_permille = 30, Quality::Fair),
        ("lossier", |sample| sample.loss_permille = 100, Quality::Poor),
        (
            "uneven",
            |sample| sample.jitter = Duration::from_millis(40),
            Quality::Fair,
        ),
        ("stuttering", |sample| sample.frozen_permille = 100, Quality::Fair),
        ("stuck", |sample| sample.frozen_permille = 300, Quality::Poor),
        ("jerky", |sample| sample.frames_per_second = 11, Quality::Fair),
        (
            "a slide show",
            |sample| sample.frames_per_second = 4,
            Quality::Poor,
        ),
        ("empty", |sample| sample.packets = 0, Quality::Lost),
    ];
    for (name, change, expected) in cases {
        let mut sample = good();
        change(&mut sample);

        assert_eq!(Quality::of(&sample, BOTH, Quality::Good), expected, "{name}");
    }
}

/// A camera that gives 10 frames a second is no bad connection, but of one that gives 30 they show one.
#[test]
fn the_frame_rate_is_judged_by_what_the_camera_gives() {
    for (captured, received, quality) in [
        (Some(30), 10, Quality::Fair),
        (Some(30), 4, Quality::Poor),
        (Some(10), 10, Quality::Good),
        (Some(10), 6, Quality::Good),
        (Some(10), 5, Quality::Fair),
        (Some(10), 1, Quality::Poor),
        (Some(3), 3, Quality::Good),
        (Some(1), 1, Quality::Good),
        (None, 10, Quality::Good),
        (None, 1, Quality::Good),
        (None, 0, Quality::Poor),
    ] {
        let expected = Expected {
            frames_per_second: captured,
            ..BOTH
        };
        let mut sample = good();
        sample.frames_per_second = received;

        let judged = Quality::of(&sample, expected, Quality::Good);

        assert_eq!(judged, quality, "{received} of {captured:?}");
        if quality == Quality::Good {
            let again = Quality::of(&sample, expected, Quality::Poor);
            assert!(again <= Quality::Fair, "{received} of {captured:?} recovers");
        }
    }
}

#[test]
fn media_that_is_not_sent_is_not_lost() {
    let voice = Expected {
        audio: true,
        video: false,
        frames_per_second: None,
    };
    let mut sample = good();
    sample.frames_per_second = 0;
    assert_eq!(Quality::of(&sample, voice, Quality::Good), Quality::Good);

    sample.packets = 0;
    assert_eq!(
        Quality::of(&sample, Expected::default(), Quality::Good),
        Quality::Good
    );
}

#[test]
fn a_value_at_a_threshold_does_not_flicker() {
    let mut sample = good();
    sample.loss_permille = 29;
    assert_eq!(Quality::of(&sample, BOTH, Quality::Good), Quality::Good);
    assert_eq!(Quality::of(&sample, BOTH, Quality::Fair), Quality::Fair);

    sample.loss_permille = 14;
    assert_eq!(Quality::of(&sample, BOTH, Quality::Fair), Quality::Good);
}

#[test]
fn a_short_impairment_is_not_reported() {
    let mut meter = QualityMeter::default();

    assert_eq!(meter.take(at(0), &poor(), BOTH), None);
    assert_eq!(meter.take(at(1_000), &poor(), BOTH), None);
    assert_eq!(meter.take(at(2_000), &good(), BOTH), None);
    assert_eq!(meter.take(at(3_000), &poor(), BOTH), None);
    assert_eq!(meter.quality(), Quality::Good);
}

#[test]
fn deterioration_is_reported_after_2_seconds_and_recovery_after_5() {
    let mut meter = QualityMeter::default();
    let mut told = Vec::new();
    for second in 0..20 {
        let sample = if second < 10 { poor() } else { good() };
        if let Some(quality) = meter.take(at(second * 1_000), &sample, BOTH) {
            told.push((second, quality));
        }
    }

    assert_eq!(told, [(2, Quality::Poor), (15, Quality::Good)]);
}

#[test]
fn further_deterioration_does_not_delay_the_report() {
    let mut meter = QualityMeter::default();
    let mut lost = good();
    lost.packets = 0;

    assert_eq!(meter.take(at(0), &poor(), BOTH), None);
    assert_eq!(meter.take(at(1_000), &lost, BOTH), None);
    assert_eq!(meter.take(at(2_000), &lost, BOTH), Some(Quality::Lost));
}

#[test]
fn a_track_without_packets_is_frozen_after_4_seconds() {
    let mut detector = FreezeDetector::new(false);
    let mut nothing = good();
    nothing.packets = 0;

    assert_eq!(
        freezes(&mut detector, &nothing, Status::On),
        [(4, Health::NoPackets)]
    );
}

#[test]
fn a_video_without_frames_is_frozen_after_3_seconds() {
    let mut detector = FreezeDetector::new(true);
    let mut frozen = good();
    frozen.frames_per_second = 0;

    assert_eq!(
        freezes(&mut detector, &frozen, Status::On),
        [(3, Health::NoFrames)]
    );
    assert_eq!(
        detector.take(at(60_000), &good(), Status::On, true),
        Some(Health::Flowing)
    );
}

#[test]
fn audio_needs_no_frames() {
    let mut detector = FreezeDetector::new(false);
    let mut sound = good();
    sound.frames_per_second = 0;

    assert_eq!(freezes(&mut detector, &sound, Status::On), []);
}

#[test]
fn a_track_that_is_not_on_is_never_frozen() {
    let mut nothing = good();
    nothing.packets = 0;
    for status in [Status::Off, Status::Pending, Status::Denied] {
        let mut detector = FreezeDetector::new(true);

        assert_eq!(freezes(&mut detector, &nothing, status), []);
    }
}

#[test]
fn without_a_connection_nothing_is_expected() {
    let mut detector = FreezeDetector::new(true);
    let mut nothing = good();
    nothing.packets = 0;

    for second in 0..20 {
        assert_eq!(
            detector.take(at(second * 1_000), &nothing, Status::On, false),
            None
        );
    }
}

fn freezes(detector: &mut FreezeDetector, sample: &Sample, status: Status) -> Vec<(u64, Health)> {
    (0..20)
        .filter_map(|second| Some((second, detector.take(at(second * 1_000), sample, status, true)?)))
        .collect()
}

fn counters(milliseconds: u64) -> Counters {
    Counters {
        at: at(milliseconds),
        packets_received: 1_000,
        packets_lost: 5,
        bytes_received: 0,
        frames_decoded: 0,
        frozen: Duration::ZERO,
        jitter: Duration::from_millis(10),
        round_trip: Some(Duration::from_millis(100)),
    }
}

fn good() -> Sample {
    Sample {
        packets: 100,
        loss_permille: 0,
        bitrate_kbps: 800,
        frames_per_second: 30,
        frozen_permille: 0,
        jitter: Duration::from_millis(5),
        round_trip: Some(Duration::from_millis(50)),
    }
}

fn poor() -> Sample {
    Sample {
        loss_permille: 200,
        ..good()
    }
}

fn millis(milliseconds: u64) -> Option<Duration> {
    Some(Duration::from_millis(milliseconds))
}

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::new(Duration::from_millis(milliseconds))
}
