//! The protocol, spoken over real sockets on the loopback interface. Frames are compared whole, and silence is
//! proven by a ping: what was to come before the pong would have come.

#![expect(clippy::unwrap_used, reason = "a test ends with what it did not expect")]

mod addressing;
mod host;
mod joining;
mod limits;
mod origins;
mod page;
mod presence;
mod stopping;
mod support;
mod tokens;
