//! Commands: everything that a person, or the page, can want of a call.

mod verbs;

use crate::Source;
use crate::devices::DeviceKind;
pub use verbs::{Argument, VERBS, Verb};
use visavis_protocol::ClientId;

/// What the person wants. What makes no sense at the moment does nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    /// To be in the room, under this name.
    Join {
        /// The name that the others see.
        name: String,
    },
    /// To leave it: everyone is told, and [`crate::Effect::Finished`] follows when they know, or do not reply.
    Leave,
    /// To go by another name.
    Rename(String),
    /// To call someone, in a room where one is called. Several clients of one person are called at once: whichever
    /// accepts first has the call. Whoever calls this person at the moment is accepted.
    Call(Vec<ClientId>),
    /// To take the call of that client.
    Accept(ClientId),
    /// To decline the call of that client.
    Decline(ClientId),
    /// To end the call with that client, or give up calling it and all that were called with it.
    HangUp(ClientId),
    /// To have the room locked, or open again; for the host alone.
    Lock(bool),
    /// To let someone in who waits for it, or not; for the host alone.
    Admit {
        /// Who waits.
        person: ClientId,
        /// Whether they may come in.
        admitted: bool,
    },
    /// To make someone leave; for the host alone.
    Remove(ClientId),
    /// To write something to everyone in the call, or about to be.
    SendMessage(String),
    /// To raise a hand, or lower it.
    RaiseHand(bool),
    /// To send an emoji to everyone in the call.
    React(String),
    /// To get and send nothing but sound, or pictures again; the camera stays off until it is switched on.
    SoundOnly(bool),
    /// To switch a device on or off. Before the call: to see the picture of it.
    Switch {
        /// The source.
        source: Source,
        /// On.
        on: bool,
    },
    /// To use another device of that kind; the call needs no negotiation for it.
    UseDevice {
        /// Its kind.
        kind: DeviceKind,
        /// What the browser calls it.
        id: String,
    },
    /// To know who is in the room, before the call.
    Look,
}
