//! Finds out who a client is behind proxies: `X-Forwarded-For`, and `Forwarded` (RFC 7239).
//!
//! Anybody can send these headers. Each proxy adds whom it got the request from at the right, so what is to the right of
//! the first address that is no trusted proxy was written by trusted proxies, and nothing else is believed.

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies in front of the server. None by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// The text is not an address, and not a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an address or a network, such as 127.0.0.1 or 10.0.0.0/8")]
pub struct NotANetwork;

/// Reads the address of a proxy, or the network that proxies are in.
///
/// # Errors
/// [`NotANetwork`], if it is neither.
pub fn parse_proxy(text: &str) -> Result<IpNet, NotANetwork> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    address.or_else(|_| text.parse()).map_err(|_| NotANetwork)
}

impl TrustedProxies {
    /// Trusts what these proxies say about their clients.
    pub fn new(proxies: impl IntoIterator<Item = IpNet>) -> Self {
        Self(proxies.into_iter().collect())
    }

    /// Returns whether this is the address of a trusted proxy.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|proxy| proxy.contains(&address))
    }

    /// Returns the address of the client: the first one, from the server outwards, that is no trusted proxy.
    ///
    /// Where a proxy does not say whom it got the request from, or contradicts itself, all its clients are one: the
    /// proxy.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.contains(peer) {
            return peer;
        }
        let chains = [x_forwarded_for(headers), forwarded(headers)];
        let mut clients = chains
            .into_iter()
            .flatten()
            .map(|chain| self.outermost(peer, chain));
        match (clients.next(), clients.next()) {
            (Some(client), None) => client,
            // A proxy that writes one of the headers passes the other on as a client may have invented it.
            (Some(client), Some(other)) if client == other => client,
            (Some(_), Some(_)) | (None, _) => peer,
        }
    }

    fn outermost(&self, peer: IpAddr, chain: Vec<Option<IpAddr>>) -> IpAddr {
        let mut client = peer;
        for hop in chain.into_iter().rev() {
            let Some(address) = hop else { break };
            client = address;
            if !self.contains(address) {
                break;
            }
        }
        client
    }
}

/// Returns whether a request says that it came through a proxy.
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(X_FORWARDED_FOR) || headers.contains_key(header::FORWARDED)
}

/// Returns the addresses in the header, from the client to the nearest proxy, `None` where there is none; without the
/// header, `None`.
fn x_forwarded_for(headers: &HeaderMap) -> Option<Vec<Option<IpAddr>>> {
    let hops = elements(headers, X_FORWARDED_FOR)?;
    Some(hops.into_iter().map(|hop| address(&hop?)).collect())
}

/// Does the same with the parameters `for` of `Forwarded`.
fn forwarded(headers: &HeaderMap) -> Option<Vec<Option<IpAddr>>> {
    let hops = elements(headers, header::FORWARDED)?;
    Some(hops.into_iter().map(|hop| forwarded_for(&hop?)).collect())
}

/// Returns the elements of a header, over all its lines; `None` in place of a line that cannot be split.
fn elements(headers: &HeaderMap, name: HeaderName) -> Option<Vec<Option<String>>> {
    let lines: Vec<_> = headers.get_all(name).iter().collect();
    if lines.is_empty() {
        return None;
    }
    let split = lines.into_iter().flat_map(|line| {
        let elements = line.to_str().ok().and_then(|line| split(line, ','));
        elements.map_or_else(|| vec![None], |elements| elements.into_iter().map(Some).collect())
    });
    Some(split.collect())
}

/// Splits at a separator outside quotation marks; `None` if a quotation does not end.
fn split(text: &str, separator: char) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let (mut is_quoted, mut is_escaped) = (false, false);
    for letter in text.chars() {
        if letter == separator && !is_quoted {
            parts.push(String::new());
            continue;
        }
        is_quoted ^= letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && is_quoted && !is_escaped;
        parts.last_mut()?.push(letter);
    }
    (!is_quoted).then_some(parts)
}

/// Returns the address in an element such as `for="[2001:db8::7]:4711";proto=https`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let parameters = split(element, ';')?;
    let mut values = parameters.iter().filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| value.trim())
    });
    let value = values.next().filter(|_| values.next().is_none())?;
    let unquoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    address(unquoted.unwrap_or(value))
}

