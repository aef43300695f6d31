//! ROAP, the RTCWeb Offer/Answer Protocol, on top of JSEP: how two browsers agree on a call.
//!
//! A call between two `RTCPeerConnection`s begins with an offer, an answer, and candidates, carried from one
//! page to the other by some channel. Sending them is easy. The difficult cases are offers from both sides at once,
//! answers that arrive twice or after the call has ended, and pages that are reloaded in the middle. ROAP therefore
//! names the messages (OFFER, ANSWER, OK, ERROR, SHUTDOWN), gives each session a pair of ids and each exchange a
//! number, so that every message identifies the exchange that it belongs to. This crate reads and writes the messages
//! ([`Message`], [`Received`]) and implements the state machine ([`Endpoint`]): whatever arrives, in whatever order,
//! both sides end up in the same call or in none.
//!
//! The crate is sans-IO: it has no browser, no socket, no clock and no randomness. Events go in as an [`Input`],
//! together with the time and a source of [`Entropy`]; actions come out as an [`Effect`]. The same inputs always produce
//! the same effects, in a page and in a test.
//!
//! # Driving an endpoint
//!
//! One [`Endpoint`] represents one remote client. After every [`Endpoint::handle`], call [`Endpoint::poll_effect`] and
//! [`Endpoint::poll_event`] until they return `None`, and call [`Endpoint::handle_timeout`] at the time returned by
//! [`Endpoint::poll_timeout`]. The owner guarantees that
//!
//! - messages arrive in the order in which they were sent. They may be lost or duplicated if both sides get
//!   [`Input::RouteRestored`] afterwards;
//! - effects are carried out one after the other, except [`Effect::Close`] and [`Effect::Open`], which do not wait for a
//!   pending operation. Creating, applying and rolling back a description concern the connection that was open when the
//!   operation was requested;
//! - the outcome of an operation is handed in before any event that the browser fires because of it;
//! - intentional changes are reported by [`Input::Need`], which distinguishes them from a browser in a loop.
//!
//! ```
//! use std::collections::VecDeque;
//! use visavis_roap::{Effect, Endpoint, Entropy, Input, Message, Policy, Received, State, Timestamp};
//!
//! /// In a page this is `crypto.getRandomValues`.
//! struct Counter(u128);
//!
//! impl Entropy for Counter {
//!     fn bits(&mut self) -> u128 {
//!         self.0 += 1;
//!         self.0
//!     }
//! }
//!
//! /// Carries out the effects with a browser in which every operation succeeds; returns the messages to send.
//! fn drive(endpoint: &mut Endpoint, input: Input, entropy: &mut Counter) -> Vec<Message> {
//!     let now = Timestamp::default();
//!     let mut inputs = VecDeque::from([input]);
//!     let mut sent = Vec::new();
//!     while let Some(input) = inputs.pop_front() {
//!         endpoint.handle(now, input, entropy);
//!         while let Some(effect) = endpoint.poll_effect() {
//!             match effect {
//!                 Effect::Send(message) => sent.push(message),
//!                 Effect::MakeOffer(ticket) => inputs.push_back(Input::OfferMade(ticket, Ok("v=0".into()))),
//!                 Effect::TakeOffer(ticket, _) => inputs.push_back(Input::AnswerMade(ticket, Ok("v=0".into()))),
//!                 Effect::TakeAnswer { ticket, .. } => inputs.push_back(Input::AnswerTaken(ticket, Ok(()))),
//!                 // `new RTCPeerConnection()`, `close()`, `addIceCandidate()` ...
//!                 Effect::Open { .. } | Effect::Close | Effect::Rollback | Effect::AddCandidate(_) => {}
//!             }
//!         }
//!     }
//!     sent
//! }
//!
//! let (mut ada, mut lin) = (Endpoint::new(Policy::Accept), Endpoint::new(Policy::Accept));
//! let (mut adas_entropy, mut lins_entropy) = (Counter(0), Counter(1000));
//!
//! // Both press Connect at the same moment, and the two OFFERs cross.
//! let mut to_lin = VecDeque::from(drive(&mut ada, Input::Need, &mut adas_entropy));
//! let mut to_ada = VecDeque::from(drive(&mut lin, Input::Need, &mut lins_entropy));
//!
//! while !to_lin.is_empty() || !to_ada.is_empty() {
//!     if let Some(message) = to_lin.pop_front() {
//!         let received = Input::Received(Received::Message(message));
//!         to_ada.extend(drive(&mut lin, received, &mut lins_entropy));
//!     }
//!     if let Some(message) = to_ada.pop_front() {
//!         let received = Input::Received(Received::Message(message));
//!         to_lin.extend(drive(&mut ada, received, &mut adas_entropy));
//!     }
//! }
//!
//! // The result is one call.
//! assert_eq!((ada.state(), lin.state()), (State::Stable, State::Stable));
//! assert_eq!((ada.local_id(), ada.remote_id()), (lin.remote_id(), lin.local_id()));
//! ```
//!
//! # Verification
//!
//! The tests explore every interleaving of two endpoints and a model of JSEP's signalling states on both sides, within
//! bounds: calls, changes, hang-ups, losses, failures, reloads. `cargo run --release --example explore` continues for
//! millions of states. `cargo run --example vectors -- FILE...` runs test vectors of the protocol, for authors of
//! another implementation.

#![forbid(unsafe_code)]

mod candidate;
mod description;
mod endpoint;
mod id;
mod json;
mod message;
mod time;

pub use candidate::Candidate;
pub use endpoint::{
    CandidateCounts, ConnectionId, Effect, EndReason, Endpoint, Event, Input, OperationFailed, Policy, State,
    Ticket,
};
pub use id::{Entropy, Seq, SessionId, TieBreaker};
pub use json::{NotJson, Value};
pub use message::{Answer, CandidateBatch, Error, ErrorType, Exchange, Message, Offer, Received};
pub use time::Timestamp;
