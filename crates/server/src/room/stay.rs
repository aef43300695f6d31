//! How people leave, and whose seat is kept.

use super::{Output, Presence, Room, SocketId};
use std::time::Duration;
use visavis_protocol::{LeftReason, ToClient};
use visavis_roap::Timestamp;

/// What tells somebody who was in the room from a socket that opened and closed: such a one keeps no seat, or a stranger
/// could hold all seats and rooms without being there.
#[derive(Debug)]
pub(super) struct Stay {
    since: Timestamp,
    pub(super) has_sent: bool,
    pub(super) has_received: bool,
}

impl Stay {
    /// Somebody enters.
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            since: now,
            has_sent: false,
            has_received: false,
        }
    }

    fn is_settled(&self, now: Timestamp, settling: Duration) -> bool {
        now >= self.since + settling || (self.has_sent && self.has_received)
    }
}

impl Room {
    /// Handles a `bye`.
    pub(super) fn leave<'a>(&mut self, socket: SocketId) -> Vec<Output<'a>> {
        self.end(socket, LeftReason::Left)
    }

    /// Handles a socket that has ended without one: the seat is kept for some time.
    pub(super) fn lose<'a>(
        &mut self,
        socket: SocketId,
        until: Timestamp,
        reason: LeftReason,
    ) -> Vec<Output<'a>> {
        let seated = self.seats.get(&socket).cloned();
        let Some((id, occupant)) = seated.and_then(|id| Some((id.clone(), self.people.get_mut(&id)?))) else {
            return self.stop_knocking(socket);
        };
        // The seat of a page that was unloaded is kept anyway: a reload is back soon, and the time is short.
        let is_unloaded = reason == LeftReason::Left;
        if !is_unloaded && !occupant.stay.is_settled(self.now, self.settling) {
            return self.end(socket, reason);
        }
        self.seats.remove(&socket);
        occupant.presence = Presence::Away { until, reason };
        self.send_to_all(ToClient::Away { id }).collect()
    }

    fn end<'a>(&mut self, socket: SocketId, reason: LeftReason) -> Vec<Output<'a>> {
        let Some(id) = self.seats.remove(&socket) else {
            return self.stop_knocking(socket);
        };
        if let Some(occupant) = self.people.remove(&id) {
            self.host_state.record_leave(&id, &occupant);
        }
        let mut outputs: Vec<_> = self.send_to_all(ToClient::Left { id, reason }).collect();
        outputs.extend(self.ensure_host());
        outputs
    }
}
