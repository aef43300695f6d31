//! Parses and validates the first frame of a socket. Knows nothing of sockets or rooms.

use crate::names::person_name;
use crate::refusal::Refusal;
use crate::token::{Pass, Tokens};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::time::SystemTime;
use unicode_normalization::UnicodeNormalization;
use visavis_protocol::{ClientId, CloseCode, MAX_ROOM_NAME_LENGTH, ToServer, VERSION, room_name};

const SECRET_LENGTH: std::ops::RangeInclusive<usize> = 16..=256;

/// The name of a room, the same for all its spellings. Knowing it may be enough to enter, so it is never logged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomName(String);

/// A valid first frame.
#[derive(Debug, PartialEq, Eq)]
pub enum FirstFrame {
    /// The client joins a room.
    Hello(Hello),
    /// The client asks who is in a room before joining it.
    Look {
        room: RoomName,
        /// What the token permits and says.
        pass: Pass,
    },
}

/// A validated hello. The room decides whether the client is admitted.
#[derive(Debug, PartialEq, Eq)]
pub struct Hello {
    pub room: RoomName,
    pub id: ClientId,
    /// The name that the client sent.
    pub name: String,
    /// What its token permits and says.
    pub pass: Pass,
    /// There are tokens, so it may present another one later.
    pub takes_token: bool,
}

impl FirstFrame {
    /// Parses the first frame of a socket and verifies its token.
    pub fn read(text: &str, tokens: Option<&Tokens>) -> Result<Self, Refusal> {
        let pass = |room: &RoomName, token: Option<String>| match tokens {
            Some(tokens) => tokens.read(token.as_deref(), room, SystemTime::now()),
            None => Ok(Pass::default()),
        };
        match serde_json::from_str::<ToServer<&RawValue>>(text) {
            Ok(ToServer::Hello { v, .. } | ToServer::Look { v, .. }) if v != VERSION => {
                Err(Refusal::Code(CloseCode::Version))
            }
            Ok(ToServer::Look { room, token, .. }) => {
                let room = RoomName::read(&room)?;
                let pass = pass(&room, token)?;
                Ok(Self::Look { room, pass })
            }
            Ok(ToServer::Hello {
                secret,
                room,
                name,
                token,
                ..
            }) => {
                if !SECRET_LENGTH.contains(&secret.chars().count()) {
                    return Err(Refusal::Code(CloseCode::BadSecret));
                }
                let room = RoomName::read(&room)?;
                Ok(Self::Hello(Hello {
                    pass: pass(&room, token)?,
                    takes_token: tokens.is_some(),
                    room,
                    id: id_of(&secret),
                    name: person_name(&name),
                }))
            }
            Ok(_) | Err(_) => Err(Refusal::Code(CloseCode::NotAHello)),
        }
    }
}

impl RoomName {
    /// Reads a name as a client sent it.
    pub fn read(name: &str) -> Result<Self, Refusal> {
        let name = normalized(name);
        if !(1..=MAX_ROOM_NAME_LENGTH).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(Refusal::Code(CloseCode::RoomName));
        }
        Ok(Self(name))
    }

    /// Returns the name in its normal form, for those who may know it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether this is a spelling of the name.
    pub fn is_spelt(&self, name: &str) -> bool {
        self.0 == normalized(name)
    }
}

fn normalized(name: &str) -> String {
    room_name(name, |name| name.nfc().collect())
}

fn id_of(secret: &str) -> ClientId {
    let digest = Sha256::digest(secret.as_bytes());
    let mut id = String::with_capacity(32);
    for byte in &digest[..16] {
        // Writing to a `String` is infallible.
        let _ = write!(id, "{byte:02x}");
    }
    ClientId(id)
}

