//! Addresses taken out of what is handed on.

/// What stands in descriptions where there is no address.
const NOBODY: [&str; 3] = ["0.0.0.0", "127.0.0.1", "::"];

/// The text with every IP address in it made unreadable: descriptions and candidates say where a person sits. What is
/// left tells an IPv4 address from an IPv6 one, and a name of the local network from both.
pub fn redacted(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut word_from = 0;
    let is_of_address = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-');
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_of_address(c) {
            continue;
        }
        clean.push_str(&hidden(text.get(word_from..at).unwrap_or_default()));
        if at < text.len() {
            clean.push(c);
        }
        word_from = at + c.len_utf8();
    }
    clean
}

fn hidden(word: &str) -> String {
    let (address, port) = match word.rsplit_once(':') {
        Some((address, port)) if is_v4(address) => (address, Some(port)),
        _ => (word.trim_end_matches(['.', ':']), None),
    };
    let kind = if NOBODY.contains(&address) {
        return word.to_owned();
    } else if is_v4(address) {
        "x.x.x.x"
    } else if is_v6(address) {
        "x::x"
    } else if address.ends_with(".local") {
        "x.local"
    } else {
        return word.to_owned();
    };
    match port {
        Some(port) => format!("{kind}:{port}"),
        None => format!("{kind}{}", word.strip_prefix(address).unwrap_or_default()),
    }
}

/// Whether it looks like an IPv4 address: parsing it, as the standard library does, is kilobytes in the browser.
fn is_v4(word: &str) -> bool {
    let mut parts = word.split('.');
    parts
        .by_ref()
        .take(4)
        .filter(|part| part.parse::<u8>().is_ok())
        .count()
        == 4
        && parts.next().is_none()
}

/// Whether it looks like an IPv6 address, as which nothing but one is written: eight groups, of which the last two may
/// be an IPv4 address, or fewer around `::`.
fn is_v6(word: &str) -> bool {
    let is_group = |group: &str| group.len() <= 4 && group.bytes().all(|digit| digit.is_ascii_hexdigit());
    let (groups, length) = match word.rsplit_once(':') {
        Some((groups, last)) if is_v4(last) => (groups, 6),
        _ => (word, 8),
    };
    groups.split(':').all(is_group) && (word.contains("::") || groups.split(':').count() == length)
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn a_candidate_keeps_its_kind_and_loses_its_addresses() {
        let line =
            "a=candidate:1 1 udp 2122260223 192.0.2.7 56143 typ srflx raddr 10.0.0.5 rport 9 ufrag a:b/c";

        assert_eq!(
            redacted(line),
            "a=candidate:1 1 udp 2122260223 x.x.x.x 56143 typ srflx raddr x.x.x.x rport 9 ufrag a:b/c"
        );
    }

    #[test]
    fn every_way_to_write_an_address_is_found() {
        for (text, clean) in [
            ("c=IN IP4 203.0.113.9\r\n", "c=IN IP4 x.x.x.x\r\n"),
            ("c=IN IP4 0.0.0.0", "c=IN IP4 0.0.0.0"),
            ("1 udp 1 2001:db8::1 9 typ host", "1 udp 1 x::x 9 typ host"),
            ("1 udp 1 fd00::2%eth0 9", "1 udp 1 x::x%eth0 9"),
            ("5f2b7e-11.local 5000", "x.local 5000"),
            ("to 192.0.2.7:5000.", "to x.x.x.x:5000."),
            ("[2001:db8::1]:443", "[x::x]:443"),
            ("1 udp 1 ::ffff:192.0.2.7 9", "1 udp 1 x::x 9"),
            ("1 udp 1 0:0:0:0:0:ffff:192.0.2.7 9", "1 udp 1 x::x 9"),
            ("2001:db8:0:0:0:0:0:1", "x::x"),
            ("at 10:22:03.123", "at 10:22:03.123"),
            ("a=fingerprint:sha-256 AB:CD:EF", "a=fingerprint:sha-256 AB:CD:EF"),
        ] {
            assert_eq!(redacted(text), clean);
        }
    }
}
