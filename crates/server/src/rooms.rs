//! All rooms that are open, and the sockets in them. A room has one lock, and nobody holds it while waiting; the
//! lock over all of them is taken only to open and to close a room, before that of the room.

use crate::hello::{Hello, RoomName};
use crate::outbox::Outbox;
use crate::refusal::Refusal;
use crate::room::{Input, Newcomer, Output, Room, SocketId};
use crate::sync::lock;
use crate::turn::Turn;
use open_room::{Alarm, Inside, OpenRoom};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::runtime::Handle;
use tokio::time::Instant;
use visavis_protocol::{ClientId, CloseCode, IceServer, ToClient};
use visavis_roap::Timestamp;

mod open_room;
mod renewal;
mod seat;

pub use open_room::text_of;
pub use seat::Seat;

/// The rooms of this server.
#[derive(Debug)]
pub struct Rooms {
    limits: RoomLimits,
    opened: Mutex<BTreeMap<RoomName, Arc<OpenRoom>>>,
    sockets: AtomicU64,
    clock: Instant,
    runtime: Handle,
}

/// What holds for all rooms.
#[derive(Debug)]
pub struct RoomLimits {
    pub rooms: usize,
    pub room_size: usize,
    pub away_timeout: Duration,
    pub ice_servers: Vec<IceServer>,
    pub turn: Option<Turn>,
}

impl RoomLimits {
    /// What that client may reach the others by, from now on.
    fn ice_servers_for(&self, id: &ClientId) -> Vec<IceServer> {
        let turn = self
            .turn
            .iter()
            .map(|turn| turn.for_client(id, SystemTime::now()));
        self.ice_servers.iter().cloned().chain(turn).collect()
    }
}

impl Rooms {
    /// No rooms yet. To be called within a Tokio runtime, which keeps the time.
    pub fn new(limits: RoomLimits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            opened: Mutex::default(),
            sockets: AtomicU64::new(1),
            clock: Instant::now(),
            runtime: Handle::current(),
        })
    }

    /// The time by which the rooms go.
    pub fn now(&self) -> Timestamp {
        Timestamp::new(self.clock.elapsed())
    }

    /// Seats a socket in a room, which is opened if need be. If the room does not take the person in, it closes
    /// the outbox.
    pub fn enter(self: &Arc<Self>, hello: Hello, outbox: Arc<Outbox>) -> Result<Seat, Refusal> {
        let Hello {
            room: name,
            id,
            name: person,
            is_host,
        } = hello;
        let socket = SocketId(self.sockets.fetch_add(1, Ordering::Relaxed));
        let ice_servers = self.limits.ice_servers_for(&id);

        let mut opened = lock(&self.opened);
        let room = match opened.get(&name) {
            Some(room) => Arc::clone(room),
            None if opened.len() >= self.limits.rooms => return Err(Refusal::Code(CloseCode::NoMoreRooms)),
            None => {
                let room = Room::new(self.limits.room_size, self.limits.away_timeout);
                let room = Arc::new(OpenRoom::new(name.clone(), room));
                opened.insert(name, Arc::clone(&room));
                room
            }
        };
        let mut inside = lock(&room.inside);
        inside.outboxes.insert(socket, outbox);
        self.happen(&room, &mut inside, |room, now| {
            room.handle(
                now,
                Input::Entered {
                    socket,
                    newcomer: Newcomer {
                        id,
                        name: person,
                        is_host,
                        ice_servers,
                    },
                },
            )
        });
        drop(inside);
        drop(opened);
        Ok(Seat::new(Arc::clone(self), room, socket))
    }

    /// Who is in a room, for someone outside.
    pub fn look(&self, name: &RoomName) -> ToClient<&'static RawValue> {
        let room = lock(&self.opened).get(name).cloned();
        match room {
            Some(room) => lock(&room.inside).room.look(),
            None => ToClient::Present {
                names: Vec::new(),
                locked_by: None,
            },
        }
    }

    /// Does something in a room, and closes the room if nobody is in it any more.
    fn visit<'a>(
        self: &Arc<Self>,
        room: &Arc<OpenRoom>,
        act: impl FnOnce(&mut Room, Timestamp) -> Vec<Output<'a>>,
    ) {
        let mut inside = lock(&room.inside);
        self.happen(room, &mut inside, act);
        let is_empty = inside.room.is_empty();
        drop(inside);
        if is_empty {
            self.close(room);
        }
    }

    fn happen<'a>(
        self: &Arc<Self>,
        room: &Arc<OpenRoom>,
        inside: &mut Inside,
        act: impl FnOnce(&mut Room, Timestamp) -> Vec<Output<'a>>,
    ) {
        let outputs = act(&mut inside.room, self.now());
        inside.carry_out(outputs);
        self.set_alarm(room, inside);
    }

    fn set_alarm(self: &Arc<Self>, room: &Arc<OpenRoom>, inside: &mut Inside) {
        let due = inside.room.poll_timeout();
        if due == inside.alarm.as_ref().map(|alarm| alarm.due) {
            return;
        }
        inside.alarm = due.map(|due| {
            let moment = self.clock + due.since(Timestamp::default());
            let (rooms, room) = (Arc::downgrade(self), Arc::downgrade(room));
            let ring = async move {
                tokio::time::sleep_until(moment).await;
                if let (Some(rooms), Some(room)) = (rooms.upgrade(), room.upgrade()) {
                    rooms.visit(&room, |room, now| room.handle_timeout(now));
                }
            };
            Alarm::new(due, self.runtime.spawn(ring))
        });
    }

    fn close(&self, room: &OpenRoom) {
        let mut opened = lock(&self.opened);
        // Someone may have come in before this lock was got, or have opened a new room of that name.
        let is_open = opened
            .get(&room.name)
            .is_some_and(|found| std::ptr::eq(&**found, room));
        if is_open && lock(&room.inside).room.is_empty() {
            opened.remove(&room.name);
        }
    }
}
