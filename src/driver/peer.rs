mod operations;
mod remote;

use super::close_on_drop::CloseOnDrop;
use super::draining::DrainingConnection;
use super::local_tracks::LocalTracks;
use super::mail::{CallMailbox, Mail};
use super::spare::Spare;
use crate::notice::Notice;
use crate::web::{
    AudioReceiver, Connection, Exception, Ice, JsResultExt, Listener, MediaSection, Task, UNMUTE,
};
use futures_util::StreamExt;
use local_channel::mpsc::{Sender, channel};
use operations::{perform, post_event};
use remote::Remote;
use visavis_call::SortedMap;
use visavis_call::protocol::ClientId;
use visavis_call::roap::{ConnectionId, Effect, Input as Negotiation, OperationFailed};
use visavis_call::{Input, MediaReport, Source, Status, Track, VideoLimit};
use web_sys::{MediaStreamTrack, RtcRtpSender};

/// A microphone and a camera.
const FIRST_TRACKS: usize = 2;

/// The browser side of one remote client: its connection, if any, and queued operations.
#[derive(Debug)]
pub(super) struct Peer {
    id: ClientId,
    call_mailbox: CallMailbox,
    active: Option<ActiveConnection>,
    /// The peer's media report.
    report: MediaReport,
    video_limit: VideoLimit,
    wants_pictures: bool,
}

/// An open connection and its queue. An operation pending at `close()` never settles.
#[derive(Debug)]
struct ActiveConnection {
    id: ConnectionId,
    _work: Task,
    collecting: Option<Task>,
    queue: Sender<Effect>,
    connection: CloseOnDrop,
    media_sections: Vec<MediaSection>,
    /// What each section sends, by track id, so that a track is not replaced with itself.
    sending: SortedMap<Source, (RtcRtpSender, String, Option<VideoLimit>)>,
    remote: Remote,
    /// Until a track brings something.
    awaiting_media: Vec<Listener>,
    /// How often statistics were collected since it was connected first.
    collected: u32,
    /// What receives the peer's voice, once it is known.
    voice: Option<AudioReceiver>,
    /// When the audio whose level was read last was played.
    heard_at: f64,
}

impl ActiveConnection {
    /// Tells the core once a track of a first session, in which there are two, brings something.
    fn await_media(&mut self, track: &MediaStreamTrack, peer: &ClientId, call_mailbox: &CallMailbox) {
        if self.awaiting_media.len() == FIRST_TRACKS {
            return;
        }
        let (peer, connection, call_mailbox) = (peer.clone(), self.id, call_mailbox.clone());
        self.awaiting_media.push(Listener::new(track, &UNMUTE, move |_| {
            call_mailbox.input(Input::MediaArrived(peer.clone(), connection));
        }));
    }

    /// Adds missing media sections for a shared screen; returns whether any were added. The first exchange is about
    /// camera and microphone, and an answerer has no sections before it.
    fn add_missing_media_sections(&mut self, devices: &dyn LocalTracks) -> bool {
        if !self.media_sections.iter().any(|section| section.mid.is_some()) {
            return false;
        }
        let missing: Vec<_> = [Source::Screen, Source::ScreenAudio]
            .into_iter()
            .filter(|source| devices.track(*source).is_some())
            .filter(|source| {
                self.media_sections
                    .iter()
                    .all(|section| section.source != *source)
            })
            .collect();
        for source in &missing {
            self.connection.add_media_section(*source);
        }
        if !missing.is_empty() {
            self.media_sections = self.connection.media_sections();
        }
        !missing.is_empty()
    }
}

impl Peer {
    pub(super) fn new(id: ClientId, call_mailbox: CallMailbox) -> Self {
        Self {
            id,
            call_mailbox,
            active: None,
            report: MediaReport::new(),
            video_limit: VideoLimit::among(1).at_start(),
            wants_pictures: true,
        }
    }

