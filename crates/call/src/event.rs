use crate::quality::{LinkSample, Quality};
use crate::{Failure, MeasuredStep, MediaReport, Participant, RecordingState, Ring, Volume};
use std::time::Duration;
use visavis_protocol::{ClientId, Identity, LeftReason, Person};
use visavis_roap::Message;

/// An event of the call, reported to the page.
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
        /// Whether this client is the host.
        is_self: bool,
        /// Whether new people must be admitted.
        is_locked: bool,
    },
    /// Everyone waiting to be admitted by this client. Emitted at every change.
    Knocking(Vec<Person>),
    /// Someone is in the room. Emitted once per person, including those already present at join.
    PersonJoined {
        /// The person.
        person: Person,
        /// Whether they are in the same browser, where loudspeaker and microphone would feed back.
        is_same_browser: bool,
        /// Whether they were in the room before this client.
        was_there: bool,
    },
    /// A person turned out to be in the same browser.
    SameBrowser(ClientId),
    /// How a person is played here changed: by command, or because they turned out to be in the same browser, where they
    /// start muted. Also emitted after [`Event::PersonJoined`] if they are not played as sent.
    VolumeChanged {
        /// The person.
        id: ClientId,
        /// The volume, also while they are muted.
        volume: Volume,
        /// Whether they are muted here. Their own microphone is another matter: see [`Event::MediaChanged`].
        is_muted: bool,
    },
    /// Someone changed their display name.
    PersonRenamed(Person),
    /// What the server vouches for of someone is other than before: of this client, in the welcome; of others, when they
    /// return with another token. [`Event::PersonJoined`] has what it is at first, and a change of the name is an
    /// [`Event::PersonRenamed`] as well. While there is no server, what it said last remains.
    IdentityChanged {
        /// The person.
        of: Participant,
        /// What the server vouches for; `None` if it no longer does.
        identity: Option<Identity>,
    },
    /// The server refuses the token of [`Command::RenewToken`](crate::Command::RenewToken). The former one still counts,
    /// and goes with the next hello.
    TokenRefused(Failure),
    /// This client's name was to be changed, but it is that of its token.
    RenameRefused(Failure),
    /// Someone lost the connection to the server. The call with them may continue.
    PersonAway(ClientId),
    /// Someone's connection to the server is back.
    PersonBack(ClientId),
    /// Someone is no longer in the room, and the call with them has ended.
    PersonLeft {
        /// The person.
        id: ClientId,
        /// The reason.
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
        /// The person.
        from: Participant,
        /// The id, at most 64 bytes: the same for everyone, unless the sender's client is of an earlier version. Only a
        /// modified client sends one twice.
        id: String,
        /// When it was sent, in milliseconds since 1970. By the sender's clock, but the time of arrival if that is more
        /// than an hour ago or a minute ahead.
        at: u64,
        /// The text, at most [`crate::LONGEST_CHAT`] characters.
        text: String,
    },
    /// Someone began or stopped speaking: they have been silent for longer than a pause between words.
    SpeakingChanged {
        /// The person.
        id: ClientId,
        /// Whether they speak.
        is_speaking: bool,
    },
    /// The person who spoke last for long enough to be shown large, until they leave. Nobody takes the floor from a
    /// person who goes on speaking.
    SpeakerChanged(Option<ClientId>),
    /// Someone raised or lowered a hand. Initially lowered.
    HandChanged {
        /// The person.
        from: Participant,
        /// Whether it is raised.
        is_up: bool,
    },
    /// Someone wants to receive video, or audio only; then camera and screen must not be sent to them. Initially, video
    /// is wanted.
    PicturesWanted {
        /// The person.
        from: Participant,
        /// Whether video is wanted.
        wanted: bool,
    },
    /// Someone records the others, or has stopped; initially nobody does. For this client it is emitted when everyone
    /// in the call who can be reached knows of it. It is a state of the person: not emitted when their connection is
    /// replaced, nor when they leave.
    RecordingChanged {
        /// Who records.
        from: Participant,
        /// What they do.
        state: RecordingState,
        /// For how long they have, according to them; at most a day.
        elapsed: Duration,
    },
    /// Someone sent an emoji, to be shown for a moment.
    Reacted {
        /// The person.
        from: Participant,
        /// The emoji, at most 16 characters.
        emoji: String,
    },
    /// The client of a person dropped chat messages and reactions of this one, which came too fast. Its own pace avoids
    /// that, so this happens only to a program that changes it.
    MessagesDropped {
        /// The person.
        peer: ClientId,
        /// How many, since this event was last emitted.
        count: u32,
    },
    /// The quality of media received from a person. Emitted only on change; initially good.
    QualityChanged(ClientId, Quality),
    /// Why the call with that person does not connect or brings no media; `None` if the problem is over. Emitted once
    /// for each change, and withdrawn when media flows again or the call ends.
    LinkProblem(ClientId, Option<Failure>),
    /// Statistics of a link since the previous reading, about once per second while connected.
    Stats(ClientId, LinkSample),
    /// The first media of a person has arrived, and how long each step took until then. Emitted once per person, in the
    /// first session with them; not while nothing is received of them.
    SetUp(ClientId, Vec<MeasuredStep>),
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
