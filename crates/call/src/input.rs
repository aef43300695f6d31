use crate::quality::Measurement;
use crate::sorted::SortedMap;
use crate::{Body, Command, ConnectionState, Evidence, Source, Status, TabFrame};
use visavis_protocol::{ClientId, SequenceHeader, ToClient};
use visavis_roap::{self as roap, ConnectionId, Timestamp};

/// What happened: a command, or an event of the browser or the network.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Input {
    /// The person wants something. What concerns devices alone does nothing here.
    Command(Command),
    /// The page is going away: peers are informed as far as possible without waiting.
    Vanish,
    /// A local source changed.
    Media(Source, Status),
    /// The page is visible again: pending retries happen now.
    Awake,
    /// The network changed or returned: every path may have changed.
    NetworkChanged,
    /// The socket with this number opened.
    ServerOpened(u32),
    /// This came from the server on the socket with that number.
    ServerMessage(u32, ToClient<Body>),
    /// The socket with this number closed or failed to open.
    ServerClosed(u32, SocketClosed),
    /// This came from someone on the bus, mostly another tab of this browser.
    TabMessage(TabFrame),
    /// The browser reports that a client's tab closed, crashed or is reloading.
    TabGone(ClientId),
    /// The outcome of an [`crate::Effect::Peer`], or an event of that connection.
    Peer(ClientId, roap::Input),
    /// Which media section of a connection carries which source. Precedes the outcome of the operation that created
    /// them.
    MediaSections(ClientId, SortedMap<String, Source>),
    /// Statistics of a connection, about once per second while it is connected.
    Stats {
        /// The client at the other end.
        peer: ClientId,
        /// Which connection.
        connection: ConnectionId,
        /// When it was counted.
        at: Timestamp,
        /// What.
        measurement: Measurement,
    },
    /// The data channel of a connection opened.
    ChannelOpened(ClientId, ConnectionId),
    /// The data channel of a connection closed.
    ChannelClosed(ClientId, ConnectionId),
    /// Something came on a data channel.
    ChannelMessage {
        /// From which client.
        peer: ClientId,
        /// Its sequence header.
        header: SequenceHeader,
        /// What came; `None`: an acknowledgement.
        body: Option<Body>,
    },
    /// Diagnostic evidence from a connection.
    Evidence(ClientId, ConnectionId, Evidence),
    /// `connectionstatechange` of that connection.
    Connection(ClientId, ConnectionId, ConnectionState),
}

impl From<Command> for Input {
    fn from(command: Command) -> Self {
        Self::Command(command)
    }
}

/// How a socket closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketClosed {
    /// The WebSocket close code; 1006 for anything the browser does not distinguish.
    pub code: u16,
    /// The close reason, for logs; may be empty.
    pub reason: String,
}
