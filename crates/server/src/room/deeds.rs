//! What hosts did, for the audit.

use super::Room;
use visavis_protocol::ClientId;

/// Something that a host did to a room or to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    pub host: ClientId,
    pub act: Act,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Locked,
    Unlocked,
    /// Somebody who knocked was let in.
    Admitted(ClientId),
    /// Somebody who knocked was not let in.
    Rejected(ClientId),
    /// Somebody was removed from the room.
    Removed(ClientId),
}

impl Act {
    /// Returns the verb for the log.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Locked => "lock",
            Self::Unlocked => "unlock",
            Self::Admitted(_) => "admit",
            Self::Rejected(_) => "reject",
            Self::Removed(_) => "remove",
        }
    }

    /// Returns to whom it was done.
    pub fn person(&self) -> Option<&ClientId> {
        match self {
            Self::Locked | Self::Unlocked => None,
            Self::Admitted(id) | Self::Rejected(id) | Self::Removed(id) => Some(id),
        }
    }
}

impl Room {
    /// Returns what the last input did.
    pub fn deeds(&self) -> &[Deed] {
        &self.deeds
    }

    /// Records what the host has just done.
    pub(super) fn record(&mut self, act: Act) {
        if let Some(host) = self.host_state.host.clone() {
            self.deeds.push(Deed { host, act });
        }
    }
}
