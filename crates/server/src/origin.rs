//! The allow-list of web origins that may use the server.

use axum::http::uri::Authority;
use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

/// The web origins that may open a call on this server. The server's own origin is always allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origins(Vec<Allowed>);

/// An entry of the list: `https://school.example`, `https://*.school.example`, `localhost` (any port), or `*` for all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Allowed {
    /// Every origin.
    Any,
    /// Pages served from this machine: `localhost`, `127.0.0.1` and `[::1]`, on any port.
    Localhost,
    /// Exactly this origin.
    Exactly(Origin),
    /// The subdomains of this origin's host, at any depth, but not the host itself; with its scheme and port.
    Subdomains(Origin),
}

/// A web origin: scheme, host and port (RFC 6454).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: String,
    host: String,
    port: Option<u16>,
}

/// The text is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an origin: expected something like https://school.example, https://*.school.example, localhost or *"
)]
pub struct NotAnOrigin;

impl Origins {
    /// Allows the origins of `list`, besides the server's own.
    pub fn new(list: impl IntoIterator<Item = Allowed>) -> Self {
        Self(list.into_iter().collect())
    }

    /// Returns whether a request with these `Origin` and `Host` headers is allowed.
    ///
    /// A request without `Origin` does not come from a browser. It could claim any origin, so it is allowed.
    pub fn allow(&self, origin: Option<&str>, host: Option<&str>) -> bool {
        let Some(origin) = origin else {
            return true;
        };
        if self.0.contains(&Allowed::Any) {
            return true;
        }
        let Ok(origin) = origin.parse::<Origin>() else {
            return false;
        };
        origin.is_at(host) || self.0.iter().any(|allowed| allowed.covers(&origin))
    }

    /// Returns whether a URL is at one of the origins.
    pub(crate) fn cover_url(&self, url: &str) -> bool {
        let Some((scheme, rest)) = url.split_once("://") else {
            return false;
        };
        // As browsers read it (URL Standard, 4.4): a backslash ends the authority as well.
        let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
        let origin = format!("{scheme}://{authority}").parse::<Origin>();
        origin.is_ok_and(|origin| self.0.iter().any(|allowed| allowed.covers(&origin)))
    }

    /// Returns the list as it was configured. The framed page uses it to check who posts messages to it.
    pub fn list(&self) -> Vec<String> {
        self.0.iter().map(Allowed::to_string).collect()
    }

    /// Returns the sources of the CSP directive `frame-ancestors`: who may frame the page.
    ///
    /// No source is an IPv6 address, since the grammar of policies has none (CSP 3, 2.3.1): browsers would complain about
    /// it and skip it.
    pub fn frame_ancestors(&self) -> String {
        let listed = self.0.iter().filter_map(|allowed| match allowed {
            Allowed::Localhost => {
                Some("http://localhost:* http://127.0.0.1:* https://localhost:*".to_owned())
            }
            Allowed::Exactly(origin) | Allowed::Subdomains(origin) if origin.is_ipv6() => None,
            Allowed::Any | Allowed::Exactly(_) | Allowed::Subdomains(_) => Some(allowed.to_string()),
        });
        let sources: Vec<_> = std::iter::once("'self'".to_owned()).chain(listed).collect();
        sources.join(" ")
    }
}

impl Default for Origins {
    fn default() -> Self {
        Self::new([Allowed::Localhost])
    }
}

impl Allowed {
    fn covers(&self, origin: &Origin) -> bool {
        match self {
            Self::Any => true,
            Self::Localhost => ["localhost", "127.0.0.1", "[::1]"].contains(&origin.host.as_str()),
            Self::Exactly(listed) => listed == origin,
            Self::Subdomains(Origin { scheme, host, port }) => {
                let subdomain = origin.host.strip_suffix(host.as_str());
                // The rest ends with the dot before the host.
                let is_below = subdomain.is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'));
                is_below && (scheme, port) == (&origin.scheme, &origin.port)
            }
        }
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Localhost => f.write_str("localhost"),
            Self::Exactly(origin) => write_origin(f, "", origin),
            Self::Subdomains(origin) => write_origin(f, "*.", origin),
        }
    }
}

