use crate::Transport;
use visavis_protocol::ClientId;

/// What a call is told once, at its beginning.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// This client's id, made from its secret: see [`ClientId`].
    pub id: ClientId,
    /// What only this client and the server know.
    pub secret: String,
    /// The room.
    pub room: String,
    /// Permission to enter, where the room needs one.
    pub token: Option<String>,
    /// How the others are found.
    pub transport: Transport,
    /// People see who is there and call one of them; otherwise everyone is in a call with everyone.
    pub ring: bool,
}

impl Options {
    /// A room that a server knows, in which everyone is in a call with everyone.
    pub fn new(id: ClientId, secret: impl Into<String>, room: impl Into<String>) -> Self {
        Self {
            id,
            secret: secret.into(),
            room: room.into(),
            token: None,
            transport: Transport::Server,
            ring: false,
        }
    }
}
