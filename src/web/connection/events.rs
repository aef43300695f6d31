use super::EventSink;
use super::gathered::Gathered;
use crate::web::{EventType, Listener, object};
use visavis_call::roap::Candidate;
use visavis_call::{ConnectionState, Evidence};
use web_sys::{
    Event, MediaStreamTrack, RtcPeerConnection, RtcPeerConnectionIceEvent, RtcPeerConnectionState,
    RtcTrackEvent,
};

const NEGOTIATION_NEEDED: EventType<Event> = EventType::new("negotiationneeded");
const ICE_CANDIDATE: EventType<RtcPeerConnectionIceEvent> = EventType::with("icecandidate", "candidate");
const STATE_CHANGE: EventType<Event> = EventType::new("connectionstatechange");
const TRACK: EventType<RtcTrackEvent> = EventType::with("track", "track");

/// An event of a connection.
#[derive(Debug)]
pub(crate) enum ConnectionEvent {
    NegotiationNeeded,
    /// What the browser gathered in one turn of the event loop.
    Candidates(Vec<Candidate>),
    State(ConnectionState),
    Evidence(Evidence),
    /// The peer may send a track in this media section.
    Track(String, MediaStreamTrack),
    ChannelOpened,
    ChannelClosed,
    ChannelMessage(String),
}

/// Listens to all events of a connection.
pub(super) fn listen(pc: &RtcPeerConnection, events: &EventSink) -> [Listener; 4] {
    let [needed, changed, added] = [events; 3].map(EventSink::clone);
    let (watched, gathered) = (pc.clone(), Gathered::new(events));
    [
        Listener::new(pc, &NEGOTIATION_NEEDED, move |_| {
            needed.emit(ConnectionEvent::NegotiationNeeded)
        }),
        Listener::new(pc, &ICE_CANDIDATE, move |event| {
            if let Some(candidate) = event.candidate() {
                gathered.add(read_candidate(&candidate));
            }
        }),
        Listener::new(pc, &STATE_CHANGE, move |_| {
            changed.emit(ConnectionEvent::State(read_state(watched.connection_state())));
        }),
        Listener::new(pc, &TRACK, move |event| {
            if let Some(mid) = event.transceiver().mid() {
                added.emit(ConnectionEvent::Track(mid, event.track()));
            }
        }),
    ]
}

fn read_candidate(candidate: &web_sys::RtcIceCandidate) -> Candidate {
    Candidate {
        candidate: candidate.candidate(),
        sdp_mid: candidate.sdp_mid(),
        sdp_m_line_index: candidate.sdp_m_line_index(),
        username_fragment: object::text(candidate, "usernameFragment"),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "web-sys adds a variant that no browser returns"
)]
fn read_state(state: RtcPeerConnectionState) -> ConnectionState {
    match state {
        RtcPeerConnectionState::Connecting => ConnectionState::Connecting,
        RtcPeerConnectionState::Connected => ConnectionState::Connected,
        RtcPeerConnectionState::Disconnected => ConnectionState::Disconnected,
        RtcPeerConnectionState::Failed => ConnectionState::Failed,
        RtcPeerConnectionState::Closed => ConnectionState::Closed,
        _ => ConnectionState::New,
    }
}
