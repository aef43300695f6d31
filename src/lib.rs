//! Visavis in the browser: carries out with `getUserMedia`, `RTCPeerConnection`, `WebSocket` and `BroadcastChannel`
//! what [`visavis_call::Call`] decides, and shows it.
//!
//! | module | owns |
//! |---|---|
//! | `web` | guards over `web-sys`: listener, task, alarm, exception |
//! | `signalling` | the ways to the others: server, tabs |
//! | `driver` | the mailbox loop: input -> core -> effects and events |
//! | `view` | what a person sees (feature `view`) |
//! | `js` | everything that JavaScript sees, and nothing else is exported |
#![cfg(target_arch = "wasm32")]

mod driver;
mod js;
mod notice;
mod signalling;
#[cfg(feature = "view")]
mod view;
mod web;
