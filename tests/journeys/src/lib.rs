//! What the journeys of people through real browsers are written with.
//!
//! A [`Browser`] is Chromium or Firefox with a camera and a microphone that are made up; each [`Page`] is a
//! window of it. A [`Server`] is the real signalling server, which a test may kill; [`Trunk`] serves the page
//! as a developer does; [`Files`] serves a folder. Everything is on loopback, on ports that nobody else has,
//! and ends when it is dropped. `cargo xtask test journeys` says where the programs are.
//!
//! A [`Network`] is two homes behind routers and a world between them, all of it inside this machine: browsers are
//! launched within a home, the server and [`Turn`] start in the world, and what a network can do to a call is done.

mod browser;
mod capabilities;
mod chromium;
mod coturn;
mod driver;
mod elsewhere;
mod environment;
mod files;
mod firefox;
mod namespace;
mod network;
mod note;
mod page;
mod permission;
mod person;
mod process;
mod server;
mod trunk;
mod turn;

pub use browser::Browser;
pub use capabilities::{Devices, Engine, Launch};
pub use coturn::Coturn;
pub use elsewhere::Elsewhere;
pub use environment::{dist, example, published};
pub use files::Files;
pub use namespace::Namespace;
pub use network::{Home, Nat, Network};
pub use note::measured;
pub use page::{Page, Spoken};
pub use permission::Permission;
pub use person::{Person, at_once};
pub use server::Server;
pub use trunk::Trunk;
pub use turn::{Transport, Turn};

/// How long a page has for what takes some network and some decoding, on a machine that is busy otherwise.
pub const SOON: std::time::Duration = std::time::Duration::from_secs(60);
