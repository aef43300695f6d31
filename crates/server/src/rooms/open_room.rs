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
                        deliver(frame, outbox);
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

fn deliver(mut frame: ToClient<&RawValue>, outbox: &Outbox) {
    let message = encode_taking_body(&mut frame);
    if let ToClient::From { from, .. } = frame {
        outbox.relay(from, message);
    } else if let Some(topic) = Topic::of(&frame) {
        outbox.tell(topic, message);
    } else {
        outbox.push(message);
    }
}

/// Serializes a frame.
pub fn encode(frame: &ToClient<&RawValue>) -> Message {
    Message::Text(text(frame).into())
}

/// Serializes a frame, and takes the body out of it if there is one. A body is most of a message, and is copied once, into
/// memory of the right size.
fn encode_taking_body(frame: &mut ToClient<&RawValue>) -> Message {
    const KEY: &str = r#","body":"#;
    let body = if let ToClient::From { body, .. } = frame {
        body.take()
    } else {
        None
    };
    let mut text = text(frame);
    if let Some(body) = body.map(RawValue::get) {
        let end = text.pop();
        text.reserve_exact(KEY.len() + body.len() + 1);
        text.push_str(KEY);
        text.push_str(body);
        text.extend(end);
    }
    Message::Text(text.into())
}

#[expect(
    clippy::expect_used,
    reason = "a frame consists of strings, numbers and JSON that was parsed before"
)]
fn text(frame: &ToClient<&RawValue>) -> String {
    serde_json::to_string(frame).expect("a frame is serializable")
}

#[cfg(test)]
mod tests {
    use super::*;
    use visavis_protocol::{ClientId, SequenceHeader};

    #[test]
    fn a_relayed_message_is_what_its_frame_is() {
        for body in [None, Some(r#"{"a":[1,"}"]}"#), Some("null"), Some("\"\\u0000\"")] {
            let mut frame = ToClient::From {
                from: ClientId("ada".into()),
                header: SequenceHeader {
                    epoch: "e\"".into(),
                    n: 1,
                    ack: 2,
                    ack_epoch: Some("f".into()),
                },
                body: body.map(|body| serde_json::from_str(body).unwrap()),
            };
            let expected = encode(&frame);

            assert_eq!(encode_taking_body(&mut frame), expected);
        }
    }
}
