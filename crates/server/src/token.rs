//! Room tokens: JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256 (`HS256`, RFC 7518 §3.2).
//!
//! They are issued by whatever authenticates people, such as a school's website, or by the `token` subcommand; the
//! running server only verifies them.

use crate::hello::RoomName;
use crate::origin::{Allowed, Origins};
use crate::refusal::Refusal;
use crate::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use presented::Presented;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use visavis_protocol::{CloseCode, Identity, Permissions};

mod mistakes;
mod presented;
mod used;

pub(crate) use used::UsedTokens;

/// A key must be at least as long as the hash: RFC 7518 §3.2.
const MIN_SECRET_LENGTH: usize = 32;
/// The tolerated clock skew between two machines: RFC 7519 §4.1.4 and §4.1.5.
const LEEWAY: f64 = 60.0;
/// How long a token made by [`Claims::new`] is valid.
const TIME_TO_LIVE: Duration = Duration::from_secs(12 * 60 * 60);

/// Verifies and issues tokens.
#[derive(Debug, Clone)]
pub struct Tokens {
    key: Key,
    /// Verified with, but not signed.
    former_keys: Vec<Key>,
    pictures: Origins,
    are_required: bool,
    are_single_use: bool,
    max_age: Duration,
}

/// A secret and, if it has one, its name: the header `kid` of tokens signed with it (RFC 7515 §4.1.4).
#[derive(Debug, Clone)]
struct Key {
    secret: Secret,
    id: Option<String>,
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
    /// The id of the person, at most 255 characters. The others see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// The name that the others see, whatever the person chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The picture that the others see while there is no video: an `https:` or `data:image/` URL of at most 2,048 bytes.
    /// Any other is ignored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// What the bearer may do, and nothing else: `host`, `publish`, `screen`, `chat`, `record`. Without this claim the
    /// bearer is not restricted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// The id of the token, at most 255 characters. A person who is removed cannot come back with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// Whatever the pages of the others have to know about the person, at most 1,024 bytes of JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<serde_json::Map<String, serde_json::Value>>,
}

/// What a token permits, and what it says about its bearer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pass {
    pub is_host: bool,
    pub identity: Option<Identity>,
    /// The claim `jti`.
    pub token_id: Option<String>,
    /// Until when the token has to be remembered, if it admits one client alone.
    pub single_use: Option<SystemTime>,
}

/// The secret is too short to be safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token secret must have at least {MIN_SECRET_LENGTH} bytes")]
pub struct ShortSecret;

