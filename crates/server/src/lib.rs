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
//! [`Service`] does the same for a server that is to change while it runs.
//!
//! The modules, from the network inwards: `accept` accepts TCP connections, which count in `connections` and have to keep
//! a `pace`; `tls` encrypts them, and `redirect` answers who speaks HTTP nevertheless; `proxy_protocol` and `forwarded` find out who a client is; `http`, `hosts` and `page` answer requests;
//! `websocket` and `session` run one WebSocket, of which `inbound`, `read_ahead` and `turns` read; `hello` validates its first frame and the `token` in it; `rooms` holds the
//! locks and timers around `room`, the sans-IO rules of presence and addressing; `turn` is the TURN server inside. What a stranger may use is bounded: by
//! `quotas`, `traffic` and `places` for each `network`, by a `rate_limiter` and a bounded `outbox` for each socket, by a `budget` for
//! all of them. Every socket that the server closes gets a `refusal`. Message bodies are never parsed, stored or logged.

#![forbid(unsafe_code)]

mod accept;
mod admin;
mod bans;
mod budget;
mod config;
mod connections;
#[cfg(feature = "embed")]
mod embedded;
mod entrance;
mod forwarded;
mod frame_scanner;
mod hello;
mod hosts;
mod http;
mod ice_server;
mod inbound;
mod inflow;
mod layered;
mod listeners;
mod log_address;
mod metrics;
mod names;
mod network;
mod news;
mod origin;
mod outbox;
mod pace;
mod paced_stream;
mod page;
mod places;
mod proxy_protocol;
mod quotas;
mod rate_limiter;
mod read_ahead;
mod redirect;
mod refusal;
mod refusal_log;
mod replayed;
mod room;
mod rooms;
mod secret;
mod server;
mod service;
mod session;
mod sync;
mod tcp;
mod tls;
mod token;
mod traffic;
mod turn;
mod turns;
#[cfg(feature = "webhooks")]
mod webhook;
mod websocket;

pub use config::{Config, Limits, Timeouts};
pub use forwarded::{NotANetwork, TrustedProxies, parse_proxy};
pub use hosts::{Hosts, NotAHost, parse_host};
pub use ice_server::{NotAnIceServer, parse_ice_server};
pub use listeners::Listeners;
pub use log_address::LogAddresses;
pub use origin::{Allowed, NotAnOrigin, Origin, Origins};
pub use secret::{NoSecret, Secret};
pub use service::{Control, Service, run};
pub use tls::{Certificate, Certificates, NotACertificate, Validity};
pub use token::{Claims, ShortSecret, Tokens};
pub use turn::{RelayConfig, Turn, TurnListener, parse_turn_url};
#[cfg(feature = "webhooks")]
pub use webhook::{NotAWebhook, Webhook, parse_webhook_url};

/// Compiles the program of the README with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
