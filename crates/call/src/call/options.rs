use crate::Transport;
use visavis_protocol::{ClientId, Identity};

/// Configuration of a [`Call`](crate::Call).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// This client's id, derived from its secret: see [`ClientId`].
    pub id: ClientId,
    /// The secret shared by this client and the server alone.
    pub secret: String,
    /// The room.
    pub room: String,
    /// The token that admits this client, if the room requires one.
    pub token: Option<String>,
    /// How peers are discovered.
    pub transport: Transport,
    /// Ring mode: people see who is present and call one of them. Otherwise everyone is in a call with everyone.
    pub ring: bool,
    /// What the server has said of this client before, when it was asked who is in the room.
    pub identity: Option<Identity>,
    /// Joining fails if the server does not answer. Otherwise the call goes on among the tabs of one browser.
    pub requires_server: bool,
}

impl Options {
    /// Creates the options for a room on a server, in which everyone is in a call with everyone.
    pub fn new(id: ClientId, secret: impl Into<String>, room: impl Into<String>) -> Self {
        Self {
            id,
            secret: secret.into(),
            room: room.into(),
            token: None,
            transport: Transport::Server,
            ring: false,
            identity: None,
            requires_server: false,
        }
    }
}
