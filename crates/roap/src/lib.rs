//! ROAP, the RTCWeb Offer/Answer Protocol, on top of JSEP: how two browsers agree on a call.
//!
//! A call between two `RTCPeerConnection`s begins with an offer, an answer, and candidates, carried from one
//! page to the other by some channel. What to send is easy; what to do when both offer at once, when an
//! answer comes twice or after its call has ended, when a page is reloaded in the middle, is not. ROAP gives
//! the messages names (OFFER, ANSWER, OK, ERROR, SHUTDOWN), each session a pair of ids, and each exchange a
//! number, so that every message says what it is about. This crate reads and writes the messages
//! ([`Message`], [`Received`]) and decides what each of them means ([`Endpoint`]): whatever comes, in whatever order, both
//! sides end up in the same call or in none.
//!
//! It does nothing itself. There is no browser here, no socket, no clock and no randomness: what happened
//! goes in as an [`Input`], together with the time and a source of [`Entropy`]; what is to be done comes out
//! as an [`Effect`]. The same inputs give the same effects, in a page as in a test.
//!
//! # Driving an endpoint
//!
//! One [`Endpoint`] stands for one remote client. After every [`Endpoint::handle`], call
//! [`Endpoint::poll_effect`] and [`Endpoint::poll_event`] until they give `None`, and see to it that
//! [`Endpoint::handle_timeout`] is called at [`Endpoint::poll_timeout`]. Its owner promises that
//!
//! - messages arrive in the order in which they were sent. They may be lost or come twice where
//!   [`Input::RouteRestored`] is told on both sides afterwards;
//! - effects are carried out one after the other, but for [`Effect::Close`] and [`Effect::Open`]: these do
//!   not wait for an operation that is pending. Making, taking and rolling back a description belong to the
//!   connection that was open when they were asked for;
//! - the outcome of an operation is handed in before any event that the browser fires because of it;
//! - what is changed on purpose is told by [`Input::Need`], so that it can be told apart from a browser in a
//!   loop.
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
//! /// Does what the endpoint wants done, with a browser that is always pleased; gives what is to be sent.
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
//! // One call came of it.
//! assert_eq!((ada.state(), lin.state()), (State::Stable, State::Stable));
//! assert_eq!((ada.local_id(), ada.remote_id()), (lin.remote_id(), lin.local_id()));
//! ```
//!
//! # How far it can be trusted
//!
//! The tests explore every interleaving of two endpoints and a model of JSEP's signalling states on both
//! sides, within bounds: calls, changes, hang-ups, losses, failures, reloads. `cargo run --release --example
//! explore` goes on for millions of states. `cargo run --example vectors -- FILE...` checks vectors of the
//! protocol, for those who write another implementation.

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
