//! What a client and the server say to each other around the negotiation: who is here, and to whom a message
//! goes.
//!
//! The body `B` of an addressed message is not looked at: the server passes it on as the text that came
//! (`serde_json::value::RawValue`).

use serde::{Deserialize, Serialize};

mod frame;
pub mod reason;
#[cfg(test)]
mod tests;

/// The version of the envelope that this crate speaks.
pub const VERSION: u32 = 1;

/// Names a client to the others: 128 bits of the SHA-256 of its secret, as 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(pub String);

/// Someone in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The client's id.
    pub id: ClientId,
    /// The name that the person chose; may be empty.
    pub name: String,
    /// The person's connection to the server is lost at the moment.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub away: bool,
}

/// A STUN or TURN server, as `RTCIceServer` has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServer {
    /// `stun:` or `turn:` addresses.
    pub urls: Vec<String>,
    /// The user's name, for TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The password, for TURN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

/// Puts a message of a link into order: numbered within the sender's epoch, acknowledging the other's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SequenceHeader {
    /// Random for each life of the link.
    pub epoch: String,
    /// Counts the messages of the epoch from 1; 0 carries an acknowledgement alone.
    pub n: u32,
    /// The last message of the other side's epoch that arrived with all before it.
    pub ack: u32,
    /// The other side's epoch that `ack` counts; absent while nothing was received.
    pub ack_epoch: Option<String>,
}

/// What a client says to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "frame::Frame<B>",
    into = "frame::Frame<B>",
    bound(serialize = "B: Clone + Serialize", deserialize = "B: Deserialize<'de>")
)]
pub enum ToServer<B> {
    /// The first frame: enters a room, or resumes a place in it.
    Hello {
        /// The version the client speaks: see [`VERSION`].
        v: u32,
        /// What only this client knows; its id is made from it.
        secret: String,
        /// The room to enter.
        room: String,
        /// The name the person chose.
        name: String,
        /// Permission to enter, where the room needs one.
        token: Option<String>,
    },
    /// A message for one other person in the room.
    Send {
        /// Who it is for.
        to: ClientId,
        /// Its place in the order of the link.
        header: SequenceHeader,
        /// What is said; absent where the message only acknowledges.
        body: Option<B>,
    },
    /// The person chose another name.
    Rename {
        /// The new name.
        name: String,
    },
    /// Whoever comes in from now on has to be let in, or no longer (host only).
    Lock {
        /// Whether.
        locked: bool,
    },
    /// Lets someone in who waits for it, or not (host only).
    Admit {
        /// Who.
        id: ClientId,
        /// Whether.
        admitted: bool,
    },
    /// Makes someone leave, who cannot come back (host only).
    Remove {
        /// Who.
        id: ClientId,
    },
    /// Who is there? Before, and instead of, a hello; answered by [`ToClient::Present`].
    Look {
        /// The version the client speaks: see [`VERSION`].
        v: u32,
        /// Of which room.
        room: String,
        /// Permission to enter, where the room needs one.
        token: Option<String>,
    },
    /// The person leaves the room for good.
    Bye,
    /// Is anybody there? Answered by [`ToClient::Pong`].
    Ping,
}

impl<B> ToServer<B> {
    /// The same with another kind of body, for the edge where bodies are read and written.
    pub fn map_body<C>(self, map: impl FnOnce(B) -> C) -> ToServer<C> {
        match self {
            Self::Hello {
                v,
                secret,
                room,
                name,
                token,
            } => ToServer::Hello {
                v,
                secret,
                room,
                name,
                token,
            },
            Self::Send { to, header, body } => ToServer::Send {
                to,
                header,
                body: body.map(map),
            },
            Self::Rename { name } => ToServer::Rename { name },
            Self::Lock { locked } => ToServer::Lock { locked },
            Self::Admit { id, admitted } => ToServer::Admit { id, admitted },
            Self::Remove { id } => ToServer::Remove { id },
            Self::Look { v, room, token } => ToServer::Look { v, room, token },
            Self::Bye => ToServer::Bye,
            Self::Ping => ToServer::Ping,
        }
    }
}

