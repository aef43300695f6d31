use super::Rooms;
use super::open_room::OpenRoom;
use crate::room::{Input, SocketId};
use crate::sync::lock;
use serde_json::value::RawValue;
use std::sync::Arc;
use visavis_protocol::{ClientId, SequenceHeader};

/// A socket's place in a room. Dropped without a goodbye, the person is away.
#[derive(Debug)]
#[must_use = "the person is away as soon as the seat is dropped"]
pub struct Seat {
    rooms: Arc<Rooms>,
    room: Arc<OpenRoom>,
    socket: SocketId,
    farewell: Farewell,
}

#[derive(Debug, Clone, Copy)]
enum Farewell {
    Lost,
    Unloaded,
    Left,
    Untold,
}

impl Seat {
    pub(super) fn new(rooms: Arc<Rooms>, room: Arc<OpenRoom>, socket: SocketId) -> Self {
        Self {
            rooms,
            room,
            socket,
            farewell: Farewell::Lost,
        }
    }

    /// Passes a message on to one other person in the room.
    pub fn send(&self, to: ClientId, header: SequenceHeader, body: Option<&RawValue>) {
        self.happen(Input::Sent {
            socket: self.socket,
            to,
            header,
            body,
        });
    }

    /// Tells the others of a new name.
    pub fn rename(&self, name: String) {
        self.happen(Input::Renamed {
            socket: self.socket,
            name,
        });
    }

    /// Locks the room, or opens it, if the person is the host.
    pub fn lock(&self, is_locked: bool) {
        self.happen(Input::Locked {
            socket: self.socket,
            is_locked,
        });
    }

    /// Decides on one who waits to be let in, if the person is the host.
    pub fn admit(&self, id: ClientId, is_admitted: bool) {
        self.happen(Input::Admitted {
            socket: self.socket,
            id,
            is_admitted,
        });
    }

    /// Makes someone leave, if the person is the host.
    pub fn remove(&self, id: ClientId) {
        self.happen(Input::Removed {
            socket: self.socket,
            id,
        });
    }

    /// Gives the place up for good.
    pub fn leave(mut self) {
        self.farewell = Farewell::Left;
    }

    /// The page went that had the socket; it may be on its way back.
    pub fn unload(mut self) {
        self.farewell = Farewell::Unloaded;
    }

    /// Goes without a word to the others: the server stops, and nobody did anything.
    pub fn leave_silently(mut self) {
        self.farewell = Farewell::Untold;
    }

    fn happen(&self, input: Input<'_>) {
        self.rooms.visit(&self.room, |room, now| room.handle(now, input));
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let socket = self.socket;
        lock(&self.room.inside).outboxes.remove(&socket);
        match self.farewell {
            Farewell::Lost => self.happen(Input::Lost { socket }),
            Farewell::Unloaded => self.happen(Input::Unloaded { socket }),
            Farewell::Left => self.happen(Input::Left { socket }),
            Farewell::Untold => {}
        }
    }
}
