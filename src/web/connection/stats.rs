//! Reads `getStats()` into plain numbers. <https://www.w3.org/TR/webrtc-stats/>

use crate::web::{Exception, JsResultExt, now, object};
use std::time::Duration;
use visavis_call::SortedMap;
use visavis_call::quality::{Counters, Measurement};
use visavis_call::roap::Timestamp;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcPeerConnection, RtcRtpTransceiver};

/// Any `RTCStats`; each kind has some of these members. There are dozens in a call of two, and each look at one costs a
/// call of JavaScript: the kind is read once.
#[derive(Debug)]
struct Stats {
    kind: String,
    object: JsValue,
}

impl Stats {
    fn new(object: JsValue) -> Self {
        let kind = object::text(&object, "type").unwrap_or_default();
        Self { kind, object }
    }

    fn text(&self, name: &str) -> Option<String> {
        object::text(&self.object, name)
    }

    fn number(&self, name: &str) -> Option<f64> {
        object::number(&self.object, name)
    }

    /// The browser's numbers are doubles; casting saturates.
    fn count(&self, name: &str) -> u64 {
        self.number(name).unwrap_or_default() as u64
    }
}

/// Reads the connection's statistics.
pub(super) async fn collect_stats(pc: &RtcPeerConnection) -> Result<(Timestamp, Measurement), Exception> {
    let report = JsFuture::from(pc.get_stats()).await.or_exception()?;
    let mut all = Vec::new();
    report
        .unchecked_ref::<js_sys::Map>()
        .for_each(&mut |stats, _| all.push(Stats::new(stats)));
    let at = now();

    Ok((at, read(at, &all, &mids_by_track(pc))))
}

fn read(at: Timestamp, all: &[Stats], mids: &SortedMap<String, String>) -> Measurement {
    let mut measurement = Measurement::default();
    let pair = selected_pair(all);
    let round_trip = pair
        .and_then(|pair| pair.number("currentRoundTripTime"))
        .map(seconds);
    measurement.is_relayed = pair.map(|pair| is_relayed(all, pair));
    for stats in all {
        match &*stats.kind {
            "inbound-rtp" => {
                let by_track = || mids.get(&stats.text("trackIdentifier")?).cloned();
                let Some(mid) = stats.text("mid").or_else(by_track) else {
                    continue;
                };
                if let (Some(width), Some(height)) = (stats.number("frameWidth"), stats.number("frameHeight"))
                {
                    measurement.picture.get_or_insert((width as u32, height as u32));
                }
                measurement.tracks.insert(mid, counters(at, stats, round_trip));
            }
            "outbound-rtp" => measurement.bytes_sent += stats.count("bytesSent"),
            "media-source" => {
                let mid = || mids.get(&stats.text("trackIdentifier")?).cloned();
                if let (Some(mid), Some(frames)) = (mid(), stats.number("framesPerSecond")) {
                    measurement.frames_captured.insert(mid, frames.round() as u32);
                }
            }
            _ => {}
        }
    }
    measurement
}

fn counters(at: Timestamp, stats: &Stats, round_trip: Option<Duration>) -> Counters {
    Counters {
        at,
        packets_received: stats.count("packetsReceived"),
        packets_lost: stats.number("packetsLost").unwrap_or_default() as i64,
        bytes_received: stats.count("bytesReceived"),
        frames_decoded: stats.count("framesDecoded"),
        frozen: seconds(stats.number("totalFreezesDuration").unwrap_or_default()),
        jitter: seconds(stats.number("jitter").unwrap_or_default()),
        round_trip,
    }
}

/// Returns the selected candidate pair. Firefox marks it; others name it in the transport.
fn selected_pair(all: &[Stats]) -> Option<&Stats> {
    let named = of_kind(all, "transport").find_map(|stats| stats.text("selectedCandidatePairId"));
    of_kind(all, "candidate-pair").find(|stats| {
        let is_marked = object::member(&stats.object, "selected") == Some(JsValue::TRUE);
        is_marked || (named.is_some() && named == stats.text("id"))
    })
}

fn of_kind<'a>(all: &'a [Stats], kind: &'static str) -> impl Iterator<Item = &'a Stats> {
    all.iter().filter(move |stats| stats.kind == kind)
}

fn is_relayed(all: &[Stats], pair: &Stats) -> bool {
    let ends = [
        ("local-candidate", pair.text("localCandidateId")),
        ("remote-candidate", pair.text("remoteCandidateId")),
    ];
    ends.into_iter().any(|(kind, id)| {
        let candidate = of_kind(all, kind).find(|stats| stats.text("id") == id);
        candidate.and_then(|stats| stats.text("candidateType")).as_deref() == Some("relay")
    })
}

/// Returns the `mid` of each track, received or sent.
fn mids_by_track(pc: &RtcPeerConnection) -> SortedMap<String, String> {
    let named = |transceiver: JsValue| {
        let transceiver: RtcRtpTransceiver = transceiver.unchecked_into();
        let mid = transceiver.mid()?;
        let received = transceiver.receiver().track().id();
        let sent = transceiver
            .sender()
            .track()
            .map(|track| (track.id(), mid.clone()));
        Some([Some((received, mid)), sent])
    };
    let transceivers = pc.get_transceivers();
    transceivers
        .iter()
        .filter_map(named)
        .flatten()
        .flatten()
        .collect()
}

fn seconds(number: f64) -> Duration {
    Duration::from_micros((number * 1e6) as u64)
}
