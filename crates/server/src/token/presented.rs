//! The claims of a token that was presented.

use super::mistakes::log_mistake;
use crate::names::person_name;
use crate::origin::Origins;
use crate::refusal::Refusal;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use visavis_protocol::{CloseCode, Identity, Permission, Permissions};

/// The claims that the server knows. Dates may have a fraction (RFC 7519 §2, NumericDate).
pub(super) struct Presented {
    pub(super) room: String,
    pub(super) is_host: bool,
    pub(super) exp: Option<f64>,
    pub(super) nbf: Option<f64>,
    pub(super) identity: Option<Identity>,
    pub(super) token_id: Option<String>,
}

/// The claims as they are written. Of several with one name the last counts (RFC 7519 §4).
struct Claims<'a>(BTreeMap<String, &'a RawValue>);

impl Presented {
    /// Reads the payload of a token whose signature was verified.
    ///
    /// Pictures are shown from the origins in `pictures` alone. A mistake in the payload is one of the program that issued the token, so the log says in which claim.
    pub(super) fn read(payload: &[u8], pictures: &Origins) -> Result<Self, Refusal> {
        let claims = serde_json::from_slice(payload).map_err(|_| Refusal::Code(CloseCode::Token))?;
        let claims = Claims(claims);
        let identity = claims.identity(pictures)?;
        let permissions = identity.as_ref().and_then(|identity| identity.permissions);
        let is_permitted = permissions.is_some_and(|permissions| permissions.allow(Permission::Host));
        Ok(Self {
            room: claims.get("room")?.ok_or_else(|| unusable("room"))?,
            is_host: is_permitted || claims.get("host")?.unwrap_or_default(),
            exp: claims.get("exp")?,
            nbf: claims.get("nbf")?,
            identity,
            token_id: claims.id("jti")?,
        })
    }
}

impl<'a> Claims<'a> {
    /// Returns a claim; `None` if it is absent or null.
    fn get<T: Deserialize<'a>>(&self, name: &'static str) -> Result<Option<T>, Refusal> {
        let Some(claim) = self.0.get(name) else {
            return Ok(None);
        };
        serde_json::from_str(claim.get()).map_err(|_| unusable(name))
    }

    /// Returns a claim that is an id.
    fn id(&self, name: &'static str) -> Result<Option<String>, Refusal> {
        let id: Option<String> = self.get(name)?;
        if id.as_deref().is_some_and(|text| !Identity::is_subject(text)) {
            return Err(unusable(name));
        }
        Ok(id)
    }

    /// Returns what the token says about the person. A picture that cannot be shown is left out: nobody is kept out of
    /// a call for that.
    fn identity(&self, pictures: &Origins) -> Result<Option<Identity>, Refusal> {
        let subject = self.id("sub")?;
        let name: Option<String> = self.get("name")?;
        let picture: Option<String> = self.get("picture")?;
        let picture = picture.filter(|url| {
            let mistake = if url.is_empty() {
                return false;
            } else if !Identity::is_picture(url) {
                "a picture was ignored: not https: or data:image/, or too long"
            } else if !url.starts_with("data:") && !pictures.cover_url(url) {
                "a picture was ignored: its origin is not one of --avatar-origins"
            } else {
                return true;
            };
            log_mistake("picture", mistake);
            false
        });
        let metadata = self
            .get::<&RawValue>("metadata")?
            .map(|json| json.get().to_owned());
        if metadata
            .as_deref()
            .is_some_and(|json| !Identity::is_metadata(json))
        {
            return Err(unusable("metadata"));
        }
        let permissions: Option<Vec<String>> = self.get("permissions")?;
        let identity = Identity {
            subject,
            name: name
                .map(|name| person_name(&name))
                .filter(|name| !name.is_empty()),
            picture,
            metadata,
            permissions: permissions.map(|names| Permissions::read(names.iter().map(String::as_str))),
        };
        Ok((identity != Identity::default()).then_some(identity))
    }
}

pub(super) fn unusable(claim: &'static str) -> Refusal {
    log_mistake(
        claim,
        "a token was refused: this claim is missing or cannot be used",
    );
    Refusal::Claim(claim)
}
