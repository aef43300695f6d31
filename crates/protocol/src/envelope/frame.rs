//! The flat shape on the wire. A derived, internally tagged enum would be shorter here and 6 kB longer in the
//! browser (brotli).

use super::{ClientId, IceServer, LeftReason, Person, SequenceHeader, ToClient, ToServer};
use serde::{Deserialize, Serialize};

/// Every field of every frame.
#[derive(Debug, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    bound(serialize = "B: Serialize", deserialize = "B: Deserialize<'de>")
)]
pub struct Frame<B> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    v: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    room: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    you: Option<ClientId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    people: Option<Vec<Person>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ice_servers: Option<Vec<IceServer>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<ClientId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<ClientId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    epoch: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ack: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ack_epoch: Option<String>,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    body: Option<B>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<Person>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<ClientId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<LeftReason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    host: Option<ClientId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    names: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    locked: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    locked_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    admitted: Option<bool>,
}

fn none<B>() -> Option<B> {
    None
}

/// A frame lacks what its type needs, or its type is unknown.
#[derive(Debug, thiserror::Error)]
#[error("not a frame of this protocol: {0}")]
pub struct NotAFrame(&'static str);

impl<B> Frame<B> {
    fn new(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            v: None,
            secret: None,
            room: None,
            name: None,
            token: None,
            you: None,
            people: None,
            ice_servers: None,
            to: None,
            from: None,
            epoch: None,
            n: None,
            ack: None,
            ack_epoch: None,
            body: None,
            person: None,
            id: None,
            reason: None,
            locked: None,
            locked_by: None,
            admitted: None,
            host: None,
            names: None,
        }
    }

    fn placed(mut self, header: SequenceHeader, body: Option<B>) -> Self {
        self.epoch = Some(header.epoch);
        self.n = Some(header.n);
        self.ack = Some(header.ack);
        self.ack_epoch = header.ack_epoch;
        self.body = body;
        self
    }

    fn take_place(&mut self) -> Result<SequenceHeader, NotAFrame> {
        Ok(SequenceHeader {
            epoch: need(self.epoch.take(), "epoch")?,
            n: need(self.n, "n")?,
            ack: self.ack.unwrap_or(0),
            ack_epoch: self.ack_epoch.take(),
        })
    }
}

fn need<T>(field: Option<T>, name: &'static str) -> Result<T, NotAFrame> {
    field.ok_or(NotAFrame(name))
}

impl<B> From<ToServer<B>> for Frame<B> {
    fn from(said: ToServer<B>) -> Self {
        match said {
            ToServer::Hello {
                v,
                secret,
                room,
                name,
                token,
            } => Self {
                v: Some(v),
                secret: Some(secret),
                room: Some(room),
                name: Some(name),
                token,
                ..Self::new("hello")
            },
            ToServer::Send { to, header, body } => Self {
                to: Some(to),
                ..Self::new("send")
            }
            .placed(header, body),
            ToServer::Rename { name } => Self {
                name: Some(name),
                ..Self::new("rename")
            },
            ToServer::Lock { locked } => Self {
                locked: Some(locked),
                ..Self::new("lock")
            },
            ToServer::Admit { id, admitted } => Self {
                id: Some(id),
                admitted: Some(admitted),
                ..Self::new("admit")
            },
            ToServer::Remove { id } => Self {
                id: Some(id),
                ..Self::new("remove")
            },
            ToServer::Look { v, room, token } => Self {
                v: Some(v),
                room: Some(room),
                token,
                ..Self::new("look")
            },
            ToServer::Bye => Self::new("bye"),
            ToServer::Ping => Self::new("ping"),
        }
    }
}

impl<B> TryFrom<Frame<B>> for ToServer<B> {
    type Error = NotAFrame;

