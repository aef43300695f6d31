use crate::config::Config;
use crate::rooms::{RoomLimits, Rooms};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What all sockets share.
#[derive(Debug)]
pub struct Server {
    pub config: Config,
    pub rooms: Arc<Rooms>,
    /// One permit for each socket that may still come.
    pub sockets: Arc<Semaphore>,
    /// Cancelled once the server is to stop.
    pub draining: CancellationToken,
    /// What has to end before the server has stopped.
    pub tasks: TaskTracker,
}

impl Server {
    /// A server without sockets. To be called within a Tokio runtime.
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
