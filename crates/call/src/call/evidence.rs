//! Reports why a link is in trouble, once per change.

use super::Call;
use crate::diagnosis::Circumstances;
use crate::event::{Event, LinkState, Signalling};
use crate::roster::Presence;
use visavis_protocol::ClientId;
use visavis_roap::Entropy;

impl<E: Entropy> Call<E> {
    /// Reports the diagnosis of each link whose diagnosis changed.
    pub(super) fn tell_problems(&mut self) {
        for peer in self.links.keys().cloned().collect::<Vec<_>>() {
            let around = self.circumstances(&peer);
            let news = self
                .links
                .get_mut(&peer)
                .and_then(|link| link.inquiry.conclude(around));
            if let Some(problem) = news {
                self.tell(Event::LinkProblem(peer, problem));
            }
        }
    }

    fn circumstances(&self, peer: &ClientId) -> Circumstances {
        let is_unreachable = self.links.get(peer).is_some_and(|link| !link.paths.is_live());
        let has_lost_server =
            self.options.transport.has_server() && self.server.signalling() == Signalling::Reconnecting;
        let is_any_connected = || {
            self.links
                .values()
                .any(|link| link.last_reported.state == LinkState::Connected)
        };
        Circumstances {
            is_peer_away: self.presence(peer) != Presence::Here,
            is_offline: has_lost_server && is_unreachable && !is_any_connected(),
        }
    }
}
