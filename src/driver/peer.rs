mod remote;

use super::equipment::Equipment;
use super::mail::{Mail, Mailbox};
use super::parting::Parting;
use crate::notice::Notice;
use crate::signalling::read_in_band;
use crate::web::{Connection, ConnectionNews, Exception, Ice, JsResultExt, Section, Task, warn};
use futures_util::StreamExt;
use local_channel::mpsc::{Sender, channel};
use remote::Remote;
use std::ops::Deref;
use std::rc::Rc;
use visavis_call::SortedMap;
use visavis_call::roap::envelope::ClientId;
use visavis_call::roap::{ConnectionId, Effect, Input as Negotiation, OperationFailed};
use visavis_call::{Fidelity, Input, MediaReport, Source};
use web_sys::{MediaStreamTrack, RtcRtpSender};

/// Where the news of one peer go: into the mailbox, as belonging to this call.
#[derive(Debug, Clone)]
pub(super) struct Post {
    pub(super) call: u32,
    pub(super) mailbox: Mailbox,
}

impl Post {
    pub(super) fn send(&self, mail: Mail) {
        self.mailbox.put(mail);
    }

    pub(super) fn input(&self, input: Input) {
        self.send(Mail::Input(self.call, input));
    }
}

/// What is kept for one remote client: its connection, if there is one, and the operations waiting for it.
#[derive(Debug)]
pub(super) struct Peer {
    id: ClientId,
    post: Post,
    open: Option<Open>,
    /// What the other side says its tracks are.
    report: MediaReport,
    fidelity: Fidelity,
    wants_pictures: bool,
}

/// An open connection, and what waits for it: an operation that is pending at its end never settles.
#[derive(Debug)]
struct Open {
    id: ConnectionId,
    _work: Task,
    measuring: Option<Task>,
    queue: Sender<Effect>,
    connection: Live,
    sections: Vec<Section>,
    /// What each section sends, by the track's id, so that nothing is replaced by itself.
    equipped: SortedMap<Source, (RtcRtpSender, String, Option<Fidelity>)>,
    remote: Remote,
}

impl Open {
    /// Adds the sections for what is shared, if this connection has none yet; tells whether any was missing. The first
    /// exchange is about camera and microphone, and whoever does not offer in it has no section before.
    fn add_missing_sections(&mut self, devices: &dyn Equipment) -> bool {
        if !self.sections.iter().any(|section| section.mid.is_some()) {
            return false;
        }
        let missing: Vec<_> = [Source::Screen, Source::ScreenAudio]
            .into_iter()
            .filter(|source| devices.track(*source).is_some())
            .filter(|source| self.sections.iter().all(|section| section.source != *source))
            .collect();
        for source in &missing {
            self.connection.add_section(*source);
        }
        if !missing.is_empty() {
            self.sections = self.connection.sections();
        }
        !missing.is_empty()
    }
}

/// A connection in use. Dropping this closes it, also for an operation that still holds it.
#[derive(Debug)]
pub(super) struct Live(Rc<Connection>);

impl Deref for Live {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Peer {
    pub(super) fn new(id: ClientId, post: Post) -> Self {
        Self {
            id,
            post,
            open: None,
            report: MediaReport::new(),
            fidelity: Fidelity::among(1),
            wants_pictures: true,
        }
    }

    /// Carries out an effect: opening and closing at once, all else after what came before it.
    pub(super) fn carry_out(&mut self, effect: Effect, ice: Ice<'_>, devices: &dyn Equipment) {
        match effect {
            Effect::Open { connection, offers } => {
                self.open = None;
                // It is said anew in every session.
                self.wants_pictures = true;
                self.open = self
                    .open(connection, offers, ice, devices)
                    .warn_on_error("no connection");
                self.equip(devices);
            }
            // Taken care of by whoever keeps what is parting.
            Effect::Close => self.open = None,
            Effect::MakeOffer(_)
            | Effect::TakeOffer(..)
            | Effect::TakeAnswer { .. }
            | Effect::Rollback
            | Effect::AddCandidate(_)
            | Effect::Send(_) => match &self.open {
                // The task ends only with the connection.
                Some(open) => drop(open.queue.send(effect)),
                None => self.fail(effect),
            },
        }
    }

