//! Room tokens: JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256 (`HS256`, RFC 7518 §3.2).
//!
//! They are issued by whatever authenticates people, such as a school's website, or by the `token` subcommand; the
//! running server only verifies them.

use crate::hello::RoomName;
use crate::refusal::Refusal;
use crate::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use visavis_protocol::CloseCode;

/// A key must be at least as long as the hash: RFC 7518 §3.2.
const MIN_SECRET_LENGTH: usize = 32;
/// The tolerated clock skew between two machines: RFC 7519 §4.1.4 and §4.1.5.
const LEEWAY: f64 = 60.0;
/// How long a token made by [`Claims::new`] is valid.
const TIME_TO_LIVE: Duration = Duration::from_secs(12 * 60 * 60);

/// Verifies and issues tokens.
#[derive(Debug, Clone)]
pub struct Tokens {
    secret: Secret,
    are_required: bool,
    max_age: Duration,
}

/// The claims of a token to be issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Claims {
    /// The room that the token admits to.
    pub room: String,
    /// Makes the bearer host of the room, before people without this claim, and admits them even if it is locked.
    pub host: bool,
    /// Expiration time in seconds since 1970. People who are in the room by then stay. A token without it is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<u64>,
    /// Time before which the token is not valid, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nbf: Option<u64>,
}

/// The claims of a token that was presented. Dates may have a fraction (RFC 7519 §2, NumericDate).
#[derive(Deserialize)]
struct Presented {
    room: String,
    #[serde(default)]
    host: bool,
    exp: Option<f64>,
    nbf: Option<f64>,
}

/// The secret is too short to be safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token secret must have at least {MIN_SECRET_LENGTH} bytes")]
pub struct ShortSecret;

/// The header (RFC 7515 §4.1). A token with critical extensions is refused, since none is supported.
#[derive(Deserialize)]
struct Header {
    alg: String,
    crit: Option<serde::de::IgnoredAny>,
}

impl Claims {
    /// Creates claims that admit to `room` for 12 hours from now, without being its host.
    pub fn new(room: impl Into<String>) -> Self {
        let end = SystemTime::now() + TIME_TO_LIVE;
        Self {
            room: room.into(),
            host: false,
            exp: Some(end.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()),
            nbf: None,
        }
    }
}

impl Tokens {
    /// How far in the future a token may expire, unless set otherwise: a year.
    pub const MAX_AGE: Duration = Duration::from_secs(366 * 24 * 60 * 60);

    /// Uses tokens signed with `secret`. Unless they are required, people without a token are admitted as well.
    ///
    /// # Errors
    ///
    /// Returns [`ShortSecret`] if the secret has fewer than 32 bytes.
    pub fn new(secret: Secret, are_required: bool) -> Result<Self, ShortSecret> {
        if secret.as_bytes().len() < MIN_SECRET_LENGTH {
            return Err(ShortSecret);
        }
        Ok(Self {
            secret,
            are_required,
            max_age: Self::MAX_AGE,
        })
    }

    /// Refuses tokens that expire later than `max_age` from now: one that leaks must not be valid for ever.
    #[must_use]
    pub fn with_max_age(self, max_age: Duration) -> Self {
        Self { max_age, ..self }
    }

