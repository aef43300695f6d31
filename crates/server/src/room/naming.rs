//! The names of the people in a room: no two of them look alike, so nobody passes for somebody else.

use super::{Newcomer, Occupant, Output, Room, SocketId};
use crate::names::skeleton;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;
use visavis_protocol::{ClientId, MAX_NAME_LENGTH, ToClient};
use visavis_roap::Timestamp;

/// The time between two changes of a name that the others are told.
const PERIOD: Duration = Duration::from_secs(1);

/// A change of a name that the others have not been told yet.
#[derive(Debug, Default)]
pub(super) struct Renaming {
    /// When the next change may be made.
    free_at: Timestamp,
    name: Option<String>,
}

/// Names that nobody else may have, by what they look like, and the last number that was added to each.
#[derive(Debug)]
pub(super) struct TakenNames(BTreeMap<String, usize>);

impl Renaming {
    /// Somebody returns: the name in their hello counts.
    pub(super) fn superseded(self) -> Self {
        Self { name: None, ..self }
    }

    /// Returns when the change is to be told.
    pub(super) fn poll_timeout(&self) -> Option<Timestamp> {
        self.name.as_ref().map(|_| self.free_at)
    }
}

impl Room {
    /// Changes a name. Who had one is not without a name from now on. A client whose name is that of its token is told
    /// that it keeps it. Of many changes in a short time, the others are told the last.
    pub(super) fn rename<'a>(&mut self, socket: SocketId, name: String) -> Vec<Output<'a>> {
        if name.is_empty() {
            return Vec::new();
        }
        let Some(id) = self.seats.get(&socket).cloned() else {
            return self.rename_knocking(socket, name);
        };
        let Some(occupant) = self.people.get_mut(&id) else {
            return Vec::new();
        };
        if occupant.has_vouched_name() {
            let person = occupant.person(&id);
            return vec![Output::Send {
                socket,
                frame: ToClient::Renamed { person },
            }];
        }
        occupant.renaming.name = Some(name);
        self.tell_new_name(&id)
    }

    /// Tells the changes of names that are due.
    pub(super) fn tell_new_names<'a>(&mut self) -> Vec<Output<'a>> {
        let ids: Vec<_> = self.people.keys().cloned().collect();
        ids.iter().flat_map(|id| self.tell_new_name(id)).collect()
    }

    fn tell_new_name<'a>(&mut self, id: &ClientId) -> Vec<Output<'a>> {
        let now = self.now;
        let new = self.people.get_mut(id).and_then(|occupant| {
            let is_free = occupant.renaming.free_at <= now;
            let name = is_free.then(|| occupant.renaming.name.take()).flatten()?;
            // Also if it turns out to be no change: comparing names takes some time.
            occupant.renaming.free_at = now + PERIOD;
            Some(name)
        });
        let Some(name) = new else {
            return Vec::new();
        };
        let name = self.taken_names(Some(id)).take(&name);
        let Some(occupant) = self.people.get_mut(id).filter(|occupant| occupant.name != name) else {
            return Vec::new();
        };
        occupant.set_name(name);
        let person = occupant.person(id);
        self.send_to_others(id, ToClient::Renamed { person }).collect()
    }

    /// Returns the name under which a newcomer is seated. A name that somebody vouches for is theirs: who chose one like
    /// it gets another.
    pub(super) fn name_in_the_room<'a>(&mut self, newcomer: &Newcomer) -> (String, Vec<Output<'a>>) {
        let vouched = newcomer
            .identity
            .as_ref()
            .and_then(|identity| identity.name.clone());
        let Some(vouched) = vouched else {
            let former = self
                .people
                .get(&newcomer.id)
                .filter(|former| !former.has_vouched_name());
            let name = match former {
                Some(former) if newcomer.name.is_empty() => former.name.clone(),
                Some(_) | None => newcomer.name.clone(),
            };
            return (self.taken_names(Some(&newcomer.id)).take(&name), Vec::new());
        };
        let outputs = self.make_room_for_name(&newcomer.id, &vouched);
        (vouched, outputs)
    }

    /// Gives those another name who chose one like that which somebody vouches for.
    pub(super) fn make_room_for_name<'a>(&mut self, id: &ClientId, vouched: &str) -> Vec<Output<'a>> {
        let own = skeleton(vouched);
        let is_alike = |occupant: &Occupant| !occupant.has_vouched_name() && occupant.looks == own;
        let alike: Vec<_> = self
            .people
            .iter()
            .filter(|(other, occupant)| *other != id && is_alike(occupant))
            .map(|(id, _)| id.clone())
            .collect();
        let mut outputs = Vec::new();
        for id in alike {
            let mut taken = self.taken_names(Some(&id));
            taken.take(vouched);
            if let Some(occupant) = self.people.get_mut(&id) {
                occupant.set_name(taken.take(&occupant.name));
                let person = occupant.person(&id);
                outputs.extend(self.send_to_others(&id, ToClient::Renamed { person }));
            }
        }
        outputs
    }

    /// Returns the names of everyone in the room but this client.
    pub(super) fn taken_names(&self, but: Option<&ClientId>) -> TakenNames {
        let people = self.people.iter().filter(|(id, _)| Some(*id) != but);
        TakenNames(people.map(|(_, occupant)| (occupant.looks.clone(), 1)).collect())
    }
}

impl Occupant {
    pub(super) fn set_name(&mut self, name: String) {
        self.looks = skeleton(&name);
        self.name = name;
    }
}

impl TakenNames {
    /// Takes a name, and returns it followed by a number if it looks like one that is taken.
    pub(super) fn take(&mut self, name: &str) -> String {
        if name.is_empty() {
            return String::new();
        }
        let plain = skeleton(name);
        let Some(mut number) = self.0.get(&plain).copied() else {
            self.0.insert(plain, 1);
            return name.to_owned();
        };
        // Each number is tried once, and not again for the next of the same name: there may be hundreds.
        let distinct = loop {
            number += 1;
            let distinct = numbered(name, number);
            let looks = skeleton(&distinct);
            if let Entry::Vacant(free) = self.0.entry(looks) {
                free.insert(1);
                break distinct;
            }
        };
        self.0.insert(plain, number);
        distinct
    }
}

/// Adds a number, which is not what a long name is cut at.
fn numbered(name: &str, number: usize) -> String {
    let mark = format!(" ({number})");
    let cut: String = name.chars().take(MAX_NAME_LENGTH - mark.len()).collect();
    format!("{}{mark}", cut.trim_end())
}
