//! What the operator sees of the rooms, and does to the people in them.

use super::{OpenRoom, Rooms};
use crate::hello::RoomName;
use crate::refusal::Refusal;
use crate::room::{PersonInRoom, Whom};
use crate::sync::lock;
use serde::Serialize;
use std::sync::Arc;

/// An open room, for somebody who may know its name.
#[derive(Debug, Serialize)]
pub struct ListedRoom {
    name: String,
    /// What stands for it in the log.
    log: String,
    locked: bool,
    people: Vec<PersonInRoom>,
    waiting: Vec<PersonInRoom>,
}

impl Rooms {
    /// Returns all rooms with the people in them.
    pub fn list(&self) -> Vec<ListedRoom> {
        let list = |room: &Arc<OpenRoom>| {
            let state = lock(&room.state);
            ListedRoom {
                name: room.name.as_str().to_owned(),
                log: self.log_id(&room.name),
                locked: state.room.is_locked(),
                people: state.room.list_people(),
                waiting: state.room.list_waiting(),
            }
        };
        self.all().iter().map(list).collect()
    }

    /// Takes people out of a room; returns how many, or `None` if there is no such room.
    pub fn expel_from(self: &Arc<Self>, name: &RoomName, whom: &Whom, refusal: Refusal) -> Option<usize> {
        let room = lock(&self.opened).get(name).cloned()?;
        Some(self.expel_here(&room, whom, refusal))
    }

    /// Takes people out of all rooms; returns how many.
    pub fn expel(self: &Arc<Self>, whom: &Whom, refusal: Refusal) -> usize {
        let rooms = self.all();
        rooms
            .iter()
            .map(|room| self.expel_here(room, whom, refusal))
            .sum()
    }

    fn expel_here(self: &Arc<Self>, room: &Arc<OpenRoom>, whom: &Whom, refusal: Refusal) -> usize {
        let mut expelled = 0;
        self.update(room, |room, now| {
            let (outputs, count) = room.expel(now, whom, refusal);
            expelled = count;
            outputs
        });
        expelled
    }

    fn all(&self) -> Vec<Arc<OpenRoom>> {
        lock(&self.opened).values().cloned().collect()
    }
}
