//! The contenders: ours, and what people would use instead.

use std::fmt;

/// One way to make a call of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contender {
    /// Visavis with its interface, as `cargo xtask package` builds it.
    Ours,
    /// `RTCPeerConnection` and a relay, by hand.
    Bare,
    /// The same with the camera's picture that ours asks for: 1280 × 720 instead of the usual 640 × 480.
    BareHd,
    /// PeerJS with its own server.
    PeerJs,
    /// simple-peer over the same relay as [`Contender::Bare`].
    SimplePeer,
    /// The core of Trystero over the same relay.
    Trystero,
}

impl Contender {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 6] = [
        Self::Ours,
        Self::Bare,
        Self::BareHd,
        Self::PeerJs,
        Self::SimplePeer,
        Self::Trystero,
    ];

    /// Returns the name on the command line and in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Bare => "bare",
            Self::BareHd => "bare-720p",
            Self::PeerJs => "peerjs",
            Self::SimplePeer => "simple-peer",
            Self::Trystero => "trystero",
        }
    }

    /// Returns the name of its page among those of the bench, with its query; `None` for ours.
    pub fn page(self) -> Option<&'static str> {
        match self {
            Self::Ours => None,
            Self::Bare => Some("bare.html?"),
            Self::BareHd => Some("bare.html?hd&"),
            Self::PeerJs => Some("peerjs.html?"),
            Self::SimplePeer => Some("simple-peer.html?"),
            Self::Trystero => Some("trystero.html?"),
        }
    }

    /// Returns the contender of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|contender| contender.name() == name)
    }
}

impl fmt::Display for Contender {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
