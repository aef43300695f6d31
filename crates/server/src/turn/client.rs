//! Whom the relay serves, and when.

use std::net::SocketAddr;
use std::time::SystemTime;
use visavis_roap::Timestamp;

/// A client as the relay knows it, the "5-tuple" of RFC 8656.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client {
    /// Where its messages come from. Never an IPv4 address that is mapped into IPv6.
    pub address: SocketAddr,
    /// Which connection it has, over TCP or TLS; `None` over UDP.
    pub connection: Option<u64>,
}

/// The time at which a message arrived.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// On the clock of the server, by which everything expires but credentials.
    pub time: Timestamp,
    /// The time of day, which user names refer to.
    pub date: SystemTime,
}

/// Returns the address as IPv4 if it is one that is mapped into IPv6, as sockets that listen on `[::]` report it.
pub fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}