    /// Issues a signed token with these claims.
    pub fn issue(&self, claims: &Claims) -> String {
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
        // Strings, numbers and a boolean always serialize.
        let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims).unwrap_or_default());
        let signed = format!("{header}.{payload}");
        let signature = URL_SAFE_NO_PAD.encode(self.mac(&signed).finalize().into_bytes());
        format!("{signed}.{signature}")
    }

    /// Returns whether the token makes its bearer host of the room, or why it does not admit them.
    pub(crate) fn read(
        &self,
        token: Option<&str>,
        room: &RoomName,
        now: SystemTime,
    ) -> Result<bool, Refusal> {
        let Some(token) = token else {
            return if self.are_required {
                Err(Refusal::Code(CloseCode::TokenMissing))
            } else {
                Ok(false)
            };
        };
        let claims = self.verify(token).ok_or(Refusal::Code(CloseCode::Token))?;
        if !room.is_spelt(&claims.room) {
            return Err(Refusal::Code(CloseCode::TokenOfOtherRoom));
        }
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        let exp = claims.exp.unwrap_or(f64::INFINITY);
        if exp > now + self.max_age.as_secs_f64() {
            return Err(Refusal::Code(CloseCode::TokenUnbounded));
        }
        let is_early = claims.nbf.is_some_and(|nbf| now + LEEWAY < nbf);
        if now - LEEWAY >= exp || is_early {
            return Err(Refusal::Code(CloseCode::TokenNotValid));
        }
        Ok(claims.host)
    }

    /// Verifies the signature and returns the claims: RFC 7515 §5.2.
    fn verify(&self, token: &str) -> Option<Presented> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.mac(signed).verify_slice(&signature).ok()?;
        let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        if header.alg != "HS256" || header.crit.is_some() {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
    }

    #[expect(clippy::expect_used, reason = "HMAC accepts a key of any length (RFC 2104)")]
    fn mac(&self, signed: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).expect("a key of any length");
        mac.update(signed.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a secret of at least thirty-two bytes";

    #[test]
    fn a_token_admits_to_its_room_and_names_the_host() {
        let tokens = tokens(true);
        let of = |host| tokens.issue(&Claims { host, ..claims() });

        assert_eq!(tokens.read(Some(&of(true)), &room("standup"), at(5)), Ok(true));
        assert_eq!(tokens.read(Some(&of(false)), &room("standup"), at(5)), Ok(false));
        assert_eq!(
            tokens.read(Some(&of(true)), &room("Standup"), at(5)),
            Err(Refusal::Code(CloseCode::TokenOfOtherRoom))
        );
    }

    #[test]
    fn a_token_issued_by_another_program_is_accepted() {
        // H=$(printf '{"typ":"JWT","alg":"HS256"}' | basenc --base64url | tr -d =)
        // P=$(printf '{"iss":"school","room":"standup","host":true,"exp":9}' | basenc --base64url | tr -d =)
        // printf %s "$H.$P" | openssl dgst -sha256 -hmac "$SECRET" -binary | basenc --base64url | tr -d =
        let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJzY2hvb2wiLCJyb29tIjoic3RhbmR1cCIsImhvc3QiOnRydWUsImV4cCI6OX0.gNwgmfpI96zDxRmbuurK2if2FqNkrP06WtUby2STyLE";

        assert_eq!(tokens(true).read(Some(token), &room("standup"), at(5)), Ok(true));
    }

    #[test]
    fn a_token_is_only_needed_where_it_is_required() {
        assert_eq!(tokens(false).read(None, &room("standup"), at(5)), Ok(false));
        assert_eq!(
            tokens(true).read(None, &room("standup"), at(5)),
            Err(Refusal::Code(CloseCode::TokenMissing))
        );
        assert_eq!(
            tokens(false).read(Some("x"), &room("standup"), at(5)),
            Err(Refusal::Code(CloseCode::Token))
        );
    }

    #[test]
    fn a_token_is_valid_for_its_time_plus_a_minute_of_leeway() {
        let tokens = tokens(true);
        let token = tokens.issue(&Claims {
            nbf: Some(1000),
            exp: Some(2000),
            ..claims()
        });
        let read = |seconds| tokens.read(Some(&token), &room("standup"), at(seconds));

        assert_eq!(read(939), Err(Refusal::Code(CloseCode::TokenNotValid)));
        assert_eq!(read(940), Ok(false));
        assert_eq!(read(2059), Ok(false));
        assert_eq!(read(2060), Err(Refusal::Code(CloseCode::TokenNotValid)));
    }

    #[test]
    fn dates_may_have_a_fraction() {
        let token = signed(r#"{"room":"standup","nbf":1000.5,"exp":2000.25}"#);
        let read = |millis| {
            let now = UNIX_EPOCH + Duration::from_millis(millis);
            tokens(true).read(Some(&token), &room("standup"), now)
        };

        assert_eq!(read(940_499), Err(Refusal::Code(CloseCode::TokenNotValid)));
        assert_eq!(read(940_500), Ok(false));
        assert_eq!(read(2_060_249), Ok(false));
        assert_eq!(read(2_060_250), Err(Refusal::Code(CloseCode::TokenNotValid)));
    }

    #[test]
    fn odd_dates_neither_admit_nor_panic() {
        for (dates, code) in [
            (r#""exp":-1"#, CloseCode::TokenNotValid),
            (r#""exp":-1e300"#, CloseCode::TokenNotValid),
            (r#""exp":1e300"#, CloseCode::TokenUnbounded),
            (r#""exp":1e999"#, CloseCode::Token),
            (r#""exp":"2000""#, CloseCode::Token),
            (r#""exp":true"#, CloseCode::Token),
            (r#""exp":2e3,"nbf":1e300"#, CloseCode::TokenNotValid),
            (r#""exp":2e3,"nbf":"5""#, CloseCode::Token),
        ] {
            let token = signed(&format!(r#"{{"room":"standup",{dates}}}"#));

            assert_eq!(
                tokens(true).read(Some(&token), &room("standup"), at(1000)),
                Err(Refusal::Code(code)),
                "{dates}"
            );
        }
    }

    #[test]
    fn a_token_without_a_near_end_is_refused() {
        let day = Duration::from_secs(24 * 60 * 60);
        let read = |tokens: Tokens, exp| {
            let token = tokens.issue(&Claims { exp, ..claims() });
            tokens.read(Some(&token), &room("standup"), at(1_790_000_000))
        };
        let unbounded = Err(Refusal::Code(CloseCode::TokenUnbounded));
        let at_most_a_day = || tokens(false).with_max_age(day);

        assert_eq!(read(tokens(false), None), unbounded);
        assert_eq!(
            read(tokens(false), Some(1_790_000_060_000)),
            unbounded,
            "milliseconds"
        );
        assert_eq!(
            read(tokens(false), Some(1_790_000_000 + 366 * day.as_secs())),
            Ok(false)
        );
        assert_eq!(
            read(at_most_a_day(), Some(1_790_000_000 + day.as_secs())),
            Ok(false)
        );
        assert_eq!(
            read(at_most_a_day(), Some(1_790_000_001 + day.as_secs())),
            unbounded
        );
    }

    #[test]
    fn a_room_may_be_spelt_otherwise_than_in_its_token() {
        for claim in ["Cafe\u{301}", "Caf\u{e9}", " Caf\u{e9}\u{200b} "] {
            let token = tokens(true).issue(&Claims {
                room: claim.into(),
                ..claims()
            });
            for spelling in ["Caf\u{e9}", "Cafe\u{301}\n"] {
                let admitted = tokens(true).read(Some(&token), &room(spelling), at(5));

                assert_eq!(admitted, Ok(false), "{claim:?} for {spelling:?}");
            }
        }
    }

    #[test]
    fn new_claims_end_by_themselves() {
        let tokens = tokens(true);
        let token = tokens.issue(&Claims::new("standup"));

        assert_eq!(
            tokens.read(Some(&token), &room("standup"), SystemTime::now()),
            Ok(false)
        );
    }

    #[test]
    fn a_token_not_signed_with_the_secret_is_refused() {
        let tokens = tokens(true);
        let good = tokens.issue(&claims());
        let (signed, signature) = good.rsplit_once('.').unwrap();
        let other = Tokens::new(Secret::new(&"x".repeat(32)).unwrap(), true).unwrap();
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        let payload = signed.split_once('.').unwrap().1;

        for token in [
            String::new(),
            "..".to_owned(),
            "a.b.c.d".to_owned(),
            signed.to_owned(),
            format!("{signed}."),
            format!("{good}="),
            format!("{none}.{payload}."),
            format!("{none}.{payload}.{signature}"),
            other.issue(&claims()),
            good.replacen('.', ".x", 1),
        ] {
            assert_eq!(
                tokens.read(Some(&token), &room("standup"), at(5)),
                Err(Refusal::Code(CloseCode::Token)),
                "{token}"
            );
        }
    }

    #[test]
    fn another_algorithm_or_a_critical_extension_is_refused() {
        let tokens = tokens(true);

        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"HS512"}"#,
            r#"{"alg":"HS256","crit":["b64"]}"#,
        ] {
            let token = signed_as(header, r#"{"room":"standup","exp":9}"#);

            assert_eq!(
                tokens.read(Some(&token), &room("standup"), at(5)),
                Err(Refusal::Code(CloseCode::Token))
            );
        }
    }

    #[test]
    fn a_short_secret_is_refused() {
        let of = |length| Tokens::new(Secret::new(&"x".repeat(length)).unwrap(), true);

        assert_eq!(of(31).unwrap_err(), ShortSecret);
        assert!(of(32).is_ok());
    }

    fn tokens(are_required: bool) -> Tokens {
        Tokens::new(Secret::new(SECRET).unwrap(), are_required).unwrap()
    }

    fn claims() -> Claims {
        Claims {
            exp: Some(9),
            ..Claims::new("standup")
        }
    }

    fn signed(payload: &str) -> String {
        signed_as(r#"{"alg":"HS256"}"#, payload)
    }

    fn signed_as(header: &str, payload: &str) -> String {
        let [header, payload] = [header, payload].map(|part| URL_SAFE_NO_PAD.encode(part));
        let signed = format!("{header}.{payload}");
        let signature = URL_SAFE_NO_PAD.encode(tokens(true).mac(&signed).finalize().into_bytes());
        format!("{signed}.{signature}")
    }

    fn room(name: &str) -> RoomName {
        RoomName::read(name).unwrap()
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }
}
