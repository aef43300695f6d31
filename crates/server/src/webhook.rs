//! Webhooks: tells a program of the operator by HTTP what happens in the rooms.
//!
//! Signed as Standard Webhooks describes (version 1, symmetric): <https://www.standardwebhooks.com>.

use crate::news::{Mover, News, What};
use crate::secret::Secret;
use axum::http::Uri;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use std::fmt::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use visavis_protocol::LeftReason;

mod delivery;
mod post;

pub(crate) use delivery::deliver;

/// What a secret in Base64 begins with.
const PREFIX: &str = "whsec_";
/// The shortest key that Standard Webhooks allows.
const MIN_KEY_LENGTH: usize = 24;

/// How long news are tried again and again.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Where to send what happens, and how to sign it.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    url: Uri,
    key: Vec<u8>,
    has_names: bool,
}

/// Why a webhook cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAWebhook {
    /// The text is no URL of HTTP.
    #[error("expected something like https://school.example/webhook")]
    Url,
    /// The secret is not what it should be.
    #[error("a webhook secret is whsec_ and Base64, or any other text, of at least {MIN_KEY_LENGTH} bytes")]
    Secret,
}

/// A message with its signature.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) id: String,
    pub(crate) timestamp: u64,
    pub(crate) signature: String,
    pub(crate) body: String,
}

impl Webhook {
    /// Sends to `url`, signed with `secret`: with what `whsec_` precedes in Base64, or with the text itself.
    ///
    /// # Errors
    ///
    /// Returns [`NotAWebhook`] if the secret is not in Base64 or shorter than 24 bytes.
    pub fn new(url: Uri, secret: &Secret) -> Result<Self, NotAWebhook> {
        let text = secret.as_bytes();
        let key = match text.strip_prefix(PREFIX.as_bytes()) {
            Some(encoded) => STANDARD.decode(encoded).map_err(|_| NotAWebhook::Secret)?,
            None => text.to_vec(),
        };
        if key.len() < MIN_KEY_LENGTH {
            return Err(NotAWebhook::Secret);
        }
        let has_names = false;
        Ok(Self { url, key, has_names })
    }

    /// Tells the names of rooms as well, which may be all that it takes to enter them.
    #[must_use]
    pub fn with_room_names(self) -> Self {
        Self {
            has_names: true,
            ..self
        }
    }

    pub(crate) fn url(&self) -> &Uri {
        &self.url
    }

    /// Writes news as JSON.
    fn body(&self, News { at, room, what }: &News) -> String {
        let hash = self.mac(room.as_str().as_bytes()).finalize().into_bytes();
        let mut room_id = String::with_capacity(32);
        for byte in &hash[..16] {
            // Writing to a `String` is infallible.
            let _ = write!(room_id, "{byte:02x}");
        }
        let mut data = json!({"room": room_id});
        if self.has_names {
            data["name"] = room.as_str().into();
        }
        let kind = match what {
            What::Opened => "room.opened",
            What::Closed => "room.closed",
            What::Joined(mover) => {
                data["person"] = person(mover);
                "person.joined"
            }
            What::Left(mover, reason) => {
                data["person"] = person(mover);
                data["reason"] = reason_name(*reason).into();
                "person.left"
            }
        };
        let at = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        json!({"type": kind, "timestamp": at, "data": data}).to_string()
    }

    /// Signs a message for an attempt at this time.
    fn sign(&self, id: &str, body: &str, now: SystemTime) -> Signed {
        let timestamp = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let signed = format!("{id}.{timestamp}.{body}");
        let signature = STANDARD.encode(self.mac(signed.as_bytes()).finalize().into_bytes());
        Signed {
            id: id.to_owned(),
            timestamp,
            signature: format!("v1,{signature}"),
            body: body.to_owned(),
        }
    }

    #[expect(clippy::expect_used, reason = "HMAC accepts a key of any length (RFC 2104)")]
    fn mac(&self, text: &[u8]) -> Hmac<Sha256> {
        let mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("a key of any length");
        mac.chain_update(text)
    }
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither the key nor the path, which may be a secret as well.
        f.debug_struct("Webhook")
            .field("host", &self.url.host())
            .finish_non_exhaustive()
    }
}

/// Reads the URL of a webhook.
///
/// # Errors
///
/// Returns [`NotAWebhook::Url`] if the text is not an absolute URL of HTTP or HTTPS.
pub fn parse_webhook_url(text: &str) -> Result<Uri, NotAWebhook> {
    let url: Uri = text.parse().map_err(|_| NotAWebhook::Url)?;
    let is_http = matches!(url.scheme_str(), Some("http" | "https"));
    if !is_http || url.host().is_none_or(str::is_empty) {
        return Err(NotAWebhook::Url);
    }
    Ok(url)
}

fn person(Mover { id, subject }: &Mover) -> serde_json::Value {
    match subject {
        Some(subject) => json!({"id": id, "sub": subject}),
        None => json!({"id": id}),
    }
}

fn reason_name(reason: LeftReason) -> &'static str {
    match reason {
        LeftReason::Left => "left",
        LeftReason::Gone => "gone",
        LeftReason::Removed => "removed",
    }
}

#[cfg(test)]
mod tests;
