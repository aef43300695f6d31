//! Who is in one room, and who is told what about it. Sans-IO: sockets are numbers and time is an argument, so
//! that every rule of presence and addressing can be tested without a socket or a wait.

use crate::refusal::Refusal;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::time::Duration;
use visavis_protocol::{ClientId, IceServer, LeftReason, Person, SequenceHeader, ToClient};
use visavis_roap::Timestamp;

mod entering;
mod host;
#[cfg(test)]
mod tests;

use host::HostState;

/// A page that is loaded anew is back sooner, and nobody sees that it went; one that was closed is missed no longer.
const LOADED_ANEW_WITHIN: Duration = Duration::from_secs(3);

/// Names a socket among all that this process ever had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// Who wants to come in.
#[derive(Debug)]
pub struct Newcomer {
    pub id: ClientId,
    pub name: String,
    /// Host before those who are not, and let in though the room is locked.
    pub is_host: bool,
    /// The servers to reach the others by.
    pub ice_servers: Vec<IceServer>,
}

/// What happened in a room. The body of a message is borrowed from the frame that came.
#[derive(Debug)]
pub enum Input<'a> {
    /// A socket said hello.
    Entered { socket: SocketId, newcomer: Newcomer },
    /// A person has something to say to another.
    Sent {
        socket: SocketId,
        to: ClientId,
        header: SequenceHeader,
        body: Option<&'a RawValue>,
    },
    /// A person chose another name.
    Renamed { socket: SocketId, name: String },
    /// A person wants the room locked, or open to everyone again.
    Locked { socket: SocketId, is_locked: bool },
    /// A person decides on one who waits to be let in.
    Admitted {
        socket: SocketId,
        id: ClientId,
        is_admitted: bool,
    },
    /// A person does not want that one here.
    Removed { socket: SocketId, id: ClientId },
    /// A person said goodbye.
    Left { socket: SocketId },
    /// A socket ended without a goodbye.
    Lost { socket: SocketId },
    /// A browser ended a socket because its page was closed or loaded anew.
    Unloaded { socket: SocketId },
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Output<'a> {
    /// Send the frame to that socket.
    Tell {
        socket: SocketId,
        frame: ToClient<&'a RawValue>,
    },
    /// Close that socket; it is not in the room.
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
    presence: Presence,
    /// The smaller, the longer they have been here.
    arrival: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Here(SocketId),
    /// Whoever is not back by then is no longer here, and the others are told so.
    Away {
        until: Timestamp,
        then: LeftReason,
    },
}

impl Room {
    /// An empty room for so many people, who may be away for so long before they are gone.
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

