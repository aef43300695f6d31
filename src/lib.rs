//! Visavis in the browser: carries out what [`visavis_call::Call`] decides with `getUserMedia`, `RTCPeerConnection`,
//! `WebSocket` and `BroadcastChannel`, and renders the call.
//!
//! A page uses it through `www/`. Another program that is compiled to WebAssembly uses it as a library, without the
//! default features, and renders the call itself:
//!
//! ```no_run,ignore-linux,ignore-darwin,ignore-windows
//! use visavis::{Call, Notice, RoomOptions, SignallingMode, StreamKind};
//!
//! # fn show(person: &visavis::ClientId, stream: &web_sys::MediaStream) {}
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let signalling = SignallingMode::server(Some("wss://calls.example/signal"))?;
//! let call = Call::prepare(RoomOptions::new("standup", signalling), |notice| {
//!     if let Notice::RemoteStream(person, StreamKind::Person, stream) = notice {
//!         show(person, stream);
//!     }
//! })?;
//! call.join("Ada");
//! call.mute();
//! for person in call.people() {
//!     web_sys::console::log_2(&person.name.into(), &person.link.name().into());
//! }
//! call.leave();
//! # Ok(())
//! # }
//! ```
//!
//! `Call` has the verbs and values of the JavaScript API. With the feature `library` it has recordings, taps, levels,
//! snapshots and data as well, whose JavaScript modules wasm-bindgen puts beside the program.
//!
//! `examples/rust-embed` is a complete page. Dropping a `Call` ends it. A program that panics under `panic = "abort"`
//! drops nothing: camera and connections then stay open until the page is closed or reloaded.
//!
//! | module | owns |
//! |---|---|
//! | `api` | the Rust API for other programs |
//! | `web` | guards over `web-sys`: listener, task, timeout, exception |
//! | `signalling` | the transports between clients: server, tabs, loopback, external |
//! | `driver` | the mailbox loop: command or input -> core -> effects and events |
//! | `part` | loads what only a call needs, where that is apart |
//! | `view` | the user interface (feature `view`) |
//! | `js` | the exports to JavaScript; nothing else is exported (feature `exports`) |
#![cfg(target_arch = "wasm32")]

mod api;
mod driver;
#[cfg(feature = "exports")]
mod js;
mod notice;
mod part;
mod signalling;
#[cfg(feature = "view")]
mod view;
mod web;

#[cfg(feature = "library")]
pub use api::{AudioPiece, Picture, RecordOptions, Recording, Tap};
pub use api::{Call, Host, PersonState};
pub use driver::RoomOptions;
pub use notice::{Data, DataEvent, DeviceChoice, Notice, StreamKind};
pub use signalling::{ExternalChannel, SignallingMode};
pub use visavis_call::devices::{Constraints, DeviceKind};
pub use visavis_call::protocol::{ClientId, IceServer, Identity, LeftReason, Person};
pub use visavis_call::quality::Quality;
pub use visavis_call::{
    Code, Command, Event, Failure, LONGEST_CHAT, LinkState, MediaReport, Participant, RecordingState, Ring,
    Signalling, Source, Status, Track, Volume,
};

/// A third of the size of the standard library's allocator.
#[cfg(feature = "exports")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
