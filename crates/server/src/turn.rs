//! Time-limited credentials for a TURN server that shares a secret with this server (coturn's `use-auth-secret`,
//! draft-uberti-behave-turn-rest-00), so that leaked credentials stop working after some hours.

use crate::ice_server::{NotAnIceServer, url};
use crate::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use visavis_protocol::{ClientId, IceServer};

/// A TURN server that credentials are generated for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Turn {
    /// The URLs of the server, all with the same secret: see [`parse_turn_url`].
    pub urls: Vec<String>,
    /// The secret shared with the TURN server.
    pub secret: Secret,
    /// How long credentials are valid. Connected clients get new ones at half of it.
    pub time_to_live: Duration,
}

impl Turn {
    /// Creates a TURN server at `urls`, each checked by [`parse_turn_url`].
    pub fn new(urls: impl IntoIterator<Item = String>, secret: Secret, time_to_live: Duration) -> Self {
        Self {
            urls: urls.into_iter().collect(),
            secret,
            time_to_live,
        }
    }

    /// Generates credentials for a client, valid from `now`.
    pub fn for_client(&self, id: &ClientId, now: SystemTime) -> IceServer {
        let since_epoch = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let expiry = since_epoch.saturating_add(self.time_to_live).as_secs();
        let username = format!("{expiry}:{}", id.0);
        let credential = self.sign(&username);

        IceServer {
            urls: self.urls.clone(),
            username: Some(username),
            credential: Some(credential),
        }
    }

    #[expect(clippy::expect_used, reason = "HMAC accepts a key of any length (RFC 2104)")]
    fn sign(&self, username: &str) -> String {
        let key = self.secret.as_bytes();
        let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("a key of any length");
        mac.update(username.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

/// Parses `turn:HOST[:PORT][?transport=udp|tcp]` or `turns:…`, without a user or a password.
///
/// # Errors
///
/// Returns [`NotAnIceServer`] if the URL has another scheme or no valid host, or contains a password.
pub fn parse_turn_url(text: &str) -> Result<String, NotAnIceServer> {
    match text.split_once(':') {
        Some((scheme @ ("turn" | "turns"), rest)) => url(scheme, rest),
        Some(_) | None => Err(NotAnIceServer::Turn),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_matches_what_coturn_computes() {
        let turn = turn("north");

        let server = turn.for_client(&ClientId("9f9f".into()), at(1_700_000_000));

        // printf 1700043200:9f9f | openssl dgst -sha1 -hmac north -binary | base64
        assert_eq!(
            server,
            IceServer {
                urls: vec!["turn:turn.example:3478".into()],
                username: Some("1700043200:9f9f".into()),
                credential: Some("6x+oOMm0hnPbGCqToDYRBtRSV2E=".into()),
            }
        );
    }

    #[test]
    fn passwords_differ_by_client_and_by_time() {
        let turn = turn("north");
        let of = |id: &str, now| turn.for_client(&ClientId(id.into()), at(now)).credential;

        assert_eq!(of("a", 5), of("a", 5));
        assert_ne!(of("a", 5), of("b", 5));
        assert_ne!(of("a", 5), of("a", 6));
    }

    #[test]
    fn a_clock_before_1970_and_an_endless_lifetime_do_not_overflow() {
        let turn = Turn {
            time_to_live: Duration::MAX,
            ..turn("north")
        };

        let server = turn.for_client(&ClientId("a".into()), UNIX_EPOCH - Duration::from_secs(9));

        assert_eq!(server.username, Some(format!("{}:a", u64::MAX)));
    }

    #[test]
    fn a_turn_url_has_a_turn_scheme_and_no_password() {
        for text in [
            "turn:turn.example",
            "turn:127.0.0.1:3478?transport=udp",
            "turns:[::1]:5349?transport=tcp",
        ] {
            assert_eq!(parse_turn_url(text), Ok(text.to_owned()));
        }
        for (text, error) in [
            ("stun:turn.example", NotAnIceServer::Turn),
            ("turn.example", NotAnIceServer::Turn),
            ("turn:", NotAnIceServer::Host),
            ("turn:ada:secret@turn.example", NotAnIceServer::Host),
        ] {
            assert_eq!(parse_turn_url(text), Err(error), "{text}");
        }
    }

    fn turn(secret: &str) -> Turn {
        Turn {
            urls: vec!["turn:turn.example:3478".into()],
            secret: Secret::new(secret).unwrap(),
            time_to_live: Duration::from_secs(43_200),
        }
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }
}