    /// Takes the connection out: it is over, and closed once what was said last has gone out.
    pub(super) fn part(&mut self) -> Option<Parting> {
        let Open { id, connection, .. } = self.open.take()?;
        let may_have_more_to_say = connection.has_open_channel();
        may_have_more_to_say.then(|| Parting::new(self.id.clone(), id, connection, self.post.clone()))
    }

    /// Says this on the data channel, if that is the connection which is open.
    pub(super) fn say(&self, connection: ConnectionId, text: &str) -> bool {
        let open = self.open.as_ref().filter(|open| open.id == connection);
        open.is_some_and(|open| {
            open.connection.say(text);
            true
        })
    }

    pub(super) fn restart_ice(&self, ice: Ice<'_>) {
        if let Some(open) = &self.open {
            open.connection.restart_ice(ice);
        }
    }

    /// Counts once, unless the last counting is not at its end.
    pub(super) fn measure(&mut self) {
        let Some(open) = &mut self.open else { return };
        let (post, peer, id) = (self.post.clone(), self.id.clone(), open.id);
        let counting = open.connection.measure();
        open.measuring = Some(Task::spawn(async move {
            if let Ok((at, measurement)) = counting.await {
                post.input(Input::Measured(peer, id, at, measurement));
            }
        }));
    }

    /// The media sections of the connection are known, or known better.
    pub(super) fn sections_known(&mut self, sections: Vec<Section>, devices: &dyn Equipment) {
        if let Some(open) = &mut self.open {
            open.sections = sections;
        }
        self.equip(devices);
    }

    /// Sends the camera as finely as that from now on.
    pub(super) fn adapt(&mut self, fidelity: Fidelity, devices: &dyn Equipment) {
        if self.fidelity != fidelity {
            self.fidelity = fidelity;
            self.equip(devices);
        }
    }

    /// Sends pictures, or nothing but sound.
    pub(super) fn want_pictures(&mut self, wanted: bool, devices: &dyn Equipment) {
        self.wants_pictures = wanted;
        self.equip(devices);
    }

    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Sends what the devices give now. No negotiation is needed for that, but for the first screen.
    pub(super) fn equip(&mut self, devices: &dyn Equipment) {
        let Some(open) = &mut self.open else { return };
        if open.add_missing_sections(devices) {
            self.post.input(Input::Peer(self.id.clone(), Negotiation::Need));
        }
        for section in &open.sections {
            let is_wanted = self.wants_pictures || !section.source.is_picture();
            let track = devices.track(section.source).filter(|_| is_wanted);
            let id = track.map(MediaStreamTrack::id).unwrap_or_default();
            let fidelity = (section.source == Source::Camera).then_some(self.fidelity);
            let sent = (section.sender.clone(), id, fidelity);
            // A section that is new sends nothing.
            let is_sent = open
                .equipped
                .get(&section.source)
                .map_or(sent.1.is_empty(), |former| *former == sent);
            if is_sent {
                continue;
            }
            open.equipped.insert(section.source, sent);
            section.send(track, fidelity);
        }
    }

    /// A track came on that connection; gives what is new to show.
    pub(super) fn received(
        &mut self,
        connection: ConnectionId,
        mid: String,
        track: MediaStreamTrack,
    ) -> Vec<Notice> {
        match &mut self.open {
            Some(open) if open.id == connection => open.remote.receive(mid, track),
            // Of a connection that was replaced.
            Some(_) | None => return Vec::new(),
        }
        self.compose()
    }

    /// The other side has said what its tracks are; gives what is new to show.
    pub(super) fn reported(&mut self, report: &MediaReport) -> Vec<Notice> {
        self.report.clone_from(report);
        self.compose()
    }

    fn compose(&mut self) -> Vec<Notice> {
        let Some(open) = &mut self.open else {
            return Vec::new();
        };
        let streams = open.remote.compose(&self.report).into_iter();
        streams
            .map(|(shown, stream)| Notice::RemoteStream(self.id.clone(), shown, stream))
            .collect()
    }