/// Reads an address, with or without brackets and a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let address = bare.unwrap_or(text).parse::<IpAddr>().ok();
    let address = address.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const PROXY: &str = "10.0.0.1";

    #[test]
    fn the_headers_of_strangers_are_not_believed() {
        assert_eq!(
            client("192.0.2.9", &[("x-forwarded-for", "1.1.1.1")]),
            "192.0.2.9"
        );
        assert_eq!(client("192.0.2.9", &[("forwarded", "for=1.1.1.1")]), "192.0.2.9");
        let nobody = TrustedProxies::default();
        assert!(!nobody.contains(PROXY.parse().unwrap()));
    }

    #[test]
    fn the_rightmost_address_that_is_no_proxy_is_the_client() {
        for (value, expected) in [
            ("192.0.2.1", "192.0.2.1"),
            ("6.6.6.6, 192.0.2.1", "192.0.2.1"),
            ("6.6.6.6, 192.0.2.1, 10.9.9.9, 10.0.0.2", "192.0.2.1"),
            ("10.9.9.9,10.0.0.2", "10.9.9.9"),
            ("192.0.2.1:4711", "192.0.2.1"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]:443", "2001:db8::7"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
        ] {
            assert_eq!(client(PROXY, &[("x-forwarded-for", value)]), expected, "{value}");
        }
    }

    #[test]
    fn forwarded_is_read_as_in_rfc_7239() {
        for (value, expected) in [
            ("for=192.0.2.1", "192.0.2.1"),
            ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            ("proto=https; for=192.0.2.60 ;by=203.0.113.43", "192.0.2.60"),
            ("for=6.6.6.6, for=192.0.2.1;host=\"a,b;c\"", "192.0.2.1"),
            ("for=192.0.2.1, for=10.0.0.2", "192.0.2.1"),
        ] {
            assert_eq!(client(PROXY, &[("forwarded", value)]), expected, "{value}");
        }
    }

    #[test]
    fn the_lines_of_a_header_are_one_list() {
        let lines = [
            ("x-forwarded-for", "6.6.6.6"),
            ("x-forwarded-for", "192.0.2.1, 10.0.0.2"),
        ];

        assert_eq!(client(PROXY, &lines), "192.0.2.1");
    }

    #[test]
    fn what_is_malformed_is_the_last_proxy_that_is_known() {
        for value in [
            "",
            ",",
            "unknown",
            "_hidden",
            "x",
            "999.0.0.1",
            "192.0.2.1.",
            "[::1",
        ] {
            assert_eq!(client(PROXY, &[("x-forwarded-for", value)]), PROXY, "{value}");
            let through_two = format!("192.0.2.1, {value}, 10.0.0.2");
            assert_eq!(
                client(PROXY, &[("x-forwarded-for", &through_two)]),
                "10.0.0.2",
                "{value}"
            );
        }
        for value in [
            "",
            "for",
            "for=",
            "for=unknown",
            "for=_hidden",
            "by=192.0.2.1",
            "for=192.0.2.1;for=192.0.2.2",
            "for=\"192.0.2.1",
            "for=\"192.0.2.1\\\"",
            "for=192.0.2.1,",
            "for=6.6.6.6, for=\"",
        ] {
            assert_eq!(client(PROXY, &[("forwarded", value)]), PROXY, "{value}");
        }
    }

    #[test]
    fn a_header_that_is_not_text_says_nothing() {
        let mut headers = HeaderMap::new();
        headers.append(
            X_FORWARDED_FOR,
            HeaderValue::from_bytes(b"192.0.2.1, \xff").unwrap(),
        );

        assert_eq!(
            proxies().client(PROXY.parse().unwrap(), &headers),
            PROXY.parse::<IpAddr>().unwrap()
        );
    }

    #[test]
    fn headers_that_contradict_each_other_say_nothing() {
        let both = |one, other| client(PROXY, &[("x-forwarded-for", one), ("forwarded", other)]);

        assert_eq!(both("192.0.2.1", "for=6.6.6.6"), PROXY);
        assert_eq!(both("192.0.2.1", "for=192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        for (text, inside, outside) in [
            ("127.0.0.1", "127.0.0.1", "127.0.0.2"),
            ("127.0.0.1", "::ffff:127.0.0.1", "::1"),
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"),
            ("2001:db8::/32", "2001:db8:1::1", "2001:db9::1"),
        ] {
            let proxies = TrustedProxies::new([parse_proxy(text).unwrap()]);

            assert!(proxies.contains(inside.parse().unwrap()), "{text}: {inside}");
            assert!(!proxies.contains(outside.parse().unwrap()), "{text}: {outside}");
        }
        for text in ["", "localhost", "10.0.0.0/33", "10.0.0/8", "*"] {
            assert_eq!(parse_proxy(text), Err(NotANetwork), "{text}");
        }
    }

    fn client(peer: &str, lines: &[(&'static str, &str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        proxies().client(peer.parse().unwrap(), &headers).to_string()
    }

    fn proxies() -> TrustedProxies {
        TrustedProxies::new([parse_proxy("10.0.0.0/8").unwrap()])
    }
}
