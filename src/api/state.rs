//! The values of a call, derived from its notices.

use super::Call;
use crate::notice::{DeviceChoice, Notice, StreamKind};
use crate::web::AudioReceiver;
use visavis_call::protocol::{ClientId, Identity, Person};
use visavis_call::quality::Quality;
use visavis_call::{
    Event, Failure, LinkState, MediaReport, Participant, RecordingState, Ring, Signalling, SortedMap, Source,
    Status, Volume,
};
use web_sys::{MediaStream, RtcPeerConnection};

/// A snapshot of another person in the room.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PersonState {
    /// The id.
    pub id: ClientId,
    /// The name of their token or, without one, the name that they chose: anybody may choose any.
    pub name: String,
    /// Who they are, if the server vouches for it.
    pub identity: Option<Identity>,
    /// The state of the call with them.
    pub link: LinkState,
    /// The quality of the media received from them.
    pub quality: Quality,
    /// Camera and microphone; its tracks come and go.
    pub stream: Option<MediaStream>,
    /// The screen that they share, as long as [`PersonState::status`] of it is on.
    pub screen: Option<MediaStream>,
    /// The browser's connection to them, which may be replaced later.
    pub connection: Option<RtcPeerConnection>,
    /// The tracks that they send.
    pub media: MediaReport,
    /// What they keep of the others.
    pub recording: RecordingState,
    /// Since when, in milliseconds since 1970.
    pub recording_since: Option<f64>,
    /// How loud they are played here: see [`Event::VolumeChanged`](crate::Event::VolumeChanged).
    pub volume: Volume,
    /// They are muted here.
    pub is_muted_here: bool,
    /// They use the same browser as this person.
    pub is_same_browser: bool,
    /// They have lost the server; the call with them may continue.
    pub is_away: bool,
    /// They raise their hand.
    pub is_hand_up: bool,
    /// They are speaking.
    pub is_speaking: bool,
    /// In a ring room, the state of the last call to or from them.
    pub ring: Option<Ring>,
    /// Why the call with them does not connect or brings no media.
    pub problem: Option<Failure>,
}

impl PersonState {
    fn new(person: &Person, is_same_browser: bool) -> Self {
        Self {
            id: person.id.clone(),
            name: person.name.clone(),
            identity: person.identity.clone(),
            link: LinkState::Idle,
            quality: Quality::Good,
            stream: None,
            screen: None,
            connection: None,
            media: MediaReport::new(),
            recording: RecordingState::default(),
            recording_since: None,
            volume: Volume::FULL,
            is_muted_here: false,
            is_same_browser,
            is_away: false,
            is_hand_up: false,
            is_speaking: false,
            ring: None,
            problem: None,
        }
    }

    /// Returns the status of one of their sources, as they reported it last; `None` before they did.
    pub fn status(&self, source: Source) -> Option<Status> {
        let track = self.media.values().find(|track| track.source == source)?;
        Some(track.status)
    }
}

/// Who may lock the room, admit people and remove people.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Host {
    /// The id.
    pub id: ClientId,
    /// The host is this person.
    pub is_self: bool,
    /// New people have to be let in.
    pub is_locked: bool,
}

impl Call {
    /// Returns whether this person is in the room or entering it: from [`Notice::OwnId`] until
    /// [`Event::Left`](crate::Event::Left).
    pub fn is_in_call(&self) -> bool {
        self.own_id().is_some()
    }

    /// Returns the id by which the others know this person; `None` outside a call.
    pub fn own_id(&self) -> Option<ClientId> {
        self.teller.state.borrow().own_id.clone()
    }

    /// Returns who this person is, as the server tells the others because of the token; `None` outside a call.
    pub fn own_identity(&self) -> Option<Identity> {
        self.teller.state.borrow().own_identity.clone()
    }

    /// Returns snapshots of everybody else in the room, in the order of their ids.
    pub fn people(&self) -> Vec<PersonState> {
        self.teller.state.borrow().people.values().cloned().collect()
    }

    /// Returns a snapshot of one of the others.
    pub fn person(&self, id: &ClientId) -> Option<PersonState> {
        self.teller.state.borrow().people.get(id).cloned()
    }

    /// Returns camera and microphone of this side, whose tracks come and go.
    pub fn own_stream(&self) -> Option<MediaStream> {
        self.teller.state.borrow().own_stream.clone()
    }

