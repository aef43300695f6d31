//! What a call is, decided without a browser: who is here, who offers to whom, which message goes which way and in
//! which order, what each person's tracks are.
//!
//! [`Call`] takes an [`Input`] and a time, and gives back [`Effect`]s to carry out and [`Event`]s to tell. It owns one
//! link for each remote client, and on it a `visavis_roap::Endpoint` that negotiates. Sans-IO: the same inputs give
//! the same effects, always.

mod backoff;
mod body;
mod call;
mod delivery;
pub mod devices;
mod diagnosis;
mod effect;
mod event;
mod input;
mod link;
mod linkify;
mod media;
pub mod quality;
mod ring;
mod roster;
mod server;
mod sorted;
mod speaker;
mod stream_assembly;
mod tabs;
mod video_limit;

pub use backoff::delay_before_attempt;
pub use body::Body;
pub use call::{Call, LONGEST_CHAT, Options};
pub use delivery::{Delivery, Overflow, Receipt};
pub use diagnosis::{DtlsState, Evidence, IceState};
pub use effect::Effect;
pub use event::{Direction, Event, Failure, LinkState, Signalling};
pub use input::{ConnectionState, Input, SocketClosed};
pub use linkify::{Piece, linkify};
pub use media::{LocalMedia, MediaReport, Source, Status, Track};
pub use ring::Ring;
pub use sorted::SortedMap;
pub use speaker::SpeakerWatch;
pub use stream_assembly::assemble_streams;
pub use tabs::{TabFrame, Transport};
pub use video_limit::VideoLimit;
pub use visavis_protocol as protocol;
pub use visavis_roap as roap;
