//! Presence and addressing within one room.
//!
//! Sans-IO: sockets are numbers and time is an argument, so every rule is testable without a socket or a wait.

use crate::refusal::Refusal;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::time::Duration;
use visavis_protocol::{ClientId, IceServer, Identity, LeftReason, Person, SequenceHeader, ToClient};
use visavis_roap::Timestamp;

mod host;
mod identity;
mod join;
#[cfg(test)]
mod tests;

use host::HostState;

/// How long the seat of an unloaded page is kept. A reload returns sooner and nobody notices it; a closed page is
/// reported as left after this time.
const RELOAD_TIMEOUT: Duration = Duration::from_secs(3);

/// Identifies a socket; unique for the lifetime of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// A client that asks to enter.
#[derive(Debug)]
pub struct Newcomer {
    pub id: ClientId,
    pub name: String,
    /// Host by token: takes precedence over those without, and enters even a locked room.
    pub is_host: bool,
    /// What the token says about the person.
    pub identity: Option<Identity>,
    /// The ICE servers to send to this client.
    pub ice_servers: Vec<IceServer>,
}

/// An event that a room reacts to. Message bodies are borrowed from the received frame.
#[derive(Debug)]
pub enum Input<'a> {
    /// A client sent a valid hello.
    Entered { socket: SocketId, newcomer: Newcomer },
    /// A person sent a message to another.
    Sent {
        socket: SocketId,
        to: ClientId,
        header: SequenceHeader,
        body: Option<&'a RawValue>,
    },
    /// A person changed their name.
    Renamed { socket: SocketId, name: String },
    /// A person asked to lock or unlock the room.
    Locked { socket: SocketId, is_locked: bool },
    /// A person asked to admit or reject someone who is knocking.
    Admitted {
        socket: SocketId,
        id: ClientId,
        is_admitted: bool,
    },
    /// A person asked to remove another.
    Removed { socket: SocketId, id: ClientId },
    /// A client sent `bye`.
    Left { socket: SocketId },
    /// A socket ended without a `bye`.
    Lost { socket: SocketId },
    /// A browser closed a socket because its page was closed or reloaded.
    Unloaded { socket: SocketId },
}

/// An action that the owner of the sockets carries out.
#[derive(Debug)]
pub enum Output<'a> {
    /// Send a frame to a socket.
    Send {
        socket: SocketId,
        frame: ToClient<&'a RawValue>,
    },
    /// Close a socket, which is not, or no longer, in the room.
    Close { socket: SocketId, refusal: Refusal },
}

/// The people of one room.
#[derive(Debug)]
pub struct Room {
    size: usize,
    away_timeout: Duration,
    people: BTreeMap<ClientId, Occupant>,
    seats: BTreeMap<SocketId, ClientId>,
    host_state: HostState,
    arrivals: u64,
}

#[derive(Debug)]
struct Occupant {
    name: String,
    is_host: bool,
    identity: Option<Identity>,
    presence: Presence,
    /// Grows with each join: a smaller number has been here for longer.
    arrival: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Here(SocketId),
    /// Without a socket; removed for `reason` unless back before `until`.
    Away {
        until: Timestamp,
        reason: LeftReason,
    },
}

impl Room {
    /// Creates an empty room for `size` people, each of whom may be away for up to `away_timeout`.
    pub fn new(size: usize, away_timeout: Duration) -> Self {
        Self {
            size,
            away_timeout,
            people: BTreeMap::new(),
            seats: BTreeMap::new(),
            host_state: HostState::default(),
            arrivals: 0,
        }
    }

