//! What a server vouches for: who a person is, as a token says.

use crate::limits::{MAX_METADATA_LENGTH, MAX_PICTURE_LENGTH, MAX_SUBJECT_LENGTH, list};
use crate::{Permission, Permissions, readable_name};
use serde::Serialize;
use visavis_roap::Value;

/// Who a person is, as the token says that they entered with. The server has verified the token, and it alone can say
/// this; a field without a claim is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The claim `sub` (RFC 7519 §4.1.2): an id that whoever issues the tokens has for the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The claim `name` (OpenID Connect Core §5.1): the name that the others see, whatever the person chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The claim `picture` (OpenID Connect Core §5.1): the URL of an image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// The claim `metadata`: JSON text of an object that means something to the pages alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// The claim `permissions`: what the person may do. `None` restricts nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
}

impl Identity {
    /// Returns whether the text can be the subject: it is not empty, at most [`MAX_SUBJECT_LENGTH`] characters long, and
    /// has no control characters.
    pub fn is_subject(text: &str) -> bool {
        (1..=MAX_SUBJECT_LENGTH).contains(&text.chars().count()) && !text.contains(char::is_control)
    }

    /// Returns whether the text can be the picture: an `https:` URL or an image in a `data:` URL, at most
    /// [`MAX_PICTURE_LENGTH`] bytes long. Any other scheme would let a token start something else than an image.
    pub fn is_picture(text: &str) -> bool {
        let is_url = text.starts_with("https://") || text.starts_with("data:image/");
        let is_blank = |letter: char| letter.is_whitespace() || letter.is_control();
        is_url && text.len() <= MAX_PICTURE_LENGTH && !text.contains(is_blank)
    }

    /// Returns whether the text can be the metadata: a JSON object, at most [`MAX_METADATA_LENGTH`] bytes long. That
    /// also bounds how deep it is nested.
    pub fn is_metadata(text: &str) -> bool {
        text.len() <= MAX_METADATA_LENGTH && matches!(Value::from_json(text), Ok(Value::Object(_)))
    }

    /// Returns whether the person may do this: everything, unless the token says what.
    pub fn allows(&self, permission: Permission) -> bool {
        self.permissions
            .is_none_or(|permissions| permissions.allow(permission))
    }

    /// Reads what a server says. An unusable field is left out; without any field there is no identity.
    pub(crate) fn read(mut identity: Value) -> Option<Self> {
        let permissions = list(identity.take("permissions"), Value::into_string)
            .map(|names| Permissions::read(names.iter().map(String::as_str)));
        let mut text = |field| identity.take(field).into_string();
        let identity = Self {
            subject: text("subject").filter(|text| Self::is_subject(text)),
            name: text("name")
                .map(|name| readable_name(&name))
                .filter(|name| !name.is_empty()),
            picture: text("picture").filter(|text| Self::is_picture(text)),
            metadata: text("metadata").filter(|text| Self::is_metadata(text)),
            permissions,
        };
        (identity != Self::default()).then_some(identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_has_the_fields_that_can_be_used() {
        for (text, identity) in [
            (r#"{"subject":"7"}"#, Some(subject("7"))),
            (
                r#"{"subject":"7","picture":"javascript:alert(1)","metadata":"[]","name":3}"#,
                Some(subject("7")),
            ),
            (r#"{"subject":"7","role":"teacher"}"#, Some(subject("7"))),
            (r#"{"subject":"","name":"\u200b"}"#, None),
            (r#"{"subject":"7","permissions":"chat"}"#, Some(subject("7"))),
            (
                r#"{"permissions":["fly","chat",7]}"#,
                Some(Identity {
                    permissions: Some(Permissions::read(["chat"])),
                    ..Identity::default()
                }),
            ),
            ("{}", None),
            ("null", None),
            (r#""7""#, None),
        ] {
            assert_eq!(
                Identity::read(Value::from_json(text).unwrap()),
                identity,
                "{text}"
            );
        }
    }

    #[test]
    fn a_name_is_made_readable() {
        let text = r#"{"name":" Ada\u0007 Lovelace\n"}"#;

        let identity = Identity::read(Value::from_json(text).unwrap()).unwrap();

        assert_eq!(identity.name.as_deref(), Some("Ada Lovelace"));
    }

    #[test]
    fn a_subject_is_short_and_printable() {
        for (text, is_subject) in [
            ("248289761001", true),
            (&"é".repeat(255), true),
            (&"x".repeat(256), false),
            ("", false),
            ("a\nb", false),
        ] {
            assert_eq!(Identity::is_subject(text), is_subject, "{text}");
        }
    }

    #[test]
    fn a_picture_is_fetched_over_https_or_inline() {
        let longest = format!("https://school.example/{}", "x".repeat(2_048 - 23));
        for (text, is_picture) in [
            ("https://school.example/7.png", true),
            ("data:image/png;base64,iVBORw0KGgo=", true),
            (&longest, true),
            (&format!("{longest}x"), false),
            ("http://school.example/7.png", false),
            ("//school.example/7.png", false),
            ("/7.png", false),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("https://school.example/a b.png", false),
            ("https://school.example/7.png\n", false),
            ("", false),
        ] {
            assert_eq!(Identity::is_picture(text), is_picture, "{text}");
        }
    }

    #[test]
    fn metadata_is_a_small_object() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(500), "]".repeat(500));
        for (text, is_metadata) in [
            ("{}", true),
            (r#"{"role":"teacher","rate":0.5,"groups":[[1,[2]]]}"#, true),
            (&deep, true),
            (&format!("{{\"a\":\"{}\"}}", "x".repeat(1_024)), false),
            ("[]", false),
            ("7", false),
            ("{", false),
            ("", false),
        ] {
            assert_eq!(Identity::is_metadata(text), is_metadata, "{text}");
        }
    }

    fn subject(subject: &str) -> Identity {
        Identity {
            subject: Some(subject.into()),
            ..Identity::default()
        }
    }
}
