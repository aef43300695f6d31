use crate::{Body, TabFrame};
use visavis_protocol::{ClientId, IceServer, SequenceHeader, ToServer};
use visavis_roap as roap;
use visavis_roap::ConnectionId;

/// An action that the owner must carry out, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Open a socket to the server under this number; a previous one is closed.
    OpenServer(u32),
    /// Send this on the socket.
    SendToServer(ToServer<Body>),
    /// Close the socket after everything queued has been sent.
    CloseServer,
    /// Send this to everybody on the bus, usually the other tabs of this browser.
    SendToTabs(TabFrame),
    /// Send this on a data channel.
    SendToPeer {
        /// The client at the other end.
        peer: ClientId,
        /// The connection with the channel; it may just have been closed.
        connection: ConnectionId,
        /// Its sequence header.
        header: SequenceHeader,
        /// The content; `None` for a pure acknowledgement.
        body: Option<Body>,
    },
    /// Use these ICE servers for new connections and ICE restarts from now on.
    UseIceServers(Vec<IceServer>),
    /// Call `restartIce()` on the connection with the current ICE servers. The offer is requested separately.
    RestartIce(ClientId),
    /// Carry out a negotiation effect on the connection to a client; never `roap::Effect::Send`.
    Peer(ClientId, roap::Effect),
    /// Drop everything kept for a client: its link has ended.
    DropPeer(ClientId),
    /// The call is over and nothing follows.
    Finished,
}
