//! The ways to the others. Each carries the same messages, as text; which of them is used when, the core decides.
//!
//! The text is read and written in Rust (`visavis_protocol`): what a page makes of `JSON` or of the prototypes of its
//! objects changes nothing.

mod address;
mod bus;
mod external;
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
#[cfg(feature = "exports")]
pub(crate) use external::read_message;
pub(crate) use loopback::LoopbackEnd;
pub use mode::SignallingMode;
pub(crate) use room_preview::{RoomPreview, look};
pub(crate) use server::ServerSocket;
pub(crate) use tabs::Tabs;
