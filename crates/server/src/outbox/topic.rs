//! What the server tells a client about, and which news makes which other obsolete.

use visavis_protocol::{ClientId, ToClient};

/// What a message of the server is about. Others cause these messages, as many as they like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Topic {
    /// Who waits at the door.
    Door,
    /// Who is host, and whether the room is locked.
    Host,
    /// The STUN and TURN servers to use.
    IceServers,
    /// The time over which clients return.
    Return,
    /// A sign of life.
    Ping,
    /// A person came.
    Arrival(ClientId),
    /// A person has another name.
    Name(ClientId),
    /// A person lost the connection, or is back.
    Presence(ClientId),
    /// A person has left.
    Departure(ClientId),
}

impl Topic {
    /// Returns what a frame is about; `None` if it is an answer to the client itself, or a message of another.
    pub fn of<B>(frame: &ToClient<B>) -> Option<Self> {
        match frame {
            ToClient::Knocking { .. } => Some(Self::Door),
            ToClient::Room { .. } => Some(Self::Host),
            ToClient::IceServers { .. } => Some(Self::IceServers),
            ToClient::Return { .. } => Some(Self::Return),
            ToClient::Joined { person } => Some(Self::Arrival(person.id.clone())),
            ToClient::Renamed { person } => Some(Self::Name(person.id.clone())),
            ToClient::Away { id } | ToClient::Back { id } => Some(Self::Presence(id.clone())),
            ToClient::Left { id, .. } => Some(Self::Departure(id.clone())),
            ToClient::Welcome { .. }
            | ToClient::Waiting { .. }
            | ToClient::Present { .. }
            | ToClient::From { .. }
            | ToClient::Undeliverable { .. }
            | ToClient::Token { .. }
            | ToClient::Pong => None,
        }
    }

    /// Returns whether news about this makes what waits about `former` obsolete. A departure never is: the reader knows the
    /// person from before.
    pub(super) fn supersedes(&self, former: &Self) -> bool {
        match self {
            Self::Departure(id) => match former {
                Self::Arrival(other) | Self::Name(other) | Self::Presence(other) => id == other,
                Self::Door
                | Self::Host
                | Self::IceServers
                | Self::Return
                | Self::Ping
                | Self::Departure(_) => false,
            },
            Self::Arrival(_) => false,
            Self::Door
            | Self::Host
            | Self::IceServers
            | Self::Return
            | Self::Ping
            | Self::Name(_)
            | Self::Presence(_) => self == former,
        }
    }

    /// Returns whether the reader can do without: strangers at the door must not be able to close an outbox.
    pub(super) fn may_be_missing(&self) -> bool {
        matches!(self, Self::Door | Self::Ping)
    }

    /// Returns who has left.
    pub(super) fn leaver(&self) -> Option<&ClientId> {
        match self {
            Self::Departure(id) => Some(id),
            Self::Door
            | Self::Host
            | Self::IceServers
            | Self::Return
            | Self::Ping
            | Self::Arrival(_)
            | Self::Name(_)
            | Self::Presence(_) => None,
        }
    }
}
