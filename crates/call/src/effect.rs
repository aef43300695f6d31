use crate::{Body, TabFrame};
use visavis_protocol::{ClientId, IceServer, SequenceHeader, ToServer};
use visavis_roap as roap;
use visavis_roap::ConnectionId;

/// What the owner must do, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Open a socket to the server under this number; a previous one is closed.
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
        /// Its sequence header.
        header: SequenceHeader,
        /// What is sent; `None`: an acknowledgement.
        body: Option<Body>,
    },
    /// The ICE servers for new connections and ICE restarts from now on.
    UseIceServers(Vec<IceServer>),
    /// Call `restartIce()` on the connection with the current ICE servers. The offer is requested separately.
    RestartIce(ClientId),
    /// A negotiation effect for the connection to a client; never `roap::Effect::Send`.
    Peer(ClientId, roap::Effect),
    /// Drop everything kept for a client: its link has ended.
    DropPeer(ClientId),
    /// The call is over and nothing follows.
    Finished,
}
