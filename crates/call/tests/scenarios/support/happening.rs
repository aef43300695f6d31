use super::client::Who;
use super::connection::Serial;
use visavis_call::protocol::{ClientId, SequenceHeader, ToClient, ToServer};
use visavis_call::{Body, SocketClosed, TabFrame};

/// Names a socket among all of a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SocketNo(pub usize);

/// Something that will have happened at its time.
#[derive(Debug)]
pub enum Happening {
    Opens(SocketNo),
    AtServer(SocketNo, ToServer<Body>),
    AtClient(SocketNo, ToClient<Body>),
    /// The client hears that its socket is closed.
    Closes(SocketNo, SocketClosed),
    /// The server notices that a socket is closed.
    Lost(SocketNo),
    InTab(Resident, TabFrame),
    /// The browser lets a tab know that another is no more.
    Unlocked(Resident, ClientId),
    /// The browser has carried out an operation.
    Done(Pair),
    /// The browser looks whether to fire `negotiationneeded`.
    Needed(Pair),
    /// The browser found that many candidates.
    Found(Pair, u32),
    /// What waits on a data channel goes out, if it can.
    Flows(Pair),
    /// It arrives at the other end.
    InBand(Pair, SequenceHeader, Option<Body>),
    /// The other end is no more.
    ChannelCloses(Pair),
    /// A connection that was closed is gone for good.
    Parts(Pair),
    /// The browser looks at the state of a connection.
    Perceives(Pair),
}

/// A client in one of its lives: a reload begins another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Resident {
    pub who: Who,
    pub life: u32,
}

/// One side's connection to a peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub who: Who,
    pub peer: ClientId,
    pub serial: Serial,
}
