//! Everything that goes over a wire in Visavis and is not the negotiation itself: the frames between a client and the
//! server, between people, and between tabs; close codes and error codes.
//!
//! The negotiation's own messages are those of [`visavis_roap`].

mod envelope;

pub use envelope::{
    ClientId, CloseCode, IceServer, LeftReason, Person, SequenceHeader, ToClient, ToServer, VERSION, reason,
};
