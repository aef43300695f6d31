//! State shared by all sockets.

use crate::config::Config;
use crate::rooms::{RoomLimits, Rooms};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// State shared by all sockets.
#[derive(Debug)]
pub struct Server {
    pub config: Config,
    pub rooms: Arc<Rooms>,
    /// Permits for further sockets.
    pub sockets: Arc<Semaphore>,
    /// Cancelled when the server shuts down.
    pub draining: CancellationToken,
    /// Tasks that shutdown waits for.
    pub tasks: TaskTracker,
}

impl Server {
    /// Creates the state. Must be called within a Tokio runtime.
    pub fn new(config: Config) -> Self {
        let limits = &config.limits;
        let room_limits = RoomLimits {
            rooms: limits.rooms,
            room_size: limits.room_size,
            away_timeout: config.away_timeout,
            ice_servers: config.ice_servers.clone(),
            turn: config.turn.clone(),
        };
        Self {
            rooms: Rooms::new(room_limits),
            sockets: Arc::new(Semaphore::new(limits.sockets.min(Semaphore::MAX_PERMITS))),
            draining: CancellationToken::new(),
            tasks: TaskTracker::new(),
            config,
        }
    }
}
