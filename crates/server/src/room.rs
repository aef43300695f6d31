//! Who is in one room, and who is told what about it. Sans-IO: sockets are numbers and time is an argument, so
//! that every rule of presence and addressing can be tested without a socket or a wait.

use crate::refusal::Refusal;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::time::Duration;
use visavis_roap::Timestamp;
use visavis_roap::envelope::{ClientId, IceServer, LeftReason, Person, Place, ToClient};

#[cfg(test)]
mod tests;

/// Names a socket among all that this process ever had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// What happened in a room. The body of a message is borrowed from the frame that came.
#[derive(Debug)]
pub enum Input<'a> {
    /// A socket said hello.
    Entered {
        socket: SocketId,
        id: ClientId,
        name: String,
        ice_servers: Vec<IceServer>,
    },
    /// A person has something to say to another.
    Sent {
        socket: SocketId,
        to: ClientId,
        place: Place,
        body: Option<&'a RawValue>,
    },
    /// A person chose another name.
    Renamed { socket: SocketId, name: String },
    /// A person said goodbye.
    Left { socket: SocketId },
    /// A socket ended without a goodbye.
    Lost { socket: SocketId },
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
}

#[derive(Debug)]
struct Occupant {
    name: String,
    presence: Presence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Here(SocketId),
    Away { until: Timestamp },
}

impl Room {
    /// An empty room for so many people, who may be away for so long before they are gone.
    pub fn new(size: usize, away_timeout: Duration) -> Self {
        Self {
            size,
            away_timeout,
            people: BTreeMap::new(),
            seats: BTreeMap::new(),
        }
    }

    /// Takes in what happened. What comes from a socket that is not, or no longer, in the room is nothing.
    pub fn handle<'a>(&mut self, now: Timestamp, input: Input<'a>) -> Vec<Output<'a>> {
        match input {
            Input::Entered {
                socket,
                id,
                name,
                ice_servers,
            } => self.enter(socket, id, name, ice_servers),
            Input::Sent {
                socket,
                to,
                place,
                body,
            } => self.pass_on(socket, to, place, body),
            Input::Renamed { socket, name } => self.rename(socket, name),
            Input::Left { socket } => self.leave(socket),
            Input::Lost { socket } => self.lose(socket, now),
        }
    }

    /// Lets those go who were away for too long.
    pub fn handle_timeout(&mut self, now: Timestamp) -> Vec<Output<'static>> {
        let gone: Vec<ClientId> = self
            .people
            .extract_if(.., |_, occupant| {
                occupant.presence.ends_at().is_some_and(|until| until <= now)
            })
            .map(|(id, _)| id)
            .collect();
        gone.into_iter()
            .flat_map(|id| {
                self.tell_all(ToClient::Left {
                    id,
                    reason: LeftReason::Gone,
                })
            })
            .collect()
    }

    /// Tells everyone who is here by which servers they reach each other from now on.
    pub fn tell_ice_servers(&self, of: impl Fn(&ClientId) -> Vec<IceServer>) -> Vec<Output<'static>> {
        self.seats
            .iter()
            .map(|(&socket, id)| Output::Tell {
                socket,
                frame: ToClient::IceServers(of(id)),
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

    fn enter<'a>(
        &mut self,
        socket: SocketId,
        id: ClientId,
        name: String,
        ice_servers: Vec<IceServer>,
    ) -> Vec<Output<'a>> {
        let before = self
            .people
            .get(&id)
            .map(|occupant| (occupant.presence, occupant.name != name));
        if before.is_none() && self.people.len() >= self.size {
            return vec![Output::Close {
                socket,
                refusal: Refusal::Full(self.size),
            }];
        }
        let mut outputs = Vec::new();
        if let Some((Presence::Here(older), _)) = before {
            self.seats.remove(&older);
            outputs.push(Output::Close {
                socket: older,
                refusal: Refusal::Replaced,
            });
        }
        self.people.insert(
            id.clone(),
            Occupant {
                name: name.clone(),
                presence: Presence::Here(socket),
            },
        );
        self.seats.insert(socket, id.clone());

        let you = id.clone();
        outputs.push(Output::Tell {
            socket,
            frame: ToClient::Welcome {
                people: self.others(&id),
                you,
                ice_servers,
            },
        });
        let person = Person {
            id: id.clone(),
            name,
            away: false,
        };
        match before {
            None => outputs.extend(self.tell_others(&id, ToClient::Joined(person))),
            Some((presence, is_renamed)) => {
                if matches!(presence, Presence::Away { .. }) {
                    outputs.extend(self.tell_others(&id, ToClient::Back(id.clone())));
                }
                if is_renamed {
                    outputs.extend(self.tell_others(&id, ToClient::Renamed(person)));
                }
            }
        }
        outputs
    }

    fn pass_on<'a>(
        &self,
        socket: SocketId,
        to: ClientId,
        place: Place,
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
                    place,
                    body,
                },
            },
            Some(Presence::Away { .. }) | None => Output::Tell {
                socket,
                frame: ToClient::Undeliverable {
                    to,
                    epoch: place.epoch,
                    n: place.n,
                },
            },
        }]
    }

    fn rename<'a>(&mut self, socket: SocketId, name: String) -> Vec<Output<'a>> {
        let Some(id) = self.seats.get(&socket) else {
            return Vec::new();
        };
        let Some(occupant) = self.people.get_mut(id).filter(|occupant| occupant.name != name) else {
            return Vec::new();
        };
        occupant.name.clone_from(&name);
        self.tell_others(
            id,
            ToClient::Renamed(Person {
                id: id.clone(),
                name,
                away: false,
            }),
        )
        .collect()
    }

    fn leave<'a>(&mut self, socket: SocketId) -> Vec<Output<'a>> {
        let Some(id) = self.seats.remove(&socket) else {
            return Vec::new();
        };
        self.people.remove(&id);
        self.tell_all(ToClient::Left {
            id,
            reason: LeftReason::Left,
        })
        .collect()
    }

    fn lose<'a>(&mut self, socket: SocketId, now: Timestamp) -> Vec<Output<'a>> {
        let Some(id) = self.seats.remove(&socket) else {
            return Vec::new();
        };
        if let Some(occupant) = self.people.get_mut(&id) {
            occupant.presence = Presence::Away {
                until: now + self.away_timeout,
            };
        }
        self.tell_all(ToClient::Away(id)).collect()
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
    fn ends_at(self) -> Option<Timestamp> {
        match self {
            Self::Here(_) => None,
            Self::Away { until } => Some(until),
        }
    }
}
