//! The frames between a client and the server: who is here, and to whom a message goes.
//!
//! The body `B` of an addressed message is [`Body`](crate::Body) for a client. A server does not look at it, and passes
//! it on as the text that came (`serde_json::value::RawValue`).

use crate::{ClientId, IceServer, Person, SequenceHeader};
use serde::{Deserialize, Serialize};

mod frame;
#[cfg(test)]
mod tests;
mod value;

/// The version of the protocol that this crate speaks.
pub const VERSION: u32 = 1;

/// What a client says to the server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "frame::Frame<B>", bound = "B: Deserialize<'de>")]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
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
    Knocking {
        /// Who waits.
        people: Vec<Person>,
    },
    /// The reply to [`ToServer::Look`].
    Present {
        /// What those who are in the room are called.
        names: Vec<String>,
        /// What the one is called who lets people in, where that is needed.
        #[serde(skip_serializing_if = "Option::is_none")]
        locked_by: Option<String>,
    },
    /// A message from one other person; the server says who.
    From {
        /// Who sent it.
        from: ClientId,
        /// Its place in the order of the link.
        #[serde(flatten)]
        header: SequenceHeader,
        /// What is said; absent where the message only acknowledges.
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<B>,
    },
    /// Someone came in.
    Joined {
        /// Who.
        person: Person,
    },
    /// Someone chose another name.
    Renamed {
        /// Who, by the new name.
        person: Person,
    },
    /// Someone's connection to the server is lost.
    Away {
        /// Who.
        id: ClientId,
    },
    /// That connection is there again.
    Back {
        /// Who.
        id: ClientId,
    },
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
    IceServers {
        /// The servers.
        ice_servers: Vec<IceServer>,
    },
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
            Self::Knocking { people } => ToClient::Knocking { people },
            Self::Present { names, locked_by } => ToClient::Present { names, locked_by },
            Self::From { from, header, body } => ToClient::From {
                from,
                header,
                body: body.map(map),
            },
            Self::Joined { person } => ToClient::Joined { person },
            Self::Renamed { person } => ToClient::Renamed { person },
            Self::Away { id } => ToClient::Away { id },
            Self::Back { id } => ToClient::Back { id },
            Self::Left { id, reason } => ToClient::Left { id, reason },
            Self::Undeliverable { to, epoch, n } => ToClient::Undeliverable { to, epoch, n },
            Self::IceServers { ice_servers } => ToClient::IceServers { ice_servers },
            Self::Pong => ToClient::Pong,
        }
    }
}

/// Why someone is no longer in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum LeftReason {
    /// They left.
    Left,
    /// They were away for too long.
    Gone,
    /// The host removed them.
    Removed,
}