/// The header (RFC 7515 §4.1). A token with critical extensions is refused, since none is supported.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
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
            sub: None,
            name: None,
            picture: None,
            permissions: None,
            jti: None,
            metadata: None,
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
        Ok(Self {
            key: Key::new(secret)?,
            former_keys: Vec::new(),
            pictures: Origins::new([]),
            are_required,
            are_single_use: false,
            max_age: Self::MAX_AGE,
        })
    }

    /// Admits tokens signed with another secret as well: the one before, until whoever issues tokens uses the new one, and
    /// the tokens that were issued by then have expired.
    ///
    /// # Errors
    ///
    /// Returns [`ShortSecret`] if the secret has fewer than 32 bytes.
    pub fn with_former_secret(mut self, secret: Secret) -> Result<Self, ShortSecret> {
        self.former_keys.push(Key::new(secret)?);
        Ok(self)
    }

    /// Names the secret that was added last. Tokens with that name in their header (`kid`, RFC 7515 §4.1.4) are verified
    /// with it alone, and tokens that are issued have the name of the first secret.
    #[must_use]
    pub fn with_key_id(mut self, id: impl Into<String>) -> Self {
        let key = self.former_keys.last_mut().unwrap_or(&mut self.key);
        key.id = Some(id.into());
        self
    }

    /// Shows the pictures of people that are at these origins. By default none: the browsers of all others fetch them,
    /// and whoever has the picture learns of it. Pictures inside the token (`data:`) are always shown.
    #[must_use]
    pub fn with_picture_origins(self, origins: impl IntoIterator<Item = Allowed>) -> Self {
        let pictures = Origins::new(origins);
        Self { pictures, ..self }
    }

    /// Makes each token admit one client alone, which may come back with it. Tokens then need an id, the claim `jti`.
    #[must_use]
    pub fn for_single_use(self) -> Self {
        Self {
            are_single_use: true,
            ..self
        }
    }

    /// Refuses tokens that expire later than `max_age` from now: one that leaks must not be valid for ever.
    #[must_use]
    pub fn with_max_age(self, max_age: Duration) -> Self {
        Self { max_age, ..self }
    }

    /// Issues a signed token with these claims.
    pub fn issue(&self, claims: &Claims) -> String {
        let mut header = serde_json::json!({"alg": "HS256", "typ": "JWT"});
        if let Some(id) = &self.key.id {
            header["kid"] = id.as_str().into();
        }
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        // Claims with string keys always serialize.
        let payload = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims).unwrap_or_default());
        let signed = format!("{header}.{payload}");
        let signature = URL_SAFE_NO_PAD.encode(mac(&self.key.secret, &signed).finalize().into_bytes());
        format!("{signed}.{signature}")
    }

    /// Returns what the token permits, or why it does not admit its bearer.
    pub(crate) fn read(
        &self,
        token: Option<&str>,
        room: &RoomName,
        now: SystemTime,
    ) -> Result<Pass, Refusal> {
        let Some(token) = token else {
            return if self.are_required {
                Err(Refusal::Code(CloseCode::TokenMissing))
            } else {
                Ok(Pass::default())
            };
        };
        let payload = self.verify(token).ok_or(Refusal::Code(CloseCode::Token))?;
        let claims = Presented::read(&payload, &self.pictures)?;
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
        if self.are_single_use && claims.token_id.is_none() {
            return Err(presented::unusable("jti"));
        }
        // Not later than `max_age` from now, which is no more than the clock can represent.
        let expiry = Duration::try_from_secs_f64(exp + LEEWAY).ok();
        let expiry = expiry.and_then(|expiry| UNIX_EPOCH.checked_add(expiry));
        Ok(Pass {
            is_host: claims.is_host,
            identity: claims.identity,
            token_id: claims.token_id,
            single_use: expiry.filter(|_| self.are_single_use),
        })
    }

    /// Verifies the signature and returns the payload: RFC 7515 §5.2.
    fn verify(&self, token: &str) -> Option<Vec<u8>> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        let mut keys = std::iter::once(&self.key).chain(&self.former_keys);
        keys.find(|key| {
            key.may_have_signed(&header) && mac(&key.secret, signed).verify_slice(&signature).is_ok()
        })?;
        if header.alg != "HS256" || header.crit.is_some() {
            return None;
        }
        URL_SAFE_NO_PAD.decode(payload).ok()
    }
}

impl Key {
    fn new(secret: Secret) -> Result<Self, ShortSecret> {
        if secret.as_bytes().len() < MIN_SECRET_LENGTH {
            return Err(ShortSecret);
        }
        Ok(Self { secret, id: None })
    }

    /// Returns whether this key is to be tried: one with a name for tokens that name it or no key at all, and one without
    /// for all tokens, since other programs may name it as they like.
    fn may_have_signed(&self, header: &Header) -> bool {
        match (&self.id, &header.kid) {
            (Some(own), Some(named)) => own == named,
            (Some(_) | None, None) | (None, Some(_)) => true,
        }
    }
}

#[expect(clippy::expect_used, reason = "HMAC accepts a key of any length (RFC 2104)")]
fn mac(secret: &Secret, signed: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    mac.update(signed.as_bytes());
    mac
}

#[cfg(test)]
mod tests;
