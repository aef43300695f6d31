//! How people leave, and whose seat is kept.

use super::{Output, Presence, RELOAD_TIMEOUT, Room, SocketId};
use std::time::Duration;
use visavis_protocol::{LeftReason, ToClient};
use visavis_roap::Timestamp;

/// What tells somebody who was in the room from a socket that opened and closed: such a one keeps no seat, or a stranger
/// could hold all seats and rooms without being there.
///
/// If nobody else wants it, a seat is kept for the whole away timeout. In a room that is full, each second in the room
/// earns one away from it, so that whoever holds a seat has to be in it for half of the time at least.
#[derive(Debug)]
pub(super) struct Stay {
    since: Timestamp,
    /// When the socket that counts now entered.
    entered: Timestamp,
    /// What was earned before, less what was spent.
    earned: Duration,
    pub(super) has_sent: bool,
    pub(super) has_received: bool,
}

impl Stay {
    /// Somebody enters.
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            since: now,
            entered: now,
            earned: Duration::ZERO,
            has_sent: false,
            has_received: false,
        }
    }

    /// Somebody loses the connection. No more is earned than the seat is kept for.
    fn pause(&mut self, now: Timestamp, most: Duration) {
        self.earned = (self.earned + now.since(self.entered)).min(most);
    }

    /// Somebody returns after being away for that time; zero if they were here.
    pub(super) fn resume(self, now: Timestamp, away: Option<Duration>) -> Self {
        match away {
            None => self,
            Some(away) => Self {
                entered: now,
                earned: self.earned.saturating_sub(away),
                ..self
            },
        }
    }

    /// Returns until when nobody else gets the seat of somebody who went away. A reload takes some time for everybody.
    fn kept_until(&self, away_since: Timestamp) -> Timestamp {
        away_since + self.earned.max(RELOAD_TIMEOUT)
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
        let since = self.now;
        occupant.stay.pause(since, self.away_timeout);
        occupant.presence = Presence::Away { since, until, reason };
        self.send_to_all(ToClient::Away { id }).collect()
    }

    /// Gives the seat of somebody away to a newcomer who would find none: of those who have been away for longer than they
    /// were here, that of the one who went first. Returns `None` if there is nobody like that.
    pub(super) fn make_way<'a>(&mut self) -> Option<Vec<Output<'a>>> {
        let overdue = self
            .people
            .iter()
            .filter_map(|(id, occupant)| match occupant.presence {
                Presence::Away { since, .. } if occupant.stay.kept_until(since) < self.now => {
                    Some((since, id))
                }
                Presence::Away { .. } | Presence::Here(_) => None,
            });
        let (_, id) = overdue.min()?;
        let id = id.clone();
        let reason = LeftReason::Gone;
        let occupant = self.take_out(&id, reason)?;
        self.host_state.record_leave(&id, &occupant);
        let mut outputs: Vec<_> = self.send_to_all(ToClient::Left { id, reason }).collect();
        outputs.extend(self.ensure_host());
        Some(outputs)
    }

    fn end<'a>(&mut self, socket: SocketId, reason: LeftReason) -> Vec<Output<'a>> {
        let Some(id) = self.seats.remove(&socket) else {
            return self.stop_knocking(socket);
        };
        if let Some(occupant) = self.take_out(&id, reason) {
            self.host_state.record_leave(&id, &occupant);
        }
        let mut outputs: Vec<_> = self.send_to_all(ToClient::Left { id, reason }).collect();
        outputs.extend(self.ensure_host());
        outputs
    }
}
