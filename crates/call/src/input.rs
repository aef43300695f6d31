use crate::quality::Measurement;
use crate::sorted::SortedMap;
use crate::{Body, Command, ConnectionState, Evidence, Source, Status, TabFrame};
use visavis_protocol::{ClientId, SequenceHeader, ToClient};
use visavis_roap::{self as roap, ConnectionId, Timestamp};

/// What happened: a command of the person, or something that the browser or the network said.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Input {
    /// The person wants something. What concerns devices alone does nothing here.
    Command(Command),
    /// The page goes away now: everyone is told as far as that can be done without waiting.
    Vanish,
    /// What this side sends has changed.
    Media(Source, Status),
    /// The page came back: what waits for a later try is tried now.
    Awake,
    /// This device is on another network, or on one again: every way to the others may have changed.
    NetworkChanged,
    /// The socket with that number is open.
    ServerOpened(u32),
    /// This came from the server on the socket with that number.
    ServerMessage(u32, ToClient<Body>),
    /// The socket with that number is closed, or could not be opened.
    ServerClosed(u32, SocketClosed),
    /// This came from someone on the bus, mostly another tab of this browser.
    TabMessage(TabFrame),
    /// The browser says that the tab of that client is no more: closed, crashed, or being loaded anew.
    TabGone(ClientId),
    /// The outcome of something asked for by [`crate::Effect::Peer`], or news of that connection.
    Peer(ClientId, roap::Input),
    /// Which media section of that connection carries what; comes before the outcome of the operation that made them.
    MediaSections(ClientId, SortedMap<String, Source>),
    /// What the browser has counted on that connection; about once a second while it is connected.
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
    /// The data channel of that connection is open.
    ChannelOpened(ClientId, ConnectionId),
    /// The data channel of that connection is closed, by whichever side.
    ChannelClosed(ClientId, ConnectionId),
    /// Something came on a data channel.
    ChannelMessage {
        /// From which client.
        peer: ClientId,
        /// Its place in the order of the link.
        header: SequenceHeader,
        /// What came; `None`: an acknowledgement.
        body: Option<Body>,
    },
    /// What that connection told of its way to the other side, for whoever asks why there is none.
    Evidence(ClientId, ConnectionId, Evidence),
    /// `connectionstatechange` of that connection.
    Connection(ClientId, ConnectionId, ConnectionState),
}

impl From<Command> for Input {
    fn from(command: Command) -> Self {
        Self::Command(command)
    }
}

/// How a socket ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketClosed {
    /// The WebSocket close code; 1006 for anything the browser does not tell apart.
    pub code: u16,
    /// The sentence that came with it; may be empty.
    pub reason: String,
}