    /// Handles an input. Inputs of sockets that are not, or no longer, in the room are ignored.
    pub fn handle<'a>(&mut self, now: Timestamp, input: Input<'a>) -> Vec<Output<'a>> {
        match input {
            Input::Entered { socket, newcomer } => self.enter(socket, newcomer),
            Input::Sent {
                socket,
                to,
                header,
                body,
            } => self.relay(socket, to, header, body),
            Input::Renamed { socket, name } => self.rename(socket, name),
            Input::Locked { socket, is_locked } => self.lock(socket, is_locked),
            Input::Admitted {
                socket,
                id,
                is_admitted,
            } => self.admit(socket, &id, is_admitted),
            Input::Removed { socket, id } => self.remove(socket, id),
            Input::Left { socket } => self.leave(socket),
            Input::Lost { socket } => self.lose(socket, now + self.away_timeout, LeftReason::Gone),
            Input::Unloaded { socket } => {
                let until = now + self.away_timeout.min(RELOAD_TIMEOUT);
                self.lose(socket, until, LeftReason::Left)
            }
        }
    }

    /// Removes everyone whose away timeout has expired.
    pub fn handle_timeout(&mut self, now: Timestamp) -> Vec<Output<'static>> {
        let expired: Vec<_> = self
            .people
            .extract_if(.., |_, occupant| {
                occupant.presence.ends_at().is_some_and(|until| until <= now)
            })
            .collect();
        for (id, occupant) in &expired {
            self.host_state.record_leave(id, occupant);
        }
        let mut outputs: Vec<_> = expired
            .into_iter()
            .filter_map(|(id, occupant)| {
                occupant
                    .presence
                    .reason()
                    .map(|reason| ToClient::Left { id, reason })
            })
            .flat_map(|left| self.send_to_all(left))
            .collect();
        outputs.extend(self.ensure_host());
        outputs
    }

    /// Sends new ICE servers to everyone present.
    pub fn send_ice_servers(
        &self,
        ice_servers_for: impl Fn(&ClientId) -> Vec<IceServer>,
    ) -> Vec<Output<'static>> {
        self.seats
            .iter()
            .map(|(&socket, id)| Output::Send {
                socket,
                frame: ToClient::IceServers {
                    ice_servers: ice_servers_for(id),
                },
            })
            .collect()
    }

    /// Returns when to call [`Room::handle_timeout`], unless another input changes it.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        self.people
            .values()
            .filter_map(|occupant| occupant.presence.ends_at())
            .min()
    }

    /// Returns whether nobody is present or away.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Describes the room to a client that has not joined it, and whose token says this.
    pub fn look(&self, identity: Option<Identity>) -> ToClient<&'static RawValue> {
        ToClient::Present {
            names: self
                .people
                .values()
                .map(|occupant| occupant.name.clone())
                .collect(),
            locked_by: self.host_state.is_locked.then(|| self.name_of_host()),
            identity,
        }
    }

    fn relay<'a>(
        &self,
        socket: SocketId,
        to: ClientId,
        header: SequenceHeader,
        body: Option<&'a RawValue>,
    ) -> Vec<Output<'a>> {
        let Some(from) = self.seats.get(&socket) else {
            return Vec::new();
        };
        vec![match self.people.get(&to).map(|occupant| occupant.presence) {
            Some(Presence::Here(addressee)) => Output::Send {
                socket: addressee,
                frame: ToClient::From {
                    from: from.clone(),
                    header,
                    body,
                },
            },
            Some(Presence::Away { .. }) | None => Output::Send {
                socket,
                frame: ToClient::Undeliverable {
                    to,
                    epoch: header.epoch,
                    n: header.n,
                },
            },
        }]
    }

    /// Changes a name. Who had one is not without a name from now on. A client whose name is that of its token is told
    /// that it keeps it.
    fn rename<'a>(&mut self, socket: SocketId, name: String) -> Vec<Output<'a>> {
        if name.is_empty() {
            return Vec::new();
        }
        let Some(id) = self.seats.get(&socket) else {
            return self.rename_knocking(socket, name);
        };
        let Some(occupant) = self.people.get_mut(id) else {
            return Vec::new();
        };
        if occupant.has_vouched_name() {
            let person = occupant.person(id);
            return vec![Output::Send {
                socket,
                frame: ToClient::Renamed { person },
            }];
        }
        if occupant.name == name {
            return Vec::new();
        }
        occupant.name = name;
        let person = occupant.person(id);
        self.send_to_others(id, ToClient::Renamed { person }).collect()
    }

    fn leave<'a>(&mut self, socket: SocketId) -> Vec<Output<'a>> {
        let Some(id) = self.seats.remove(&socket) else {
            return self.stop_knocking(socket);
        };
        if let Some(occupant) = self.people.remove(&id) {
            self.host_state.record_leave(&id, &occupant);
        }
        let mut outputs: Vec<_> = self
            .send_to_all(ToClient::Left {
                id,
                reason: LeftReason::Left,
            })
            .collect();
        outputs.extend(self.ensure_host());
        outputs
    }

    fn lose<'a>(&mut self, socket: SocketId, until: Timestamp, reason: LeftReason) -> Vec<Output<'a>> {
        let Some(id) = self.seats.remove(&socket) else {
            return self.stop_knocking(socket);
        };
        if let Some(occupant) = self.people.get_mut(&id) {
            occupant.presence = Presence::Away { until, reason };
        }
        self.send_to_all(ToClient::Away { id }).collect()
    }

    fn others(&self, id: &ClientId) -> Vec<Person> {
        self.people
            .iter()
            .filter(|(other, _)| *other != id)
            .map(|(id, occupant)| occupant.person(id))
            .collect()
    }

    fn send_to_all<'a>(&self, frame: ToClient<&'a RawValue>) -> impl Iterator<Item = Output<'a>> {
        self.seats.keys().map(move |&socket| Output::Send {
            socket,
            frame: frame.clone(),
        })
    }

    fn send_to_others<'a>(
        &self,
        id: &ClientId,
        frame: ToClient<&'a RawValue>,
    ) -> impl Iterator<Item = Output<'a>> {
        self.seats
            .iter()
            .filter(move |(_, seated)| *seated != id)
            .map(move |(&socket, _)| Output::Send {
                socket,
                frame: frame.clone(),
            })
    }
}

impl Presence {
    fn is_here(self) -> bool {
        matches!(self, Self::Here(_))
    }

    fn ends_at(self) -> Option<Timestamp> {
        match self {
            Self::Here(_) => None,
            Self::Away { until, .. } => Some(until),
        }
    }

    fn reason(self) -> Option<LeftReason> {
        match self {
            Self::Here(_) => None,
            Self::Away { reason, .. } => Some(reason),
        }
    }
}
