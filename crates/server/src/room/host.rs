//! The host of a room and what it controls: lock, admission and removal.

use super::identity::subject;
use super::{Newcomer, Occupant, Output, Presence, Room, SocketId};
use crate::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet};
use visavis_protocol::{ClientId, CloseCode, LeftReason, ToClient};

/// A longer list would be useless to the host.
const MAX_KNOCKING: usize = 32;

/// The host and its decisions. Reset when the room becomes empty.
#[derive(Debug, Default)]
pub(super) struct HostState {
    pub(super) host: Option<ClientId>,
    pub(super) is_locked: bool,
    /// Clients that wait to be admitted.
    knocking: BTreeMap<SocketId, Newcomer>,
    removed: BTreeSet<ClientId>,
    /// People who left while the room was locked, by client and subject. They may return without knocking.
    was_inside: BTreeSet<(ClientId, Option<String>)>,
}

impl HostState {
    pub(super) fn locks_out(&self, newcomer: &Newcomer) -> bool {
        let who = (newcomer.id.clone(), subject(newcomer.identity.as_ref()).cloned());
        self.is_locked && !self.was_inside.contains(&who)
    }

    pub(super) fn record_leave(&mut self, id: &ClientId, occupant: &Occupant) {
        if self.is_locked {
            let subject = subject(occupant.identity.as_ref()).cloned();
            self.was_inside.insert((id.clone(), subject));
        }
    }

    pub(super) fn has_removed(&self, id: &ClientId) -> bool {
        self.removed.contains(id)
    }
}

impl Room {
    /// Makes a newcomer wait for admission and notifies the host.
    pub(super) fn knock<'a>(&mut self, socket: SocketId, newcomer: Newcomer) -> Vec<Output<'a>> {
        let mut outputs: Vec<_> = self
            .host_state
            .knocking
            .extract_if(.., |_, knocking| knocking.id == newcomer.id)
            .map(|(socket, _)| Output::Close {
                socket,
                refusal: Refusal::Code(CloseCode::Replaced),
            })
            .collect();
        if self.host_state.knocking.len() >= MAX_KNOCKING {
            outputs.push(Output::Close {
                socket,
                refusal: Refusal::Code(CloseCode::TooManyWaiting),
            });
            return outputs;
        }
        self.host_state.knocking.insert(socket, newcomer);
        let name = self.name_of_host();
        outputs.push(Output::Send {
            socket,
            frame: ToClient::Waiting { name },
        });
        outputs.extend(self.send_knocking());
        outputs
    }

    /// Forgets a waiting socket that has ended; only the host is notified.
    pub(super) fn stop_knocking<'a>(&mut self, socket: SocketId) -> Vec<Output<'a>> {
        match self.host_state.knocking.remove(&socket) {
            Some(_) => self.send_knocking().into_iter().collect(),
            None => Vec::new(),
        }
    }

    pub(super) fn rename_knocking<'a>(&mut self, socket: SocketId, name: String) -> Vec<Output<'a>> {
        match self.host_state.knocking.get_mut(&socket) {
            Some(newcomer) if newcomer.has_vouched_name() => {
                let person = newcomer.person();
                vec![Output::Send {
                    socket,
                    frame: ToClient::Renamed { person },
                }]
            }
            Some(newcomer) if newcomer.name != name => {
                newcomer.name = name;
                self.send_knocking().into_iter().collect()
            }
            Some(_) | None => Vec::new(),
        }
    }

    pub(super) fn lock<'a>(&mut self, socket: SocketId, is_locked: bool) -> Vec<Output<'a>> {
        if !self.is_host_socket(socket) || self.host_state.is_locked == is_locked {
            return Vec::new();
        }
        self.host_state.is_locked = is_locked;
        self.host_state.was_inside.clear();
        let mut outputs: Vec<_> = self.send_host_to_all().collect();
        if !is_locked {
            let waiting: Vec<_> = std::mem::take(&mut self.host_state.knocking)
                .into_iter()
                .collect();
            let empty_list = (!waiting.is_empty()).then(|| self.send_knocking());
            for (socket, newcomer) in waiting {
                outputs.extend(self.seat(socket, newcomer));
            }
            outputs.extend(empty_list.flatten());
        }
        outputs
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
        let answered: Vec<_> = self
            .host_state
            .knocking
            .extract_if(.., |_, knocking| knocking.id == *id)
            .collect();
        if answered.is_empty() {
            return outputs;
        }
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
        let Some(Occupant { presence, .. }) = self.people.remove(&id) else {
            return Vec::new();
        };
        let mut outputs = Vec::new();
        if let Presence::Here(socket) = presence {
            self.seats.remove(&socket);
            outputs.push(Output::Close {
                socket,
                refusal: Refusal::Code(CloseCode::Removed),
            });
        }
        self.host_state.removed.insert(id.clone());
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
        self.host()
            .is_some_and(|host| !newcomer_is_host || (host.is_host && host.presence.is_here()))
    }

    /// Appoints the host: people present before those away, then hosts by token, then the one here for longest.
    pub(super) fn appoint_host<'a>(&mut self) -> Vec<Output<'a>> {
        let successor = self
            .people
            .iter()
            .min_by_key(|(_, occupant)| {
                let is_away = !occupant.presence.is_here();
                (is_away, !occupant.is_host, occupant.arrival)
            })
            .map(|(id, _)| id.clone());
        self.host_state.host = successor;
        if self.host_state.host.is_some() {
            let knocking = self.has_knocks().then(|| self.send_knocking()).flatten();
            return self.send_host_to_all().chain(knocking).collect();
        }
        let waiting = std::mem::take(&mut self.host_state).knocking.into_keys();
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

    /// Sends the list of waiting clients to the host, if it is present.
    pub(super) fn send_knocking<'a>(&self) -> Option<Output<'a>> {
        let Presence::Here(socket) = self.host()?.presence else {
            return None;
        };
        let knocking = self.host_state.knocking.values().map(Newcomer::at_the_door);
        Some(Output::Send {
            socket,
            frame: ToClient::Knocking {
                people: knocking.collect(),
            },
        })
    }

    pub(super) fn has_knocks(&self) -> bool {
        !self.host_state.knocking.is_empty()
    }

    pub(super) fn name_of_host(&self) -> String {
        self.host().map(|host| host.name.clone()).unwrap_or_default()
    }

    fn host(&self) -> Option<&Occupant> {
        self.people.get(self.host_state.host.as_ref()?)
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
