/// `RTCPeerConnectionState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionState {
    /// Not started.
    New,
    /// ICE and DTLS are connecting.
    Connecting,
    /// Media can flow.
    Connected,
    /// Nothing has arrived for a while; may recover by itself.
    Disconnected,
    /// Does not recover by itself.
    Failed,
    /// Closed by this client.
    Closed,
}
