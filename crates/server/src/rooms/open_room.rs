//! An open room: its rules, sockets and timer behind one lock.

use crate::hello::RoomName;
use crate::outbox::{Outbox, Topic};
use crate::places::{Place, Places};
use crate::room::{Output, Room, SocketId};
use serde_json::value::RawValue;
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_util::task::AbortOnDropHandle;
use visavis_protocol::{SortedMap, ToClient};
use visavis_roap::Timestamp;

/// A room and its sockets behind a lock.
#[derive(Debug)]
pub struct OpenRoom {
    pub name: RoomName,
    pub state: Mutex<RoomState>,
}

/// The state guarded by the lock of a room. Frames are queued under the lock, so every socket sees the same order.
#[derive(Debug)]
pub struct RoomState {
    pub room: Room,
    pub outboxes: SortedMap<SocketId, Arc<Outbox>>,
    pub timer: Option<Timer>,
    /// The room as it counts for an address; `None` once it is closed.
    pub place: Option<Place>,
}

/// A task that wakes the room when an away timeout expires. Dropping it aborts the task.
#[derive(Debug)]
pub struct Timer {
    pub due: Timestamp,
    _task: AbortOnDropHandle<()>,
}

impl OpenRoom {
    /// Creates an open room without sockets.
    pub fn new(name: RoomName, room: Room, place: Place) -> Self {
        Self {
            name,
            state: Mutex::new(RoomState {
                room,
                outboxes: SortedMap::new(),
                timer: None,
                place: Some(place),
            }),
        }
    }
}

impl RoomState {
    /// Closes the room for good. Whoever comes later opens another one.
    pub fn close(&mut self) {
        self.place = None;
    }

    /// Returns whether the room was closed.
    pub fn is_closed(&self) -> bool {
        self.place.is_none()
    }

    /// Carries out the outputs of the room.
    pub fn execute(&mut self, outputs: Vec<Output<'_>>) {
        for output in outputs {
            match output {
                Output::Send { socket, frame } => {
                    if let Some(outbox) = self.outboxes.get(&socket) {
                        let message = encode(&frame);
                        if let ToClient::From { from, .. } = frame {
                            outbox.relay(from, message);
                        } else if let Some(topic) = Topic::of(&frame) {
                            outbox.tell(topic, message);
                        } else {
                            outbox.push(message);
                        }
                    }
                }
                Output::Close { socket, refusal } => {
                    if let Some(outbox) = self.outboxes.remove(&socket) {
                        outbox.close(refusal);
                    }
                }
            }
        }
    }

    /// Counts the room for the address of its host: whoever opened it may have left it to others long ago.
    pub fn count_for_host(&mut self, places: &Arc<Places>) {
        let counted = self.place.as_ref().map(Place::network);
        if let Some(network) = self.room.network()
            && counted.is_some_and(|counted| counted != network)
        {
            self.place = places.inherit_room(network);
        }
    }
}

impl Timer {
    /// Wraps the task that fires at `due`.
    pub fn new(due: Timestamp, task: JoinHandle<()>) -> Self {
        Self {
            due,
            _task: AbortOnDropHandle::new(task),
        }
    }
}

/// Serializes a frame.
pub fn encode(frame: &ToClient<&RawValue>) -> Message {
    #[expect(
        clippy::expect_used,
        reason = "a frame consists of strings, numbers and JSON that was parsed before"
    )]
    let text = serde_json::to_string(frame).expect("a frame is serializable");
    Message::Text(text.into())
}
