/// Something that a connection told of its way to the other side. Candidates are not among it: they come as
/// [`visavis_roap::Input::LocalCandidates`] and in messages.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// What it looks for ways with: at its beginning, and where that has changed.
    Configured {
        /// The addresses of the STUN and TURN servers.
        urls: Vec<String>,
        /// Only ways through a TURN server may be used.
        relay_only: bool,
    },
    /// It begins to look for ways, for the first time or anew.
    GatheringBegan,
    /// `icecandidateerror`: a STUN or TURN server was of no use.
    CandidateFailed {
        /// Which; may be empty.
        url: String,
        /// What the server replied, as STUN numbers it; 701: nothing.
        code: u16,
        /// What the browser says about it.
        text: String,
    },
    /// It has found all ways that there are.
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
    /// Nothing was tried.
    #[default]
    New,
    /// Ways are being tried.
    Checking,
    /// One works.
    Connected,
    /// One works, and no better one is looked for.
    Completed,
    /// Nothing has come for a while.
    Disconnected,
    /// None works.
    Failed,
    /// Closed from this side.
    Closed,
}

impl IceState {
    /// Whether there is a way to the other side.
    pub(crate) fn is_way(self) -> bool {
        matches!(self, Self::Connected | Self::Completed)
    }
}

/// `RTCDtlsTransportState`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DtlsState {
    /// Nothing was tried.
    #[default]
    New,
    /// The two are agreeing upon keys.
    Connecting,
    /// They have.
    Connected,
    /// Ended by the other side or by this one.
    Closed,
    /// They cannot.
    Failed,
}
