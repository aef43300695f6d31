//! All open rooms and the sockets in them.
//!
//! Each room has its own lock. The lock of the map is held only to look up, open and close rooms, and is always
//! acquired before the lock of a room. No lock is held across an `.await`.

use crate::hello::{Hello, RoomName};
use crate::network::Network;
use crate::outbox::Outbox;
use crate::places::Places;
use crate::refusal::Refusal;
use crate::room::{Input, Newcomer, Output, Room, SocketId};
use crate::sync::lock;
use crate::turn::Turn;
use open_room::{OpenRoom, RoomState, Timer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::runtime::Handle;
use tokio::time::Instant;
use visavis_protocol::{CloseCode, IceServer, Identity, ToClient};
use visavis_roap::Timestamp;

mod open_room;
mod renewal;
mod seat;

pub use open_room::encode;
pub use seat::Seat;

/// All open rooms of the server.
#[derive(Debug)]
pub struct Rooms {
    limits: RoomLimits,
    places: Arc<Places>,
    opened: Mutex<BTreeMap<RoomName, Arc<OpenRoom>>>,
    sockets: AtomicU64,
    clock: Instant,
    log_key: RandomState,
    runtime: Handle,
}

/// Settings that apply to every room.
#[derive(Debug)]
pub struct RoomLimits {
    pub rooms: usize,
    pub rooms_per_address: usize,
    pub seats_per_address: usize,
    pub room_size: usize,
    pub away_timeout: Duration,
    pub settling: Duration,
    pub ice_servers: Vec<IceServer>,
    pub turn: Option<Turn>,
}

impl RoomLimits {
    /// Returns the ICE servers for a client, with TURN credentials valid from now.
    fn ice_servers_for(&self, identity: Option<&Identity>, network: Network) -> Vec<IceServer> {
        let subject = identity.and_then(|identity| identity.subject.as_deref());
        let turn = self.turn.iter().map(|turn| {
            let account = turn.account(subject, network);
            turn.credentials(&account, SystemTime::now())
        });
        self.ice_servers.iter().cloned().chain(turn).collect()
    }
}

impl Rooms {
    /// Creates an empty set of rooms. Must be called within a Tokio runtime, which runs the timers.
    pub fn new(limits: RoomLimits) -> Arc<Self> {
        Arc::new(Self {
            places: Places::new(limits.rooms_per_address, limits.seats_per_address),
            limits,
            opened: Mutex::default(),
            sockets: AtomicU64::new(1),
            clock: Instant::now(),
            log_key: RandomState::new(),
            runtime: Handle::current(),
        })
    }

    /// Returns the current time on the clock of the rooms.
    pub fn now(&self) -> Timestamp {
        Timestamp::new(self.clock.elapsed())
    }

    /// Enters a room, which is opened if necessary. A room that refuses the client closes `outbox`.
    pub fn enter(
        self: &Arc<Self>,
        hello: Hello,
        network: Network,
        outbox: Arc<Outbox>,
    ) -> Result<Seat, Refusal> {
        let Hello {
            room: name,
            id,
            name: person,
            pass,
        } = hello;
        let socket = SocketId(self.sockets.fetch_add(1, Ordering::Relaxed));
        let ice_servers = self.limits.ice_servers_for(pass.identity.as_ref(), network);
        let place = self.places.take_seat(network).map_err(Refusal::Code)?;

        let mut opened = lock(&self.opened);
        let room = match opened.get(&name) {
            Some(room) => Arc::clone(room),
            None if opened.len() >= self.limits.rooms => return Err(Refusal::Code(CloseCode::NoMoreRooms)),
            None => {
                let place = self.places.open_room(network).map_err(Refusal::Code)?;
                let RoomLimits {
                    room_size,
                    away_timeout,
                    settling,
                    ..
                } = self.limits;
                let room = Room::new(room_size, away_timeout, settling);
                let room = Arc::new(OpenRoom::new(name.clone(), room, place));
                opened.insert(name, Arc::clone(&room));
                room
            }
        };
        let mut state = lock(&room.state);
        state.outboxes.insert(socket, outbox);
        self.apply(&room, &mut state, |room, now| {
            room.handle(
                now,
                Input::Entered {
                    socket,
                    newcomer: Newcomer {
                        id,
                        name: person,
                        is_host: pass.is_host,
                        identity: pass.identity,
                        token_id: pass.token_id,
                        place,
                        ice_servers,
                    },
                },
            )
        });
        drop(state);
        drop(opened);
        Ok(Seat::new(Arc::clone(self), room, socket))
    }

    /// Returns what stands for a room in the log. It is keyed, so no name can be found by trying, and differs after a
    /// restart.
    pub fn log_id(&self, name: &RoomName) -> String {
        format!("{:08x}", self.log_key.hash_one(name) >> 32)
    }

    /// Describes a room to a client that has not joined it, and what the others would be told about that client.
    pub fn look(&self, name: &RoomName, identity: Option<Identity>) -> ToClient<&'static RawValue> {
        let room = lock(&self.opened).get(name).cloned();
        match room {
            Some(room) => lock(&room.state).room.look(identity),
            None => ToClient::Present {
                names: Vec::new(),
                count: 0,
                locked: false,
                identity,
            },
        }
    }

    /// Applies an action to a room and closes the room if it is empty afterwards.
    fn update<'a>(
        self: &Arc<Self>,
        room: &Arc<OpenRoom>,
        act: impl FnOnce(&mut Room, Timestamp) -> Vec<Output<'a>>,
    ) {
        let mut state = lock(&room.state);
        self.apply(room, &mut state, act);
        let is_empty = state.room.is_empty();
        drop(state);
        if is_empty {
            self.close(room);
        }
    }

    fn apply<'a>(
        self: &Arc<Self>,
        room: &Arc<OpenRoom>,
        state: &mut RoomState,
        act: impl FnOnce(&mut Room, Timestamp) -> Vec<Output<'a>>,
    ) {
        let outputs = act(&mut state.room, self.now());
        state.execute(outputs);
        state.count_for_host(&self.places);
        self.reset_timer(room, state);
    }

    fn reset_timer(self: &Arc<Self>, room: &Arc<OpenRoom>, state: &mut RoomState) {
        let due = state.room.poll_timeout();
        if due == state.timer.as_ref().map(|timer| timer.due) {
            return;
        }
        state.timer = due.map(|due| {
            let deadline = self.clock + due.since(Timestamp::default());
            let (rooms, room) = (Arc::downgrade(self), Arc::downgrade(room));
            let expire = async move {
                tokio::time::sleep_until(deadline).await;
                if let (Some(rooms), Some(room)) = (rooms.upgrade(), room.upgrade()) {
                    rooms.update(&room, |room, now| room.handle_timeout(now));
                }
            };
            Timer::new(due, self.runtime.spawn(expire))
        });
    }

    fn close(&self, room: &OpenRoom) {
        let mut opened = lock(&self.opened);
        // Before this lock was acquired, someone may have entered or opened a new room with the same name.
        let is_open = opened
            .get(&room.name)
            .is_some_and(|found| std::ptr::eq(&**found, room));
        let mut state = lock(&room.state);
        if is_open && state.room.is_empty() {
            state.place = None;
            opened.remove(&room.name);
        }
    }
}
