//! Transports between clients. Each carries the same text messages; the core decides which to use when.
//!
//! Messages are encoded and decoded in Rust (`visavis_protocol`), so a page that modifies `JSON` or the prototypes of
//! its objects does not affect them.

mod address;
mod bus;
mod external;
mod lobby;
mod loopback;
mod mode;
mod policy_watch;
mod presence_lock;
mod server;
mod socket;
mod tabs;
#[cfg(test)]
mod tests;

pub(crate) use bus::Bus;
pub use external::ExternalChannel;
#[cfg(feature = "exports")]
pub(crate) use external::read_message;
pub(crate) use lobby::{Answer, LobbySocket, RoomPreview};
pub(crate) use loopback::LoopbackEnd;
pub use mode::SignallingMode;
pub(crate) use presence_lock::PresenceLock;
pub(crate) use server::ServerSocket;
pub(crate) use tabs::{Tabs, TabsChannel};
