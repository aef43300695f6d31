//! A simulated world around the call core: browsers, network, server and clock, in virtual time.

mod browser;
mod channel;
mod client;
mod connection;
mod eve;
mod happening;
mod network;
mod random;
mod ringing;
mod server;
mod sockets;
mod tabs;
mod transcript;
mod world;

pub use client::Who;
pub use eve::{Eve, inject, person};
pub use network::Network;
pub use random::Random;
pub use server::Service;
pub use world::World;

use std::time::Duration;

pub fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn millis(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}
