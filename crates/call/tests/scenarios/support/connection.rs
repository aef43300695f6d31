use std::collections::VecDeque;
use std::time::Duration;
use visavis_call::protocol::SequenceHeader;
use visavis_call::roap::{Candidate, ConnectionId, Effect, OperationFailed, Timestamp};
use visavis_call::{Body, ConnectionState, SortedMap, Source};

/// The serial number of a connection among all connections of a world.
pub type Serial = u32;

/// How long a connection takes to connect, and to notice that its path is gone.
pub const CONNECTS_AFTER: Duration = Duration::from_millis(60);
pub const NOTICES_AFTER: Duration = Duration::from_secs(6);
pub const FAILS_AFTER: Duration = Duration::from_secs(20);

/// A model of an `RTCPeerConnection`: descriptions, pending changes, candidates, one operation at a time. It panics on
/// operations that a browser would reject.
#[derive(Debug)]
pub struct Connection {
    pub serial: Serial,
    pub id: ConnectionId,
    pub state: ConnectionState,
    /// Queued operations, starting with the one in progress.
    pub waiting: VecDeque<Effect>,
    pub is_working: bool,
    /// The kinds of media sections that the next offer has to add.
    wanted: Vec<&'static str>,
    restarts_ice: bool,
    generations: u32,
    /// The generation in which ICE failed; only a restart recovers.
    failed_in: Option<u32>,
    negotiated: Vec<MediaSection>,
    local: Option<Description>,
    remote: Option<Description>,
    offered: Option<Description>,
    /// Whether a candidate of the other side was added.
    has_path: bool,
    /// The other end, once both were connected.
    pub far: Option<Serial>,
    pub is_channel_open: bool,
    /// Messages on the data channel that wait for a path.
    pub outgoing: VecDeque<(SequenceHeader, Option<Body>)>,
    /// Whether media can flow, and since when.
    pub reach: (bool, Timestamp),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct MediaSection {
    mid: String,
    kind: String,
}

/// A session description: an ICE generation, and media sections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    generation: String,
    media_sections: Vec<MediaSection>,
}

/// The outcome of an operation.
pub enum Outcome {
    Described(Result<String, OperationFailed>),
    Applied(Result<(), OperationFailed>),
    Nothing,
}

impl Connection {
    pub fn new(serial: Serial, id: ConnectionId, offers: bool, now: Timestamp) -> Self {
        let wanted = if offers {
            vec!["application", "audio", "video"]
        } else {
            vec!["application"]
        };
        Self {
            serial,
            id,
            state: ConnectionState::New,
            waiting: VecDeque::new(),
            is_working: false,
            wanted,
            restarts_ice: false,
            generations: 0,
            failed_in: None,
            negotiated: Vec::new(),
            local: None,
            remote: None,
            offered: None,
            has_path: false,
            far: None,
            is_channel_open: false,
            outgoing: VecDeque::new(),
            reach: (false, now),
        }
    }

    /// Requests a media section of this kind for the next exchange.
    pub fn want(&mut self, kind: &'static str) {
        self.wanted.push(kind);
    }

    pub fn restart_ice(&mut self) {
        self.restarts_ice = true;
    }

    /// Returns whether `negotiationneeded` fires now.
    pub fn needs_negotiation(&self) -> bool {
        let is_stable = self.offered.is_none();
        is_stable && !self.is_working && (!self.wanted.is_empty() || self.restarts_ice)
    }

    /// Returns whether both have applied the same exchange and at least one has a candidate of the other.
    pub fn is_matched_by(&self, other: &Self) -> bool {
        self.local.is_some()
            && self.local == other.remote
            && other.local.is_some()
            && other.local == self.remote
            && (self.has_path || other.has_path)
    }

    pub fn is_stable(&self) -> bool {
        self.offered.is_none() && !self.is_working
    }

    /// Returns the source of each media section: the first of each kind is the person's, the second the screen's.
    pub fn media_sections(&self) -> SortedMap<String, Source> {
        let mut audio = [Source::Microphone, Source::ScreenAudio].into_iter();
        let mut video = [Source::Camera, Source::Screen].into_iter();
        let offered = self.offered.as_ref().map(|offer| &offer.media_sections);
        let media_sections = offered.unwrap_or(&self.negotiated).iter();
        let named = media_sections.filter_map(|section| {
            let source = match section.kind.as_str() {
                "audio" => audio.next(),
                "video" => video.next(),
                _ => None,
            };
            Some((section.mid.clone(), source?))
        });
        named.collect()
    }

    /// Returns a candidate of the latest described generation.
    pub fn candidate(&self, number: u32) -> Option<Candidate> {
        let described = self.offered.as_ref().or(self.local.as_ref())?;
        Some(Candidate {
            candidate: format!("candidate:{number} 1 udp 1 192.0.2.1 {number} typ host"),
            sdp_mid: Some("0".into()),
            sdp_m_line_index: Some(0),
            username_fragment: Some(described.generation.clone()),
        })
    }

    /// Returns the connection state that the browser reports at `now`.
    pub fn perceive(&mut self, now: Timestamp) -> ConnectionState {
        let state = self.perceived(now);
        if state == ConnectionState::Failed {
            self.failed_in = Some(self.generations);
        }
        state
    }