fn write_origin(
    f: &mut fmt::Formatter<'_>,
    wildcard: &str,
    Origin { scheme, host, port }: &Origin,
) -> fmt::Result {
    write!(f, "{scheme}://{wildcard}{host}")?;
    port.map_or(Ok(()), |port| write!(f, ":{port}"))
}

impl FromStr for Allowed {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        match text {
            "*" => Ok(Self::Any),
            "localhost" => Ok(Self::Localhost),
            origin => match origin.split_once("://*.") {
                Some((scheme, authority)) => Ok(Self::Subdomains(format!("{scheme}://{authority}").parse()?)),
                None => Ok(Self::Exactly(origin.parse()?)),
            },
        }
    }
}

impl Origin {
    /// Returns whether the host is an IPv6 address, which no policy of a browser can name.
    pub fn is_ipv6(&self) -> bool {
        is_ipv6(&self.host)
    }

    /// Returns whether this is the server's own origin, by host and port alone: a proxy in front may terminate TLS, so
    /// the scheme that the browser used is unknown.
    fn is_at(&self, host: Option<&str>) -> bool {
        let Some(here) = host.and_then(|host| host.parse::<Authority>().ok()) else {
            return false;
        };
        let default_port = default_port(&self.scheme);
        here.host().eq_ignore_ascii_case(&self.host)
            && here.port_u16().or(default_port) == self.port.or(default_port)
    }
}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, NotAnOrigin> {
        let (scheme, authority) = text.split_once("://").ok_or(NotAnOrigin)?;
        let authority: Authority = authority.parse().map_err(|_| NotAnOrigin)?;
        // What remains besides host and port is a user, or a port that is not a number.
        let (host, port) = (authority.host(), authority.port_u16());
        let is_bare = authority.as_str() == host
            || port.is_some_and(|port| authority.as_str() == format!("{host}:{port}"));
        let is_host = is_domain(host) || is_ipv6(host);
        let is_scheme = !scheme.is_empty()
            && scheme
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
        if !is_bare || !is_host || !is_scheme {
            return Err(NotAnOrigin);
        }
        let scheme = scheme.to_ascii_lowercase();
        let port = port.filter(|port| Some(*port) != default_port(&scheme));
        Ok(Self {
            scheme,
            host: host.to_ascii_lowercase(),
            port,
        })
    }
}

/// Returns whether this is a domain or an IPv4 address, as browsers write it: `*` is none, nor is a name that is not
/// encoded by IDNA.
fn is_domain(host: &str) -> bool {
    let mut labels = host.strip_suffix('.').unwrap_or(host).split('.');
    labels.all(|label| {
        !label.is_empty()
            && label
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
    })
}