#[cfg(test)]
impl Hello {
    pub fn read(text: &str) -> Self {
        match FirstFrame::read(text, None).unwrap() {
            FirstFrame::Hello(hello) => hello,
            FirstFrame::Look { room, .. } => panic!("expected a hello, got a look into {room:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_first_half_of_the_sha256_of_the_secret() {
        let hello = Hello::read(&hello_with("secret", "0123456789abcdef"));

        // printf 0123456789abcdef | sha256sum
        assert_eq!(hello.id, ClientId("9f9f5111f7b27a781f1f1ddde5ebc2dd".into()));
    }

    #[test]
    fn a_name_is_stripped_of_control_characters_and_cut_at_64() {
        let name = format!("\u{7}Ada\n{}", "é".repeat(100));

        let hello = Hello::read(&format!(
            r#"{{"type":"hello","v":1,"secret":"0123456789abcdef","room":"r1","name":{}}}"#,
            serde_json::to_string(&name).unwrap()
        ));

        assert_eq!(hello.name, format!("Ada{}", "é".repeat(61)));
    }

    #[test]
    fn a_hello_without_a_name_has_an_empty_name() {
        let hello = Hello::read(r#"{"type":"hello","v":1,"secret":"0123456789abcdef","room":"r1"}"#);

        assert_eq!(hello.name, "");
    }

    #[test]
    fn anything_but_a_hello_is_refused() {
        for text in [
            "",
            "null",
            "hello",
            "{\"type\":\"bye\"}",
            "{\"type\":\"hello\",\"v\":1}",
            "[[[[[[",
        ] {
            assert_eq!(
                FirstFrame::read(text, None),
                Err(Refusal::Code(CloseCode::NotAHello)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_secret_that_is_too_short_or_too_long_is_refused() {
        for secret in ["", "0123456789abcde", &"x".repeat(257)] {
            assert_eq!(
                FirstFrame::read(&hello_with("secret", secret), None),
                Err(Refusal::Code(CloseCode::BadSecret)),
                "{secret}"
            );
        }
    }

    #[test]
    fn an_unprintable_empty_or_long_room_name_is_refused() {
        for room in ["", "a\\nb", "\\u0000", &"x".repeat(129)] {
            assert_eq!(
                FirstFrame::read(&hello_with("room", room), None),
                Err(Refusal::Code(CloseCode::RoomName)),
                "{room}"
            );
        }
        assert!(FirstFrame::read(&hello_with("room", &"ü".repeat(128)), None).is_ok());
    }

    #[test]
    fn spellings_that_look_the_same_are_one_room() {
        let room = |name: &str| Hello::read(&hello_with("room", name)).room;

        for spelling in [
            "Cafe\u{301}",
            " Caf\u{e9}\u{200b}",
            "\u{feff}Cafe\u{2060}\u{301}\u{3000}",
        ] {
            assert_eq!(room(spelling), room("Caf\u{e9}"), "{spelling:?}");
        }
        // Hangul syllables, and marks in another order.
        assert_eq!(room("\u{1112}\u{1161}\u{11ab}"), room("\u{d55c}"));
        assert_eq!(room("a\u{302}\u{323}"), room("\u{1ead}"));
        for other in ["Cafe", "café", "Caf\u{e9} 2", "Ca f\u{e9}"] {
            assert_ne!(room(other), room("Caf\u{e9}"), "{other:?}");
        }
    }

    #[test]
    fn the_length_of_a_room_name_is_that_of_its_normal_form() {
        let long = "e\u{301}\u{200b}".repeat(128);

        assert!(FirstFrame::read(&hello_with("room", &long), None).is_ok());
        assert_eq!(
            FirstFrame::read(&hello_with("room", " \u{200b}\u{ad}"), None),
            Err(Refusal::Code(CloseCode::RoomName))
        );
    }

    #[test]
    fn a_name_of_a_person_keeps_its_joiners() {
        for name in ["👩\u{200d}💻 Ada", "نیلوفر می\u{200c}خواهد", "Zoe\u{308}"] {
            assert_eq!(person_name(name), name.nfc().collect::<String>());
        }
    }

    #[test]
    fn an_unsupported_version_is_refused_with_the_supported_one() {
        let refusal =
            FirstFrame::read(r#"{"type":"hello","v":2,"secret":"s","room":"r"}"#, None).unwrap_err();

        assert_eq!(
            refusal.to_string(),
            "This server speaks version 1 of the protocol."
        );
    }

    #[test]
    fn a_look_needs_a_room_and_a_supported_version() {
        let look = |v, room| FirstFrame::read(&format!(r#"{{"type":"look","v":{v},"room":"{room}"}}"#), None);

        let (room, pass) = (RoomName("r1".into()), Pass::default());
        assert_eq!(look(1, "r1"), Ok(FirstFrame::Look { room, pass }));
        assert_eq!(look(2, "r1"), Err(Refusal::Code(CloseCode::Version)));
        assert_eq!(look(1, ""), Err(Refusal::Code(CloseCode::RoomName)));
    }

    fn hello_with(field: &str, value: &str) -> String {
        let (secret, room) = match field {
            "secret" => (value, "r1"),
            _ => ("0123456789abcdef", value),
        };
        format!(r#"{{"type":"hello","v":1,"secret":"{secret}","room":"{room}","name":"Ada"}}"#)
    }
}
