use super::connection::Connection;
use super::happening::{Resident, SocketNo};
use super::random::Draws;
use super::transcript;
use std::collections::BTreeMap;
use visavis_call::protocol::ClientId;
use visavis_call::roap::{Message, SessionId, TieBreaker, Timestamp};
use visavis_call::{Call, Event, Options, RecordingState, Ring, Transport};

/// The index of a client in the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who(pub usize);

/// A page with a call, and the browser state that belongs to it.
#[derive(Debug)]
pub struct Client {
    pub who: Who,
    pub name: String,
    /// A token for the model of the server.
    pub token: Option<String>,
    /// The name in lower case, for readable tests.
    pub id: ClientId,
    /// Tabs on the same machine share a bus.
    pub machine: usize,
    pub life: u32,
    pub call: Option<Box<Call<Draws>>>,
    /// The next timeout of the call.
    pub due: Option<Timestamp>,
    pub connections: BTreeMap<ClientId, Connection>,
    /// Closed connections whose data channels are still draining.
    pub draining: Vec<Connection>,
    pub socket: Option<SocketNo>,
    /// The events reported since a test last took them.
    pub told: Vec<String>,
    /// Those of them that concern calls in a ring room.
    pub told_of_rings: Vec<String>,
    pub dropped: Vec<&'static str>,
    /// The ids of all sessions, as an eavesdropper would see them.
    pub sessions: Vec<SessionId>,
    /// The people in the room, according to the reported events.
    pub people: BTreeMap<ClientId, String>,
    /// The last reported state of the call with each person.
    pub rings_told: BTreeMap<String, Ring>,
    /// What each person records, according to the reported events; under this client's own id, what it does itself.
    pub recordings: BTreeMap<ClientId, RecordingState>,
    pub dictated: Vec<TieBreaker>,
    /// Operations that will fail next: `make`, `take` or `answer`.
    pub fails: Vec<&'static str>,
    pub transport: Transport,
    /// Whether the room is a ring room.
    pub rings: bool,
    /// Whether new sockets of this client fail.
    pub is_barred: bool,
}

impl Client {
    pub fn new(who: Who, name: &str, machine: usize) -> Self {
        Self {
            who,
            name: name.to_owned(),
            token: None,
            id: ClientId(name.to_lowercase()),
            machine,
            life: 0,
            call: None,
            due: None,
            connections: BTreeMap::new(),
            draining: Vec::new(),
            socket: None,
            told: Vec::new(),
            told_of_rings: Vec::new(),
            dropped: Vec::new(),
            sessions: Vec::new(),
            people: BTreeMap::new(),
            rings_told: BTreeMap::new(),
            recordings: BTreeMap::new(),
            dictated: Vec::new(),
            fails: Vec::new(),
            transport: Transport::Server,
            rings: false,
            is_barred: false,
        }
    }

    pub fn resident(&self) -> Resident {
        let (who, life) = (self.who, self.life);
        Resident { who, life }
    }

    pub fn options(&self) -> Options {
        let mut options = Options::new(self.id.clone(), format!("secret of {}", self.id.0), "standup");
        options.transport = self.transport;
        options.ring = self.rings;
        options.token.clone_from(&self.token);
        options
    }

    /// Discards the page and everything it holds.
    pub fn die(&mut self) {
        self.life += 1;
        self.call = None;
        self.due = None;
        self.connections.clear();
        self.draining.clear();
        self.people.clear();
        self.rings_told.clear();
        self.recordings.clear();
        self.socket = None;
    }

    /// Returns what that client records, according to the reported events.
    pub fn recording_of(&self, id: &ClientId) -> RecordingState {
        self.recordings.get(id).copied().unwrap_or_default()
    }

    pub fn record(&mut self, event: Event) {
        match &event {
            Event::PersonJoined { person, .. } => {
                let known = self.people.insert(person.id.clone(), person.name.clone());
                assert_eq!(
                    known, None,
                    "{} was told twice that {} joined",
                    self.name, person.name
                );
            }
            Event::PersonLeft { id, .. } => {
                self.recordings.remove(id);
                let known = self.people.remove(id);
                assert!(
                    known.is_some(),
                    "{} was told that {} left, who was not there",
                    self.name,
                    id.0
                );
            }
            Event::RingChanged(id, ring) => {
                self.rings_told.insert(id.0.clone(), *ring);
                self.told_of_rings.extend(transcript::line(&event));
            }
            Event::Logged { message, .. } => {
                if let Message::Answer(answer) = message {
                    self.sessions.extend(answer.exchange.offerer.clone());
                    self.sessions.extend(answer.exchange.answerer.clone());
                }
            }
            Event::Dropped { why, .. } => self.dropped.push(why),
            Event::RecordingChanged { from, state, .. } => {
                let id = from.remote().unwrap_or(&self.id).clone();
                let before = self.recordings.insert(id, *state).unwrap_or_default();
                assert_ne!(before, *state, "{} was told it twice", self.name);
            }
            Event::Left => self.people.clear(),
            Event::SignallingChanged(_)
            | Event::WaitingFor(_)
            | Event::HostChanged { .. }
            | Event::Knocking(_)
            | Event::SameBrowser(_)
            | Event::VolumeChanged { .. }
            | Event::PersonRenamed(_)
            | Event::IdentityChanged { .. }
            | Event::RenameRefused(_)
            | Event::TokenRefused(_)
            | Event::PersonAway(_)
            | Event::PersonBack(_)
            | Event::LinkChanged(..)
            | Event::MediaChanged(..)
            | Event::Said { .. }
            | Event::SpeakingChanged { .. }
            | Event::SpeakerChanged(_)
            | Event::HandChanged { .. }
            | Event::PicturesWanted { .. }
            | Event::Reacted { .. }
            | Event::MessagesDropped { .. }
            | Event::QualityChanged(..)
            | Event::LinkProblem(..)
            | Event::Stats(..)
            | Event::SetUp(..)
            | Event::Failed(_) => {}
        }
        self.told.extend(transcript::line(&event));
    }
}
