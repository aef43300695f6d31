//! The harness for journeys: end-to-end tests that drive real browsers over WebDriver.
//!
//! A [`Browser`] is Chromium or Firefox with a fake camera and a fake microphone; each [`Page`] is one of its
//! windows. A [`Server`] is the real signalling server, which a test may kill; [`Trunk`] serves the page as it does for
//! a developer; [`Files`] serves a folder. Everything listens on loopback, on free ports, and is stopped when it is
//! dropped. `cargo xtask test journeys` passes the paths of the programs in environment variables.
//!
//! A [`Network`] consists of two homes behind routers and a world between them, built from network namespaces of this
//! machine. Browsers are launched in a home, the server and [`Turn`] in the world, and a test injects network faults.

mod browser;
mod capabilities;
mod certificate;
mod chromium;
mod coturn;
mod driver;
mod environment;
mod files;
mod firefox;
mod measurement;
mod namespace;
mod network;
mod page;
mod page_server;
mod permission;
mod person;
mod process;
mod relay;
mod server;
mod sub_path;
mod trunk;
mod turn;

pub use browser::Browser;
pub use capabilities::{Devices, Engine, Launch};
pub use certificate::Certificate;
pub use coturn::Coturn;
pub use environment::{dist, example, path, published};
pub use files::Files;
pub use measurement::print_measurement;
pub use namespace::Namespace;
pub use network::{Home, Nat, Network, WORLD};
pub use page::{AccessibleNode, Page};
pub use page_server::PageServer;
pub use permission::Permission;
pub use person::{Person, simultaneously};
pub use process::{Echo, Lines, Process};
pub use relay::Relay;
pub use server::Server;
pub use sub_path::SubPath;
pub use trunk::Trunk;
pub use turn::{Transport, Turn};

/// The default deadline: generous for anything that needs the network and a decoder, even on a busy machine.
pub const SOON: std::time::Duration = std::time::Duration::from_secs(60);
