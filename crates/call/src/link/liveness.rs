use crate::ConnectionState;
use crate::event::LinkState;
use visavis_roap::Timestamp;

/// Tracks whether media flows on a connection, and since when it does not.
#[derive(Debug)]
pub(super) struct Liveness {
    state: ConnectionState,
    was_connected: bool,
    unwell_since: Option<Timestamp>,
}

impl Default for Liveness {
    fn default() -> Self {
        Self {
            state: ConnectionState::New,
            was_connected: false,
            unwell_since: None,
        }
    }
}

impl Liveness {
    pub(super) fn changed(&mut self, now: Timestamp, state: ConnectionState) {
        self.state = state;
        match state {
            ConnectionState::Connected => {
                self.was_connected = true;
                self.unwell_since = None;
            }
            ConnectionState::Disconnected | ConnectionState::Failed | ConnectionState::Closed => {
                self.unwell_since.get_or_insert(now);
            }
            ConnectionState::New | ConnectionState::Connecting => {}
        }
    }

    pub(super) fn was_connected(&self) -> bool {
        self.was_connected
    }

    /// Returns since when media has stopped although it could flow.
    pub(super) fn unwell_since(&self) -> Option<Timestamp> {
        self.unwell_since
    }

    pub(super) fn state(&self) -> LinkState {
        match self.state {
            ConnectionState::Connected => LinkState::Connected,
            ConnectionState::Disconnected | ConnectionState::Failed | ConnectionState::Closed => {
                LinkState::Troubled
            }
            ConnectionState::New | ConnectionState::Connecting if self.was_connected => LinkState::Troubled,
            ConnectionState::New | ConnectionState::Connecting => LinkState::Connecting,
        }
    }
}
