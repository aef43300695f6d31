use super::connection::Connection;
use super::happening::{Resident, SocketNo};
use super::random::Draws;
use super::transcript;
use std::collections::BTreeMap;
use visavis_call::protocol::ClientId;
use visavis_call::roap::{Message, SessionId, TieBreaker, Timestamp};
use visavis_call::{Call, Event, Options, Ring, Transport};

/// Names a client of a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who(pub usize);

/// A page with a call in it, and all that its browser holds.
#[derive(Debug)]
pub struct Client {
    pub who: Who,
    pub name: String,
    /// The name in lower case, so that a test can be read.
    pub id: ClientId,
    /// Tabs on the same machine hear each other.
    pub machine: usize,
    pub life: u32,
    pub call: Option<Box<Call<Draws>>>,
    /// When the call wants to be woken.
    pub due: Option<Timestamp>,
    pub connections: BTreeMap<ClientId, Connection>,
    /// Connections that were closed a moment ago.
    pub parting: Vec<Connection>,
    pub socket: Option<SocketNo>,
    /// What was told since a test last asked.
    pub told: Vec<String>,
    /// The part of it that concerns calls in a ring room.
    pub told_of_rings: Vec<String>,
    pub dropped: Vec<&'static str>,
    /// The ids of all sessions, as an eavesdropper would know them.
    pub sessions: Vec<SessionId>,
    /// Who is in the room, going by what was told.
    pub people: BTreeMap<ClientId, String>,
    /// What was last told of calls with each.
    pub rings_told: BTreeMap<String, Ring>,
    pub dictated: Vec<TieBreaker>,
    /// Operations that will fail: `make`, `take`, `answer`.
    pub fails: Vec<&'static str>,
    pub transport: Transport,
    /// In a room where one is called.
    pub rings: bool,
    /// Its sockets do not open.
    pub is_barred: bool,
}

impl Client {
    pub fn new(who: Who, name: &str, machine: usize) -> Self {
        Self {
            who,
            name: name.to_owned(),
            id: ClientId(name.to_lowercase()),
            machine,
            life: 0,
            call: None,
            due: None,
            connections: BTreeMap::new(),
            parting: Vec::new(),
            socket: None,
            told: Vec::new(),
            told_of_rings: Vec::new(),
            dropped: Vec::new(),
            sessions: Vec::new(),
            people: BTreeMap::new(),
            rings_told: BTreeMap::new(),
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
        Options {
            id: self.id.clone(),
            secret: format!("secret of {}", self.id.0),
            room: "standup".into(),
            name: self.name.clone(),
            token: None,
            transport: self.transport,
            ring: self.rings,
        }
    }

    /// The page is gone, and with it everything that it held.
    pub fn die(&mut self) {
        self.life += 1;
        self.call = None;
        self.due = None;
        self.connections.clear();
        self.parting.clear();
        self.people.clear();
        self.rings_told.clear();
        self.socket = None;
    }

    pub fn hear(&mut self, event: Event) {
        match &event {
            Event::PersonJoined { person, .. } => {
                let known = self.people.insert(person.id.clone(), person.name.clone());
                assert_eq!(known, None, "{} heard twice of {}", self.name, person.name);
            }
            Event::PersonLeft { id, .. } => {
                let known = self.people.remove(id);
                assert!(known.is_some(), "{} did not know {}", self.name, id.0);
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
            Event::Left => self.people.clear(),
            Event::SignallingChanged(_)
            | Event::WaitingFor(_)
            | Event::HostChanged { .. }
            | Event::Knocking(_)
            | Event::SameBrowser(_)
            | Event::PersonRenamed(_)
            | Event::PersonAway(_)
            | Event::PersonBack(_)
            | Event::LinkChanged(..)
            | Event::MediaChanged(..)
            | Event::Said { .. }
            | Event::HandChanged(..)
            | Event::PicturesWanted(..)
            | Event::Reacted(..)
            | Event::QualityChanged(..)
            | Event::LinkProblem(..)
            | Event::Stats(..)
            | Event::Failed(_) => {}
        }
        self.told.extend(transcript::line(&event));
    }
}