    /// Returns the screen that this side shares.
    pub fn own_screen(&self) -> Option<MediaStream> {
        self.teller.state.borrow().own_screen.clone()
    }

    /// Returns the status of a source of this side; `None` before the first [`Notice::OwnMedia`] of it.
    pub fn own_media(&self, source: Source) -> Option<Status> {
        self.teller.state.borrow().own_media.get(&source).copied()
    }

    /// Returns the state of signalling; [`Signalling::Connecting`] while there is no call.
    pub fn signalling_state(&self) -> Signalling {
        self.teller
            .state
            .borrow()
            .signalling
            .unwrap_or(Signalling::Connecting)
    }

    /// Returns the host of the room; `None` outside a call and without a server.
    pub fn host(&self) -> Option<Host> {
        self.teller.state.borrow().host.clone()
    }

    /// Returns the people who wait to be let in. Only the host gets them.
    pub fn knocking(&self) -> Vec<Person> {
        self.teller.state.borrow().knocking.clone()
    }

    /// Returns whether this person raises their hand.
    pub fn is_hand_up(&self) -> bool {
        self.teller.state.borrow().is_hand_up
    }

    /// Returns what this person keeps of the others, as far as those know.
    pub fn own_recording(&self) -> RecordingState {
        self.teller.state.borrow().own_recording
    }

    /// Returns the person to show large: see [`Event::SpeakerChanged`](crate::Event::SpeakerChanged).
    pub fn speaker(&self) -> Option<ClientId> {
        self.teller.state.borrow().speaker.clone()
    }

    /// Returns the available cameras, microphones and loudspeakers.
    pub fn devices(&self) -> Vec<DeviceChoice> {
        self.teller.state.borrow().devices.clone()
    }

    /// Returns the level of another person's voice, from 0 to 1, as their browser measured it
    /// ([RFC 6464](https://www.rfc-editor.org/rfc/rfc6464)). Chromium knows it once an element plays their stream, muted
    /// or not; before, it is 0.
    pub fn level_of(&self, id: &ClientId) -> f64 {
        let person = self.person(id);
        person.as_ref().and_then(level_of).unwrap_or_default().into()
    }
}

fn level_of(person: &PersonState) -> Option<f32> {
    // A browser keeps the level of the last packet for seconds.
    if person.link != LinkState::Connected || person.status(Source::Microphone) != Some(Status::On) {
        return None;
    }
    let track = person.stream.as_ref()?.get_audio_tracks().get(0);
    let receiver = AudioReceiver::of(person.connection.as_ref()?, &track.into())?;
    let (_, level) = receiver.level()?;
    Some(level)
}

/// What is known of a call.
#[derive(Debug, Default)]
pub(super) struct State {
    own_id: Option<ClientId>,
    own_identity: Option<Identity>,
    people: SortedMap<ClientId, PersonState>,
    own_stream: Option<MediaStream>,
    own_screen: Option<MediaStream>,
    own_media: SortedMap<Source, Status>,
    signalling: Option<Signalling>,
    host: Option<Host>,
    knocking: Vec<Person>,
    is_hand_up: bool,
    own_recording: RecordingState,
    speaker: Option<ClientId>,
    devices: Vec<DeviceChoice>,
}

impl State {
    pub(super) fn update(&mut self, notice: &Notice) {
        match notice {
            Notice::Call(event) => self.update_by(event),
            Notice::OwnId(id) => self.own_id = Some(id.clone()),
            Notice::OwnMedia { source, status, .. } => {
                self.own_media.insert(*source, *status);
            }
            Notice::OwnStream(StreamKind::Person, stream) => self.own_stream.clone_from(stream),
            Notice::OwnStream(StreamKind::Screen, stream) => self.own_screen.clone_from(stream),
            Notice::RemoteStream(id, StreamKind::Person, stream) => {
                self.change(id, |person| person.stream = Some(Clone::clone(stream)));
            }
            Notice::RemoteStream(id, StreamKind::Screen, stream) => {
                self.change(id, |person| person.screen = Some(Clone::clone(stream)));
            }
            Notice::Connection(id, connection) => {
                self.change(id, |person| person.connection = Some(connection.clone()));
            }
            Notice::Devices(devices) => self.devices.clone_from(devices),
            Notice::Present { .. }
            | Notice::Refused(_)
            | Notice::Unanswered
            | Notice::TokenExpiring { .. }
            | Notice::TokenRenewed
            | Notice::OwnName(_)
            | Notice::NotPermitted(_)
            | Notice::Permitted(_)
            | Notice::DeviceRefused(..)
            | Notice::Data(..) => {}
        }
    }

