//! Passwords that run out, for a TURN server that shares a secret with this one (coturn's `use-auth-secret`,
//! draft-uberti-behave-turn-rest-00): whoever has read one can relay for some hours and not for ever.

use crate::ice_server::{NotAnIceServer, url};
use crate::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use visavis_protocol::{ClientId, IceServer};

/// The TURN server that this one makes passwords for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Its addresses, all with the same secret: see [`parse_turn_url`].
    pub urls: Vec<String>,
    /// What it and this server know.
    pub secret: Secret,
    /// How long a password lets anybody in. At half of it everyone who is connected is given another.
    pub time_to_live: Duration,
}

impl Turn {
    /// The server as that client may use it from `now` on.
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

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104)")]
    fn sign(&self, username: &str) -> String {
        let key = self.secret.as_bytes();
        let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("a key of any length");
        mac.update(username.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

/// Reads `turn:HOST[:PORT][?transport=udp|tcp]` or `turns:…`, without a user or a password.
///
/// # Errors
///
/// If it is the address of something else, or if there is a password in it.
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
    fn the_password_is_what_coturn_computes() {
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
    fn everyone_has_another_password_and_later_it_is_another() {
        let turn = turn("north");
        let of = |id: &str, now| turn.for_client(&ClientId(id.into()), at(now)).credential;

        assert_eq!(of("a", 5), of("a", 5));
        assert_ne!(of("a", 5), of("b", 5));
        assert_ne!(of("a", 5), of("a", 6));
    }

    #[test]
    fn a_clock_before_1970_and_a_life_without_end_do_no_harm() {
        let turn = Turn {
            time_to_live: Duration::MAX,
            ..turn("north")
        };

        let server = turn.for_client(&ClientId("a".into()), UNIX_EPOCH - Duration::from_secs(9));

        assert_eq!(server.username, Some(format!("{}:a", u64::MAX)));
    }

    #[test]
    fn an_address_is_that_of_a_turn_server_and_has_no_password() {
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
