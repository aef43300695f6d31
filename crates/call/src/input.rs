use crate::quality::Measurement;
use crate::sorted::SortedMap;
use crate::{Body, Evidence, Source, Status, TabFrame};
use visavis_protocol::{ClientId, SequenceHeader, ToClient};
use visavis_roap::{self as roap, ConnectionId, Timestamp};

/// What happened: a command of the person, or something that the browser or the network said.
#[derive(Debug, Clone)]
pub enum Input {
    /// The person wants to be in the room.
    Join,
    /// The person leaves: everyone is told, and [`crate::Effect::Finished`] follows when they know, or do not reply.
    Leave,
    /// The page goes away now: everyone is told as far as that can be done without waiting.
    Vanish,
    /// The person chose another name.
    Rename(String),
    /// The person calls someone, in a room where one is called. Whoever calls this person at the moment is accepted.
    Call(ClientId),
    /// The person calls several clients of one other person: whoever accepts first has the call.
    CallFirst(Vec<ClientId>),
    /// The person accepts the call of that client.
    Accept(ClientId),
    /// The person declines the call of that client.
    Decline(ClientId),
    /// The person ends the call with that client, or gives up calling it and all that were called with it.
    HangUp(ClientId),
    /// The person wrote something, for everyone they are in a call with or about to be.
    Say(String),
    /// The person raised a hand, or lowered it.
    RaiseHand(bool),
    /// The person wants to get pictures, or nothing but sound.
    WantPictures(bool),
    /// The person sends an emoji, for everyone they are in a call with.
    React(String),
    /// The person wants the room locked, or open again; nothing comes of it unless they are the host.
    Lock(bool),
    /// The person lets someone in who waits for it, or not; nothing comes of it unless they are the host.
    Admit(ClientId, bool),
    /// The person makes someone leave; nothing comes of it unless they are the host.
    Remove(ClientId),
    /// What this side sends has changed.
    Media(Source, Status),
    /// The page came back: what waits for a later try is tried now.
    Awake,
    /// This device is on another network, or on one again: every way to the others may have changed.
    NetworkChanged,
    /// The socket with that number is open.
    ServerOpened(u32),
    /// The server said this on the socket with that number.
    ServerSaid(u32, ToClient<Body>),
    /// The socket with that number is closed, or could not be opened.
    ServerClosed(u32, SocketClosed),
    /// Someone on the bus, mostly another tab of this browser, said this.
    TabSaid(TabFrame),
    /// The browser says that the tab of that client is no more: closed, crashed, or being loaded anew.
    TabGone(ClientId),
    /// The outcome of something asked for by [`crate::Effect::Peer`], or news of that connection.
    Peer(ClientId, roap::Input),
    /// Which media section of that connection carries what; comes before the outcome of the operation that made them.
    MediaSections(ClientId, SortedMap<String, Source>),
    /// What the browser has counted on that connection; about once a second while it is connected.
    Stats(ClientId, ConnectionId, Timestamp, Measurement),
    /// The data channel of that connection is open.
    ChannelOpened(ClientId, ConnectionId),
    /// The data channel of that connection is closed, by whichever side.
    ChannelClosed(ClientId, ConnectionId),
    /// Something arrived on a data channel of that client's.
    ChannelSaid(ClientId, SequenceHeader, Option<Body>),
    /// What that connection told of its way to the other side, for whoever asks why there is none.
    Evidence(ClientId, ConnectionId, Evidence),
    /// `connectionstatechange` of that connection.
    Connection(ClientId, ConnectionId, ConnectionState),
}

/// How a socket ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketClosed {
    /// The WebSocket close code; 1006 for anything the browser does not tell apart.
    pub code: u16,
    /// The sentence that came with it; may be empty.
    pub reason: String,
}

/// `RTCPeerConnectionState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionState {
    /// Nothing has begun.
    New,
    /// ICE and DTLS are at work.
    Connecting,
    /// Media can flow.
    Connected,
    /// Nothing has come for a while; may come back by itself.
    Disconnected,
    /// It does not come back by itself.
    Failed,
    /// Closed from this side.
    Closed,
}
