//! The server's codec: reads frames of clients with serde and leaves the body unparsed.
//!
//! An internally tagged enum would be shorter, but serde buffers every field of one first, and a body that is borrowed
//! from the text cannot be buffered.

use super::ToServer;
use crate::{ClientId, SequenceHeader};
use serde::Deserialize;

/// Every field of every frame from a client.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", bound = "B: Deserialize<'de>")]
pub struct Frame<B> {
    #[serde(rename = "type")]
    kind: Kind,
    v: Option<u32>,
    secret: Option<String>,
    room: Option<String>,
    name: Option<String>,
    token: Option<String>,
    to: Option<ClientId>,
    epoch: Option<String>,
    n: Option<u32>,
    ack: Option<u32>,
    ack_epoch: Option<String>,
    #[serde(default = "none")]
    body: Option<B>,
    id: Option<ClientId>,
    locked: Option<bool>,
    admitted: Option<bool>,
}

/// The types of frames. Read as such, they need no memory.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    Hello,
    Send,
    Rename,
    Lock,
    Admit,
    Remove,
    Look,
    Token,
    Bye,
    Ping,
}

fn none<B>() -> Option<B> {
    None
}

/// The error for a frame that lacks a required field.
#[derive(Debug, thiserror::Error)]
#[error("not a frame of this protocol: {0}")]
pub struct NotAFrame(&'static str);

fn need<T>(field: Option<T>, name: &'static str) -> Result<T, NotAFrame> {
    field.ok_or(NotAFrame(name))
}

impl<B> TryFrom<Frame<B>> for ToServer<B> {
    type Error = NotAFrame;

    fn try_from(frame: Frame<B>) -> Result<Self, NotAFrame> {
        Ok(match frame.kind {
            Kind::Hello => Self::Hello {
                v: need(frame.v, "v")?,
                secret: need(frame.secret, "secret")?,
                room: need(frame.room, "room")?,
                name: frame.name.unwrap_or_default(),
                token: frame.token,
            },
            Kind::Send => Self::Send {
                to: need(frame.to, "to")?,
                header: SequenceHeader {
                    epoch: need(frame.epoch, "epoch")?,
                    n: need(frame.n, "n")?,
                    ack: frame.ack.unwrap_or(0),
                    ack_epoch: frame.ack_epoch,
                },
                body: frame.body,
            },
            Kind::Rename => Self::Rename {
                name: need(frame.name, "name")?,
            },
            Kind::Lock => Self::Lock {
                locked: need(frame.locked, "locked")?,
            },
            Kind::Admit => Self::Admit {
                id: need(frame.id, "id")?,
                admitted: need(frame.admitted, "admitted")?,
            },
            Kind::Remove => Self::Remove {
                id: need(frame.id, "id")?,
            },
            Kind::Look => Self::Look {
                v: need(frame.v, "v")?,
                room: need(frame.room, "room")?,
                token: frame.token,
            },
            Kind::Token => Self::Token {
                token: need(frame.token, "token")?,
            },
            Kind::Bye => Self::Bye,
            Kind::Ping => Self::Ping,
        })
    }
}