    fn open(
        &self,
        id: ConnectionId,
        offers: bool,
        ice: Ice<'_>,
        devices: &dyn Equipment,
    ) -> Result<Open, Exception> {
        let (post, peer) = (self.post.clone(), self.id.clone());
        let tell = move |news| tell(&post, &peer, id, news);
        let offered = if offers { devices.offered() } else { Vec::new() };
        let connection = Connection::open(ice, devices.streams(), &offered, tell)?;
        let connection = Live(Rc::new(connection));
        self.post.send(Mail::Opened(
            self.post.call,
            self.id.clone(),
            connection.0.as_raw().clone(),
        ));
        let (queue, mut waiting) = channel();
        let (post, peer, worked_on) = (self.post.clone(), self.id.clone(), Rc::clone(&connection.0));
        let work = Task::spawn(async move {
            while let Some(effect) = waiting.next().await {
                perform(&worked_on, effect, &post, &peer).await;
            }
        });
        let sections = connection.sections();

        Ok(Open {
            id,
            measuring: None,
            _work: work,
            queue,
            connection,
            sections,
            equipped: SortedMap::new(),
            remote: Remote::default(),
        })
    }

    /// The browser gave no connection: whatever is asked of it fails.
    fn fail(&self, effect: Effect) {
        let failed = || OperationFailed("the browser made no connection".to_owned());
        let outcome = match effect {
            Effect::MakeOffer(ticket) => Negotiation::OfferMade(ticket, Err(failed())),
            Effect::TakeOffer(ticket, _) => Negotiation::AnswerMade(ticket, Err(failed())),
            Effect::TakeAnswer { ticket, .. } => Negotiation::AnswerTaken(ticket, Err(failed())),
            Effect::Open { .. }
            | Effect::Close
            | Effect::Rollback
            | Effect::AddCandidate(_)
            | Effect::Send(_) => return,
        };
        self.post.input(Input::Peer(self.id.clone(), outcome));
    }
}

/// Carries out one operation and tells its outcome.
async fn perform(connection: &Connection, effect: Effect, post: &Post, peer: &ClientId) {
    let outcome = match effect {
        Effect::MakeOffer(ticket) => {
            let made = connection.make_offer().await.map_err(failed);
            tell_sections(connection, post, peer);
            Negotiation::OfferMade(ticket, made)
        }
        Effect::TakeOffer(ticket, sdp) => {
            let made = connection.take_offer(&sdp).await.map_err(failed);
            tell_sections(connection, post, peer);
            Negotiation::AnswerMade(ticket, made)
        }
        Effect::TakeAnswer { ticket, sdp } => {
            Negotiation::AnswerTaken(ticket, connection.take_answer(&sdp).await.map_err(failed))
        }
        Effect::Rollback => {
            connection.roll_back().await.warn_on_error("rolling back");
            return;
        }
        Effect::AddCandidate(candidate) => {
            // Never fatal: the other candidates may do.
            let added = connection.add_candidate(&candidate).await;
            added.warn_on_error("adding a candidate");
            return;
        }
        Effect::Open { .. } | Effect::Close | Effect::Send(_) => return,
    };
    post.input(Input::Peer(peer.clone(), outcome));
}

fn tell_sections(connection: &Connection, post: &Post, peer: &ClientId) {
    post.send(Mail::Sections(post.call, peer.clone(), connection.sections()));
}

fn tell(post: &Post, peer: &ClientId, connection: ConnectionId, news: ConnectionNews) {
    let input = match news {
        ConnectionNews::NegotiationNeeded => Input::Peer(peer.clone(), Negotiation::NeedOf(connection)),
        ConnectionNews::Candidate(candidate) => Input::Peer(
            peer.clone(),
            Negotiation::LocalCandidates(connection, vec![candidate]),
        ),
        ConnectionNews::Evidence(evidence) => Input::Evidence(peer.clone(), connection, evidence),
        ConnectionNews::State(state) => Input::Connection(peer.clone(), connection, state),
        ConnectionNews::ChannelOpened => Input::ChannelOpened(peer.clone(), connection),
        ConnectionNews::ChannelClosed => Input::ChannelClosed(peer.clone(), connection),
        ConnectionNews::ChannelSaid(text) => match read_in_band(&text) {
            Some((place, body)) => Input::ChannelSaid(peer.clone(), place, body),
            None => return,
        },
        ConnectionNews::Track(mid, track) => {
            return post.send(Mail::Track(post.call, peer.clone(), connection, mid, track));
        }
    };
    post.input(input);
}

/// Says in the console why, for whoever looks into it; the core only needs to know that it failed.
fn failed(exception: Exception) -> OperationFailed {
    warn("the browser rejected a description", &exception);
    OperationFailed(exception.to_string())
}