    /// Carries out an effect: opening and closing at once, everything else in order.
    /// `spare` is used for a connection if it fits.
    pub(super) fn carry_out(
        &mut self,
        effect: Effect,
        ice: Ice<'_>,
        devices: &dyn LocalTracks,
        spare: &mut Option<Spare>,
    ) {
        match effect {
            Effect::Open { connection, offers } => {
                self.active = None;
                // The request is repeated in every session.
                self.wants_pictures = true;
                self.active = self
                    .open(connection, offers, ice, devices, spare.take())
                    .warn_on_error("no connection");
                self.send_tracks(devices);
            }
            // Done by the call, which keeps draining connections.
            Effect::Close => self.active = None,
            Effect::MakeOffer(_)
            | Effect::TakeOffer(..)
            | Effect::TakeAnswer { .. }
            | Effect::Rollback
            | Effect::AddCandidate(_)
            | Effect::Send(_) => match &self.active {
                // The task lives as long as the connection.
                Some(active) => drop(active.queue.send(effect)),
                None => self.fail(effect),
            },
        }
    }

    /// Takes out a connection that is over, to be closed once its last messages are sent.
    pub(super) fn drain(&mut self) -> Option<DrainingConnection> {
        let ActiveConnection { id, connection, .. } = self.active.take()?;
        let may_have_more_to_send = connection.has_open_channel();
        may_have_more_to_send
            .then(|| DrainingConnection::new(self.id.clone(), id, connection, self.call_mailbox.clone()))
    }

    /// Sends text on the data channel, if this connection is the open one.
    pub(super) fn send(&self, connection: ConnectionId, text: &str) -> bool {
        let active = self.active.as_ref().filter(|active| active.id == connection);
        active.is_some_and(|active| {
            active.connection.send(text);
            true
        })
    }

    pub(super) fn restart_ice(&self, ice: Ice<'_>) {
        if let Some(active) = &self.active {
            active.connection.restart_ice(ice);
        }
    }

    /// Collects statistics once, replacing an unfinished collection.
    pub(super) fn collect_stats(&mut self) {
        let Some(active) = &mut self.active else { return };
        if active.collected > 0 || active.connection.is_connected() {
            active.collected = active.collected.saturating_add(1);
        }
        let (call_mailbox, peer, connection) = (self.call_mailbox.clone(), self.id.clone(), active.id);
        let counting = active.connection.collect_stats();
        active.collecting = Some(Task::spawn(async move {
            if let Ok((at, measurement)) = counting.await {
                call_mailbox.input(Input::Stats {
                    peer,
                    connection,
                    at,
                    measurement,
                });
            }
        }));
    }

    /// Returns the level of the peer's voice, from 0 to 1; `None` without a connection.
    pub(super) fn level(&mut self) -> Option<(ClientId, f32)> {
        let is_sent = |track: &Track| track.source == Source::Microphone && track.status == Status::On;
        let may_be_heard = self.report.values().any(is_sent);
        let active = self.active.as_mut()?;
        if active.voice.is_none()
            && let Some(track) = active.remote.voice()
        {
            active.voice = active.connection.audio_receiver(&track);
        }
        let voice = active.voice.as_ref().filter(|_| may_be_heard);
        let (at, level) = voice.and_then(AudioReceiver::level).unwrap_or_default();
        // The browser keeps the level of the last packet for seconds.
        let is_new = std::mem::replace(&mut active.heard_at, at) != at;
        Some((self.id.clone(), if is_new { level } else { 0.0 }))
    }

    /// Updates the media sections of the connection.
    pub(super) fn media_sections_known(
        &mut self,
        media_sections: Vec<MediaSection>,
        devices: &dyn LocalTracks,
    ) {
        if let Some(active) = &mut self.active {
            active.media_sections = media_sections;
        }
        self.send_tracks(devices);
    }

    /// Applies a new video limit.
    pub(super) fn adapt(&mut self, video_limit: VideoLimit, devices: &dyn LocalTracks) {
        if self.video_limit != video_limit {
            self.video_limit = video_limit;
            self.send_tracks(devices);
        }
    }

    /// Sends video, or audio only.
    pub(super) fn want_pictures(&mut self, wanted: bool, devices: &dyn LocalTracks) {
        self.wants_pictures = wanted;
        self.send_tracks(devices);
    }

    pub(super) fn is_open(&self) -> bool {
        self.active.is_some()
    }

    /// Returns whether the connection has been there for a second or two, so that it is known what it carries.
    pub(super) fn has_settled(&self) -> bool {
        self.active.as_ref().is_some_and(|active| active.collected > 1)
    }

    pub(super) fn is_connected(&self) -> bool {
        self.active
            .as_ref()
            .is_some_and(|active| active.connection.is_connected())
    }