    fn update_by(&mut self, event: &Event) {
        match event {
            Event::SignallingChanged(state) => self.signalling = Some(*state),
            Event::HostChanged {
                host,
                is_self,
                is_locked,
            } => {
                self.host = Some(Host {
                    id: host.clone(),
                    is_self: *is_self,
                    is_locked: *is_locked,
                });
            }
            Event::Knocking(people) => self.knocking.clone_from(people),
            Event::PersonJoined {
                person,
                is_same_browser,
                ..
            } => {
                let state = PersonState::new(person, *is_same_browser);
                self.people.insert(person.id.clone(), state);
            }
            Event::PersonLeft { id, .. } => {
                self.people.remove(id);
            }
            Event::SameBrowser(id) => self.change(id, |person| person.is_same_browser = true),
            Event::PersonRenamed(Person { id, name, .. }) => {
                self.change(id, |person| person.name.clone_from(name));
            }
            Event::IdentityChanged {
                of: Participant::Local,
                identity,
            } => self.own_identity.clone_from(identity),
            Event::IdentityChanged {
                of: Participant::Remote(id),
                identity,
            } => self.change(id, |person| person.identity.clone_from(identity)),
            Event::PersonAway(id) => self.change(id, |person| person.is_away = true),
            Event::PersonBack(id) => self.change(id, |person| person.is_away = false),
            Event::LinkChanged(id, link) => self.change(id, |person| person.link = *link),
            Event::RingChanged(id, ring) => self.change(id, |person| person.ring = Some(*ring)),
            Event::MediaChanged(id, media) => self.change(id, |person| person.media.clone_from(media)),
            Event::SpeakingChanged { id, is_speaking } => {
                self.change(id, |person| person.is_speaking = *is_speaking);
            }
            Event::SpeakerChanged(id) => self.speaker.clone_from(id),
            Event::HandChanged {
                from: Participant::Local,
                is_up,
            } => self.is_hand_up = *is_up,
            Event::HandChanged {
                from: Participant::Remote(id),
                is_up,
            } => self.change(id, |person| person.is_hand_up = *is_up),
            Event::VolumeChanged { id, volume, is_muted } => self.change(id, |person| {
                (person.volume, person.is_muted_here) = (*volume, *is_muted);
            }),
            Event::RecordingChanged {
                from: Participant::Local,
                state,
                ..
            } => self.own_recording = *state,
            Event::RecordingChanged {
                from: Participant::Remote(id),
                state,
                elapsed,
            } => self.change(id, |person| {
                let since = js_sys::Date::now() - elapsed.as_secs_f64() * 1e3;
                person.recording = *state;
                person.recording_since = Some(since).filter(|_| *state != RecordingState::Off);
            }),
            Event::QualityChanged(id, quality) => self.change(id, |person| person.quality = *quality),
            Event::LinkProblem(id, problem) => self.change(id, |person| person.problem.clone_from(problem)),
            Event::Left => self.forget_room(),
            Event::WaitingFor(_)
            | Event::RenameRefused(_)
            | Event::TokenRefused(_)
            | Event::Said { .. }
            | Event::PicturesWanted { .. }
            | Event::Reacted { .. }
            | Event::MessagesDropped { .. }
            | Event::Stats(..)
            | Event::SetUp(..)
            | Event::Logged { .. }
            | Event::Dropped { .. }
            | Event::Failed(_) => {}
        }
    }

    fn change(&mut self, id: &ClientId, change: impl FnOnce(&mut PersonState)) {
        if let Some(person) = self.people.get_mut(id) {
            change(person);
        }
    }

    /// What remains is of this side.
    fn forget_room(&mut self) {
        let Self {
            own_stream,
            own_screen,
            own_media,
            devices,
            ..
        } = std::mem::take(self);
        *self = Self {
            own_stream,
            own_screen,
            own_media,
            devices,
            ..Self::default()
        };
    }
}
