//! The host of a room and what it controls: lock, admission and removal.

use super::deeds::Act;
use super::identity::subject;
use super::knocking::Knocking;
use super::removed::Removed;
use super::{Deed, Newcomer, Occupant, Output, Presence, Room, SocketId};
use crate::refusal::Refusal;
use std::collections::VecDeque;
use std::time::Duration;
use visavis_protocol::{ClientId, CloseCode, LeftReason, ToClient};
use visavis_roap::Timestamp;

/// The most people who are remembered to have been inside.
const MAX_WAS_INSIDE: usize = 256;
/// How long after a turn of the lock the room can be unlocked. Everybody is told of each turn.
const LOCK_PERIOD: Duration = Duration::from_secs(1);

/// Why the host removes somebody.
const REMOVED: Refusal = Refusal::Code(CloseCode::Removed);

/// The host and its decisions. Reset when the room becomes empty.
#[derive(Debug, Default)]
pub(super) struct HostState {
    pub(super) host: Option<ClientId>,
    pub(super) is_locked: bool,
    pub(super) unlocking: Unlocking,
    pub(super) knocking: Knocking,
    pub(super) removed: Removed,
    /// People who left while the room was locked, by client and subject, oldest first. They may return without knocking.
    was_inside: VecDeque<(ClientId, Option<String>)>,
}

/// Whether the host wants to unlock the room, which has to wait if the lock was turned a moment ago.
#[derive(Debug, Default)]
pub(super) struct Unlocking {
    free_at: Timestamp,
    is_wanted: bool,
}

impl Unlocking {
    /// Returns when the room is to be unlocked.
    pub(super) fn poll_timeout(&self) -> Option<Timestamp> {
        self.is_wanted.then_some(self.free_at)
    }
}

impl HostState {
    pub(super) fn locks_out(&self, newcomer: &Newcomer) -> bool {
        let who = (newcomer.id.clone(), subject(newcomer.identity.as_ref()).cloned());
        self.is_locked && !self.was_inside.contains(&who)
    }

    pub(super) fn record_leave(&mut self, id: &ClientId, occupant: &Occupant) {
        if self.is_locked {
            let who = (id.clone(), subject(occupant.identity.as_ref()).cloned());
            self.was_inside.retain(|other| *other != who);
            if self.was_inside.len() >= MAX_WAS_INSIDE {
                self.was_inside.pop_front();
            }
            self.was_inside.push_back(who);
        }
    }
}

impl Room {
    /// Locks the room, or unlocks it as soon as that may be.
    pub(super) fn lock<'a>(&mut self, socket: SocketId, is_locked: bool) -> Vec<Output<'a>> {
        if !self.is_host_socket(socket) {
            return Vec::new();
        }
        self.host_state.unlocking.is_wanted = self.host_state.is_locked && !is_locked;
        if is_locked && !self.host_state.is_locked {
            return self.turn_lock(true);
        }
        self.unlock_if_due()
    }

    /// Unlocks the room if the host wants it, and not too soon after the last turn.
    pub(super) fn unlock_if_due<'a>(&mut self) -> Vec<Output<'a>> {
        let unlocking = &self.host_state.unlocking;
        if unlocking.poll_timeout().is_none_or(|due| due > self.now) {
            return Vec::new();
        }
        let mut outputs = self.turn_lock(false);
        let waiting = self.host_state.knocking.take(None);
        let empty_list = (!waiting.is_empty()).then(|| self.send_knocking());
        for (socket, newcomer) in waiting {
            outputs.extend(self.seat(socket, newcomer));
        }
        outputs.extend(empty_list.flatten());
        outputs
    }

    fn turn_lock<'a>(&mut self, is_locked: bool) -> Vec<Output<'a>> {
        self.record(if is_locked { Act::Locked } else { Act::Unlocked });
        let state = &mut self.host_state;
        state.is_locked = is_locked;
        state.unlocking = Unlocking {
            free_at: self.now + LOCK_PERIOD,
            is_wanted: false,
        };
        state.was_inside.clear();
        self.send_host_to_all().collect()
    }

