//! What `getStats()` counts, as plain numbers. <https://www.w3.org/TR/webrtc-stats/>

use crate::web::{Exception, JsResultExt, now};
use std::time::Duration;
use visavis_call::SortedMap;
use visavis_call::quality::{Counters, Measurement};
use visavis_call::roap::Timestamp;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcPeerConnection, RtcRtpTransceiver};

#[wasm_bindgen]
extern "C" {
    /// The members of all kinds of `RTCStats` that are read here; each is absent from most.
    type Stats;
    #[wasm_bindgen(method, getter)]
    fn id(this: &Stats) -> String;
    #[wasm_bindgen(method, getter, js_name = type)]
    fn kind(this: &Stats) -> String;
    #[wasm_bindgen(method, getter)]
    fn mid(this: &Stats) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = trackIdentifier)]
    fn track(this: &Stats) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = packetsReceived)]
    fn packets_received(this: &Stats) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = packetsLost)]
    fn packets_lost(this: &Stats) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = bytesReceived)]
    fn bytes_received(this: &Stats) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = bytesSent)]
    fn bytes_sent(this: &Stats) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = framesDecoded)]
    fn frames_decoded(this: &Stats) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn jitter(this: &Stats) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = frameWidth)]
    fn frame_width(this: &Stats) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = frameHeight)]
    fn frame_height(this: &Stats) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = selectedCandidatePairId)]
    fn selected_pair(this: &Stats) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn selected(this: &Stats) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = currentRoundTripTime)]
    fn round_trip(this: &Stats) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = localCandidateId)]
    fn local_candidate(this: &Stats) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = remoteCandidateId)]
    fn remote_candidate(this: &Stats) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = candidateType)]
    fn candidate_type(this: &Stats) -> Option<String>;
}

/// Reads what the connection has counted so far.
pub(super) async fn measure(pc: &RtcPeerConnection) -> Result<(Timestamp, Measurement), Exception> {
    let report = JsFuture::from(pc.get_stats()).await.or_exception()?;
    let mut all = Vec::new();
    report
        .unchecked_ref::<js_sys::Map>()
        .for_each(&mut |stats, _| all.push(stats.unchecked_into::<Stats>()));
    let at = now();

    Ok((at, read(at, &all, &mids_by_track(pc))))
}

fn read(at: Timestamp, all: &[Stats], mids: &SortedMap<String, String>) -> Measurement {
    let mut measurement = Measurement::default();
    let pair = selected_pair(all);
    let round_trip = pair.and_then(Stats::round_trip).map(seconds);
    measurement.is_relayed = pair.map(|pair| is_relayed(all, pair));
    for stats in all {
        match stats.kind().as_str() {
            "inbound-rtp" => {
                let mid = stats
                    .mid()
                    .or_else(|| stats.track().and_then(|track| mids.get(&track).cloned()));
                let Some(mid) = mid else { continue };
                if let (Some(width), Some(height)) = (stats.frame_width(), stats.frame_height()) {
                    measurement
                        .picture
                        .get_or_insert((whole(Some(width)), whole(Some(height))));
                }
                measurement.tracks.insert(mid, counters(at, stats, round_trip));
            }
            "outbound-rtp" => measurement.bytes_sent += count(stats.bytes_sent()),
            _ => {}
        }
    }
    measurement
}

fn counters(at: Timestamp, stats: &Stats, round_trip: Option<Duration>) -> Counters {
    Counters {
        at,
        packets_received: count(stats.packets_received()),
        packets_lost: stats.packets_lost().unwrap_or_default() as i64,
        bytes_received: count(stats.bytes_received()),
        frames_decoded: count(stats.frames_decoded()),
        jitter: seconds(stats.jitter().unwrap_or_default()),
        round_trip,
    }
}

/// The pair of candidates in use; Firefox marks it, others name it in the transport.
fn selected_pair(all: &[Stats]) -> Option<&Stats> {
    let named = all.iter().find_map(Stats::selected_pair);
    all.iter().find(|stats| {
        named.as_ref().is_some_and(|named| *named == stats.id()) || stats.selected() == Some(true)
    })
}

fn is_relayed(all: &[Stats], pair: &Stats) -> bool {
    let ends = [pair.local_candidate(), pair.remote_candidate()];
    all.iter()
        .any(|stats| stats.candidate_type().as_deref() == Some("relay") && ends.contains(&Some(stats.id())))
}

fn mids_by_track(pc: &RtcPeerConnection) -> SortedMap<String, String> {
    let named = |transceiver: JsValue| {
        let transceiver: RtcRtpTransceiver = transceiver.unchecked_into();
        Some((transceiver.receiver().track().id(), transceiver.mid()?))
    };
    pc.get_transceivers().iter().filter_map(named).collect()
}

/// Numbers of the browser are doubles; casting saturates.
fn count(number: Option<f64>) -> u64 {
    number.unwrap_or_default() as u64
}

fn whole(number: Option<f64>) -> u32 {
    number.unwrap_or_default() as u32
}

fn seconds(number: f64) -> Duration {
    Duration::try_from_secs_f64(number).unwrap_or_default()
}
