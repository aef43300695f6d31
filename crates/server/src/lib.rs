//! Signalling server of Visavis: tracks who is in which room and relays messages between two people of a room.
//!
//! [`run`] takes a listener, a [`Config`] and a shutdown future. The caller owns the port and decides when to stop:
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! let shutdown = async { tokio::signal::ctrl_c().await.unwrap_or(()) };
//! visavis_server::run(listener, visavis_server::Config::default(), shutdown).await;
//! # Ok(())
//! # }
//! ```
//!
//! The modules, from the network inwards: `accept` accepts TCP connections; `http` and `page` answer requests;
//! `session` runs one WebSocket; `hello` validates its first frame and the `token` in it; `rooms` holds the locks and
//! timers around `room`, the sans-IO rules of presence and addressing. Outgoing messages queue in a bounded `outbox`,
//! incoming ones pass a `rate_limiter`, and every socket that the server closes gets a `refusal`. Message bodies are
//! never parsed, stored or logged.

#![forbid(unsafe_code)]

mod accept;
mod config;
#[cfg(feature = "embed")]
mod embedded;
mod hello;
mod http;
mod ice_server;
mod origin;
mod outbox;
mod page;
mod rate_limiter;
mod refusal;
mod room;
mod rooms;
mod secret;
mod server;
mod session;
mod sync;
mod token;
mod turn;

pub use accept::{SPARE_CONNECTIONS, run};
pub use config::{Config, Limits, Timeouts};
pub use ice_server::{NotAnIceServer, parse_ice_server};
pub use origin::{Allowed, NotAnOrigin, Origin, Origins};
pub use secret::{NoSecret, Secret};
pub use token::{Claims, ShortSecret, Tokens};
pub use turn::{Turn, parse_turn_url};

/// Compiles the program of the README with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
