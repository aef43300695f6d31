//! Time-limited credentials for a TURN server that shares a secret with this server (coturn's `use-auth-secret`,
//! draft-uberti-behave-turn-rest-00), so that leaked credentials stop working after some hours.

use crate::ice_server::{NotAnIceServer, url};
use crate::network::Network;
use crate::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;
use std::fmt::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use visavis_protocol::IceServer;

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
    /// What accounts are keyed with.
    account_key: Secret,
}

/// What a TURN server counts allocations by: the part of the user name after the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TurnAccount(String);

impl From<TurnAccount> for String {
    fn from(TurnAccount(account): TurnAccount) -> Self {
        account
    }
}

impl Turn {
    /// Creates a TURN server at `urls`, each checked by [`parse_turn_url`].
    pub fn new(urls: impl IntoIterator<Item = String>, secret: Secret, time_to_live: Duration) -> Self {
        Self {
            urls: urls.into_iter().collect(),
            account_key: secret.clone(),
            secret,
            time_to_live,
        }
    }

    /// Lets accounts be those of another, whatever the secret: so somebody has one quota while the secret changes.
    pub(super) fn with_accounts_of(mut self, other: &Self) -> Self {
        self.account_key.clone_from(&other.account_key);
        self
    }

    /// Returns the account of a person at the TURN server, by the `subject` of their token or else by their address. So
    /// somebody who comes as many clients has one quota. It is keyed, and tells the TURN server neither.
    pub(crate) fn account(&self, subject: Option<&str>, network: Network) -> TurnAccount {
        match subject {
            Some(subject) => self.account_of(subject),
            // Somebody with a site of IPv6 has 65,536 networks.
            None => self.keyed_account(&format!("address {}", network.site())),
        }
    }

    /// Returns the account of whoever has tokens with that `sub`.
    pub(crate) fn account_of(&self, subject: &str) -> TurnAccount {
        self.keyed_account(&format!("subject {subject}"))
    }

    fn keyed_account(&self, whose: &str) -> TurnAccount {
        let mut account = String::with_capacity(32);
        for byte in &mac::<Hmac<Sha256>>(&self.account_key, whose)[..16] {
            // Writing to a `String` is infallible.
            let _ = write!(account, "{byte:02x}");
        }
        TurnAccount(account)
    }

    /// Generates credentials that are valid from `now`.
    pub(crate) fn credentials(&self, account: &TurnAccount, now: SystemTime) -> IceServer {
        let since_epoch = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let expiry = since_epoch.saturating_add(self.time_to_live).as_secs();
        let username = format!("{expiry}:{}", account.0);
        let credential = self.password(&username);

        IceServer {
            urls: self.urls.clone(),
            username: Some(username),
            credential: Some(credential),
        }
    }

    /// Returns the password of a user.
    pub(super) fn password(&self, username: &str) -> String {
        STANDARD.encode(mac::<Hmac<Sha1>>(&self.secret, username))
    }

    /// Returns the account of a user name as [`Turn::credentials`] makes them; `None` if there is no such time in it, or
    /// that is over, or too far ahead for a name of this server.
    pub(super) fn valid_account<'a>(&self, username: &'a str, now: SystemTime) -> Option<&'a str> {
        /// How far ahead a time may be at least: tools that check a TURN server make names for a day.
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        let (expiry, account) = username.split_once(':').unwrap_or((username, ""));
        let left =
            Duration::from_secs(expiry.parse().ok()?).checked_sub(now.duration_since(UNIX_EPOCH).ok()?)?;
        let is_valid = !left.is_zero() && left <= self.time_to_live.max(DAY);
        is_valid.then_some(account)
    }
}

#[expect(clippy::expect_used, reason = "HMAC accepts a key of any length (RFC 2104)")]
fn mac<M: Mac + KeyInit>(secret: &Secret, text: &str) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
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
        let server = turn("north").credentials(&TurnAccount("9f9f".into()), at(1_700_000_000));

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
    fn an_account_is_that_of_the_subject_or_else_of_the_address() {
        let turn = turn("north");
        let [here, there] = ["192.0.2.1", "2001:db8::1"].map(network);
        let of = |subject, network| turn.account(subject, network);

        // printf 'subject 7' | openssl dgst -sha256 -hmac north
        assert_eq!(of(Some("7"), here).0, "b5e9976c54c1fd15c2d2f1aded1ff311");
        assert_eq!(of(Some("7"), here), of(Some("7"), there));
        assert_ne!(of(Some("7"), here), of(Some("8"), here));
        assert_eq!(of(None, there), of(None, network("2001:db8::2")));
        assert_ne!(of(None, here), of(None, there));
        assert_ne!(of(Some("192.0.2.1"), here), of(None, here));
        assert_ne!(of(None, here), self::turn("south").account(None, here));
    }

    #[test]
    fn passwords_differ_by_account_and_by_time() {
        let turn = turn("north");
        let of = |account: &str, now| turn.credentials(&TurnAccount(account.into()), at(now)).credential;

        assert_eq!(of("a", 5), of("a", 5));
        assert_ne!(of("a", 5), of("b", 5));
        assert_ne!(of("a", 5), of("a", 6));
    }

    #[test]
    fn a_user_is_valid_until_the_time_in_the_name() {
        let turn = turn("north");
        let now = at(1_700_000_000);
        let issued = turn.credentials(&TurnAccount("a".into()), now).username.unwrap();
        let account = |username, now| turn.valid_account(username, now);

        assert_eq!(account(&issued, now), Some("a"));
        assert_eq!(account(&issued, at(1_700_043_199)), Some("a"));
        assert_eq!(account(&issued, at(1_700_043_200)), None);
        assert_eq!(account("1700043200", now), Some(""));
        assert_eq!(account("1700086401:a", now), None);
        assert_eq!(account("1800000000:a", now), None);
        for nobody in ["", "a", "a:1700043200", "-1:a", "18446744073709551615:a"] {
            assert_eq!(account(nobody, now), None, "{nobody}");
        }
    }

    #[test]
    fn a_clock_before_1970_and_an_endless_lifetime_do_not_overflow() {
        let turn = Turn {
            time_to_live: Duration::MAX,
            ..turn("north")
        };

        let server = turn.credentials(&TurnAccount("a".into()), UNIX_EPOCH - Duration::from_secs(9));

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
        let urls = ["turn:turn.example:3478".into()];
        Turn::new(urls, Secret::new(secret).unwrap(), Duration::from_secs(43_200))
    }

    fn network(address: &str) -> Network {
        address.parse::<std::net::IpAddr>().unwrap().into()
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }
}
