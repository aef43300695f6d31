//! What is particular to a bus, on which everybody hears everything and no server vouches for anybody.

use super::Call;
use crate::Transport;
use crate::roster::Presence;
use visavis_protocol::{ClientId, LeftReason};
use visavis_roap::{Entropy, Timestamp};

impl<E: Entropy> Call<E> {
    /// Says for the first time that this client is here.
    pub(super) fn announce(&mut self, now: Timestamp) {
        self.tell_tabs();
        match self.options.transport {
            Transport::External => self.announcer.start(now),
            // Within a browser nothing that is said is lost.
            Transport::Server | Transport::Tabs | Transport::Loopback => {}
        }
    }

    pub(super) fn announce_if_due(&mut self, now: Timestamp) {
        if self.announcer.is_due(now) {
            self.tell_tabs();
        }
    }

    /// The browser says that a tab is no more. Whoever is there after all, or again, replies.
    pub(super) fn tab_gone(&mut self, now: Timestamp, id: &ClientId) {
        if self.roster.tab_vanished(now, id) {
            self.tell_tabs();
        }
    }

    /// The tab of someone has ended without a word, and so have they, unless the server vouches for them.
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
