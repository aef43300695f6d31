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
//! The modules, from the network inwards: `accept` accepts TCP connections, which count in `connections` and have to keep
//! a `pace`; `proxy_protocol` and `forwarded` find out who a client is; `http`, `hosts` and `page` answer requests;
//! `websocket` and `session` run one WebSocket; `hello` validates its first frame and the `token` in it; `rooms` holds the
//! locks and timers around `room`, the sans-IO rules of presence and addressing. What a stranger may use is bounded: by
//! `quotas` and `places` for each `network`, by a `rate_limiter` and a bounded `outbox` for each socket, by a `budget` for
//! all of them. Every socket that the server closes gets a `refusal`. Message bodies are never parsed, stored or logged.

#![forbid(unsafe_code)]

mod accept;
mod budget;
mod config;
mod connections;
#[cfg(feature = "embed")]
mod embedded;
mod forwarded;
mod frame_scanner;
mod hello;
mod hosts;
mod http;
mod ice_server;
mod names;
mod network;
mod origin;
mod outbox;
mod pace;
mod paced_stream;
mod page;
mod places;
mod proxy_protocol;
mod quotas;
mod rate_limiter;
mod refusal;
mod refusal_log;
mod room;
mod rooms;
mod secret;
mod server;
mod session;
mod sync;
mod tcp;
mod token;
mod turn;
mod websocket;

pub use accept::run;
pub use config::{Config, Limits, Timeouts};
pub use forwarded::{NotANetwork, TrustedProxies, parse_proxy};
pub use hosts::{Hosts, NotAHost, parse_host};
pub use ice_server::{NotAnIceServer, parse_ice_server};
pub use origin::{Allowed, NotAnOrigin, Origin, Origins};
pub use secret::{NoSecret, Secret};
pub use token::{Claims, ShortSecret, Tokens};
pub use turn::{Turn, parse_turn_url};

/// Compiles the program of the README with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
