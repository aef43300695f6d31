//! The ways to the others. Each carries the same messages; which of them is used when, the core decides.

mod address;
mod body;
mod bus;
mod envelope;
mod external;
mod frame;
mod in_band;
mod js_value;
mod loopback;
mod mode;
mod presence_lock;
mod room_preview;
mod server;
mod tabs;
#[cfg(test)]
mod tests;

pub(crate) use bus::Bus;
pub use external::ExternalChannel;
pub(crate) use external::read_message;
pub(crate) use in_band::{read_in_band, write_in_band};
pub(crate) use loopback::LoopbackEnd;
pub use mode::SignallingMode;
pub(crate) use room_preview::{RoomPreview, look};
pub(crate) use server::ServerSocket;
pub(crate) use tabs::Tabs;
