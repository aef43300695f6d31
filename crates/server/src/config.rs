//! The options of the server, with defaults.

use crate::forwarded::TrustedProxies;
use crate::hosts::Hosts;
use crate::log_address::LogAddresses;
use crate::origin::Origins;
use crate::secret::Secret;
use crate::tls::Certificates;
use crate::token::Tokens;
use crate::turn::{RelayConfig, Turn};
use std::path::PathBuf;
use std::time::Duration;
use visavis_protocol::{IceServer, MAX_MESSAGE_LENGTH};

/// The configuration of a server. The defaults suit a demo on one machine, and bound every resource that a stranger
/// could exhaust.
///
/// ```
/// let mut config = visavis_server::Config::default();
/// config.page = Some("dist".into());
/// config.limits.room_size = 4;
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// The folder of a built page to serve; without it only signalling is served.
    pub page: Option<PathBuf>,
    /// Other servers that the pages may use (`wss://other.example`). None by default: the page's policy forbids them.
    pub page_servers: Vec<String>,
    /// The pages that may open a call on this server.
    pub origins: Origins,
    /// The names by which the server is reached. By default every name, and [`Hosts::of_listener`] for a server on a
    /// loopback address.
    pub hosts: Option<Hosts>,
    /// The proxies that say who their clients are. None by default: a client is the address that connects.
    pub trusted_proxies: TrustedProxies,
    /// The trusted proxies speak the PROXY protocol: each of their connections begins with its header.
    pub proxy_protocol: bool,
    /// The certificates for HTTPS. `None` by default: the server speaks HTTP, for this machine or a proxy in front.
    pub certificates: Option<Certificates>,
    /// For how long browsers use HTTPS alone for this host once they were here (RFC 6797). `None` by default, since it
    /// cannot be taken back before. Without certificates it has no effect.
    pub strict_transport: Option<Duration>,
    /// How tokens are verified. `None` by default: everyone who knows the name of a room may enter it.
    pub tokens: Option<Tokens>,
    /// The STUN and TURN servers sent to every client. None by default: nothing leaves the network unless the operator
    /// decides so.
    pub ice_servers: Vec<IceServer>,
    /// A further TURN server, for which each client gets a password that expires.
    pub turn: Option<Turn>,
    /// The TURN server inside. None by default. Its public addresses do not change while the server runs, nor whether there
    /// is one.
    pub relay: Option<RelayConfig>,
    /// How long a person whose socket was lost keeps their place in the room; a day at most.
    pub away_timeout: Duration,
    /// How addresses of clients appear in the log.
    pub log_addresses: LogAddresses,
    /// The secret of the operator, for [`Listeners::admin`](crate::Listeners::admin). `None` by default: then nobody is
    /// answered there.
    pub admin_secret: Option<Secret>,
    /// A program that is told who comes and goes. `None` by default.
    #[cfg(feature = "webhooks")]
    pub webhook: Option<crate::Webhook>,
    /// The bounds on what clients can use up.
    pub limits: Limits,
    /// How long the server waits for a socket to do something.
    pub timeouts: Timeouts,
}

/// The bounds on what one client, or all clients together, can use up.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    /// People in one room, including those who are away; [`Limits::MAX_ROOM_SIZE`] at most. A mesh with video works for up
    /// to six.
    pub room_size: usize,
    /// Rooms that exist at the same time.
    pub rooms: usize,
    /// Rooms of one address, which is that of the host. `None`: [`Limits::ROOMS_PER_ADDRESS`], but at most half of all.
    pub rooms_per_address: Option<usize>,
    /// Seats of one address, including those of people who are away or wait to be let in.
    pub seats_per_address: usize,
    /// Sockets that are open at the same time.
    pub sockets: usize,
    /// Sockets of one address. `None`: [`Limits::SOCKETS_PER_ADDRESS`], but at most half of all.
    pub sockets_per_address: Option<usize>,
    /// Other connections that are open at the same time: page requests, health checks, and sockets being refused. With
    /// one more, the address that has the most loses its oldest.
    pub http_connections: usize,
    /// Such connections of one address; trusted proxies are not limited.
    pub http_connections_per_address: usize,
    /// Connections from one address in a minute, of any kind; trusted proxies are not limited. What is more is closed at
    /// once.
    pub connections_per_minute: u32,
    /// Joins from one address in a minute. A reload is one, and so is each return after a lost connection.
    pub joins_per_minute: u32,
    /// Looks from one address in a minute. A lobby sends one every 10 s.
    pub looks_per_minute: u32,
    /// Bytes in one message. A description with video has about 8 kB.
    pub message_bytes: usize,
    /// Messages per second that one socket may send continuously. A call sends about a hundred in its first second.
    pub messages_per_second: u32,
    /// Messages that one socket may send at once.
    pub message_burst: u32,
    /// Bytes per second that one socket may send continuously.
    pub bytes_per_second: u32,
    /// Bytes that one socket may send at once: as much as the links to five others have in flight at most.
    pub byte_burst: u32,
    /// Messages per second from one address. What is more is read later.
    pub messages_per_second_of_address: u32,
    /// Bytes per second from one address. What is more is read later.
    pub bytes_per_second_of_address: u32,
    /// Messages that may wait for one socket. Those of one sender take a quarter of what is free, which is a whole burst.
    pub outbox_messages: usize,
    /// Bytes that may wait for one socket.
    pub outbox_bytes: usize,
    /// Bytes that may wait for all sockets together, and in messages that have not arrived completely, not counting the
    /// first 8 KiB of each. One address may use a quarter of what the others leave.
    pub buffered_bytes: usize,
    /// Invalid frames from one socket, after which it is closed.
    pub garbage: u32,
}

