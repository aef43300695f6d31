//! The rules of a call, independent of a browser: presence, who offers to whom, routing and ordering of messages, and
//! the state of each person's tracks.
//!
//! [`Call`] takes an [`Input`] and a time, and returns [`Effect`]s to carry out and [`Event`]s to report. It owns one
//! link for each remote client, and on it a `visavis_roap::Endpoint` that negotiates. The crate is sans-IO: the same
//! inputs always produce the same effects.
//!
//! Types that an owner constructs may grow: [`Input`], [`Command`], [`Options`] and the like are `#[non_exhaustive]`.
//! Types that an owner has to handle are exhaustive: ignoring an [`Effect`] or [`Event`] is a bug, so a new one is a
//! breaking change that the compiler reports.

mod allowance;
mod arrivals;
mod backoff;
mod call;
mod clock;
mod command;
mod connection_state;
mod delivery;
pub mod devices;
mod diagnosis;
mod effect;
mod event;
mod failure;
mod initials;
mod input;
mod link;
mod linkify;
mod media;
mod participant;
pub mod quality;
mod ring;
mod roster;
mod server;
mod set_up;
mod sorted;
mod speaker;
mod stream_assembly;
mod tabs;
mod token;
mod video_limit;
mod volume;

pub use allowance::Allowance;
pub use backoff::delay_before_attempt;
pub use call::{Call, LONGEST_CHAT, Options};
pub use command::{Argument, Command, VERBS, Verb};
pub use connection_state::ConnectionState;
pub use delivery::{Delivery, Overflow, Receipt};
pub use diagnosis::{DtlsState, Evidence, IceState};
pub use effect::Effect;
pub use event::{Direction, Event, LinkState, Signalling};
pub use failure::Failure;
pub use initials::initials;
pub use input::{Input, SocketClosed};
pub use linkify::{MOST_LINKS, Piece, linkify, written_host};
pub use media::{LocalMedia, MediaReport, Source, Status, Track};
pub use participant::Participant;
pub use ring::Ring;
pub use server::refusal;
pub use set_up::{MeasuredStep, SetUpStep};
pub use sorted::SortedMap;
pub use stream_assembly::assemble_streams;
pub use tabs::Transport;
pub use token::{notice_at, token_expiry, token_permissions};
pub use video_limit::VideoLimit;
pub use visavis_protocol as protocol;
pub use visavis_protocol::{Body, Code, RecordingState, TabFrame};
pub use visavis_roap as roap;
pub use volume::Volume;
