//! STUN and TURN: the passwords that clients get for a TURN server, and the TURN server inside this one.
//!
//! The rules are sans-IO: [`Relay`](relay::Relay) takes a message and the time, and says what is to be sent.
//! [`TurnServer`] puts them between sockets: `udp` reads those of UDP, clients and peers alike, and `stream` serves a
//! client that came by TCP or TLS. Each socket is read by one task, which asks the relay under a lock and sends without it.
//!
//! The wire format is that of the crate `turn-types`. Its server, `turn-server-proto`, does not fit the internet yet: it
//! keeps a nonce for each source address for ever, searches all clients for each packet, and does not know the padding
//! of TCP.

mod account;
mod allocate;
mod allocation;
mod answer;
mod authority;
mod changes;
mod client;
mod config;
mod credentials;
mod framing;
mod metrics;
mod peers;
mod ports;
mod relay;
mod requests;
mod reservations;
mod server;
mod shut_out;
mod stream;
#[cfg(test)]
mod tests;
mod udp;
mod unproven;

pub use config::RelayConfig;
pub use credentials::{Turn, parse_turn_url};
pub(crate) use server::TurnServer;
pub(crate) use shut_out::Outcast;
pub(crate) use stream::{is_stun, serve};
pub use udp::TurnListener;
pub(crate) use udp::{Surroundings, listen};

use rustls::crypto::ring::default_provider;

/// Returns random bytes that nobody can guess.
#[expect(
    clippy::expect_used,
    reason = "no key can be made without, and the kernel always has some"
)]
fn random<const LENGTH: usize>() -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    default_provider()
        .secure_random
        .fill(&mut bytes)
        .expect("random bytes");
    bytes
}
