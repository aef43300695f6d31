//! Tests that addresses are redacted in a report.

use super::modules::redacted;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_candidate_keeps_its_kind_and_loses_its_addresses() {
    let line = "a=candidate:1 1 udp 2122260223 192.0.2.7 56143 typ srflx raddr 10.0.0.5 rport 9 ufrag a:b/c";

    assert_eq!(
        redacted(line),
        "a=candidate:1 1 udp 2122260223 x.x.x.x 56143 typ srflx raddr x.x.x.x rport 9 ufrag a:b/c"
    );
}

#[wasm_bindgen_test]
fn every_notation_of_an_address_is_redacted() {
    for (text, clean) in [
        ("c=IN IP4 203.0.113.9\r\n", "c=IN IP4 x.x.x.x\r\n"),
        ("c=IN IP4 0.0.0.0", "c=IN IP4 0.0.0.0"),
        ("c=IN IP6 ::", "c=IN IP6 ::"),
        ("1 udp 1 2001:db8::1 9 typ host", "1 udp 1 x::x 9 typ host"),
        ("1 udp 1 fd00::2%eth0 9", "1 udp 1 x::x%eth0 9"),
        ("5f2b7e-11.local 5000", "x.local 5000"),
        ("to 192.0.2.7:5000.", "to x.x.x.x:5000."),
        ("[2001:db8::1]:443", "[x::x]:443"),
        ("1 udp 1 ::ffff:192.0.2.7 9", "1 udp 1 x::x 9"),
        ("1 udp 1 0:0:0:0:0:ffff:192.0.2.7 9", "1 udp 1 x::x 9"),
        ("2001:db8:0:0:0:0:0:1", "x::x"),
        ("from 2001:db8::/32 to fd00::.", "from x::x/32 to x::x."),
        ("at 10:22:03.123", "at 10:22:03.123"),
        ("a=fingerprint:sha-256 AB:CD:EF", "a=fingerprint:sha-256 AB:CD:EF"),
    ] {
        assert_eq!(redacted(text), clean);
    }
}
