//! The signalling server of Visavis: who is in a room, and a relay for what they say to one person there.

mod allowance;
mod hello;
mod outbox;
mod refusal;
mod room;
mod sync;
