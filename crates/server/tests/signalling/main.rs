//! Tests of the signalling protocol over real sockets on the loopback interface.
//!
//! Frames are compared whole. That nothing else was sent is proven by a ping: since frames arrive in order, anything
//! sent before the pong would have arrived before it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod addresses;
mod addressing;
mod admin;
mod exhaustion;
mod host;
mod joining;
mod limits;
mod origins;
mod page;
mod presence;
mod reloading;
mod stopping;
mod strangers;
mod support;
mod tls;
mod tokens;
mod turn;
#[cfg(feature = "webhooks")]
mod webhooks;
