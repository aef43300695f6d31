//! The contenders: ours, and what people would use instead.

use std::fmt;

/// One way to make a call of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contender {
    /// Visavis with its interface, as `cargo xtask package` builds it.
    Ours,
    /// `RTCPeerConnection` and a relay, by hand.
    Bare,
    /// PeerJS with its own server.
    PeerJs,
    /// simple-peer over the same relay as [`Contender::Bare`].
    SimplePeer,
    /// The core of Trystero over the same relay.
    Trystero,
}

impl Contender {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 5] = [
        Self::Ours,
        Self::Bare,
        Self::PeerJs,
        Self::SimplePeer,
        Self::Trystero,
    ];

    /// Returns the name on the command line and in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Bare => "bare",
            Self::PeerJs => "peerjs",
            Self::SimplePeer => "simple-peer",
            Self::Trystero => "trystero",
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