/// How long the server waits for a socket to do something.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Timeouts {
    /// The time for the hello.
    pub hello: Duration,
    /// The time for the hello, or for another look, after a look into a room. Clients look every 10 s.
    pub lobby: Duration,
    /// The time between two pings from the server.
    pub heartbeat: Duration,
    /// The time for any sign of life, and for one message to be accepted. Three heartbeats.
    pub silence: Duration,
    /// The time for one message to arrive, from its first byte to its last.
    pub message: Duration,
    /// The time after which somebody who loses the connection keeps their seat. Before, only who has exchanged messages
    /// does.
    pub settling: Duration,
    /// The time for the client's part of the closing handshake. Longer than the 2 s for which Chromium waits, after the
    /// close frame, for the connection to end: if it is reset before that, the page learns no reason.
    pub farewell: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            page: None,
            page_servers: Vec::new(),
            origins: Origins::default(),
            hosts: None,
            trusted_proxies: TrustedProxies::default(),
            proxy_protocol: false,
            certificates: None,
            strict_transport: None,
            tokens: None,
            ice_servers: Vec::new(),
            turn: None,
            relay: None,
            away_timeout: Duration::from_secs(60),
            log_addresses: LogAddresses::default(),
            admin_secret: None,
            #[cfg(feature = "webhooks")]
            webhook: None,
            limits: Limits::default(),
            timeouts: Timeouts::default(),
        }
    }
}

impl Limits {
    /// The most people in one room, whatever the configuration says: clients read no longer list of people.
    pub const MAX_ROOM_SIZE: usize = 300;

    /// The rooms of one address by default: enough for 300 people behind it, a school, if each opened one and returned to
    /// another while the first was kept.
    pub const ROOMS_PER_ADDRESS: usize = 600;

    /// The sockets of one address by default: enough for 300 people behind it, a school, each with a socket in the lobby
    /// and one in a call, if all of them return while their former sockets still count.
    pub const SOCKETS_PER_ADDRESS: usize = 1_200;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            room_size: 6,
            rooms: 10_000,
            rooms_per_address: None,
            seats_per_address: 1_200,
            sockets: 10_000,
            sockets_per_address: None,
            http_connections: 4_096,
            http_connections_per_address: 2_048,
            connections_per_minute: 6_000,
            joins_per_minute: 600,
            looks_per_minute: 3_000,
            message_bytes: MAX_MESSAGE_LENGTH,
            messages_per_second: 100,
            message_burst: 300,
            bytes_per_second: 512 * 1024,
            byte_burst: 10 * 1024 * 1024,
            messages_per_second_of_address: 5_000,
            bytes_per_second_of_address: 16 * 1024 * 1024,
            outbox_messages: 2048,
            outbox_bytes: 1024 * 1024,
            buffered_bytes: 256 * 1024 * 1024,
            garbage: 20,
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            hello: Duration::from_secs(10),
            lobby: Duration::from_secs(30),
            heartbeat: Duration::from_secs(5),
            silence: Duration::from_secs(15),
            message: Duration::from_secs(15),
            settling: Duration::from_secs(5),
            farewell: Duration::from_secs(3),
        }
    }
}
