//! The frames between a client and the server: presence and addressed messages.
//!
//! The body `B` of an addressed message is [`Body`](crate::Body) for a client. A server does not inspect it, and
//! forwards the original text (`serde_json::value::RawValue`).

use crate::{ClientId, IceServer, Identity, Person, SequenceHeader};
use serde::{Deserialize, Serialize};

mod frame;
#[cfg(test)]
mod tests;
mod value;

/// The version of the protocol that this crate speaks.
pub const VERSION: u32 = 1;

/// A frame from a client to the server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "frame::Frame<B>", bound = "B: Deserialize<'de>")]
pub enum ToServer<B> {
    /// The first frame: enters a room, or resumes a seat in it.
    Hello {
        /// The version the client speaks: see [`VERSION`].
        v: u32,
        /// Known to this client alone; its id is derived from it.
        secret: String,
        /// The room to enter.
        room: String,
        /// The name the person chose.
        name: String,
        /// Permission to enter, if the server requires one.
        token: Option<String>,
    },
    /// A message to one other client in the room.
    Send {
        /// The recipient.
        to: ClientId,
        /// Its sequence header.
        header: SequenceHeader,
        /// The content; absent if the message only acknowledges.
        body: Option<B>,
    },
    /// The person changed their name.
    Rename {
        /// The new name.
        name: String,
    },
    /// Locks the room, so that newcomers wait to be admitted, or unlocks it (host only).
    Lock {
        /// Whether the room is to be locked.
        locked: bool,
    },
    /// Admits a waiting client, or turns it away (host only).
    Admit {
        /// The waiting client.
        id: ClientId,
        /// Whether it may enter.
        admitted: bool,
    },
    /// Removes a client, which cannot come back (host only).
    Remove {
        /// The client to remove.
        id: ClientId,
    },
    /// Asks who is in a room, before or instead of a hello; answered by [`ToClient::Present`].
    Look {
        /// The version the client speaks: see [`VERSION`].
        v: u32,
        /// The room to preview.
        room: String,
        /// Permission to enter, if the server requires one.
        token: Option<String>,
    },
    /// The person leaves the room for good.
    Bye,
    /// Replaces the token of the `hello` in the session; answered by [`ToClient::Token`]. Only to a server that says in its
    /// welcome that it takes one.
    Token {
        /// The new token.
        token: String,
    },
    /// Checks that the server is alive; answered by [`ToClient::Pong`].
    Ping,
}

impl<B> ToServer<B> {
    /// Converts the body, leaving the rest as it is: for the edge where bodies are read and written.
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
            Self::Token { token } => ToServer::Token { token },
            Self::Bye => ToServer::Bye,
            Self::Ping => ToServer::Ping,
        }
    }
}

/// A frame from the server to a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ToClient<B> {
    /// The client is in the room: only now is it connected.
    Welcome {
        /// The client's own id.
        you: ClientId,
        /// What the server tells the others about this client, because of its token.
        #[serde(skip_serializing_if = "Option::is_none")]
        identity: Option<Identity>,
        /// The others in the room.
        people: Vec<Person>,
        /// The STUN and TURN servers to use.
        ice_servers: Vec<IceServer>,
        /// The server takes a new token in the session: see [`ToServer::Token`].
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        takes_token: bool,
    },
    /// The room is locked: a welcome follows if the host admits the client.
    Waiting {
        /// The name of the host.
        name: String,
    },
    /// The host of the room and whether it is locked; follows every welcome and every change.
    Room {
        /// The host.
        host: ClientId,
        /// Newcomers wait to be admitted.
        locked: bool,
    },
    /// Everyone who waits to be admitted. Sent to the host alone, at every change.
    Knocking {
        /// The waiting people.
        people: Vec<Person>,
    },
    /// The reply to [`ToServer::Look`].
    Present {
        /// The names of those in the room. Who is in a locked room is not told.
        names: Vec<String>,
        /// How many are in the room.
        count: u32,
        /// The room is locked: a newcomer waits to be admitted.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        locked: bool,
        /// As in [`ToClient::Welcome`].
        #[serde(skip_serializing_if = "Option::is_none")]
        identity: Option<Identity>,
    },
    /// A message from one other client.
    From {
        /// The sender, set by the server.
        from: ClientId,
        /// Its sequence header.
        #[serde(flatten)]
        header: SequenceHeader,
        /// The content; absent if the message only acknowledges.
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<B>,
    },
    /// A person entered the room.
    Joined {
        /// The person.
        person: Person,
    },
    /// A person changed their name, or returned with a token that says something else about them. Sent to the person
    /// alone if they may not change their name.
    Renamed {
        /// The person, with the name and the identity that count from now on.
        person: Person,
    },
    /// A client lost its connection to the server.
    Away {
        /// The client.
        id: ClientId,
    },
    /// A client that was away is connected again.
    Back {
        /// The client.
        id: ClientId,
    },
    /// A person is no longer in the room.
    Left {
        /// Their client.
        id: ClientId,
        /// The reason.
        reason: LeftReason,
    },
    /// A message could not be delivered: no client with that id is connected in this room.
    Undeliverable {
        /// Its recipient.
        to: ClientId,
        /// The epoch it carried.
        epoch: String,
        /// Its number.
        n: u32,
    },
    /// Replaces the ICE servers of the welcome, whose passwords are about to expire.
    IceServers {
        /// The servers.
        ice_servers: Vec<IceServer>,
    },
    /// The server has many clients: if it goes away, each waits for a random time before it returns.
    Return {
        /// The longest time to wait, in milliseconds.
        within: u32,
    },
    /// The reply to [`ToServer::Token`].
    Token {
        /// The close code that a hello with this token would have got. The former token stays. `None`: the new one counts.
        #[serde(skip_serializing_if = "Option::is_none")]
        refused: Option<u16>,
    },
    /// The reply to [`ToServer::Ping`].
    Pong,
}

impl<B> ToClient<B> {
    /// Converts the body, leaving the rest as it is: for the edge where bodies are read and written.
    pub fn map_body<C>(self, map: impl FnOnce(B) -> C) -> ToClient<C> {
        match self {
            Self::Welcome {
                you,
                identity,
                people,
                ice_servers,
                takes_token,
            } => ToClient::Welcome {
                you,
                identity,
                people,
                ice_servers,
                takes_token,
            },
            Self::Waiting { name } => ToClient::Waiting { name },
            Self::Room { host, locked } => ToClient::Room { host, locked },
            Self::Knocking { people } => ToClient::Knocking { people },
            Self::Present {
                names,
                count,
                locked,
                identity,
            } => ToClient::Present {
                names,
                count,
                locked,
                identity,
            },
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
            Self::Return { within } => ToClient::Return { within },
            Self::Token { refused } => ToClient::Token { refused },
            Self::Pong => ToClient::Pong,
        }
    }
}

/// Why a person is no longer in a room.
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
