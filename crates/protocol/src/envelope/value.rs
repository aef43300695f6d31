//! The client's codec: writes frames to the server and reads frames from it.

use super::{LeftReason, ToClient, ToServer};
use crate::limits::{MAX_SERVER_MESSAGE_LENGTH, flag, list, read};
use crate::{Body, ClientId, IceServer, Identity, Person, SequenceHeader};
use visavis_roap::Value;

impl ToServer<Body> {
    /// Writes the frame as JSON text.
    pub fn to_json(&self) -> String {
        let (kind, fields) = self.write();
        let mut frame = vec![("type", kind.into())];
        frame.extend(fields);
        Value::object(frame).to_json()
    }

    fn write(&self) -> (&'static str, Vec<(&'static str, Value)>) {
        match self {
            Self::Hello {
                v,
                secret,
                room,
                name,
                token,
            } => (
                "hello",
                vec![
                    ("v", (*v).into()),
                    ("secret", secret.as_str().into()),
                    ("room", room.as_str().into()),
                    ("name", name.as_str().into()),
                    ("token", token.clone().into()),
                ],
            ),
            Self::Send { to, header, body } => {
                let mut fields = vec![("to", to.0.as_str().into())];
                fields.extend(header.write());
                fields.push(("body", Body::write_in(body.as_ref())));
                ("send", fields)
            }
            Self::Rename { name } => ("rename", vec![("name", name.as_str().into())]),
            Self::Lock { locked } => ("lock", vec![("locked", (*locked).into())]),
            Self::Admit { id, admitted } => (
                "admit",
                vec![("id", id.0.as_str().into()), ("admitted", (*admitted).into())],
            ),
            Self::Remove { id } => ("remove", vec![("id", id.0.as_str().into())]),
            Self::Look { v, room, token } => (
                "look",
                vec![
                    ("v", (*v).into()),
                    ("room", room.as_str().into()),
                    ("token", token.clone().into()),
                ],
            ),
            Self::Token { token } => ("token", vec![("token", token.as_str().into())]),
            Self::Bye => ("bye", vec![]),
            Self::Ping => ("ping", vec![]),
        }
    }
}

impl ToClient<Body> {
    /// Reads a frame; `None` if it is longer than [`MAX_SERVER_MESSAGE_LENGTH`], lacks a required field, or is of an unknown
    /// type.
    pub fn from_json(text: &str) -> Option<Self> {
        let mut frame = read(text, MAX_SERVER_MESSAGE_LENGTH)?;
        let kind = frame.take("type").into_string()?;
        let mut field = |name| frame.take(name);
        Some(match kind.as_str() {
            "welcome" => Self::Welcome {
                you: ClientId::read(field("you"))?,
                identity: Identity::read(field("identity")),
                people: list(field("people"), Person::read).unwrap_or_default(),
                ice_servers: list(field("iceServers"), IceServer::read).unwrap_or_default(),
                takes_token: flag(field("takesToken")),
            },
            "waiting" => Self::Waiting {
                name: field("name").into_string().unwrap_or_default(),
            },
            "room" => Self::Room {
                host: ClientId::read(field("host"))?,
                locked: flag(field("locked")),
            },
            "knocking" => Self::Knocking {
                people: list(field("people"), Person::read)?,
            },
            "present" => Self::Present {
                names: list(field("names"), Value::into_string)?,
                count: field("count").into_number().unwrap_or_default(),
                locked: flag(field("locked")),
                identity: Identity::read(field("identity")),
            },
            "from" => {
                // It may be absent if nothing has been received yet.
                let ack = field("ack").into_number().unwrap_or(0);
                Self::From {
                    from: ClientId::read(field("from"))?,
                    header: SequenceHeader::read(&mut frame, ack)?,
                    body: Body::read_in(&mut frame),
                }
            }
            "joined" => Self::Joined {
                person: Person::read(field("person"))?,
            },
            "renamed" => Self::Renamed {
                person: Person::read(field("person"))?,
            },
            "away" => Self::Away {
                id: ClientId::read(field("id"))?,
            },
            "back" => Self::Back {
                id: ClientId::read(field("id"))?,
            },
            "left" => Self::Left {
                id: ClientId::read(field("id"))?,
                reason: match field("reason").into_string().as_deref() {
                    Some("gone") => LeftReason::Gone,
                    Some("removed") => LeftReason::Removed,
                    Some(_) | None => LeftReason::Left,
                },
            },
            "undeliverable" => Self::Undeliverable {
                to: ClientId::read(field("to"))?,
                epoch: field("epoch").into_string()?,
                n: field("n").into_number()?,
            },
            "iceServers" => Self::IceServers {
                ice_servers: list(field("iceServers"), IceServer::read)?,
            },
            "return" => Self::Return {
                within: field("within").into_number()?,
            },
            "token" => Self::Token {
                refused: field("refused")
                    .into_number()
                    .map(|code| u16::try_from(code).unwrap_or(u16::MAX)),
            },
            "pong" => Self::Pong,
            _ => return None,
        })
    }
}
