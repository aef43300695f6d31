//! The people who wait at the door of a locked room.
//!
//! They are strangers: what they do costs the host little, however many they are. The host gets the list once in
//! [`PERIOD`] at most. Neither one address nor many keep others from the door, and nobody waits there for ever.

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
/// How long the host has at least to answer somebody, even if others find no space at the door.
const TURN: Duration = Duration::from_secs(60);
/// How long somebody waits at most: who comes long before a class begins is let in when it does.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

/// The clients that wait to be admitted, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Knocking {
    waiting: BTreeMap<SocketId, Knock>,
    /// When the host got the list.
    told_at: Option<Timestamp>,
    /// The list is not what the host got.
    is_changed: bool,
}

#[derive(Debug)]
struct Knock {
    newcomer: Newcomer,
    since: Timestamp,
}

impl Knocking {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn into_sockets(self) -> impl Iterator<Item = SocketId> {
        self.waiting.into_keys()
    }

    /// Returns when the host is to be told of a change, or somebody has waited too long.
    pub(super) fn poll_timeout(&self) -> Option<Timestamp> {
        let knocks = self.waiting.values();
        let patience_ends = knocks.map(|knock| knock.since + PATIENCE).min();
        [self.told_next(), patience_ends].into_iter().flatten().min()
    }

    fn told_next(&self) -> Option<Timestamp> {
        let due = self
            .told_at
            .map_or_else(Timestamp::default, |told_at| told_at + PERIOD);
        self.is_changed.then_some(due)
    }

    /// Takes everybody out, or those with this id.
    pub(super) fn take(&mut self, id: Option<&ClientId>) -> Vec<(SocketId, Newcomer)> {
        self.take_those(|newcomer| id.is_none_or(|id| newcomer.id == *id))
    }

    /// Returns everybody who waits.
    pub(super) fn newcomers(&self) -> impl Iterator<Item = &Newcomer> {
        self.waiting.values().map(|knock| &knock.newcomer)
    }

    /// Takes those out who are meant.
    pub(super) fn take_those(&mut self, is_meant: impl Fn(&Newcomer) -> bool) -> Vec<(SocketId, Newcomer)> {
        self.take_knocks(|knock| is_meant(&knock.newcomer))
    }

    fn take_knocks(&mut self, is_meant: impl Fn(&Knock) -> bool) -> Vec<(SocketId, Newcomer)> {
        let taken: Vec<_> = self
            .waiting
            .extract_if(.., |_, knock| is_meant(knock))
            .map(|(socket, knock)| (socket, knock.newcomer))
            .collect();
        self.is_changed |= !taken.is_empty();
        taken
    }

    fn of_network(&self, network: Network) -> usize {
        let networks = self.waiting.values().map(|knock| knock.newcomer.network());
        networks.filter(|other| *other == network).count()
    }

    /// Returns who has to make way for somebody in this network, if there is no space: the last who came of the network
    /// that has the most, if that is more than this one would have; or else who has waited for longest, if the host has
    /// not answered for a while.
    fn make_way(&self, network: Network, now: Timestamp) -> Result<Option<SocketId>, CloseCode> {
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
            .map(|(socket, knock)| (self.of_network(knock.newcomer.network()), *socket))
            .max();
        if let Some((number, socket)) = most
            && number > own + 1
        {
            return Ok(Some(socket));
        }
        let longest = self.waiting.iter().min_by_key(|(_, knock)| knock.since);
        match longest {
            Some((socket, knock)) if knock.since + TURN <= now => Ok(Some(*socket)),
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
        match knocking.make_way(newcomer.network(), self.now) {
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
        let since = self.now;
        knocking.waiting.insert(socket, Knock { newcomer, since });
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
        let waiting = knocking.waiting.get_mut(&socket);
        match waiting.map(|knock| &mut knock.newcomer) {
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

    /// Turns those away who have waited too long.
    pub(super) fn end_knocks<'a>(&mut self) -> Vec<Output<'a>> {
        let now = self.now;
        let ended = self
            .host_state
            .knocking
            .take_knocks(|knock| knock.since + PATIENCE <= now);
        ended
            .into_iter()
            .map(|(socket, _)| close(socket, CloseCode::NotAdmitted))
            .collect()
    }

    /// Sends the host the list of those who wait if it is another than before, and not too soon after the last one.
    pub(super) fn tell_knocking<'a>(&mut self) -> Option<Output<'a>> {
        let is_due = self
            .host_state
            .knocking
            .told_next()
            .is_some_and(|due| due <= self.now);
        is_due.then(|| self.send_knocking()).flatten()
    }

    /// Sends the list of those who wait to the host, if it is present.
    pub(super) fn send_knocking<'a>(&mut self) -> Option<Output<'a>> {
        let Some(Presence::Here(socket)) = self.host().map(|host| host.presence) else {
            // The list follows when the host returns, or when there is one.
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
            .map(|knock| {
                let person = knock.newcomer.at_the_door();
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
