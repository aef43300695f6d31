//! The signalling server of Visavis: it tracks who is in which room, and relays messages addressed to one person there.
//!
//! [`run`] takes a listener, a [`Config`] and a future that ends the server. The caller owns the port and decides when
//! to stop:
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
//! The modules, from the outside in: `accept` accepts connections, `http` and `page` answer requests, `session` runs one
//! WebSocket, `hello` reads its first frame and the `token` in it, `rooms` holds the locks and timers around `room`,
//! which decides who is told what and knows neither sockets nor clocks. Outgoing messages wait in an `outbox`, incoming
//! ones are counted by an `allowance`, and a socket that has to be closed gets a `refusal`. The server never reads,
//! stores or logs what people send each other.

#![forbid(unsafe_code)]

mod accept;
mod allowance;
mod config;
#[cfg(feature = "embed")]
mod embedded;
mod hello;
mod http;
mod ice_server;
mod origin;
mod outbox;
mod page;
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
pub use config::{Config, Limits, Patience};
pub use ice_server::{NotAnIceServer, parse_ice_server};
pub use origin::{Allowed, NotAnOrigin, Origin, Origins};
pub use secret::{NoSecret, Secret};
pub use token::{Claims, ShortSecret, Tokens};
pub use turn::{Turn, parse_turn_url};

/// Compiles the program of the README with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
