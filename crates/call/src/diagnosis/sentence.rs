use super::Cause;
use crate::{Code, Failure};

impl Cause {
    /// Returns the failure shown on the peer's tile.
    pub(super) fn told(self) -> Failure {
        Failure::from(match self {
            Self::NetworkLost => Code::NetworkLost,
            Self::PeerGone => Code::PeerGone,
            Self::DtlsFailed => Code::DtlsFailed,
            Self::NoRelay => {
                return Failure::new(
                    Code::NoPath,
                    "Calls may only use a relay server here, and none was named. Let the owner of this page know.",
                );
            }
            Self::TurnRefused => Code::TurnRefused,
            Self::TurnFull => {
                return Failure::new(
                    Code::TurnRefused,
                    "The relay server has no capacity for this call. Try again later, or let the owner of this page know.",
                );
            }
            Self::TurnUnreachable => Code::TurnUnreachable,
            Self::UdpBlocked => Code::UdpBlocked,
            Self::NoPath => Code::NoPath,
            Self::NoMedia => Code::NoMedia,
        })
    }
}
