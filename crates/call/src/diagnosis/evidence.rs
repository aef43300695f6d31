/// Evidence about a connection's path. Candidates arrive separately, as [`visavis_roap::Input::LocalCandidates`] and
/// in messages.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// The ICE configuration, initially and after changes.
    Configured {
        /// URLs of the STUN and TURN servers.
        urls: Vec<String>,
        /// Only relayed candidates may be used.
        relay_only: bool,
    },
    /// Gathering started, for the first time or again.
    GatheringBegan,
    /// `icecandidateerror`: a STUN or TURN server failed.
    CandidateFailed {
        /// Its URL; may be empty.
        url: String,
        /// The STUN error code; 701 means no reply.
        code: u16,
        /// The browser's error text.
        text: String,
    },
    /// Gathering is complete.
    GatheringDone,
    /// `RTCPeerConnection.iceConnectionState`.
    Ice(IceState),
    /// `RTCDtlsTransport.state`.
    Dtls(DtlsState),
}

/// `RTCIceConnectionState`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum IceState {
    /// Not started.
    #[default]
    New,
    /// Checking candidate pairs.
    Checking,
    /// A pair works.
    Connected,
    /// A pair works, and checking is finished.
    Completed,
    /// Nothing has arrived for a while.
    Disconnected,
    /// No pair works.
    Failed,
    /// Closed by this client.
    Closed,
}

impl IceState {
    /// Returns whether there is a working path.
    pub(crate) fn is_way(self) -> bool {
        matches!(self, Self::Connected | Self::Completed)
    }
}

/// `RTCDtlsTransportState`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DtlsState {
    /// Not started.
    #[default]
    New,
    /// The handshake is under way.
    Connecting,
    /// The handshake is complete.
    Connected,
    /// Closed by either side.
    Closed,
    /// The handshake failed.
    Failed,
}
