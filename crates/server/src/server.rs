//! State shared by all sockets.

use crate::budget::Budget;
use crate::config::{Config, Limits};
use crate::connections::Connections;
use crate::hello::Hello;
use crate::hosts::Hosts;
use crate::network::Network;
use crate::quotas::{QuotaLimits, Quotas};
use crate::refusal_log::RefusalLog;
use crate::rooms::{RoomLimits, Rooms};
use crate::sync::lock;
use crate::token::{Pass, UsedTokens};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use visavis_protocol::CloseCode;

/// The longest time for which a seat is kept, whatever the configuration says.
const MAX_AWAY: Duration = Duration::from_secs(24 * 60 * 60);

/// State shared by all sockets.
#[derive(Debug)]
pub struct Server {
    pub config: Config,
    pub hosts: Hosts,
    pub rooms: Arc<Rooms>,
    /// The connections that are not sockets, or not yet.
    pub connections: Arc<Connections>,
    /// The memory for messages.
    pub budget: Arc<Budget>,
    pub refusals: RefusalLog,
    quotas: Mutex<Quotas>,
    used_tokens: Mutex<UsedTokens>,
    /// Cancelled when the server shuts down.
    pub draining: CancellationToken,
    /// Tasks that shutdown waits for.
    pub tasks: TaskTracker,
}

/// A socket that counts for its network. Dropping it makes room for another.
#[derive(Debug)]
pub struct OpenSocket {
    server: Arc<Server>,
    network: Network,
}

impl Server {
    /// Creates the state. Must be called within a Tokio runtime.
    pub fn new(config: Config, hosts: Hosts) -> Self {
        let limits = &config.limits;
        let room_limits = RoomLimits {
            rooms: limits.rooms,
            rooms_per_address: limits
                .rooms_per_address
                .unwrap_or_else(|| Limits::ROOMS_PER_ADDRESS.min(half(limits.rooms))),
            seats_per_address: limits.seats_per_address,
            settling: config.timeouts.settling,
            room_size: limits.room_size,
            away_timeout: config.away_timeout.min(MAX_AWAY),
            ice_servers: config.ice_servers.clone(),
            turn: config.turn.clone(),
        };
        Self {
            rooms: Rooms::new(room_limits),
            connections: Connections::new(limits.http_connections, limits.http_connections_per_address),
            budget: Budget::new(limits.buffered_bytes),
            refusals: RefusalLog::default(),
            used_tokens: Mutex::default(),
            quotas: Mutex::new(Quotas::new(QuotaLimits::new(limits))),
            draining: CancellationToken::new(),
            tasks: TaskTracker::new(),
            hosts,
            config,
        }
    }

    /// Takes a socket for somebody in that network.
    pub fn open_socket(self: &Arc<Self>, network: Network) -> Result<OpenSocket, CloseCode> {
        lock(&self.quotas).open_socket(network, self.rooms.now())?;
        Ok(OpenSocket {
            server: Arc::clone(self),
            network,
        })
    }

    /// Returns how many sockets are open.
    pub fn sockets(&self) -> usize {
        lock(&self.quotas).sockets()
    }

    /// Counts a join.
    pub fn count_join(&self, network: Network) -> Result<(), CloseCode> {
        lock(&self.quotas).join(network, self.rooms.now())
    }

    /// Uses the token of a hello, if it admits one client alone.
    pub fn claim_token(&self, hello: &Hello) -> Result<(), CloseCode> {
        match &hello.pass {
            Pass {
                token_id: Some(token),
                single_use: Some(expiry),
                ..
            } => lock(&self.used_tokens).claim(token, &hello.id, *expiry, SystemTime::now()),
            Pass { .. } => Ok(()),
        }
    }

    /// Counts a look.
    pub fn count_look(&self, network: Network) -> Result<(), CloseCode> {
        lock(&self.quotas).look(network, self.rooms.now())
    }

    /// Logs that somebody was refused.
    pub fn log_refusal(&self, network: Network, reason: u16, sentence: &dyn std::fmt::Display) {
        self.refusals.log(self.rooms.now(), network, reason, sentence);
    }
}

/// One address never takes the last one, however few there are.
fn half(number: usize) -> usize {
    (number / 2).max(1)
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        lock(&self.server.quotas).close_socket(self.network);
    }
}