    fn try_from(mut frame: Frame<B>) -> Result<Self, NotAFrame> {
        Ok(match frame.kind.as_str() {
            "hello" => Self::Hello {
                v: need(frame.v, "v")?,
                secret: need(frame.secret, "secret")?,
                room: need(frame.room, "room")?,
                name: frame.name.unwrap_or_default(),
                token: frame.token,
            },
            "send" => {
                let header = frame.take_place()?;
                Self::Send {
                    to: need(frame.to, "to")?,
                    header,
                    body: frame.body,
                }
            }
            "rename" => Self::Rename {
                name: need(frame.name, "name")?,
            },
            "lock" => Self::Lock {
                locked: need(frame.locked, "locked")?,
            },
            "admit" => Self::Admit {
                id: need(frame.id, "id")?,
                admitted: need(frame.admitted, "admitted")?,
            },
            "remove" => Self::Remove {
                id: need(frame.id, "id")?,
            },
            "look" => Self::Look {
                v: need(frame.v, "v")?,
                room: need(frame.room, "room")?,
                token: frame.token,
            },
            "bye" => Self::Bye,
            "ping" => Self::Ping,
            _ => return Err(NotAFrame("type")),
        })
    }
}

impl<B> From<ToClient<B>> for Frame<B> {
    fn from(said: ToClient<B>) -> Self {
        match said {
            ToClient::Welcome {
                you,
                people,
                ice_servers,
            } => Self {
                you: Some(you),
                people: Some(people),
                ice_servers: Some(ice_servers),
                ..Self::new("welcome")
            },
            ToClient::Waiting { name } => Self {
                name: Some(name),
                ..Self::new("waiting")
            },
            ToClient::Room { host, locked } => Self {
                host: Some(host),
                locked: Some(locked),
                ..Self::new("room")
            },
            ToClient::Knocking(people) => Self {
                people: Some(people),
                ..Self::new("knocking")
            },
            ToClient::Present { names, locked_by } => Self {
                names: Some(names),
                locked_by,
                ..Self::new("present")
            },
            ToClient::From { from, header, body } => Self {
                from: Some(from),
                ..Self::new("from")
            }
            .placed(header, body),
            ToClient::Joined(person) => Self {
                person: Some(person),
                ..Self::new("joined")
            },
            ToClient::Renamed(person) => Self {
                person: Some(person),
                ..Self::new("renamed")
            },
            ToClient::Away(id) => Self {
                id: Some(id),
                ..Self::new("away")
            },
            ToClient::Back(id) => Self {
                id: Some(id),
                ..Self::new("back")
            },
            ToClient::Left { id, reason } => Self {
                id: Some(id),
                reason: Some(reason),
                ..Self::new("left")
            },
            ToClient::Undeliverable { to, epoch, n } => Self {
                to: Some(to),
                epoch: Some(epoch),
                n: Some(n),
                ..Self::new("undeliverable")
            },
            ToClient::IceServers(servers) => Self {
                ice_servers: Some(servers),
                ..Self::new("iceServers")
            },
            ToClient::Pong => Self::new("pong"),
        }
    }
}

impl<B> TryFrom<Frame<B>> for ToClient<B> {
    type Error = NotAFrame;

    fn try_from(mut frame: Frame<B>) -> Result<Self, NotAFrame> {
        Ok(match frame.kind.as_str() {
            "welcome" => Self::Welcome {
                you: need(frame.you, "you")?,
                people: frame.people.unwrap_or_default(),
                ice_servers: frame.ice_servers.unwrap_or_default(),
            },
            "waiting" => Self::Waiting {
                name: frame.name.unwrap_or_default(),
            },
            "room" => Self::Room {
                host: need(frame.host, "host")?,
                locked: frame.locked.unwrap_or_default(),
            },
            "knocking" => Self::Knocking(frame.people.unwrap_or_default()),
            "present" => Self::Present {
                names: frame.names.unwrap_or_default(),
                locked_by: frame.locked_by,
            },
            "from" => {
                let header = frame.take_place()?;
                Self::From {
                    from: need(frame.from, "from")?,
                    header,
                    body: frame.body,
                }
            }
            "joined" => Self::Joined(need(frame.person, "person")?),
            "renamed" => Self::Renamed(need(frame.person, "person")?),
            "away" => Self::Away(need(frame.id, "id")?),
            "back" => Self::Back(need(frame.id, "id")?),
            "left" => Self::Left {
                id: need(frame.id, "id")?,
                reason: frame.reason.unwrap_or(LeftReason::Left),
            },
            "undeliverable" => Self::Undeliverable {
                to: need(frame.to, "to")?,
                epoch: need(frame.epoch, "epoch")?,
                n: need(frame.n, "n")?,
            },
            "iceServers" => Self::IceServers(need(frame.ice_servers, "iceServers")?),
            "pong" => Self::Pong,
            _ => return Err(NotAFrame("type")),
        })
    }
}