    /// Sends the current tracks. Only the first screen needs a negotiation.
    pub(super) fn send_tracks(&mut self, devices: &dyn LocalTracks) {
        let Some(active) = &mut self.active else { return };
        if active.add_missing_media_sections(devices) {
            self.call_mailbox
                .input(Input::Peer(self.id.clone(), Negotiation::Need));
        }
        for section in &active.media_sections {
            let is_wanted = self.wants_pictures || !section.source.is_picture();
            let track = devices.track(section.source).filter(|_| is_wanted);
            let id = track.map(MediaStreamTrack::id).unwrap_or_default();
            let previous = active.sending.get(&section.source);
            let cap = devices.max_bitrate(section.source);
            let video_limit = match section.source {
                Source::Camera => Some(self.video_limit.at_most(cap)),
                // A limit that was set has to be taken away again.
                Source::Screen if cap.is_some() || previous.is_some_and(|(.., limit)| limit.is_some()) => {
                    Some(VideoLimit::default().at_most(cap))
                }
                Source::Microphone | Source::Screen | Source::ScreenAudio => None,
            };
            let sent = (section.sender.clone(), id, video_limit);
            // A new section sends nothing.
            let is_sent = previous.map_or(sent.1.is_empty(), |previous| *previous == sent);
            if is_sent {
                continue;
            }
            active.sending.insert(section.source, sent);
            section.send(track, video_limit);
        }
    }

    /// Handles a track of a connection; returns the notices of new streams.
    pub(super) fn received(
        &mut self,
        connection: ConnectionId,
        mid: String,
        track: MediaStreamTrack,
    ) -> Vec<Notice> {
        match &mut self.active {
            Some(active) if active.id == connection => {
                active.await_media(&track, &self.id, &self.call_mailbox);
                active.remote.receive(mid, track);
            }
            // The connection was replaced.
            Some(_) | None => return Vec::new(),
        }
        self.assemble_streams()
    }

    /// Handles the peer's media report; returns the notices of new streams.
    pub(super) fn reported(&mut self, report: &MediaReport) -> Vec<Notice> {
        self.report.clone_from(report);
        self.assemble_streams()
    }

    fn assemble_streams(&mut self) -> Vec<Notice> {
        let Some(active) = &mut self.active else {
            return Vec::new();
        };
        active.voice = None;
        let streams = active.remote.assemble_streams(&self.report).into_iter();
        streams
            .map(|(shown, stream)| Notice::RemoteStream(self.id.clone(), shown, stream))
            .collect()
    }

    fn open(
        &self,
        id: ConnectionId,
        offers: bool,
        ice: Ice<'_>,
        devices: &dyn LocalTracks,
        spare: Option<Spare>,
    ) -> Result<ActiveConnection, Exception> {
        let (call_mailbox, peer) = (self.call_mailbox.clone(), self.id.clone());
        let on_event = move |event| post_event(&call_mailbox, &peer, id, event);
        let offered = if offers { devices.offered() } else { Vec::new() };
        let connection = match spare.and_then(|spare| spare.take(ice, &offered, on_event.clone())) {
            Some(spare) => spare,
            None => CloseOnDrop::new(Connection::open(ice, devices.streams(), &offered, on_event)?),
        };
        self.call_mailbox.send(Mail::Opened(
            self.call_mailbox.call,
            self.id.clone(),
            connection.as_raw().clone(),
        ));
        let (queue, mut waiting) = channel();
        let (call_mailbox, peer, worked_on) =
            (self.call_mailbox.clone(), self.id.clone(), connection.share());
        let work = Task::spawn(async move {
            while let Some(effect) = waiting.next().await {
                perform(&worked_on, effect, &call_mailbox, &peer).await;
            }
        });
        let media_sections = connection.media_sections();

        Ok(ActiveConnection {
            id,
            collecting: None,
            collected: 0,
            _work: work,
            queue,
            connection,
            media_sections,
            sending: SortedMap::new(),
            remote: Remote::default(),
            awaiting_media: Vec::new(),
            voice: None,
            heard_at: 0.0,
        })
    }

    /// Fails an operation because the browser could not create a connection.
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
        self.call_mailbox.input(Input::Peer(self.id.clone(), outcome));
    }
}
