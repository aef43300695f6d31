/// `RTCPeerConnectionState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
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
