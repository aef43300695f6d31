//! The people who wait at the door of a locked room.
//!
//! They are strangers: what they do costs the host little, however many they are. The host gets the list once in
//! [`PERIOD`] at most, and one address does not keep others from the door.

use super::{Newcomer, Output, Presence, Room, SocketId};
use crate::network::Network;
use crate::refusal::Refusal;
use std::collections::BTreeMap;
use std::time::Duration;
use visavis_protocol::{ClientId, CloseCode, Person, ToClient};
use visavis_roap::Timestamp;

/// A longer list would be useless to the host.
const MAX_KNOCKING: usize = 32;
/// The most people behind one address who wait at the same time.
const MAX_OF_NETWORK: usize = 16;
/// The time between two lists for the host.
const PERIOD: Duration = Duration::from_millis(500);

/// The clients that wait to be admitted, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Knocking {
    waiting: BTreeMap<SocketId, Newcomer>,
    /// When the host got the list.
    told_at: Option<Timestamp>,
    /// The list is not what the host got.
    is_changed: bool,
}

impl Knocking {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn into_sockets(self) -> impl Iterator<Item = SocketId> {
        self.waiting.into_keys()
    }

    /// Returns when the host is to be told of a change.
    pub(super) fn poll_timeout(&self) -> Option<Timestamp> {
        let due = self
            .told_at
            .map_or_else(Timestamp::default, |told_at| told_at + PERIOD);
        self.is_changed.then_some(due)
    }

    /// Takes everybody out, or those with this id.
    pub(super) fn take(&mut self, id: Option<&ClientId>) -> Vec<(SocketId, Newcomer)> {
        let is_meant = |newcomer: &Newcomer| id.is_none_or(|id| newcomer.id == *id);
        let taken: Vec<_> = self
            .waiting
            .extract_if(.., |_, newcomer| is_meant(newcomer))
            .collect();
        self.is_changed |= !taken.is_empty();
        taken
    }

    fn of_network(&self, network: Network) -> usize {
        let networks = self.waiting.values().map(Newcomer::network);
        networks.filter(|other| *other == network).count()
    }

    /// Returns who has to make way for somebody in this network, if there is no space: the last who came of the network
    /// that has the most, if that is more than this one would have.
    fn make_way(&self, network: Network) -> Result<Option<SocketId>, CloseCode> {
        let own = self.of_network(network);
        if own >= MAX_OF_NETWORK {
            return Err(CloseCode::TooManyWaiting);
        }
        if self.waiting.len() < MAX_KNOCKING {
            return Ok(None);
        }
        let most = self
            .waiting
            .iter()
            .map(|(socket, newcomer)| (self.of_network(newcomer.network()), *socket))
            .max();
        match most {
            Some((number, socket)) if number > own + 1 => Ok(Some(socket)),
            Some(_) | None => Err(CloseCode::TooManyWaiting),
        }
    }
}

impl Room {
    /// Makes a newcomer wait for admission and notifies the host.
    pub(super) fn knock<'a>(&mut self, socket: SocketId, newcomer: Newcomer) -> Vec<Output<'a>> {
        let knocking = &mut self.host_state.knocking;
        let mut outputs: Vec<_> = knocking
            .take(Some(&newcomer.id))
            .into_iter()
            .map(|(socket, _)| close(socket, CloseCode::Replaced))
            .collect();
        match knocking.make_way(newcomer.network()) {
            Ok(None) => {}
            Ok(Some(displaced)) => {
                knocking.waiting.remove(&displaced);
                outputs.push(close(displaced, CloseCode::TooManyWaiting));
            }
            Err(code) => {
                outputs.push(close(socket, code));
                outputs.extend(self.tell_knocking());
                return outputs;
            }
        }
        knocking.waiting.insert(socket, newcomer);
        knocking.is_changed = true;
        let name = self.name_of_host();
        outputs.push(Output::Send {
            socket,
            frame: ToClient::Waiting { name },
        });
        outputs.extend(self.tell_knocking());
        outputs
    }

    /// Forgets a waiting socket that has ended; only the host is notified.
    pub(super) fn stop_knocking<'a>(&mut self, socket: SocketId) -> Vec<Output<'a>> {
        let knocking = &mut self.host_state.knocking;
        knocking.is_changed |= knocking.waiting.remove(&socket).is_some();
        self.tell_knocking().into_iter().collect()
    }

    pub(super) fn rename_knocking<'a>(&mut self, socket: SocketId, name: String) -> Vec<Output<'a>> {
        let knocking = &mut self.host_state.knocking;
        match knocking.waiting.get_mut(&socket) {
            Some(newcomer) if newcomer.has_vouched_name() => {
                let person = newcomer.person();
                return vec![Output::Send {
                    socket,
                    frame: ToClient::Renamed { person },
                }];
            }
            Some(newcomer) if newcomer.name != name => {
                newcomer.name = name;
                knocking.is_changed = true;
            }
            Some(_) | None => {}
        }
        self.tell_knocking().into_iter().collect()
    }

    /// Sends the host the list of those who wait if it is another than before, and not too soon after the last one.
    pub(super) fn tell_knocking<'a>(&mut self) -> Option<Output<'a>> {
        let is_due = self
            .host_state
            .knocking
            .poll_timeout()
            .is_some_and(|due| due <= self.now);
        is_due.then(|| self.send_knocking()).flatten()
    }

    /// Sends the list of those who wait to the host, if it is present.
    pub(super) fn send_knocking<'a>(&mut self) -> Option<Output<'a>> {
        let Presence::Here(socket) = self.host()?.presence else {
            // The list follows when the host returns.
            self.host_state.knocking.is_changed = false;
            return None;
        };
        let people = self.people_at_the_door();
        let knocking = &mut self.host_state.knocking;
        knocking.told_at = Some(self.now);
        knocking.is_changed = false;
        Some(Output::Send {
            socket,
            frame: ToClient::Knocking { people },
        })
    }

    /// Returns those who wait, with names that differ from each other and from those in the room.
    fn people_at_the_door(&self) -> Vec<Person> {
        let mut taken = self.taken_names(None);
        let waiting = self.host_state.knocking.waiting.values();
        waiting
            .map(|newcomer| {
                let person = newcomer.at_the_door();
                if person.has_vouched_name() {
                    return person;
                }
                let name = taken.take(&person.name);
                Person { name, ..person }
            })
            .collect()
    }
}

fn close<'a>(socket: SocketId, code: CloseCode) -> Output<'a> {
    Output::Close {
        socket,
        refusal: Refusal::Code(code),
    }
}
