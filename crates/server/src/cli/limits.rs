//! The flags of what strangers may use up. Each has a range: what is outside is a mistake.

use clap::builder::RangedU64ValueParser;
use visavis_server::Limits;

const MIB: u64 = 1024 * 1024;
const GIB: u64 = 1024 * MIB;

/// The bounds of one socket, of one address, and of everything together.
#[derive(Debug, clap::Args)]
pub struct LimitFlags {
    /// The most people in one room
    #[arg(long, value_name = "PEOPLE", default_value_t = Limits::default().room_size,
          value_parser = within(1, Limits::MAX_ROOM_SIZE as u64))]
    room_size: usize,

    /// The most rooms at the same time
    #[arg(long, value_name = "ROOMS", default_value_t = Limits::default().rooms, value_parser = within(1, 1_000_000))]
    rooms: usize,

    /// The most rooms of one address at the same time, which is that of the host; the default is 600, and at most half of
    /// --rooms
    #[arg(long, value_name = "ROOMS", value_parser = within(1, 1_000_000))]
    rooms_per_address: Option<usize>,

    /// The most people of one address in rooms, including those who are away or wait to be let in
    #[arg(long, value_name = "PEOPLE", default_value_t = Limits::default().seats_per_address,
          value_parser = within(1, 1_000_000))]
    seats_per_address: usize,

    /// The most sockets at the same time
    #[arg(long, value_name = "SOCKETS", default_value_t = Limits::default().sockets,
          value_parser = within(1, 1_000_000))]
    sockets: usize,

    /// The most sockets of one address (64 bits of an IPv6 address); the default is 1200, and at most half of --sockets
    #[arg(long, value_name = "SOCKETS", value_parser = within(1, 1_000_000))]
    sockets_per_address: Option<usize>,

    /// The most other connections at the same time; with one more, the address that has the most loses its oldest
    #[arg(long, value_name = "CONNECTIONS", default_value_t = Limits::default().http_connections,
          value_parser = within(16, 1_000_000))]
    http_connections: usize,

    /// The most other connections of one address; with one more, it loses its oldest
    #[arg(long, value_name = "CONNECTIONS", default_value_t = Limits::default().http_connections_per_address,
          value_parser = within(1, 1_000_000))]
    http_connections_per_address: usize,

    /// The most connections from one address in a minute, of any kind; more are closed at once
    #[arg(long, value_name = "CONNECTIONS", default_value_t = Limits::default().connections_per_minute,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000_000))]
    connections_per_address: u32,

    /// The most joins from one address in a minute
    #[arg(long, value_name = "JOINS", default_value_t = Limits::default().joins_per_minute,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    joins_per_address: u32,

    /// The most looks into rooms from one address in a minute; a lobby sends one every 10 seconds
    #[arg(long, value_name = "LOOKS", default_value_t = Limits::default().looks_per_minute,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    looks_per_address: u32,

    /// The most bytes in one message
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().message_bytes,
          value_parser = within(1024, 16 * MIB))]
    message_size: usize,

    /// The most messages per second from one socket
    #[arg(long, value_name = "MESSAGES", default_value_t = Limits::default().messages_per_second,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    message_rate: u32,

    /// The most messages at once from one socket
    #[arg(long, value_name = "MESSAGES", default_value_t = Limits::default().message_burst,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    message_burst: u32,

    /// The most bytes per second from one socket
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().bytes_per_second,
          value_parser = clap::value_parser!(u32).range(1024..=1024 * 1024 * 1024))]
    byte_rate: u32,

    /// The most bytes at once from one socket; one message of the largest size always passes
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().byte_burst,
          value_parser = clap::value_parser!(u32).range(1024..=1024 * 1024 * 1024))]
    byte_burst: u32,

    /// The most messages per second from one address; more are read later
    #[arg(long, value_name = "MESSAGES", default_value_t = Limits::default().messages_per_second_of_address,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000_000))]
    message_rate_per_address: u32,

    /// The most bytes per second from one address; more are read later
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().bytes_per_second_of_address,
          value_parser = clap::value_parser!(u32).range(1024..=1024 * 1024 * 1024))]
    byte_rate_per_address: u32,

    /// The most messages that may wait for one socket before it is closed as too slow
    #[arg(long, value_name = "MESSAGES", default_value_t = Limits::default().outbox_messages,
          value_parser = within(16, 1_000_000))]
    outbox_messages: usize,

    /// The most bytes that may wait for one socket before it is closed as too slow
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().outbox_bytes,
          value_parser = within(1024, GIB))]
    outbox_size: usize,

    /// The most bytes that may wait for all sockets together, besides 8 KiB for each; one address may use a quarter
    /// of what the others leave
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().buffered_bytes,
          value_parser = within(MIB, 1024 * GIB))]
    buffer_size: usize,
}

impl LimitFlags {
    /// Returns the limits that the flags describe.
    pub(super) fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        limits.room_size = self.room_size;
        limits.rooms = self.rooms;
        limits.rooms_per_address = self.rooms_per_address;
        limits.seats_per_address = self.seats_per_address;
        limits.sockets = self.sockets;
        limits.sockets_per_address = self.sockets_per_address;
        limits.http_connections = self.http_connections;
        limits.http_connections_per_address = self.http_connections_per_address;
        limits.connections_per_minute = self.connections_per_address;
        limits.joins_per_minute = self.joins_per_address;
        limits.looks_per_minute = self.looks_per_address;
        limits.message_bytes = self.message_size;
        limits.messages_per_second = self.message_rate;
        limits.message_burst = self.message_burst;
        limits.bytes_per_second = self.byte_rate;
        limits.byte_burst = self.byte_burst;
        limits.messages_per_second_of_address = self.message_rate_per_address;
        limits.bytes_per_second_of_address = self.byte_rate_per_address;
        limits.outbox_messages = self.outbox_messages;
        limits.outbox_bytes = self.outbox_size;
        limits.buffered_bytes = self.buffer_size;
        limits
    }
}

/// Returns what reads a number between these.
pub(super) fn within(least: u64, most: u64) -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(least..=most)
}
