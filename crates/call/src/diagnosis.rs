//! Diagnoses why a link does not connect or brings no media: from browser evidence to a code and a sentence with a
//! remedy. Causes are tested in order of certainty, and [`Cause::NoPath`] remains if none applies, so nothing is
//! claimed that cannot be known.

mod evidence;
mod findings;
mod inquiry;
mod sentence;
#[cfg(test)]
mod tests;

pub use evidence::{DtlsState, Evidence, IceState};
pub(crate) use inquiry::Inquiry;

use findings::{Findings, Trouble};

/// The symptom of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symptom {
    /// The connection failed or was never established.
    NoConnection,
    /// The connection is up and the peer reports that it sends, but nothing arrives.
    NothingArrives,
}

/// The situation of both ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Circumstances {
    /// The peer has lost the server, or shows no sign of life.
    pub(crate) is_peer_away: bool,
    /// This client has lost the server too, and no other link is connected.
    pub(crate) is_offline: bool,
}

/// The cause of a link's trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// This client has no network.
    NetworkLost,
    /// The peer has left or has no network.
    PeerGone,
    /// ICE found a path, but DTLS failed.
    DtlsFailed,
    /// Only a relay may be used, and none is configured.
    NoRelay,
    /// The TURN server rejected the credentials.
    TurnRefused,
    /// The TURN server accepted the credentials but has no capacity.
    TurnFull,
    /// The TURN server does not answer.
    TurnUnreachable,
    /// This client's network blocks UDP.
    UdpBlocked,
    /// No path exists between the two clients.
    NoPath,
    /// Connected, but no media arrives.
    NoMedia,
}

fn cause(symptom: Symptom, findings: &Findings, around: Circumstances) -> Cause {
    match symptom {
        Symptom::NothingArrives => Cause::NoMedia,
        Symptom::NoConnection if around.is_offline => Cause::NetworkLost,
        Symptom::NoConnection if around.is_peer_away => Cause::PeerGone,
        Symptom::NoConnection if lacks_encryption(findings) => Cause::DtlsFailed,
        Symptom::NoConnection => cause_on_the_way(findings),
    }
}

fn lacks_encryption(findings: &Findings) -> bool {
    let has_failed = findings.has_had_way && findings.dtls == DtlsState::Failed;
    has_failed || (findings.ice.is_way() && findings.dtls != DtlsState::Connected)
}

fn cause_on_the_way(findings: &Findings) -> Cause {
    let asks_turn = findings.asks_turn();
    if findings.relay_only && !asks_turn {
        return Cause::NoRelay;
    }
    if asks_turn && !findings.has_relay() {
        return if findings.turn_said(Trouble::Refused) {
            Cause::TurnRefused
        } else if findings.turn_said(Trouble::Full) {
            Cause::TurnFull
        } else if findings.is_udp_blocked() {
            Cause::UdpBlocked
        } else {
            Cause::TurnUnreachable
        };
    }
    if findings.is_udp_blocked() {
        Cause::UdpBlocked
    } else {
        Cause::NoPath
    }
}
