//! All open rooms and the sockets in them.
//!
//! Each room has its own lock. The lock of the map is held only to look up, open and close rooms, and never together with
//! that of a room, so that nobody pays for what happens in a room of others. No lock is held across an `.await`.

use crate::hello::{Hello, RoomName};
use crate::network::Network;
use crate::news::{News, NewsQueue, What};
use crate::outbox::Outbox;
use crate::places::{PlaceLimits, Places};
use crate::refusal::Refusal;
use crate::room::{Deed, Input, Newcomer, Output, Room, SocketId};
use crate::sync::lock;
use crate::turn::Turn;
use open_room::{OpenRoom, RoomState, Timer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::Instant;
use tracing::info;
use visavis_protocol::{CloseCode, IceServer, Identity, ToClient};
use visavis_roap::Timestamp;

mod administration;
mod open_room;
mod renewal;
mod seat;

pub use open_room::encode;
pub use seat::Seat;

/// All open rooms of the server.
#[derive(Debug)]
pub struct Rooms {
    limits: RwLock<Arc<RoomLimits>>,
    /// The limits have changed.
    reloaded: Notify,
    places: Arc<Places>,
    opened: Mutex<BTreeMap<RoomName, Arc<OpenRoom>>>,
    sockets: AtomicU64,
    clock: Instant,
    log_key: RandomState,
    runtime: Handle,
    /// What happens, if a program of the operator wants to know.
    pub news: NewsQueue,
}

/// Settings that apply to every room.
#[derive(Debug)]
pub struct RoomLimits {
    pub rooms: usize,
    pub places: PlaceLimits,
    pub room_size: usize,
    pub away_timeout: Duration,
    pub settling: Duration,
    pub ice_servers: Vec<IceServer>,
    pub turn: Vec<Turn>,
    /// Somebody wants to know who comes and goes.
    pub has_news: bool,
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
            places: Places::new(limits.places),
            limits: RwLock::new(Arc::new(limits)),
            reloaded: Notify::new(),
            opened: Mutex::default(),
            sockets: AtomicU64::new(1),
            clock: Instant::now(),
            log_key: RandomState::new(),
            runtime: Handle::current(),
            news: NewsQueue::default(),
        })
    }

    /// Changes the settings of rooms that are opened from now on, and of everybody who enters one. If the ICE
    /// servers are others, everybody present gets them.
    pub fn reload(&self, limits: RoomLimits) {
        let former = self.limits();
        let is_changed = former.ice_servers != limits.ice_servers || former.turn != limits.turn;
        self.places.resize(limits.places);
        *self.limits.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(limits);
        if is_changed {
            self.reloaded.notify_one();
        }
    }

    fn limits(&self) -> Arc<RoomLimits> {
        Arc::clone(&self.limits.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns when the time of the rooms began.
    pub fn clock(&self) -> Instant {
        self.clock
    }

    /// Returns the current time on the clock of the rooms.
    pub fn now(&self) -> Timestamp {
        self.time_of(Instant::now())
    }

    /// Returns a time on the clock of the rooms.
    pub fn time_of(&self, instant: Instant) -> Timestamp {
        Timestamp::new(instant - self.clock)
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
            takes_token,
        } = hello;
        let socket = SocketId(self.sockets.fetch_add(1, Ordering::Relaxed));
        let ice_servers = self.limits().ice_servers_for(pass.identity.as_ref(), network);
        let place = self.places.take_seat(network).map_err(Refusal::Code)?;
        let newcomer = Newcomer {
            id,
            name: person,
            is_host: pass.is_host,
            identity: pass.identity,
            token_id: pass.token_id,
            place,
            ice_servers,
            takes_token,
        };
        loop {
            let room = self.find_or_open(&name, network).map_err(Refusal::Code)?;
            let mut state = lock(&room.state);
            if state.is_closed() {
                // The last person left since the room was found.
                drop(state);
                self.forget(&room);
                continue;
            }
            state.outboxes.insert(socket, outbox);
            self.apply(&room, &mut state, |room, now| {
                room.handle(now, Input::Entered { socket, newcomer })
            });
            drop(state);
            return Ok(Seat::new(Arc::clone(self), room, socket));
        }
    }

    /// Returns the open room with that name, which somebody in that network opens if there is none.
    fn find_or_open(&self, name: &RoomName, network: Network) -> Result<Arc<OpenRoom>, CloseCode> {
        let mut opened = lock(&self.opened);
        if let Some(room) = opened.get(name) {
            return Ok(Arc::clone(room));
        }
        let RoomLimits {
            rooms,
            room_size,
            away_timeout,
            settling,
            ..
        } = *self.limits();
        if opened.len() >= rooms {
            return Err(CloseCode::NoMoreRooms);
        }
        let place = self.places.open_room(network)?;
        let room = Room::new(room_size, away_timeout, settling);
        let room = Arc::new(OpenRoom::new(name.clone(), room, place));
        opened.insert(name.clone(), Arc::clone(&room));
        Ok(room)
    }

    /// Returns how many rooms there are, and how many people in them.
    pub fn census(&self) -> (usize, usize) {
        let opened: Vec<_> = lock(&self.opened).values().cloned().collect();
        let people = opened.iter().map(|room| lock(&room.state).room.len());
        (opened.len(), people.sum())
    }

    /// Returns what stands for a room in the log. It is keyed, so no name can be found by trying, and differs after a
    /// restart.
    pub fn log_id(&self, name: &RoomName) -> String {
        format!("{:08x}", self.log_key.hash_one(name) >> 32)
    }

    /// Returns what stands for any other text in the log, in the same way.
    pub fn log_hash(&self, text: &str) -> String {
        format!("{:016x}", self.log_key.hash_one(text))
    }

    /// Describes a room to a client that has not joined it, and what the others would be told about that client.
    ///
    /// # Errors
    ///
    /// The room is full.
    pub fn look(
        &self,
        name: &RoomName,
        identity: Option<Identity>,
    ) -> Result<ToClient<&'static RawValue>, Refusal> {
        let room = lock(&self.opened).get(name).cloned();
        match room {
            Some(room) => lock(&room.state).room.look(identity),
            None => Ok(ToClient::Present {
                names: Vec::new(),
                count: 0,
                locked: false,
                identity,
            }),
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

    /// Relays a message. That changes neither who is in a room nor when it has to be woken, so nothing else follows: most of
    /// what the server does is this.
    fn relay(&self, room: &OpenRoom, sent: Input<'_>) {
        let mut state = lock(&room.state);
        let outputs = state.room.handle(self.now(), sent);
        state.execute(outputs);
    }

    fn apply<'a>(
        self: &Arc<Self>,
        room: &Arc<OpenRoom>,
        state: &mut RoomState,
        act: impl FnOnce(&mut Room, Timestamp) -> Vec<Output<'a>>,
    ) {
        let was_empty = state.room.is_empty();
        let outputs = act(&mut state.room, self.now());
        self.audit(&room.name, state.room.deeds());
        let movements = state.room.movements();
        if !movements.is_empty() && self.limits().has_news {
            self.spread_news(&room.name, was_empty, movements, state.room.is_empty());
        }
        state.execute(outputs);
        state.count_for_host(&self.places);
        self.reset_timer(room, state);
    }

    /// Logs what a host did.
    fn audit(&self, name: &RoomName, deeds: &[Deed]) {
        for Deed { host, act } in deeds {
            let (room, verb, whom) = (self.log_id(name), act.verb(), act.person().map(|id| &id.0));
            info!(target: "visavis_server::audit", room, host = host.0, verb, whom, "audit");
        }
    }

    /// Tells who came and went. A room is open for as long as somebody is in it.
    fn spread_news(&self, name: &RoomName, was_empty: bool, movements: Vec<What>, is_empty: bool) {
        let opened = was_empty.then_some(What::Opened);
        let closed = is_empty.then_some(What::Closed);
        for what in opened.into_iter().chain(movements).chain(closed) {
            let (at, room) = (SystemTime::now(), name.clone());
            self.news.push(News { at, room, what });
        }
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
        let mut state = lock(&room.state);
        // Before this lock was acquired, someone may have entered.
        if state.room.is_empty() {
            state.close();
            drop(state);
            self.forget(room);
        }
    }

    /// Removes a closed room, unless that was done before: then there may be a new one with the same name.
    fn forget(&self, room: &OpenRoom) {
        let mut opened = lock(&self.opened);
        let is_open = opened
            .get(&room.name)
            .is_some_and(|found| std::ptr::eq(&**found, room));
        if is_open {
            opened.remove(&room.name);
        }
    }
}
