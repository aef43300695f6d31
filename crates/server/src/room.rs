//! Presence and addressing within one room.
//!
//! Sans-IO: sockets are numbers and time is an argument, so every rule is testable without a socket or a wait.

use crate::network::Network;
use crate::news::What;
use crate::places::Place;
use crate::refusal::Refusal;
use crate::token::Pass;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::time::Duration;
use visavis_protocol::{ClientId, IceServer, Identity, LeftReason, SequenceHeader, SortedMap, ToClient};
use visavis_roap::Timestamp;

mod deeds;
mod entries;
mod expulsion;
mod host;
mod identity;
mod join;
mod knocking;
mod listing;
mod movements;
mod naming;
mod removed;
mod renewed;
mod stay;
#[cfg(test)]
mod tests;

pub use deeds::Deed;
use entries::Entries;
pub use expulsion::Whom;
use host::HostState;
pub use listing::PersonInRoom;
use naming::Renaming;
use stay::Stay;

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
    /// The id of the token: the claim `jti`.
    pub token_id: Option<String>,
    /// The seat as it counts for the address of the client.
    pub place: Place,
    /// The ICE servers to send to this client.
    pub ice_servers: Vec<IceServer>,
    /// The client may present another token later.
    pub takes_token: bool,
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
    /// A person presented another token, which was verified.
    TokenRenewed { socket: SocketId, pass: Pass },
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
    settling: Duration,
    /// The time of the input that is being handled.
    now: Timestamp,
    /// Boxed, since a map keeps space for more entries than most rooms have.
    people: BTreeMap<ClientId, Box<Occupant>>,
    seats: SortedMap<SocketId, ClientId>,
    host_state: HostState,
    arrivals: u64,
    entries: Entries,
    deeds: Vec<Deed>,
    movements: Vec<What>,
}

#[derive(Debug)]
struct Occupant {
    name: String,
    /// What the name looks like: see [`skeleton`](crate::names::skeleton).
    looks: String,
    is_host: bool,
    identity: Option<Identity>,
    presence: Presence,
    token_id: Option<String>,
    /// Grows with each join: a smaller number has been here for longer.
    arrival: u64,
    stay: Stay,
    renaming: Renaming,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Here(SocketId),
    /// Without a socket since `since`; removed for `reason` unless back before `until`.
    Away {
        since: Timestamp,
        until: Timestamp,
        reason: LeftReason,
    },
}

impl Room {
    /// Creates an empty room for `size` people. Each may be away for up to `away_timeout` once they have been here for
    /// `settling`, or have exchanged messages.
    pub fn new(size: usize, away_timeout: Duration, settling: Duration) -> Self {
        Self {
            size,
            away_timeout,
            settling,
            now: Timestamp::default(),
            people: BTreeMap::new(),
            seats: SortedMap::new(),
            host_state: HostState::default(),
            arrivals: 0,
            entries: Entries::default(),
            deeds: Vec::new(),
            movements: Vec::new(),
        }
    }

    /// Handles an input. Inputs of sockets that are not, or no longer, in the room are ignored.
    pub fn handle<'a>(&mut self, now: Timestamp, input: Input<'a>) -> Vec<Output<'a>> {
        self.begin(now);
        match input {
            Input::Entered { socket, newcomer } => self.enter(socket, newcomer),
            Input::Sent {
                socket,
                to,
                header,
                body,
            } => self.relay(socket, to, header, body),
            Input::Renamed { socket, name } => self.rename(socket, name),
            Input::TokenRenewed { socket, pass } => self.renew_token(socket, pass),
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

    fn begin(&mut self, now: Timestamp) {
        self.now = now;
        self.deeds.clear();
        self.movements.clear();
    }

    /// Removes everyone whose away timeout has expired, and tells what had to wait.
    pub fn handle_timeout(&mut self, now: Timestamp) -> Vec<Output<'static>> {
        self.begin(now);
        let expired: Vec<_> = self
            .people
            .extract_if(.., |_, occupant| {
                occupant.presence.ends_at().is_some_and(|until| until <= now)
            })
            .collect();
        for (id, occupant) in &expired {
            self.host_state.record_leave(id, occupant);
            self.movements.extend(
                occupant
                    .presence
                    .reason()
                    .map(|reason| occupant.leaves(id, reason)),
            );
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
        outputs.extend(self.unlock_if_due());
        outputs.extend(self.tell_new_names());
        outputs.extend(self.end_knocks());
        outputs.extend(self.tell_knocking());
        outputs
    }

    /// Sends new ICE servers to everyone present.
    pub fn send_ice_servers(
        &self,
        ice_servers_for: impl Fn(Option<&Identity>, Network) -> Vec<IceServer>,
    ) -> Vec<Output<'static>> {
        let people = self.people.values();
        people
            .filter_map(|occupant| match occupant.presence {
                Presence::Here(socket) => Some(Output::Send {
                    socket,
                    frame: ToClient::IceServers {
                        ice_servers: ice_servers_for(occupant.identity.as_ref(), occupant.place.network()),
                    },
                }),
                Presence::Away { .. } => None,
            })
            .collect()
    }

    /// Returns when to call [`Room::handle_timeout`], unless another input changes it.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let people = self.people.values();
        people
            .flat_map(|occupant| [occupant.presence.ends_at(), occupant.renaming.poll_timeout()])
            .chain([
                self.host_state.knocking.poll_timeout(),
                self.host_state.unlocking.poll_timeout(),
            ])
            .flatten()
            .min()
    }

    /// Returns how many people are present or away.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Returns whether nobody is present or away.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Returns the address of the host, for which the room counts.
    pub fn network(&self) -> Option<Network> {
        self.host().map(|host| host.place.network())
    }

    /// Describes the room to a client that has not joined it, and whose token says this. Who is in a locked room is told
    /// to those who are let in.
    ///
    /// # Errors
    ///
    /// All seats are taken by people who are here. One of somebody away may be the seat of who looks: their page reloads.
    pub fn look(&self, identity: Option<Identity>) -> Result<ToClient<&'static RawValue>, Refusal> {
        if self.seats.len() >= self.size {
            return Err(Refusal::RoomFull(self.size));
        }
        let locked = self.host_state.is_locked;
        let people = self.people.values().filter(|_| !locked);
        Ok(ToClient::Present {
            names: people.map(|occupant| occupant.name.clone()).collect(),
            count: u32::try_from(self.people.len()).unwrap_or(u32::MAX),
            locked,
            identity,
        })
    }

    fn relay<'a>(
        &mut self,
        socket: SocketId,
        to: ClientId,
        header: SequenceHeader,
        body: Option<&'a RawValue>,
    ) -> Vec<Output<'a>> {
        let Some(from) = self.seats.get(&socket).cloned() else {
            return Vec::new();
        };
        let recipient = self
            .people
            .get_mut(&to)
            .map(|other| (other.presence, &mut other.stay));
        let Some((Presence::Here(addressee), stay)) = recipient else {
            return vec![Output::Send {
                socket,
                frame: ToClient::Undeliverable {
                    to,
                    epoch: header.epoch,
                    n: header.n,
                },
            }];
        };
        stay.has_received = true;
        if let Some(sender) = self.people.get_mut(&from) {
            sender.stay.has_sent = true;
        }
        vec![Output::Send {
            socket: addressee,
            frame: ToClient::From { from, header, body },
        }]
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

    fn away_for(self, now: Timestamp) -> Option<Duration> {
        match self {
            Self::Here(_) => None,
            Self::Away { since, .. } => Some(now.since(since)),
        }
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
