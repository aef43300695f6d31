use crate::hello::RoomName;
use crate::outbox::Outbox;
use crate::room::{Output, Room, SocketId};
use axum::extract::ws::Message;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;
use tokio_util::task::AbortOnDropHandle;
use visavis_protocol::ToClient;
use visavis_roap::Timestamp;

/// A room with its sockets, behind its lock.
#[derive(Debug)]
pub struct OpenRoom {
    pub name: RoomName,
    pub inside: Mutex<Inside>,
}

/// What the lock of a room guards. That frames go into the outboxes under it keeps them in one order for all.
#[derive(Debug)]
pub struct Inside {
    pub room: Room,
    pub outboxes: BTreeMap<SocketId, Arc<Outbox>>,
    pub alarm: Option<Alarm>,
}

/// The task that wakes the room when someone has been away for too long; it ends with this.
#[derive(Debug)]
pub struct Alarm {
    pub due: Timestamp,
    _task: AbortOnDropHandle<()>,
}

impl OpenRoom {
    /// The room, with nobody listening yet.
    pub fn new(name: RoomName, room: Room) -> Self {
        Self {
            name,
            inside: Mutex::new(Inside {
                room,
                outboxes: BTreeMap::new(),
                alarm: None,
            }),
        }
    }
}

impl Inside {
    /// Does what the room decided.
    pub fn carry_out(&mut self, outputs: Vec<Output<'_>>) {
        for output in outputs {
            match output {
                Output::Tell { socket, frame } => {
                    if let Some(outbox) = self.outboxes.get(&socket) {
                        outbox.push(text_of(&frame));
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
}

impl Alarm {
    /// Holds the task that rings when it is due.
    pub fn new(due: Timestamp, task: JoinHandle<()>) -> Self {
        Self {
            due,
            _task: AbortOnDropHandle::new(task),
        }
    }
}

/// A frame as it goes over the wire.
pub fn text_of(frame: &ToClient<&RawValue>) -> Message {
    #[expect(
        clippy::expect_used,
        reason = "strings, numbers and JSON that was parsed before can be written"
    )]
    let text = serde_json::to_string(frame).expect("a frame can be written");
    Message::Text(text.into())
}
