use crate::quality::{LinkSample, Quality};
use crate::{Failure, MediaReport, Participant, Ring};
use visavis_protocol::{ClientId, LeftReason, Person};
use visavis_roap::Message;

/// What the call reports to the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The signalling state changed. Emitted only on change.
    SignallingChanged(Signalling),
    /// The room is locked; this client waits to be admitted by the host with this name.
    WaitingFor(String),
    /// The host of the room, and whether it is locked. Emitted after every welcome and on change only; a room without
    /// a server has no host.
    HostChanged {
        /// The host, who may admit and remove people, and lock and unlock the room.
        host: ClientId,
        /// This client is the host.
        is_self: bool,
        /// New people must be admitted.
        is_locked: bool,
    },
    /// Everyone waiting to be admitted by this client. Emitted at every change.
    Knocking(Vec<Person>),
    /// Someone is in the room. Emitted once per person, including those already present at join.
    PersonJoined {
        /// Who.
        person: Person,
        /// In the same browser as this client, where loudspeaker and microphone would feed back.
        is_same_browser: bool,
        /// Was in the room before this client.
        was_there: bool,
    },
    /// A person turned out to be in the same browser.
    SameBrowser(ClientId),
    /// Someone changed their display name.
    PersonRenamed(Person),
    /// Someone lost the connection to the server. The call with them may continue.
    PersonAway(ClientId),
    /// Someone's connection to the server is back.
    PersonBack(ClientId),
    /// Someone is no longer in the room, and the call with them has ended.
    PersonLeft {
        /// Who.
        id: ClientId,
        /// Why.
        reason: LeftReason,
    },
    /// The state of the call with a person. Emitted only on change.
    LinkChanged(ClientId, LinkState),
    /// The state of a call to or from a person, in a ring room.
    RingChanged(ClientId, Ring),
    /// The media state of a person. Emitted only on change.
    MediaChanged(ClientId, MediaReport),
    /// A chat message. Also emitted for this client's own messages, once they are queued for sending.
    Said {
        /// Who.
        from: Participant,
        /// What, at most [`crate::LONGEST_CHAT`] characters.
        text: String,
    },
    /// Someone raised a hand, or lowered it. Lowered until told otherwise.
    HandChanged {
        /// Who.
        from: Participant,
        /// Raised.
        is_up: bool,
    },
    /// Someone wants to get pictures, or nothing but sound: then their camera and screen are to be sent nothing. Wanted
    /// until told otherwise.
    PicturesWanted {
        /// Who.
        from: Participant,
        /// Pictures too.
        wanted: bool,
    },
    /// Someone sent an emoji, to be seen for a moment.
    Reacted {
        /// Who.
        from: Participant,
        /// At most 16 characters.
        emoji: String,
    },
    /// The quality of media received from a person. Emitted only on change; initially good.
    QualityChanged(ClientId, Quality),
    /// Why the call with that person does not connect, or brings nothing; `None`: no longer so. Reported once for each
    /// change, and withdrawn when media flows again or the call ends.
    LinkProblem(ClientId, Option<Failure>),
    /// Statistics of a link since the previous reading, about once per second while connected.
    Stats(ClientId, LinkSample),
    /// A negotiation message was sent or received, for the log.
    Logged {
        /// The peer.
        peer: ClientId,
        /// The direction.
        direction: Direction,
        /// The message.
        message: Message,
    },
    /// A message or candidate was ignored, for the log.
    Dropped {
        /// The sender.
        peer: ClientId,
        /// What was ignored, and why.
        why: &'static str,
    },
    /// The call cannot start or continue.
    Failed(Failure),
    /// This client has left; only log events follow.
    Left,
}

/// How other clients are reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signalling {
    /// First attempt to reach the server.
    Connecting,
    /// The room is locked; the host must admit this client.
    Waiting,
    /// The server has welcomed this client, or signalling uses a channel of the page.
    Connected,
    /// Only tabs of this browser find each other: no server answers (it is retried), or none is configured.
    TabsOnly,
    /// The server was lost: calls continue, but nobody new is found.
    Reconnecting,
}

impl Signalling {
    /// Returns its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Waiting => "waiting",
            Self::Connected => "connected",
            Self::TabsOnly => "tabs-only",
            Self::Reconnecting => "reconnecting",
        }
    }
}

/// The state of the call with one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// No session.
    Idle,
    /// The first exchange is under way, or ICE and DTLS are connecting.
    Connecting,
    /// Media can flow.
    Connected,
    /// Media has stopped and is being repaired.
    Troubled,
}

impl LinkState {
    /// Returns its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Troubled => "troubled",
        }
    }
}

/// The direction of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Sent by this client.
    Sent,
    /// Received by this client.
    Received,
}
