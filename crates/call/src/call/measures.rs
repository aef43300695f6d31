//! What is counted on the links, and what follows from it.

use super::Call;
use crate::event::Event;
use crate::quality::Measurement;
use visavis_roap::envelope::ClientId;
use visavis_roap::{ConnectionId, Entropy, Timestamp};

impl<E: Entropy> Call<E> {
    /// The browser has counted on a connection; what a replaced one has counted is not heard.
    pub(super) fn measured(
        &mut self,
        peer: &ClientId,
        connection: ConnectionId,
        at: Timestamp,
        measurement: &Measurement,
    ) {
        let Some(link) = self
            .links
            .get_mut(peer)
            .filter(|link| link.endpoint.connection() == Some(connection))
        else {
            return;
        };
        let Some(gauged) = link.gauge(at, measurement) else {
            return;
        };
        self.tell(Event::Measured(peer.clone(), gauged.sample));
        if let Some(quality) = gauged.quality {
            self.tell(Event::QualityChanged(peer.clone(), quality));
        }
    }
}
