//! The wire protocol of Visavis apart from the negotiation: the frames between a client and the server, between two
//! clients, and between the tabs of a browser; close codes and error codes.
//!
//! [`visavis_roap`] has the messages of the negotiation; `docs/protocol.md` describes the whole protocol.
//!
//! Each frame is one JSON object in a text message. A client reads and writes frames by way of
//! [`visavis_roap::Value`]. Reading is tolerant: a field that is missing or of the wrong type never hides the rest. The
//! length of messages from strangers is checked before they are read. A server reads [`ToServer`] and writes
//! [`ToClient`] with serde, so that it can forward the body of a message as the original text
//! (`serde_json::value::RawValue`), unread. Tests check that each codec reads what the other writes.
//!
//! ```
//! use visavis_protocol::{Body, ClientId, SequenceHeader, ToClient, ToServer};
//!
//! // Lin's client says hello, and sends Ada a line.
//! let header = SequenceHeader { epoch: "8c1f".into(), n: 1, ack: 0, ack_epoch: None };
//! let body = Some(Body::Chat("Hello, Ada".into()));
//! let sent = ToServer::Send { to: ClientId("ada".into()), header: header.clone(), body: body.clone() };
//!
//! assert_eq!(
//!     sent.to_json(),
//!     r#"{"type":"send","to":"ada","epoch":"8c1f","n":1,"ack":0,"body":{"type":"chat","text":"Hello, Ada"}}"#
//! );
//!
//! // The server tells Ada's client who sent it.
//! let received = ToClient::from_json(
//!     r#"{"type":"from","from":"lin","epoch":"8c1f","n":1,"ack":0,"body":{"type":"chat","text":"Hello, Ada"}}"#,
//! );
//!
//! assert_eq!(received, Some(ToClient::From { from: ClientId("lin".into()), header, body }));
//! ```
//!
//! # What may grow
//!
//! [`CloseCode`] is `#[non_exhaustive]`: clients have a rule for unknown numbers. The frames and bodies are exhaustive:
//! code that matches on them has to handle all of them, and the compiler reports a new one.

mod body;
mod close;
mod code;
mod envelope;
mod header;
mod ice_server;
mod identity;
mod in_band;
mod letters;
mod limits;
mod media;
mod name;
mod permissions;
mod person;
mod recording;
mod room;
mod sorted_map;
mod tab;
#[cfg(test)]
mod tests;

pub use body::{Body, ChatMessage};
pub use close::{CloseCode, Retry};
pub use code::{Area, Code};
pub use envelope::{LeftReason, ToClient, ToServer, VERSION};
pub use header::SequenceHeader;
pub use ice_server::IceServer;
pub use identity::Identity;
pub use in_band::InBandFrame;
pub use letters::{beginning, letters};
pub use limits::{
    MAX_ID_LENGTH, MAX_MESSAGE_LENGTH, MAX_METADATA_LENGTH, MAX_NAME_LENGTH, MAX_PICTURE_LENGTH,
    MAX_SERVER_MESSAGE_LENGTH, MAX_SUBJECT_LENGTH,
};
pub use media::{MediaReport, Source, Status, Track};
pub use name::readable_name;
pub use permissions::{Permission, Permissions};
pub use person::{ClientId, Person};
pub use recording::RecordingState;
pub use room::{MAX_ROOM_NAME_LENGTH, room_name};
pub use sorted_map::SortedMap;
pub use tab::{TabFrame, TabMessage};
