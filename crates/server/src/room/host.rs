//! The host of a room, and what they decide: whom to let in, and whom not to have.

use super::{Newcomer, Occupant, Output, Presence, Room, SocketId};
use crate::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet};
use visavis_protocol::{ClientId, CloseCode, LeftReason, Person, ToClient};

/// More would be a crowd that nobody reads through.
const MOST_KNOCKING: usize = 32;

/// What the host has decided. The room's own state, until nobody is in it.
#[derive(Debug, Default)]
pub(super) struct HostState {
    pub(super) host: Option<ClientId>,
    pub(super) is_locked: bool,
    /// Those who wait to be let in.
    knocking: BTreeMap<SocketId, Newcomer>,
    removed: BTreeSet<ClientId>,
    /// Those who were inside while it was locked: after a reload, or a second thought, they need not ask.
    was_inside: BTreeSet<ClientId>,
}

impl HostState {
    pub(super) fn shuts_out(&self, id: &ClientId) -> bool {
        self.is_locked && !self.was_inside.contains(id)
    }

    pub(super) fn leaves(&mut self, id: &ClientId) {
        if self.is_locked {
            self.was_inside.insert(id.clone());
        }
    }

    pub(super) fn has_removed(&self, id: &ClientId) -> bool {
        self.removed.contains(id)
    }
}

impl Room {
    /// Lets whoever comes into a locked room wait, and tells who decides.
    pub(super) fn let_wait<'a>(&mut self, socket: SocketId, newcomer: Newcomer) -> Vec<Output<'a>> {
        let mut outputs: Vec<_> = self
            .host_state
            .knocking
            .extract_if(.., |_, knock| knock.id == newcomer.id)
            .map(|(socket, _)| Output::Close {
                socket,
                refusal: Refusal::Code(CloseCode::Replaced),
            })
            .collect();
        if self.host_state.knocking.len() >= MOST_KNOCKING {
            outputs.push(Output::Close {
                socket,
                refusal: Refusal::Code(CloseCode::TooManyWaiting),
            });
            return outputs;
        }
        self.host_state.knocking.insert(socket, newcomer);
        let name = self.name_of_host();
        outputs.push(Output::Tell {
            socket,
            frame: ToClient::Waiting { name },
        });
        outputs.extend(self.tell_who_knocks());
        outputs
    }

    /// A socket that waited is gone; nobody else is concerned but who decides.
    pub(super) fn give_up_waiting<'a>(&mut self, socket: SocketId) -> Vec<Output<'a>> {
        match self.host_state.knocking.remove(&socket) {
            Some(_) => self.tell_who_knocks().into_iter().collect(),
            None => Vec::new(),
        }
    }

    pub(super) fn rename_waiting<'a>(&mut self, socket: SocketId, name: String) -> Vec<Output<'a>> {
        match self.host_state.knocking.get_mut(&socket) {
            Some(knock) if knock.name != name => {
                knock.name = name;
                self.tell_who_knocks().into_iter().collect()
            }
            Some(_) | None => Vec::new(),
        }
    }

    pub(super) fn lock<'a>(&mut self, socket: SocketId, is_locked: bool) -> Vec<Output<'a>> {
        if !self.is_asked_by_host(socket) || self.host_state.is_locked == is_locked {
            return Vec::new();
        }
        self.host_state.is_locked = is_locked;
        self.host_state.was_inside.clear();
        let mut outputs: Vec<_> = self.tell_host().collect();
        if !is_locked {
            let waiting: Vec<_> = std::mem::take(&mut self.host_state.knocking)
                .into_iter()
                .collect();
            let nobody_waits_any_more = (!waiting.is_empty()).then(|| self.tell_who_knocks());
            for (socket, knock) in waiting {
                outputs.extend(self.seat(socket, knock));
            }
            outputs.extend(nobody_waits_any_more.flatten());
        }
        outputs
    }

    pub(super) fn admit<'a>(
        &mut self,
        socket: SocketId,
        id: &ClientId,
        is_admitted: bool,
    ) -> Vec<Output<'a>> {
        if !self.is_asked_by_host(socket) {
            return Vec::new();
        }
        let mut outputs = Vec::new();
        let answered: Vec<_> = self
            .host_state
            .knocking
            .extract_if(.., |_, knock| knock.id == *id)
            .collect();
        if answered.is_empty() {
            return outputs;
        }
        for (socket, knock) in answered {
            if is_admitted {
                outputs.extend(self.seat(socket, knock));
            } else {
                let refusal = Refusal::Code(CloseCode::NotAdmitted);
                outputs.push(Output::Close { socket, refusal });
            }
        }
        outputs.extend(self.tell_who_knocks());
        outputs
    }

    pub(super) fn remove<'a>(&mut self, socket: SocketId, id: ClientId) -> Vec<Output<'a>> {
        let is_self = self.host_state.host.as_ref() == Some(&id);
        if !self.is_asked_by_host(socket) || is_self {
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
        outputs.extend(self.tell_all(ToClient::Left { id, reason }));
        outputs
    }

    /// Somebody takes over from one who has left; with the last, all of it ends.
    pub(super) fn pass_host<'a>(&mut self) -> Vec<Output<'a>> {
        match self.host() {
            Some(_) => Vec::new(),
            None => self.appoint(),
        }
    }

    /// Whether someone who comes in leaves it with who has it.
    pub(super) fn keeps_host(&self, newcomer_is_host: bool) -> bool {
        self.host()
            .is_some_and(|host| !newcomer_is_host || (host.is_host && host.presence.is_here()))
    }

    /// Makes host, of those who are here, a host by token, or else who has been here for longest.
    pub(super) fn appoint<'a>(&mut self) -> Vec<Output<'a>> {
        let heir = self
            .people
            .iter()
            .min_by_key(|(_, occupant)| {
                let is_away = !occupant.presence.is_here();
                (is_away, !occupant.is_host, occupant.arrival)
            })
            .map(|(id, _)| id.clone());
        self.host_state.host = heir;
        if self.host_state.host.is_some() {
            let knocking = self.has_knocks().then(|| self.tell_who_knocks()).flatten();
            return self.tell_host().chain(knocking).collect();
        }
        let left_waiting = std::mem::take(&mut self.host_state).knocking.into_keys();
        left_waiting
            .map(|socket| Output::Close {
                socket,
                refusal: Refusal::Code(CloseCode::Draining),
            })
            .collect()
    }

    /// What everyone here is to know of it.
    pub(super) fn tell_host<'a>(&self) -> impl Iterator<Item = Output<'a>> + use<'a> {
        let outputs: Vec<_> = self
            .host_frame()
            .into_iter()
            .flat_map(|frame| self.tell_all(frame))
            .collect();
        outputs.into_iter()
    }

    /// What someone who comes in is to know of it.
    pub(super) fn tell_host_to<'a>(&self, socket: SocketId) -> Option<Output<'a>> {
        self.host_frame().map(|frame| Output::Tell { socket, frame })
    }

    pub(super) fn tell_who_knocks<'a>(&self) -> Option<Output<'a>> {
        let Presence::Here(socket) = self.host()?.presence else {
            return None;
        };
        let knocking = self.host_state.knocking.values().map(|knock| Person {
            id: knock.id.clone(),
            name: knock.name.clone(),
            away: false,
        });
        Some(Output::Tell {
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

    fn is_asked_by_host(&self, socket: SocketId) -> bool {
        let asking = self.seats.get(&socket);
        asking.is_some() && asking == self.host_state.host.as_ref()
    }
}