    fn perceived(&self, now: Timestamp) -> ConnectionState {
        let (is_reached, since) = self.reach;
        let lasted = now.since(since);
        match (is_reached, self.state) {
            _ if self.failed_in == Some(self.generations) => ConnectionState::Failed,
            (true, _) if lasted >= CONNECTS_AFTER => ConnectionState::Connected,
            (true, ConnectionState::New) => ConnectionState::Connecting,
            (false, ConnectionState::New) if self.local.is_none() => self.state,
            (false, _) if lasted >= FAILS_AFTER => ConnectionState::Failed,
            (false, ConnectionState::Connected) if lasted >= NOTICES_AFTER => ConnectionState::Disconnected,
            (_, state) => state,
        }
    }

    pub fn perform(&mut self, effect: Effect) -> Outcome {
        match effect {
            Effect::MakeOffer(_) => Outcome::Described(self.make_offer()),
            Effect::TakeOffer(_, sdp) => Outcome::Described(self.take_offer(&sdp)),
            Effect::TakeAnswer { sdp, .. } => Outcome::Applied(self.take_answer(&sdp)),
            Effect::Rollback => {
                self.roll_back();
                Outcome::Nothing
            }
            Effect::AddCandidate(candidate) => {
                self.add_candidate(&candidate);
                Outcome::Nothing
            }
            Effect::Open { .. } | Effect::Close | Effect::Send(_) => {
                unreachable!("not an operation: {effect:?}")
            }
        }
    }

    pub fn roll_back(&mut self) {
        self.offered = None;
    }

    fn make_offer(&mut self) -> Result<String, OperationFailed> {
        assert_eq!(self.offered, None, "an offer is already pending");
        let mut media_sections = self.negotiated.clone();
        for kind in &self.wanted {
            let mid = media_sections.len().to_string();
            let kind = (*kind).to_owned();
            media_sections.push(MediaSection { mid, kind });
        }
        let generation = self.next_generation(self.restarts_ice);
        let offer = Description {
            generation,
            media_sections,
        };
        self.offered = Some(offer.clone());
        Ok(offer.to_sdp())
    }

    fn take_offer(&mut self, sdp: &str) -> Result<String, OperationFailed> {
        let Some(offer) = Description::read(sdp) else {
            self.roll_back();
            return Err(unreadable());
        };
        let restarts = self
            .remote
            .as_ref()
            .is_some_and(|remote| remote.generation != offer.generation);
        // Implicit rollback: the offered changes stay pending.
        self.offered = None;
        self.settle(&offer.media_sections);
        let answer = Description {
            generation: self.next_generation(restarts),
            media_sections: offer.media_sections.clone(),
        };
        self.local = Some(answer.clone());
        self.remote = Some(offer);
        Ok(answer.to_sdp())
    }

    fn take_answer(&mut self, sdp: &str) -> Result<(), OperationFailed> {
        let answer = Description::read(sdp).ok_or_else(unreadable)?;
        let offer = self.offered.take().expect("an answer needs a pending offer");
        assert_eq!(
            answer.media_sections, offer.media_sections,
            "an answer to another offer"
        );
        self.settle(&offer.media_sections);
        self.restarts_ice = false;
        self.local = Some(offer);
        self.remote = Some(answer);
        Ok(())
    }

    fn add_candidate(&mut self, candidate: &Candidate) {
        let remote = self
            .remote
            .as_ref()
            .expect("a candidate needs a remote description");
        assert_eq!(
            candidate.username_fragment.as_ref(),
            Some(&remote.generation),
            "a stale candidate"
        );
        self.has_path = true;
    }

    /// Marks sections as negotiated and drops the requests that they satisfy.
    fn settle(&mut self, media_sections: &[MediaSection]) {
        for section in media_sections.get(self.negotiated.len()..).unwrap_or_default() {
            if let Some(met) = self.wanted.iter().position(|kind| **kind == section.kind) {
                self.wanted.remove(met);
            }
        }
        self.negotiated = media_sections.to_vec();
    }

    fn next_generation(&mut self, restarts: bool) -> String {
        if restarts || self.generations == 0 {
            self.generations += 1;
            self.has_path = false;
        }
        format!("g{}.{}", self.serial, self.generations)
    }
}

impl Description {
    fn to_sdp(&self) -> String {
        let mut sdp = format!("v=0\r\na=ice-ufrag:{}\r\n", self.generation);
        for section in &self.media_sections {
            sdp += &format!("m={}\r\na=mid:{}\r\n", section.kind, section.mid);
        }
        sdp
    }

    fn read(sdp: &str) -> Option<Self> {
        let mut lines = sdp.lines().skip(1);
        let mut value = |prefix: &str| Some(lines.next()?.strip_prefix(prefix)?.to_owned());
        let generation = value("a=ice-ufrag:")?;
        let mut media_sections = Vec::new();
        while let (Some(kind), Some(mid)) = (value("m="), value("a=mid:")) {
            media_sections.push(MediaSection { mid, kind });
        }
        Some(Self {
            generation,
            media_sections,
        })
    }
}

fn unreadable() -> OperationFailed {
    OperationFailed("unreadable description".to_owned())
}