/// What the server says to a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "frame::Frame<B>",
    into = "frame::Frame<B>",
    bound(serialize = "B: Clone + Serialize", deserialize = "B: Deserialize<'de>")
)]
pub enum ToClient<B> {
    /// The client is in the room: only now it is connected.
    Welcome {
        /// The client's own id.
        you: ClientId,
        /// The others in the room.
        people: Vec<Person>,
        /// The STUN and TURN servers to use.
        ice_servers: Vec<IceServer>,
    },
    /// The room is locked: a welcome comes if the client is let in.
    Waiting {
        /// What the one who decides is called.
        name: String,
    },
    /// The host of the room, and how it stands; follows every welcome, and every change.
    Room {
        /// Who.
        host: ClientId,
        /// Whoever comes in has to be let in.
        locked: bool,
    },
    /// All who wait to be let in, at every change; only to the host.
    Knocking(Vec<Person>),
    /// The reply to [`ToServer::Look`].
    Present {
        /// What those who are in the room are called.
        names: Vec<String>,
        /// What the one is called who lets people in, where that is needed.
        locked_by: Option<String>,
    },
    /// A message from one other person; the server says who.
    From {
        /// Who sent it.
        from: ClientId,
        /// Its place in the order of the link.
        header: SequenceHeader,
        /// What is said.
        body: Option<B>,
    },
    /// Someone came in.
    Joined(Person),
    /// Someone chose another name.
    Renamed(Person),
    /// Someone's connection to the server is lost.
    Away(ClientId),
    /// That connection is there again.
    Back(ClientId),
    /// Someone is no longer in the room.
    Left {
        /// Who.
        id: ClientId,
        /// Why.
        reason: LeftReason,
    },
    /// A message could not be passed on: nobody by that id is connected in this room.
    Undeliverable {
        /// For whom it was.
        to: ClientId,
        /// The epoch it carried.
        epoch: String,
        /// Its number.
        n: u32,
    },
    /// The servers to use from now on, in the place of those of the welcome: their passwords run out.
    IceServers(Vec<IceServer>),
    /// The reply to [`ToServer::Ping`].
    Pong,
}

impl<B> ToClient<B> {
    /// The same with another kind of body, for the edge where bodies are read and written.
    pub fn map_body<C>(self, map: impl FnOnce(B) -> C) -> ToClient<C> {
        match self {
            Self::Welcome {
                you,
                people,
                ice_servers,
            } => ToClient::Welcome {
                you,
                people,
                ice_servers,
            },
            Self::Waiting { name } => ToClient::Waiting { name },
            Self::Room { host, locked } => ToClient::Room { host, locked },
            Self::Knocking(people) => ToClient::Knocking(people),
            Self::Present { names, locked_by } => ToClient::Present { names, locked_by },
            Self::From { from, header, body } => ToClient::From {
                from,
                header,
                body: body.map(map),
            },
            Self::Joined(person) => ToClient::Joined(person),
            Self::Renamed(person) => ToClient::Renamed(person),
            Self::Away(id) => ToClient::Away(id),
            Self::Back(id) => ToClient::Back(id),
            Self::Left { id, reason } => ToClient::Left { id, reason },
            Self::Undeliverable { to, epoch, n } => ToClient::Undeliverable { to, epoch, n },
            Self::IceServers(servers) => ToClient::IceServers(servers),
            Self::Pong => ToClient::Pong,
        }
    }
}

/// Why someone is no longer in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LeftReason {
    /// They left.
    Left,
    /// They were away for too long.
    Gone,
    /// The host removed them.
    Removed,
}

/// Why the server closes a socket: the WebSocket close codes of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum CloseCode {
    /// The first frame was no hello, or of another version.
    Version = 4400,
    /// The room needs a token, and this one does not open it.
    Token = 4401,
    /// Pages of this origin may not use this server.
    Origin = 4403,
    /// The room is full, or its name is not usable, or the person was not let in, or removed.
    Room = 4404,
    /// A newer socket presented the same secret. Final.
    Replaced = 4409,
    /// A message was larger than the server takes.
    TooBig = 4413,
    /// Too many messages, or more rooms or sockets than the server allows.
    Rate = 4429,
    /// The server is about to stop: come back in a moment.
    Draining = 4503,
}

impl CloseCode {
    /// The code with that number.
    pub fn from_number(number: u16) -> Option<Self> {
        [
            Self::Version,
            Self::Token,
            Self::Origin,
            Self::Room,
            Self::Replaced,
            Self::TooBig,
            Self::Rate,
            Self::Draining,
        ]
        .into_iter()
        .find(|code| *code as u16 == number)
    }
}
