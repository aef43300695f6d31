use super::client::Who;
use super::connection::Serial;
use visavis_call::protocol::{ClientId, SequenceHeader, ToClient, ToServer};
use visavis_call::{Body, SocketClosed, TabFrame};

/// The index of a socket in the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SocketNo(pub usize);

/// A scheduled event of the simulation.
#[derive(Debug)]
pub enum Happening {
    Opens(SocketNo),
    AtServer(SocketNo, ToServer<Body>),
    AtClient(SocketNo, ToClient<Body>),
    /// The client's socket reports that it is closed.
    Closes(SocketNo, SocketClosed),
    /// The server notices that a socket is closed.
    Lost(SocketNo),
    InTab(Resident, TabFrame),
    /// The lock of another tab becomes free, since that tab is gone.
    Unlocked(Resident, ClientId),
    /// The browser has carried out an operation.
    Done(Pair),
    /// The browser checks whether to fire `negotiationneeded`.
    Needed(Pair),
    /// The browser finds a candidate with this number.
    Found(Pair, u32),
    /// The data channel sends its queue, if there is a path.
    Flows(Pair),
    /// A message on the data channel arrives.
    InBand(Pair, SequenceHeader, Option<Body>),
    /// The data channel closes, since the other end is gone.
    ChannelCloses(Pair),
    /// A closed connection has finished draining and is removed.
    Parts(Pair),
    /// The browser updates the state of a connection.
    Perceives(Pair),
}

/// A client in one of its lives; a reload starts the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Resident {
    pub who: Who,
    pub life: u32,
}

/// One side's connection to a peer, by serial number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub who: Who,
    pub peer: ClientId,
    pub serial: Serial,
}
