//! Why a link does not connect, or brings nothing: from what the browser told of it to one sentence, a code, and what
//! to do. What cannot be known is not claimed: the causes are asked for one after another, those that are certain
//! first, and [`Cause::NoPath`] is what is left.

mod evidence;
mod findings;
mod inquiry;
mod sentence;
#[cfg(test)]
mod tests;

pub use evidence::{DtlsState, Evidence, IceState};
pub(crate) use inquiry::Inquiry;

use findings::{Findings, Trouble};

/// What is wrong with a link, seen from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symptom {
    /// The connection has failed, or does not come about.
    NoConnection,
    /// There is a connection, the sender says that it sends, and nothing comes.
    NothingArrives,
}

/// What is known of the people at both ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Circumstances {
    /// The other side's way to the server is lost, or nothing is heard of it.
    pub(crate) is_peer_away: bool,
    /// This side's way to the server is lost too, and no other link is connected.
    pub(crate) is_offline: bool,
}

/// Which of these it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// This side has no network.
    NetworkLost,
    /// The other side has left, or has no network.
    PeerGone,
    /// There is a way, and no encryption.
    DtlsFailed,
    /// Only a relay may be used, and none is there.
    NoRelay,
    /// The TURN server did not accept the password.
    TurnRefused,
    /// The TURN server knows the password and has no room.
    TurnFull,
    /// The TURN server does not answer.
    TurnUnreachable,
    /// This side's network lets no UDP through.
    UdpBlocked,
    /// No way leads from one to the other.
    NoPath,
    /// Connected, and nothing comes.
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
    let has_way = matches!(findings.ice, IceState::Connected | IceState::Completed);
    findings.dtls == DtlsState::Failed || (has_way && findings.dtls != DtlsState::Connected)
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