    pub(super) fn admit<'a>(
        &mut self,
        socket: SocketId,
        id: &ClientId,
        is_admitted: bool,
    ) -> Vec<Output<'a>> {
        if !self.is_host_socket(socket) {
            return Vec::new();
        }
        let mut outputs = Vec::new();
        let answered = self.host_state.knocking.take(Some(id));
        if answered.is_empty() {
            return outputs;
        }
        self.record(match is_admitted {
            true => Act::Admitted(id.clone()),
            false => Act::Rejected(id.clone()),
        });
        for (socket, newcomer) in answered {
            if is_admitted {
                outputs.extend(self.seat(socket, newcomer));
            } else {
                let refusal = Refusal::Code(CloseCode::NotAdmitted);
                outputs.push(Output::Close { socket, refusal });
            }
        }
        outputs.extend(self.send_knocking());
        outputs
    }

    pub(super) fn remove<'a>(&mut self, socket: SocketId, id: ClientId) -> Vec<Output<'a>> {
        let is_self = self.host_state.host.as_ref() == Some(&id);
        if !self.is_host_socket(socket) || is_self {
            return Vec::new();
        }
        let Some(removed) = self.people.get(&id) else {
            return Vec::new();
        };
        let (identity, token_id) = (removed.identity.as_ref(), removed.token_id.as_ref());
        self.host_state.removed.add(id.clone(), identity, token_id);
        self.deeds.extend(self.host_state.host.clone().map(|host| Deed {
            host,
            act: Act::Removed(id.clone()),
        }));
        // A person may be here with several clients, all with one subject.
        let subject = subject(removed.identity.as_ref()).cloned();
        let ids: Vec<_> = self
            .people
            .iter()
            .filter(|(other, occupant)| {
                **other == id || (subject.is_some() && occupant.has_subject(subject.as_ref()))
            })
            .filter(|(other, _)| self.host_state.host.as_ref() != Some(other))
            .map(|(other, _)| other.clone())
            .collect();
        ids.into_iter().flat_map(|id| self.evict(id, REMOVED)).collect()
    }

    /// Takes a person out of the room, who learns why; the others learn that they were removed.
    pub(super) fn evict<'a>(&mut self, id: ClientId, refusal: Refusal) -> Vec<Output<'a>> {
        let Some(occupant) = self.take_out(&id, LeftReason::Removed) else {
            return Vec::new();
        };
        let mut outputs = Vec::new();
        if let Presence::Here(socket) = occupant.presence {
            self.seats.remove(&socket);
            outputs.push(Output::Close { socket, refusal });
        }
        let reason = LeftReason::Removed;
        outputs.extend(self.send_to_all(ToClient::Left { id, reason }));
        outputs
    }

    /// Appoints a new host if the previous one has left; resets the state if the room is empty.
    pub(super) fn ensure_host<'a>(&mut self) -> Vec<Output<'a>> {
        match self.host() {
            Some(_) => Vec::new(),
            None => self.appoint_host(),
        }
    }

    /// Returns whether the current host stays host when a newcomer joins.
    pub(super) fn keeps_host(&self, newcomer_is_host: bool) -> bool {
        self.host().is_some_and(|host| {
            host.may_be_host() && (!newcomer_is_host || (host.is_host && host.presence.is_here()))
        })
    }

    /// Appoints the host: people present before those away, then hosts by token, then the one here for longest. If the
    /// tokens of all of them withhold it, there is none: the lock stays as it is until somebody comes who may turn it.
    pub(super) fn appoint_host<'a>(&mut self) -> Vec<Output<'a>> {
        let successor = self
            .people
            .iter()
            .filter(|(_, occupant)| occupant.may_be_host())
            .min_by_key(|(_, occupant)| {
                let is_away = !occupant.presence.is_here();
                (is_away, !occupant.is_host, occupant.arrival)
            })
            .map(|(id, _)| id.clone());
        self.host_state.host = successor;
        // What the former host wanted is not for the next one to answer for.
        self.host_state.unlocking.is_wanted = false;
        if self.host_state.host.is_some() {
            let knocking = self.has_knocks().then(|| self.send_knocking()).flatten();
            return self.send_host_to_all().chain(knocking).collect();
        }
        if !self.people.is_empty() {
            return Vec::new();
        }
        let waiting = std::mem::take(&mut self.host_state).knocking.into_sockets();
        waiting
            .map(|socket| Output::Close {
                socket,
                refusal: Refusal::Code(CloseCode::Draining),
            })
            .collect()
    }

    /// Sends the host and the lock state to everyone present.
    pub(super) fn send_host_to_all<'a>(&self) -> impl Iterator<Item = Output<'a>> + use<'a> {
        let outputs: Vec<_> = self
            .host_frame()
            .into_iter()
            .flat_map(|frame| self.send_to_all(frame))
            .collect();
        outputs.into_iter()
    }

    /// Sends the host and the lock state to one socket.
    pub(super) fn send_host_to<'a>(&self, socket: SocketId) -> Option<Output<'a>> {
        self.host_frame().map(|frame| Output::Send { socket, frame })
    }

    pub(super) fn has_knocks(&self) -> bool {
        !self.host_state.knocking.is_empty()
    }

    pub(super) fn name_of_host(&self) -> String {
        self.host().map(|host| host.name.clone()).unwrap_or_default()
    }

    pub(super) fn host(&self) -> Option<&Occupant> {
        self.people.get(self.host_state.host.as_ref()?).map(AsRef::as_ref)
    }

    fn host_frame<B>(&self) -> Option<ToClient<B>> {
        self.host_state.host.clone().map(|host| ToClient::Room {
            host,
            locked: self.host_state.is_locked,
        })
    }

    fn is_host_socket(&self, socket: SocketId) -> bool {
        let id = self.seats.get(&socket);
        id.is_some() && id == self.host_state.host.as_ref()
    }
}
