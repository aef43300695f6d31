//! ROAP, the RTCWeb Offer/Answer Protocol, on top of JSEP: the messages two browsers exchange to negotiate a
//! call, and the state machine that decides what each of them means. Sans-IO: no browser, no clock, no
//! randomness of its own; everything comes in as an [`Input`] and goes out as an [`Effect`] or an [`Event`].

#![forbid(unsafe_code)]

mod candidate;
mod description;
mod endpoint;
pub mod envelope;
mod id;
mod message;
mod time;

pub use candidate::Candidate;
pub use endpoint::{
    CandidateCounts, ConnectionId, Effect, EndReason, Endpoint, Event, Input, OperationFailed, Policy, State,
    Ticket,
};
pub use id::{Entropy, Seq, SessionId, TieBreaker};
pub use message::{Answer, CandidateBatch, Error, ErrorType, Exchange, Message, Offer, Received, Wire};
pub use time::Timestamp;
