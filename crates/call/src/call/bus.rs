//! Broadcast transports: every member receives every message, and no server vouches for identities.

use super::Call;
use crate::Transport;
use crate::roster::Presence;
use visavis_protocol::{ClientId, LeftReason};
use visavis_roap::{Entropy, Timestamp};

impl<E: Entropy> Call<E> {
    /// Announces this client for the first time.
    pub(super) fn announce(&mut self, now: Timestamp) {
        self.tell_tabs();
        match self.options.transport {
            Transport::External => self.announcer.start(now),
            // Nothing is lost within one browser.
            Transport::Server | Transport::Tabs | Transport::Loopback => {}
        }
    }

    pub(super) fn announce_if_due(&mut self, now: Timestamp) {
        if self.announcer.is_due(now) {
            self.tell_tabs();
        }
    }

    /// Handles a tab that the browser reports as closed. A client that is still there, or back, replies to the hello.
    pub(super) fn tab_gone(&mut self, now: Timestamp, id: &ClientId) {
        if self.roster.tab_vanished(now, id) {
            self.tell_tabs();
        }
    }

    /// Drops a client whose tab ended silently, unless the server still reports it as present.
    pub(super) fn drop_tab_if_vanished(&mut self, now: Timestamp, id: &ClientId) {
        if !self.roster.has_vanished(now, id) {
            return;
        }
        self.roster.off_tabs(id);
        if self.presence(id) != Presence::Here {
            self.roster.give_up(id);
            self.drop_link(now, id, LeftReason::Gone);
        }
    }
}
