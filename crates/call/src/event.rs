use crate::quality::{LinkSample, Quality};
use crate::{Failure, MediaReport, Participant, Ring};
use visavis_protocol::{ClientId, LeftReason, Person};
use visavis_roap::Message;

/// What the person, or the page around, may want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The way to the others has changed. Not repeated while it stays.
    SignallingChanged(Signalling),
    /// The room is locked, and this person waits to be let in by someone of that name.
    WaitingFor(String),
    /// The host of the room, and whether it is locked: after every welcome, and not repeated while it stays. A
    /// room without a server has no host.
    HostChanged {
        /// Who: they may let people in, make them leave, lock the room and open it.
        host: ClientId,
        /// This person is it.
        is_self: bool,
        /// Whoever comes in has to be let in.
        is_locked: bool,
    },
    /// All who wait to be let in by this person, at every change.
    Knocking(Vec<Person>),
    /// Someone is in the room: once for each, also for those who were there before.
    PersonJoined {
        /// Who.
        person: Person,
        /// Sits at the same machine, in the same browser: loudspeaker and microphone would howl.
        is_same_browser: bool,
        /// They were in the room before this person.
        was_there: bool,
    },
    /// It turned out that this person sits at the same machine.
    SameBrowser(ClientId),
    /// Someone chose another name.
    PersonRenamed(Person),
    /// Someone's way to the server is lost. The call with them may well go on.
    PersonAway(ClientId),
    /// That way is there again.
    PersonBack(ClientId),
    /// Someone is no longer in the room, and there is no call with them.
    PersonLeft {
        /// Who.
        id: ClientId,
        /// Why.
        reason: LeftReason,
    },
    /// How the call with that person stands. Not repeated while it stays.
    LinkChanged(ClientId, LinkState),
    /// How a call to or from that person stands, in a room where one is called.
    RingChanged(ClientId, Ring),
    /// What that person's tracks are. Not repeated while it stays.
    MediaChanged(ClientId, MediaReport),
    /// Someone wrote something; also what this person wrote, once it is on its way.
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
    /// How good what arrives from that person is. Not repeated while it stays; good until told otherwise.
    QualityChanged(ClientId, Quality),
    /// Why the call with that person does not connect, or brings nothing; `None`: no longer so. Reported once for each
    /// change, and withdrawn when media flows again or the call ends.
    LinkProblem(ClientId, Option<Failure>),
    /// What was counted on the link to that person since the last reading, about once a second while connected.
    Stats(ClientId, LinkSample),
    /// A message of the negotiation went by, for the log.
    Logged {
        /// With whom.
        peer: ClientId,
        /// Which way.
        direction: Direction,
        /// What was said.
        message: Message,
    },
    /// A message or candidate was not acted upon, for the log.
    Dropped {
        /// From whom.
        peer: ClientId,
        /// Which, and why.
        why: &'static str,
    },
    /// The call cannot go on, or not begin.
    Failed(Failure),
    /// This person has left; nothing but what is for the log follows.
    Left,
}

/// How one reaches the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signalling {
    /// The first try to reach the server.
    Connecting,
    /// The room is locked, and someone in it has to let this person in.
    Waiting,
    /// The server has welcomed this client; or there is none, and another channel of the page.
    Connected,
    /// Only tabs of this browser find each other: no server answers, and it is tried again and again, or none is to be
    /// tried.
    TabsOnly,
    /// The server was there and is not: calls go on, nobody new is found.
    Reconnecting,
}

impl Signalling {
    /// Its name, for programs.
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

/// How the call with one person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// Nothing is negotiated, or not yet.
    Idle,
    /// The first exchange is under way, or ICE and DTLS are at work.
    Connecting,
    /// Media can flow.
    Connected,
    /// Media could flow and does not; it is being mended.
    Troubled,
}

impl LinkState {
    /// Its name, for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Troubled => "troubled",
        }
    }
}

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From here to there.
    Sent,
    /// From there to here.
    Received,
}
