use crate::quality::Measurement;
use crate::sorted::SortedMap;
use crate::{Body, Command, ConnectionState, Evidence, Source, Status, TabFrame};
use visavis_protocol::{ClientId, SequenceHeader, ToClient};
use visavis_roap::{self as roap, ConnectionId, Timestamp};

/// A command, or an event of the browser or the network.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Input {
    /// A command of the person. Commands for devices have no effect here.
    Command(Command),
    /// The page is going away: peers are informed as far as possible without waiting.
    Vanish,
    /// A local source changed.
    Media(Source, Status),
    /// The time of day, in milliseconds since 1970. To be given before the call is joined and, since clocks are set and
    /// devices sleep, from time to time: chat messages have it.
    Clock(u64),
    /// The page is visible again: pending retries happen now.
    Awake,
    /// The network changed or returned: every path may have changed.
    NetworkChanged,
    /// The socket with this number opened.
    ServerOpened(u32),
    /// A frame from the server arrived on the socket with this number.
    ServerMessage(u32, ToClient<Body>),
    /// The socket with this number closed or failed to open.
    ServerClosed(u32, SocketClosed),
    /// The page's Content-Security-Policy forbids the connection of the socket with this number. Instead of
    /// [`Input::ServerClosed`].
    ServerForbidden(u32),
    /// A frame arrived on the bus, usually from another tab of this browser.
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
        /// The connection.
        connection: ConnectionId,
        /// When the statistics were read.
        at: Timestamp,
        /// The statistics.
        measurement: Measurement,
    },
    /// The audio levels of everyone with a connection, from 0 to 1, several times a second:
    /// `RTCRtpSynchronizationSource.audioLevel`.
    Levels(Vec<(ClientId, f32)>),
    /// The data channel of a connection opened.
    ChannelOpened(ClientId, ConnectionId),
    /// The data channel of a connection closed.
    ChannelClosed(ClientId, ConnectionId),
    /// A frame arrived on a data channel.
    ChannelMessage {
        /// The sender.
        peer: ClientId,
        /// Its sequence header.
        header: SequenceHeader,
        /// The content; `None` for a pure acknowledgement.
        body: Option<Body>,
    },
    /// Diagnostic evidence from a connection.
    Evidence(ClientId, ConnectionId, Evidence),
    /// The first sound or picture of the peer arrived on that connection.
    MediaArrived(ClientId, ConnectionId),
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
