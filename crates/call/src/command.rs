//! Commands: the actions that a person, or the page, can request of a call.

mod permission;
mod verbs;

use crate::devices::{Constraints, DeviceKind};
use crate::{RecordingState, Source, Volume};
pub use verbs::{Argument, VERBS, Verb};
use visavis_protocol::ClientId;

/// An action requested by the person. A command that does not apply at the moment has no effect, nor does one for which the
/// person lacks the [permission](Command::permission).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    /// Enters the room.
    Join {
        /// The name shown to the others, unless the token has one.
        name: String,
    },
    /// Leaves the room and notifies everyone. [`crate::Effect::Finished`] follows when they have replied, or do not
    /// reply in time.
    Leave,
    /// Uses another token from now on, or none if it is empty. In a call it is sent to the server at once or, to one that
    /// is older, with the next hello. If the server refuses it, [`crate::Event::TokenRefused`] tells so.
    RenewToken(String),
    /// Changes the name shown to the others. A name of which nothing can be seen has no effect; one that comes from the
    /// token stays, and [`crate::Event::RenameRefused`] tells so.
    Rename(String),
    /// Calls someone, in a ring room. Several clients of one person are called at once: the first to accept gets the
    /// call. A client that is calling this person already is accepted.
    Call(Vec<ClientId>),
    /// Accepts the call of that client.
    Accept(ClientId),
    /// Declines the call of that client.
    Decline(ClientId),
    /// Ends the call with that client, or stops calling it and all clients called together with it.
    HangUp(ClientId),
    /// Locks or unlocks the room (host only).
    Lock(bool),
    /// Admits a waiting client, or turns it away (host only).
    Admit {
        /// The waiting client.
        person: ClientId,
        /// Whether it may enter.
        admitted: bool,
    },
    /// Removes a client (host only).
    Remove(ClientId),
    /// Sends a chat message to everyone in the call or entering it.
    SendMessage(String),
    /// Raises or lowers the hand.
    RaiseHand(bool),
    /// Sends an emoji to everyone in the call.
    React(String),
    /// Tells everyone in the call what the program records of them, and late comers when they come. Begin to record only
    /// when [`Event::RecordingChanged`](crate::Event::RecordingChanged) reports it for this client: by then all who can
    /// be reached have acknowledged it, which takes 6 s at most. Tell the end as well, with [`RecordingState::Off`].
    Record(RecordingState),
    /// Receives and sends only audio, or video again; the camera stays off until it is switched on.
    SoundOnly(bool),
    /// Switches a device on or off. Before the call, it is shown in the preview. For camera and microphone it is the
    /// last word, which is kept for this room in this tab.
    Switch {
        /// The source.
        source: Source,
        /// Whether to switch it on.
        on: bool,
    },
    /// Switches the camera or microphone on, unless the last [`Command::Switch`] was off, or off until the next
    /// suggestion: for what follows from something else, such as a call that is accepted without camera.
    Suggest {
        /// The source.
        source: Source,
        /// Whether to switch it on.
        on: bool,
    },
    /// Switches the microphone on while the person holds the key to talk, then back.
    Talk(bool),
    /// Uses another device of that kind; that needs no negotiation. One that does not exist is refused.
    UseDevice {
        /// Its kind.
        kind: DeviceKind,
        /// Its `deviceId`.
        id: String,
    },
    /// Asks other things of the camera or microphone from now on, or nothing in particular. A device that does not meet
    /// them is used without them.
    SetConstraints {
        /// The source: camera or microphone.
        source: Source,
        /// The constraints.
        constraints: Option<Constraints>,
    },
    /// Limits what is sent of camera or screen to each person, beyond what the number of people allows.
    SetMaxBitrate {
        /// The source: camera or screen.
        source: Source,
        /// Bits per second.
        bitrate: Option<u32>,
    },
    /// Plays a person louder or less loud, here alone.
    SetVolume {
        /// The person.
        person: ClientId,
        /// The volume.
        volume: Volume,
    },
    /// Mutes a person or plays them again, here alone.
    MutePerson {
        /// The person.
        person: ClientId,
        /// Whether to mute them.
        muted: bool,
    },
    /// Asks who is in the room, before the call.
    Look,
}