    /// Takes in what happened. What comes from a socket that is not, or no longer, in the room is nothing.
    pub fn handle<'a>(&mut self, now: Timestamp, input: Input<'a>) -> Vec<Output<'a>> {
        match input {
            Input::Entered { socket, newcomer } => self.enter(socket, newcomer),
            Input::Sent {
                socket,
                to,
                header,
                body,
            } => self.pass_on(socket, to, header, body),
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
                let until = now + self.away_timeout.min(LOADED_ANEW_WITHIN);
                self.lose(socket, until, LeftReason::Left)
            }
        }
    }

    /// Lets those go who were away for too long.
    pub fn handle_timeout(&mut self, now: Timestamp) -> Vec<Output<'static>> {
        let over: Vec<_> = self
            .people
            .extract_if(.., |_, occupant| {
                occupant.presence.ends_at().is_some_and(|until| until <= now)
            })
            .collect();
        for (id, _) in &over {
            self.host_state.leaves(id);
        }
        let mut outputs: Vec<_> = over
            .into_iter()
            .filter_map(|(id, occupant)| {
                occupant
                    .presence
                    .then()
                    .map(|reason| ToClient::Left { id, reason })
            })
            .flat_map(|left| self.tell_all(left))
            .collect();
        outputs.extend(self.pass_host());
        outputs
    }

    /// Tells everyone who is here by which servers they reach each other from now on.
    pub fn tell_ice_servers(&self, of: impl Fn(&ClientId) -> Vec<IceServer>) -> Vec<Output<'static>> {
        self.seats
            .iter()
            .map(|(&socket, id)| Output::Tell {
                socket,
                frame: ToClient::IceServers { ice_servers: of(id) },
            })
            .collect()
    }

    /// When [`Room::handle_timeout`] is due, if nothing happens before.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        self.people
            .values()
            .filter_map(|occupant| occupant.presence.ends_at())
            .min()
    }

    /// Nobody is here, and nobody is expected back.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Who is here, for someone outside.
    pub fn look(&self) -> ToClient<&'static RawValue> {
        ToClient::Present {
            names: self
                .people
                .values()
                .map(|occupant| occupant.name.clone())
                .collect(),
            locked_by: self.host_state.is_locked.then(|| self.name_of_host()),
        }
    }

    fn pass_on<'a>(
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
            Some(Presence::Here(addressee)) => Output::Tell {
                socket: addressee,
                frame: ToClient::From {
                    from: from.clone(),
                    header,
                    body,
                },
            },
            Some(Presence::Away { .. }) | None => Output::Tell {
                socket,
                frame: ToClient::Undeliverable {
                    to,
                    epoch: header.epoch,
                    n: header.n,
                },
            },
        }]
    }

    fn rename<'a>(&mut self, socket: SocketId, name: String) -> Vec<Output<'a>> {
        let Some(id) = self.seats.get(&socket) else {
            return self.rename_waiting(socket, name);
        };
        let Some(occupant) = self.people.get_mut(id).filter(|occupant| occupant.name != name) else {
            return Vec::new();
        };
        occupant.name.clone_from(&name);
        let person = Person {
            id: id.clone(),
            name,
            away: false,
        };
        self.tell_others(id, ToClient::Renamed { person }).collect()
    }

    fn leave<'a>(&mut self, socket: SocketId) -> Vec<Output<'a>> {
        let Some(id) = self.seats.remove(&socket) else {
            return self.give_up_waiting(socket);
        };
        self.people.remove(&id);
        self.host_state.leaves(&id);
        let mut outputs: Vec<_> = self
            .tell_all(ToClient::Left {
                id,
                reason: LeftReason::Left,
            })
            .collect();
        outputs.extend(self.pass_host());
        outputs
    }

    fn lose<'a>(&mut self, socket: SocketId, until: Timestamp, then: LeftReason) -> Vec<Output<'a>> {
        let Some(id) = self.seats.remove(&socket) else {
            return self.give_up_waiting(socket);
        };
        if let Some(occupant) = self.people.get_mut(&id) {
            occupant.presence = Presence::Away { until, then };
        }
        self.tell_all(ToClient::Away { id }).collect()
    }

    fn others(&self, id: &ClientId) -> Vec<Person> {
        self.people
            .iter()
            .filter(|(other, _)| *other != id)
            .map(|(id, occupant)| Person {
                id: id.clone(),
                name: occupant.name.clone(),
                away: matches!(occupant.presence, Presence::Away { .. }),
            })
            .collect()
    }

    fn tell_all<'a>(&self, frame: ToClient<&'a RawValue>) -> impl Iterator<Item = Output<'a>> {
        self.seats.keys().map(move |&socket| Output::Tell {
            socket,
            frame: frame.clone(),
        })
    }

    fn tell_others<'a>(
        &self,
        id: &ClientId,
        frame: ToClient<&'a RawValue>,
    ) -> impl Iterator<Item = Output<'a>> {
        self.seats
            .iter()
            .filter(move |(_, seated)| *seated != id)
            .map(move |(&socket, _)| Output::Tell {
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

    fn then(self) -> Option<LeftReason> {
        match self {
            Self::Here(_) => None,
            Self::Away { then, .. } => Some(then),
        }
    }
}
