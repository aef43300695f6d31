use crate::{Body, TabFrame};
use visavis_protocol::{ClientId, IceServer, SequenceHeader, ToServer};
use visavis_roap as roap;
use visavis_roap::ConnectionId;

/// What the owner has to do, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Opens a socket to the server and gives it this number; a former one is closed.
    OpenServer(u32),
    /// Sends this on the socket.
    SendToServer(ToServer<Body>),
    /// Closes the socket, after everything sent has gone out.
    CloseServer,
    /// Sends this to everybody on the bus: mostly the other tabs of this browser.
    SendToTabs(TabFrame),
    /// Sends this on a data channel.
    SendToPeer {
        /// The client at the other end.
        peer: ClientId,
        /// Whose channel; it may be one that was closed a moment ago.
        connection: ConnectionId,
        /// Its place in the order of the link.
        header: SequenceHeader,
        /// What is sent; `None`: an acknowledgement.
        body: Option<Body>,
    },
    /// The servers to give to every connection made from now on, and to every one whose ICE restarts.
    UseIceServers(Vec<IceServer>),
    /// `restartIce()` on the connection to that client, with the ICE servers of now; the offer is asked for separately.
    RestartIce(ClientId),
    /// Something for the connection to that client; never `roap::Effect::Send`.
    Peer(ClientId, roap::Effect),
    /// Nobody is linked to that client any more: everything kept for it goes.
    DropPeer(ClientId),
    /// The call is over and nothing more will come.
    Finished,
}
