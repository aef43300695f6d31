//! Repairs media that stopped.

use super::Call;
use crate::effect::Effect;
use crate::link::Remedy;
use visavis_protocol::ClientId;
use visavis_roap::{Entropy, Input as Negotiation, Timestamp};

impl<E: Entropy> Call<E> {
    /// Restarts ICE on a link, or replaces its connection, when a repair is due.
    pub(super) fn mend_if_due(&mut self, now: Timestamp, peer: &ClientId) {
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        if link.repair_due().is_none_or(|due| due > now) {
            return;
        }
        match link.repair.take_due(now) {
            Some(Remedy::RestartIce) => {
                self.effects.push(Effect::RestartIce(peer.clone()));
                self.negotiate(now, peer, Negotiation::Need);
            }
            Some(Remedy::Renew) => self.negotiate(now, peer, Negotiation::Renew),
            None => {}
        }
    }

    /// Handles a change of network: every path may have changed.
    pub(super) fn network_changed(&mut self, now: Timestamp) {
        for link in self.links.values_mut().filter(|link| link.is_established()) {
            link.repair.network_changed(now);
        }
        self.wake(now);
    }

    /// Retries immediately whatever waits for a later attempt.
    pub(super) fn wake(&mut self, now: Timestamp) {
        if let Some(action) = self.server.awake(now) {
            self.act(now, action);
        }
        for link in self.links.values_mut() {
            link.repair.hurry(now);
        }
    }
}
