//! The names by which the server is reached.
//!
//! A page of a stranger can let the name of its own site point to this server (DNS rebinding). The browser then takes
//! the server for a part of that site: it lets the page read everything, and the origin of the page is the server's own.
//! The name in `Host` is still that of the site.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The names that `Host` may have. Addresses and `localhost` are always allowed: no site of a stranger has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts(Names);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Names {
    Any,
    Listed(Vec<String>),
}

/// The text is not the name of a host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a host: expected something like calls.example, without scheme and port, or *")]
pub struct NotAHost;

impl Hosts {
    /// Allows every name.
    pub fn any() -> Self {
        Self(Names::Any)
    }

    /// Allows these names, as [`parse_host`] returns them; `*` allows every name.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let names: Vec<_> = names.into_iter().collect();
        if names.iter().any(|name| name == "*") {
            return Self::any();
        }
        Self(Names::Listed(names))
    }

    /// Returns what is allowed unless the operator says otherwise: a server that only this machine reaches has no other
    /// name, and the names of any other are unknown.
    pub fn of_listener(address: IpAddr) -> Self {
        if address.to_canonical().is_loopback() {
            return Self::new([]);
        }
        Self::any()
    }

    /// Returns whether a request is for one of these hosts.
    pub fn allow(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let Names::Listed(names) = &self.0 else {
            return true;
        };
        let mut in_headers = headers.get_all(header::HOST).iter();
        let in_header = in_headers
            .next()
            .and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
        let is_single = in_headers.next().is_none();
        // The host in the request line takes precedence (RFC 9112, 3.2.2), but no client sends another one in the header.
        let mut given = uri.authority().into_iter().chain(&in_header).peekable();
        is_single && given.peek().is_some() && given.all(|host| is_allowed(host, names))
    }
}

/// Reads the name of a host, or `*`.
///
/// # Errors
/// [`NotAHost`], for anything else, such as a name with a port.
pub fn parse_host(text: &str) -> Result<String, NotAHost> {
    let is_name = |text: &str| {
        text.split('.').all(|label| {
            let mut letters = label.bytes();
            !label.is_empty()
                && letters.all(|letter| letter.is_ascii_alphanumeric() || b"-_".contains(&letter))
        })
    };
    let name = text.strip_suffix('.').unwrap_or(text);
    if text != "*" && !is_name(name) {
        return Err(NotAHost);
    }
    Ok(name.to_ascii_lowercase())
}

fn is_allowed(authority: &Authority, names: &[String]) -> bool {
    let host = authority.host();
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let has_user = authority.as_str().contains('@');
    let ipv6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_address =
        ipv6.is_some_and(|host| host.parse::<Ipv6Addr>().is_ok()) || host.parse::<Ipv4Addr>().is_ok();
    // Browsers never ask a name server for these (RFC 6761, 6.3).
    let is_localhost = host == "localhost" || host.ends_with(".localhost");
    !has_user && (is_address || is_localhost || names.contains(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_server_is_reached_as_localhost_and_by_address_alone() {
        let hosts = Hosts::of_listener(IpAddr::from(Ipv4Addr::LOCALHOST));

        for host in [
            "localhost",
            "LocalHost:8080",
            "localhost.",
            "app.localhost:3000",
            "127.0.0.1",
            "127.0.0.1:8080",
            "192.168.0.7",
            "[::1]",
            "[::1]:8080",
        ] {
            assert!(allows(&hosts, host), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "evillocalhost",
            "evil.example@localhost",
            "localhost@evil.example",
            "[evil]",
            "",
            "a b",
        ] {
            assert!(!allows(&hosts, host), "{host}");
        }
    }

    #[test]
    fn other_servers_have_any_name_unless_names_are_listed() {
        assert!(allows(
            &Hosts::of_listener(Ipv4Addr::UNSPECIFIED.into()),
            "calls.example"
        ));
        assert_eq!(
            Hosts::of_listener("::ffff:127.0.0.1".parse().unwrap()),
            Hosts::new([])
        );

        let hosts = Hosts::new([parse_host("Calls.example").unwrap()]);
        assert!(allows(&hosts, "calls.EXAMPLE.:443"));
        assert!(allows(&hosts, "203.0.113.7"));
        assert!(!allows(&hosts, "www.calls.example"));
        assert!(allows(&Hosts::new(["*".into()]), "evil.example"));
    }

    #[test]
    fn every_host_that_a_request_names_must_be_allowed() {
        let hosts = Hosts::new([]);
        let mut headers = HeaderMap::new();
        let evil = Uri::from_static("http://evil.example/");
        let local = Uri::from_static("http://localhost/");

        assert!(!hosts.allow(&Uri::from_static("/"), &headers));
        headers.append(header::HOST, "localhost".parse().unwrap());
        assert!(!hosts.allow(&evil, &headers));
        assert!(hosts.allow(&local, &headers));
        headers.append(header::HOST, "localhost".parse().unwrap());
        assert!(!hosts.allow(&local, &headers));
    }

    #[test]
    fn a_host_has_neither_scheme_nor_port() {
        for text in [
            "",
            ".",
            "https://calls.example",
            "calls.example:443",
            "a..b",
            "*.example",
            "a b",
            "[::1]",
        ] {
            assert_eq!(parse_host(text), Err(NotAHost), "{text}");
        }
    }

    fn allows(hosts: &Hosts, host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.append(header::HOST, host.parse().unwrap());
        hosts.allow(&Uri::from_static("/"), &headers)
    }
}
