//! The ways to the others. Each carries the same messages; which of them is used when, the core decides.

mod body;
mod bus;
mod envelope;
mod frame;
mod host;
mod in_band;
mod lookout;
mod loopback;
mod loose;
mod presence_lock;
mod server;
mod tabs;
#[cfg(test)]
mod tests;
mod way;

pub(crate) use bus::Bus;
pub use host::HostChannel;
pub(crate) use host::read_message;
pub(crate) use in_band::{read_in_band, write_in_band};
pub(crate) use lookout::{Seen, look};
pub(crate) use loopback::LoopbackEnd;
pub(crate) use server::ServerSocket;
pub(crate) use tabs::Tabs;
pub use way::Way;
