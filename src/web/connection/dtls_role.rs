//! Keeps the DTLS role of a connection for its lifetime (RFC 8842, section 5.1).

use web_sys::{RtcPeerConnection, RtcSessionDescription};

/// Returns a local offer with its DTLS role fixed.
///
/// Browsers offer `actpass`, and Firefox 153 answers an ICE restart with `active` regardless of the previous role:
/// Chromium then rejects the answer ("Failed to set SSL role"), and Firefox is connected and receives nothing. So the
/// DTLS client offers `active` and leaves the peer no choice.
pub(super) fn kept(pc: &RtcPeerConnection, offer: String) -> String {
    if is_client(pc) {
        let lines = offer.split_inclusive('\n');
        lines
            .flat_map(|line| match line.strip_prefix("a=setup:actpass") {
                Some(rest) => ["a=setup:active", rest],
                None => [line, ""],
            })
            .collect()
    } else {
        offer
    }
}

fn is_client(pc: &RtcPeerConnection) -> bool {
    match setup(pc.current_local_description()).as_deref() {
        Some("actpass") => setup(pc.current_remote_description()).as_deref() == Some("passive"),
        own => own == Some("active"),
    }
}

fn setup(description: Option<RtcSessionDescription>) -> Option<String> {
    let sdp = description?.sdp();
    sdp.lines()
        .find_map(|line| line.strip_prefix("a=setup:"))
        .map(str::to_owned)
}
