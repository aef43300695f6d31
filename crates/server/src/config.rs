use crate::origin::Origins;
use crate::token::Tokens;
use crate::turn::Turn;
use std::path::PathBuf;
use std::time::Duration;
use visavis_protocol::{IceServer, LONGEST_MESSAGE};

/// What the operator decides. The defaults serve a demo on one machine and bound everything a stranger could
/// make grow.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder of a built page to serve; without it only signalling is served.
    pub page: Option<PathBuf>,
    /// The pages that may open a call on this server.
    pub origins: Origins,
    /// The tokens that let people into rooms. None by default: whoever knows the name of a room may enter it.
    pub tokens: Option<Tokens>,
    /// The STUN and TURN servers that every client is told of. None by default: nothing leaves the network that
    /// nobody chose.
    pub ice_servers: Vec<IceServer>,
    /// A TURN server beside them that passwords are made for.
    pub turn: Option<Turn>,
    /// How long a person whose socket was lost keeps the place in the room.
    pub away_timeout: Duration,
    /// What is bounded, and by how much.
    pub limits: Limits,
    /// How long the server waits for a socket.
    pub timeouts: Timeouts,
}

/// The bounds of what a client, or all of them together, can use up.
#[derive(Debug, Clone)]
pub struct Limits {
    /// People in one room, those who are away included. Six is where a mesh with video ends.
    pub room_size: usize,
    /// Rooms at a time.
    pub rooms: usize,
    /// Sockets at a time.
    pub sockets: usize,
    /// Bytes of one message. A description with video has about 8 kB.
    pub message_bytes: usize,
    /// Messages a second that one socket may send for ever. A call has some hundred in its first second.
    pub messages_per_second: u32,
    /// Messages that one socket may send at once.
    pub message_burst: u32,
    /// Messages that wait for one socket to be read: the bursts of three others, with some to spare.
    pub outbox_messages: usize,
    /// Bytes that wait for one socket to be read.
    pub outbox_bytes: usize,
    /// Frames of one socket that make no sense before it is closed.
    pub garbage: u32,
}

/// How long the server waits for a socket.
#[derive(Debug, Clone)]
pub struct Timeouts {
    /// For the hello.
    pub hello: Duration,
    /// Between two pings of the server.
    pub heartbeat: Duration,
    /// For any sign of life, and for one message to be taken. Three heartbeats.
    pub silence: Duration,
    /// For the client's part of the closing handshake. Longer than the 2 s that Chromium waits for the end of the
    /// connection after it was told why: a reset before that is all that the page would see.
    pub farewell: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            page: None,
            origins: Origins::default(),
            tokens: None,
            ice_servers: Vec::new(),
            turn: None,
            away_timeout: Duration::from_secs(60),
            limits: Limits::default(),
            timeouts: Timeouts::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            room_size: 6,
            rooms: 10_000,
            sockets: 10_000,
            message_bytes: LONGEST_MESSAGE,
            messages_per_second: 100,
            message_burst: 300,
            outbox_messages: 1024,
            outbox_bytes: 1024 * 1024,
            garbage: 20,
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            hello: Duration::from_secs(10),
            heartbeat: Duration::from_secs(5),
            silence: Duration::from_secs(15),
            farewell: Duration::from_secs(3),
        }
    }
}
