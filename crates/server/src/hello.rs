//! The first frame: who comes, and into which room. Checks it whole, knows nothing of sockets.

use crate::refusal::Refusal;
use crate::token::Tokens;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::time::SystemTime;
use visavis_protocol::{ClientId, CloseCode, LONGEST_NAME, ToServer, VERSION};

const SECRET_LENGTH: std::ops::RangeInclusive<usize> = 16..=256;
const ROOM_NAME_LENGTH: std::ops::RangeInclusive<usize> = 1..=128;

/// The name of a room: whoever knows it may come in, so it is never logged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoomName(String);

/// What a socket may begin with.
#[derive(Debug, PartialEq, Eq)]
pub enum First {
    /// Somebody comes in.
    Hello(Hello),
    /// Somebody asks who is there.
    Look(RoomName),
}

/// A hello that may come in, if the room lets it.
#[derive(Debug, PartialEq, Eq)]
pub struct Hello {
    pub room: RoomName,
    pub id: ClientId,
    pub name: String,
    /// A token says that this person is the host.
    pub is_host: bool,
}

impl First {
    /// Reads a socket's first frame, and the token in it.
    pub fn read(text: &str, tokens: Option<&Tokens>) -> Result<Self, Refusal> {
        let is_host = |room: &str, token: Option<String>| match tokens {
            Some(tokens) => tokens.read(token.as_deref(), room, SystemTime::now()),
            None => Ok(false),
        };
        match serde_json::from_str::<ToServer<&RawValue>>(text) {
            Ok(ToServer::Hello { v, .. } | ToServer::Look { v, .. }) if v != VERSION => {
                Err(Refusal::Code(CloseCode::Version))
            }
            Ok(ToServer::Look { room, token, .. }) => {
                is_host(&room, token)?;
                Ok(Self::Look(RoomName::read(room)?))
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
                Ok(Self::Hello(Hello {
                    is_host: is_host(&room, token)?,
                    room: RoomName::read(room)?,
                    id: id_of(&secret),
                    name: sanitize_name(&name),
                }))
            }
            Ok(_) | Err(_) => Err(Refusal::Code(CloseCode::NotAHello)),
        }
    }
}

impl RoomName {
    fn read(name: String) -> Result<Self, Refusal> {
        if !ROOM_NAME_LENGTH.contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(Refusal::Code(CloseCode::RoomName));
        }
        Ok(Self(name))
    }
}

/// What is shown of the name that a person chose.
pub fn sanitize_name(name: &str) -> String {
    name.chars()
        .filter(|letter| !letter.is_control())
        .take(LONGEST_NAME)
        .collect()
}

fn id_of(secret: &str) -> ClientId {
    let digest = Sha256::digest(secret.as_bytes());
    let mut id = String::with_capacity(32);
    for byte in &digest[..16] {
        // Writing to a String cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    ClientId(id)
}

#[cfg(test)]
impl Hello {
    pub fn read(text: &str) -> Self {
        match First::read(text, None).unwrap() {
            First::Hello(hello) => hello,
            First::Look(room) => panic!("looks into {room:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_the_first_half_of_the_secrets_sha256() {
        let hello = Hello::read(&hello_with("secret", "0123456789abcdef"));

        // printf 0123456789abcdef | sha256sum
        assert_eq!(hello.id, ClientId("9f9f5111f7b27a781f1f1ddde5ebc2dd".into()));
    }

    #[test]
    fn a_name_loses_control_characters_and_what_is_past_64() {
        let name = format!("\u{7}Ada\n{}", "é".repeat(100));

        assert_eq!(sanitize_name(&name), format!("Ada{}", "é".repeat(61)));
    }

    #[test]
    fn a_hello_without_a_name_is_a_person_without_a_name() {
        let hello = Hello::read(r#"{"type":"hello","v":1,"secret":"0123456789abcdef","room":"r1"}"#);

        assert_eq!(hello.name, "");
    }

    #[test]
    fn what_is_not_a_hello_is_refused() {
        for text in [
            "",
            "null",
            "hello",
            "{\"type\":\"bye\"}",
            "{\"type\":\"hello\",\"v\":1}",
            "[[[[[[",
        ] {
            assert_eq!(
                First::read(text, None),
                Err(Refusal::Code(CloseCode::NotAHello)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_secret_that_can_be_guessed_or_is_a_book_is_refused() {
        for secret in ["", "0123456789abcde", &"x".repeat(257)] {
            assert_eq!(
                First::read(&hello_with("secret", secret), None),
                Err(Refusal::Code(CloseCode::BadSecret)),
                "{secret}"
            );
        }
    }

    #[test]
    fn a_room_needs_a_name_that_can_be_shown() {
        for room in ["", "a\\nb", "\\u0000", &"x".repeat(129)] {
            assert_eq!(
                First::read(&hello_with("room", room), None),
                Err(Refusal::Code(CloseCode::RoomName)),
                "{room}"
            );
        }
        assert!(First::read(&hello_with("room", &"ü".repeat(128)), None).is_ok());
    }

    #[test]
    fn another_version_is_told_ours() {
        let refusal = First::read(r#"{"type":"hello","v":2,"secret":"s","room":"r"}"#, None).unwrap_err();

        assert_eq!(
            refusal.to_string(),
            "This server speaks version 1 of the protocol."
        );
    }

    #[test]
    fn whoever_looks_names_a_room_and_a_version() {
        let look = |v, room| First::read(&format!(r#"{{"type":"look","v":{v},"room":"{room}"}}"#), None);

        assert_eq!(look(1, "r1"), Ok(First::Look(RoomName("r1".into()))));
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
