//! The seat of a socket in a room.

use super::Rooms;
use super::open_room::OpenRoom;
use crate::hello::RoomName;
use crate::room::{Input, SocketId};
use crate::sync::lock;
use crate::token::Pass;
use serde_json::value::RawValue;
use std::sync::Arc;
use visavis_protocol::{ClientId, SequenceHeader};

/// A socket's seat in a room.
///
/// Dropping it marks the person as away; `leave`, `unload` and `leave_silently` give it up in other ways.
#[derive(Debug)]
#[must_use = "the person is away as soon as the seat is dropped"]
pub struct Seat {
    rooms: Arc<Rooms>,
    room: Arc<OpenRoom>,
    socket: SocketId,
    departure: Departure,
}

#[derive(Debug, Clone, Copy)]
enum Departure {
    Lost,
    Unloaded,
    Left,
    Silent,
}

impl Seat {
    pub(super) fn new(rooms: Arc<Rooms>, room: Arc<OpenRoom>, socket: SocketId) -> Self {
        Self {
            rooms,
            room,
            socket,
            departure: Departure::Lost,
        }
    }

    /// Relays a message to one other person in the room.
    pub fn send(&self, to: ClientId, header: SequenceHeader, body: Option<&RawValue>) {
        let sent = Input::Sent {
            socket: self.socket,
            to,
            header,
            body,
        };
        self.rooms.relay(&self.room, sent);
    }

    /// Renames the person.
    pub fn rename(&self, name: String) {
        self.apply(Input::Renamed {
            socket: self.socket,
            name,
        });
    }

    /// Takes over what another token of the person says.
    pub fn renew_token(&self, pass: Pass) {
        self.apply(Input::TokenRenewed {
            socket: self.socket,
            pass,
        });
    }

    /// Returns the name of the room.
    pub fn room(&self) -> &RoomName {
        &self.room.name
    }

    /// Locks or unlocks the room, if the person is the host.
    pub fn lock(&self, is_locked: bool) {
        self.apply(Input::Locked {
            socket: self.socket,
            is_locked,
        });
    }

    /// Admits or rejects someone who is knocking, if the person is the host.
    pub fn admit(&self, id: ClientId, is_admitted: bool) {
        self.apply(Input::Admitted {
            socket: self.socket,
            id,
            is_admitted,
        });
    }

    /// Removes someone from the room, if the person is the host.
    pub fn remove(&self, id: ClientId) {
        self.apply(Input::Removed {
            socket: self.socket,
            id,
        });
    }

    /// Leaves the room for good.
    pub fn leave(mut self) {
        self.departure = Departure::Left;
    }

    /// Leaves because the page was unloaded. A reload may still return to the seat.
    pub fn unload(mut self) {
        self.departure = Departure::Unloaded;
    }

    /// Leaves without notifying the others, when the server shuts down.
    pub fn leave_silently(mut self) {
        self.departure = Departure::Silent;
    }

    fn apply(&self, input: Input<'_>) {
        self.rooms.update(&self.room, |room, now| room.handle(now, input));
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let socket = self.socket;
        lock(&self.room.state).outboxes.remove(&socket);
        match self.departure {
            Departure::Lost => self.apply(Input::Lost { socket }),
            Departure::Unloaded => self.apply(Input::Unloaded { socket }),
            Departure::Left => self.apply(Input::Left { socket }),
            Departure::Silent => {}
        }
    }
}
