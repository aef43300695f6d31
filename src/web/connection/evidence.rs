//! What a connection tells of its way to the other side, for whoever asks why there is none.

use super::Ice;
use super::news::ConnectionNews;
use crate::web::{EventType, Listener};
use js_sys::Reflect;
use visavis_call::{DtlsState, Evidence, IceState};
use wasm_bindgen::prelude::*;
use web_sys::{Event, RtcIceConnectionState, RtcIceGatheringState, RtcPeerConnection};

const CANDIDATE_ERROR: EventType<Event> = EventType::new("icecandidateerror");
const GATHERING_STATE_CHANGE: EventType<Event> = EventType::new("icegatheringstatechange");
const ICE_STATE_CHANGE: EventType<Event> = EventType::new("iceconnectionstatechange");
const STATE_CHANGE: EventType<Event> = EventType::new("connectionstatechange");

#[wasm_bindgen]
extern "C" {
    /// `RTCPeerConnectionIceErrorEvent`, which `web-sys` lacks.
    #[wasm_bindgen(extends = Event, js_name = RTCPeerConnectionIceErrorEvent)]
    type CandidateError;
    #[wasm_bindgen(method, getter)]
    fn url(this: &CandidateError) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = errorCode)]
    fn error_code(this: &CandidateError) -> Option<u16>;
    #[wasm_bindgen(method, getter, js_name = errorText)]
    fn error_text(this: &CandidateError) -> Option<String>;
}

/// What it was given to find its way with; no password is in it.
pub(super) fn configured(ice: Ice<'_>) -> ConnectionNews {
    let urls = ice.servers.iter().flat_map(|server| server.urls.clone());
    ConnectionNews::Evidence(Evidence::Configured {
        urls: urls.collect(),
        relay_only: ice.relay_only,
    })
}

/// Hears what speaks for or against a way. To be set up before the other listeners: of what happens at once, the
/// reason is to be known before the outcome.
pub(super) fn listen(
    pc: &RtcPeerConnection,
    tell: impl Fn(ConnectionNews) + Clone + 'static,
) -> [Listener; 4] {
    let tell = move |evidence| tell(ConnectionNews::Evidence(evidence));
    let (failed, gathered, moved, changed) = (tell.clone(), tell.clone(), tell.clone(), tell);
    let (gathering, moving, changing) = (pc.clone(), pc.clone(), pc.clone());
    [
        Listener::new(pc, &CANDIDATE_ERROR, move |event| {
            failed(candidate_failed(event.unchecked_ref()));
        }),
        Listener::new(pc, &GATHERING_STATE_CHANGE, move |_| {
            gathering_evidence(gathering.ice_gathering_state())
                .into_iter()
                .for_each(&gathered);
        }),
        Listener::new(pc, &ICE_STATE_CHANGE, move |_| {
            moved(Evidence::Dtls(dtls_state(&moving)));
            moved(Evidence::Ice(ice_state(&moving)));
        }),
        Listener::new(pc, &STATE_CHANGE, move |_| {
            changed(Evidence::Ice(ice_state(&changing)));
            changed(Evidence::Dtls(dtls_state(&changing)));
        }),
    ]
}

fn candidate_failed(error: &CandidateError) -> Evidence {
    Evidence::CandidateFailed {
        url: error.url().unwrap_or_default(),
        code: error.error_code().unwrap_or_default(),
        text: error.error_text().unwrap_or_default(),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "web-sys adds a variant that no browser gives"
)]
fn gathering_evidence(state: RtcIceGatheringState) -> Option<Evidence> {
    match state {
        RtcIceGatheringState::Gathering => Some(Evidence::GatheringBegan),
        RtcIceGatheringState::Complete => Some(Evidence::GatheringDone),
        _ => None,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "web-sys adds a variant that no browser gives"
)]
fn ice_state(pc: &RtcPeerConnection) -> IceState {
    match pc.ice_connection_state() {
        RtcIceConnectionState::Checking => IceState::Checking,
        RtcIceConnectionState::Connected => IceState::Connected,
        RtcIceConnectionState::Completed => IceState::Completed,
        RtcIceConnectionState::Disconnected => IceState::Disconnected,
        RtcIceConnectionState::Failed => IceState::Failed,
        RtcIceConnectionState::Closed => IceState::Closed,
        _ => IceState::New,
    }
}

/// Everything goes over one transport, that of the data channel: it is in every offer.
fn dtls_state(pc: &RtcPeerConnection) -> DtlsState {
    let field = |object: JsValue, name: &str| Reflect::get(&object, &name.into()).ok();
    let state = field(pc.into(), "sctp")
        .and_then(|sctp| field(sctp, "transport"))
        .and_then(|transport| field(transport, "state"))
        .and_then(|state| state.as_string());
    match state.as_deref() {
        Some("connecting") => DtlsState::Connecting,
        Some("connected") => DtlsState::Connected,
        Some("closed") => DtlsState::Closed,
        Some("failed") => DtlsState::Failed,
        _ => DtlsState::New,
    }
}
