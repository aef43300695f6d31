//! Diagnosis: causes and their timing.

mod causes;
mod telling;

use super::*;
use visavis_roap::Candidate;

const HOST: &str = "candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host";
const HOST_TCP: &str = "candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active";
const REFLEXIVE: &str = "candidate:3 1 udp 1686052607 203.0.113.9 54321 typ srflx raddr 0.0.0.0 rport 0";
const RELAY: &str = "candidate:4 1 udp 41885439 203.0.113.7 50000 typ relay raddr 0.0.0.0 rport 0";

const STUN: &str = "stun:turn.example:3478";
const OTHER_STUN: &str = "stun:stun.example";
const TURN: &str = "turn:turn.example:3478?transport=udp";
const TURN_TCP: &str = "turn:TURN.example:3478?transport=tcp";
const TURNS: &str = "turns:turn.example";

fn configured(urls: &[&str], relay_only: bool) -> Evidence {
    Evidence::Configured {
        urls: urls.iter().map(|&url| url.to_owned()).collect(),
        relay_only,
    }
}

fn failed(url: &str, code: u16) -> Evidence {
    Evidence::CandidateFailed {
        url: url.to_owned(),
        code,
        text: String::new(),
    }
}

fn candidate(text: &str) -> Candidate {
    Candidate {
        candidate: text.to_owned(),
        sdp_mid: None,
        sdp_m_line_index: None,
        username_fragment: None,
    }
}
