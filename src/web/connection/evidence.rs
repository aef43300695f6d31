//! Collects evidence about a connection's path, for diagnosis.

use super::{ConnectionEvent, EventSink, Ice};
use crate::web::{EventType, Listener, object};
use visavis_call::{DtlsState, Evidence, IceState};
use web_sys::{Event, RtcIceConnectionState, RtcIceGatheringState, RtcPeerConnection};

const CANDIDATE_ERROR: EventType<Event> = EventType::new("icecandidateerror");
const GATHERING_STATE_CHANGE: EventType<Event> = EventType::new("icegatheringstatechange");
const ICE_STATE_CHANGE: EventType<Event> = EventType::new("iceconnectionstatechange");
const STATE_CHANGE: EventType<Event> = EventType::new("connectionstatechange");

/// Returns the ICE configuration as evidence, without credentials.
pub(super) fn configured(ice: Ice<'_>) -> ConnectionEvent {
    let urls = ice.servers.iter().flat_map(|server| server.urls.clone());
    ConnectionEvent::Evidence(Evidence::Configured {
        urls: urls.collect(),
        relay_only: ice.relay_only,
    })
}

/// Listens to evidence. Must be set up before the other listeners, so that a cause is known before its outcome.
pub(super) fn listen(pc: &RtcPeerConnection, events: &EventSink) -> [Listener; 4] {
    let [failed, gathered, moved, changed] = [events; 4].map(EventSink::clone);
    let (gathering, moving, changing) = (pc.clone(), pc.clone(), pc.clone());
    [
        Listener::new(pc, &CANDIDATE_ERROR, move |event| {
            failed.emit(candidate_failed(event));
        }),
        Listener::new(pc, &GATHERING_STATE_CHANGE, move |_| {
            if let Some(evidence) = gathering_evidence(gathering.ice_gathering_state()) {
                gathered.emit(ConnectionEvent::Evidence(evidence));
            }
        }),
        Listener::new(pc, &ICE_STATE_CHANGE, move |_| {
            moved.emit(dtls_state(&moving));
            moved.emit(ice_state(&moving));
        }),
        Listener::new(pc, &STATE_CHANGE, move |_| {
            changed.emit(ice_state(&changing));
            changed.emit(dtls_state(&changing));
        }),
    ]
}

/// `web-sys` lacks `RTCPeerConnectionIceErrorEvent`.
fn candidate_failed(error: &Event) -> ConnectionEvent {
    ConnectionEvent::Evidence(Evidence::CandidateFailed {
        url: object::text(error, "url").unwrap_or_default(),
        code: object::number(error, "errorCode").unwrap_or_default() as u16,
        text: object::text(error, "errorText").unwrap_or_default(),
    })
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "web-sys adds a variant that no browser returns"
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
    reason = "web-sys adds a variant that no browser returns"
)]
fn ice_state(pc: &RtcPeerConnection) -> ConnectionEvent {
    ConnectionEvent::Evidence(Evidence::Ice(match pc.ice_connection_state() {
        RtcIceConnectionState::Checking => IceState::Checking,
        RtcIceConnectionState::Connected => IceState::Connected,
        RtcIceConnectionState::Completed => IceState::Completed,
        RtcIceConnectionState::Disconnected => IceState::Disconnected,
        RtcIceConnectionState::Failed => IceState::Failed,
        RtcIceConnectionState::Closed => IceState::Closed,
        _ => IceState::New,
    }))
}

/// All media shares the transport of the data channel, which is in every offer.
fn dtls_state(pc: &RtcPeerConnection) -> ConnectionEvent {
    let state = object::member(pc, "sctp")
        .and_then(|sctp| object::member(&sctp, "transport"))
        .and_then(|transport| object::text(&transport, "state"));
    ConnectionEvent::Evidence(Evidence::Dtls(match state.as_deref() {
        Some("connecting") => DtlsState::Connecting,
        Some("connected") => DtlsState::Connected,
        Some("closed") => DtlsState::Closed,
        Some("failed") => DtlsState::Failed,
        _ => DtlsState::New,
    }))
}