fn is_ipv6(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: Option<&str> = Some("calls.example");

    #[test]
    fn the_own_origin_is_allowed_with_or_without_a_proxy() {
        let origins = Origins::new([]);

        for (origin, host) in [
            ("https://calls.example", "calls.example"),
            ("https://Calls.Example", "calls.example:443"),
            ("http://calls.example", "calls.example:80"),
            ("https://calls.example.", "calls.example."),
            ("http://192.168.0.7:8080", "192.168.0.7:8080"),
            ("http://[fd00::7]:8080", "[fd00::7]:8080"),
        ] {
            assert!(origins.allow(Some(origin), Some(host)), "{origin} at {host}");
        }
    }

    #[test]
    fn another_host_or_port_is_refused() {
        let origins = Origins::default();

        for origin in [
            "https://evil.example",
            "https://calls.example:8443",
            "http://calls.example",
            "https://calls.example.evil.example",
            "https://localhost.evil.example",
            "https://localhost@evil.example",
            "null",
            "",
            "://",
            "https://",
        ] {
            assert!(
                !origins.allow(Some(origin), Some("calls.example:443")),
                "{origin}"
            );
        }
        assert!(!origins.allow(Some("https://calls.example"), None));
    }

    #[test]
    fn localhost_is_allowed_unless_a_list_replaces_the_default() {
        for origin in ["http://localhost:8000", "http://127.0.0.1:3000", "https://[::1]"] {
            assert!(Origins::default().allow(Some(origin), HOST), "{origin}");
            assert!(!Origins::new([]).allow(Some(origin), HOST), "{origin}");
        }
    }

    #[test]
    fn a_listed_origin_is_allowed_and_similar_ones_are_not() {
        let origins = Origins::new(["https://School.example:443".parse().unwrap()]);

        assert!(origins.allow(Some("https://school.example"), HOST));
        assert!(!origins.allow(Some("http://school.example"), HOST));
        assert!(!origins.allow(Some("https://www.school.example"), HOST));
    }

    #[test]
    fn a_wildcard_covers_subdomains_of_one_scheme_and_port() {
        let origins = |listed: &str| Origins::new([listed.parse().unwrap()]);
        let listed = origins("https://*.School.example");

        for origin in [
            "https://a.school.example",
            "https://A.b.School.example:443",
            "https://-.school.example",
        ] {
            assert!(listed.allow(Some(origin), HOST), "{origin}");
        }
        for origin in [
            "https://school.example",
            "https://.school.example",
            "https://evilschool.example",
            "https://a.school.example.evil.example",
            "https://a.evilschool.example",
            "https://a.school.example:8443",
            "http://a.school.example",
            "https://a.school.example.",
            "https://*.school.example",
            "https://evil.example/.school.example",
            "https://evil.example#.school.example",
            "https://me@a.school.example",
            "null",
        ] {
            assert!(!listed.allow(Some(origin), HOST), "{origin}");
        }
        let with_port = origins("http://*.school.example:8000");
        assert!(with_port.allow(Some("http://a.school.example:8000"), HOST));
        assert!(!with_port.allow(Some("http://a.school.example"), HOST));
        assert!(!with_port.allow(Some("https://a.school.example:8000"), HOST));
    }

    #[test]
    fn a_wildcard_is_written_as_policies_write_it() {
        let listed = ["https://*.school.example", "http://*.wiki.example:8000"];
        let origins = Origins::new(listed.map(|origin| origin.parse().unwrap()));

        assert_eq!(origins.list(), listed);
        assert_eq!(
            origins.frame_ancestors(),
            "'self' https://*.school.example http://*.wiki.example:8000"
        );
    }

    #[test]
    fn a_star_allows_every_origin() {
        let origins = Origins::new(["*".parse().unwrap()]);

        assert!(origins.allow(Some("null"), HOST));
    }

    #[test]
    fn no_policy_names_an_ipv6_address() {
        let origins = ["localhost", "http://[fd00::7]:8080", "https://school.example"];
        let origins = Origins::new(origins.map(|origin| origin.parse().unwrap()));

        assert_eq!(
            origins.frame_ancestors(),
            "'self' http://localhost:* http://127.0.0.1:* https://localhost:* https://school.example"
        );
        assert!(origins.allow(Some("http://[fd00::7]:8080"), HOST));
    }

    #[test]
    fn a_client_without_an_origin_is_allowed() {
        assert!(Origins::new([]).allow(None, HOST));
    }

    #[test]
    fn an_entry_that_is_not_an_origin_is_rejected() {
        for text in [
            "",
            "school.example",
            "https://",
            "https://a/b",
            "https://me@school.example",
            "a b://c",
            "https://*",
            "https://*.",
            "https://*:443",
            "*.school.example",
            "https://*school.example",
            "https://a.*.school.example",
            "https://*.*.school.example",
            "https://school.*",
            "*://school.example",
            "https://*.school.example/",
            "https://school.example:*",
            "https://school.example:",
            "https://school.example:99999",
            "https://a;script-src",
            "https://[::1",
            "https://[not-v6]",
            "https://schüle.example",
        ] {
            assert_eq!(text.parse::<Allowed>(), Err(NotAnOrigin), "{text}");
        }
    }
}
