//! The loopback echo: a hidden participant in this page that sends back the media it receives.

use super::call::RunningCall;
use super::identity::Identity;
use super::local_tracks::LocalTracks;
use super::mail::{CallMailbox, Mail, Mailbox};
use super::room_options::RoomOptions;
use crate::notice::Notice;
use crate::signalling::{Bus, LoopbackEnd};
use crate::web::{Exception, OwnStreams, Task};
use futures_util::StreamExt;
use local_channel::mpsc::Receiver;
use std::rc::Rc;
use visavis_call::SortedMap;
use visavis_call::roap::ConnectionId;
use visavis_call::{Command, Event, Input, MediaReport, Ring, Source, Status};
use web_sys::MediaStreamTrack;

const NAME: &str = "Echo";
/// The sources sent back; a screen is not.
const PERSON: [Source; 2] = [Source::Microphone, Source::Camera];

/// The echo of a call. Dropping it ends it and all its connections.
#[derive(Debug)]
#[must_use = "the echo ends when it is dropped"]
pub(super) struct Echo {
    _task: Task,
}

impl Echo {
    /// Joins at the far end of a loopback bus; `tell` receives the frames the echo sends.
    pub(super) fn answer(
        options: &RoomOptions,
        tell: impl Fn(Input) + 'static,
    ) -> Result<(Bus, Self), Exception> {
        let (mailbox, inbox) = Mailbox::new();
        let call_mailbox = CallMailbox { call: 0, mailbox };
        let heard = call_mailbox.clone();
        let [own, others] = LoopbackEnd::pair([
            Rc::new(move |frame| heard.input(Input::TabMessage(frame))),
            Rc::new(move |frame| tell(Input::TabMessage(frame))),
        ]);
        let options = RoomOptions {
            name: NAME.to_owned(),
            ..options.clone()
        };
        let mirror = Mirror::new()?;
        let task = Task::spawn(async move {
            let call = RunningCall::new(
                options,
                Identity::in_memory().await,
                None,
                Some(Bus::Loopback(own)),
                None,
                None,
                call_mailbox,
            );
            run(call, mirror, inbox).await;
        });
        Ok((Bus::Loopback(others), Self { _task: task }))
    }
}

async fn run(mut call: RunningCall, mut mirror: Mirror, mut inbox: Receiver<Mail>) {
    loop {
        if call.carry_out(&mirror) {
            return;
        }
        let notices = call.notices(&mirror);
        if !notices.is_empty() {
            for notice in notices {
                follow(&mut call, &mut mirror, notice);
            }
            continue;
        }
        let Some(mail) = inbox.next().await else { return };
        match mail {
            Mail::Input(_, input) => call.input(input),
            Mail::MediaSections(_, peer, media_sections) => {
                call.media_sections_known(&peer, media_sections, &mirror)
            }
            Mail::Track(_, _, connection, _, track) => {
                mirror.take(connection, track);
                show(&mut call, &mirror);
            }
            Mail::Timeout(_) => call.timeout(),
            Mail::CollectStats(_) => call.collect_stats(),
            // An echo has no person, page or devices, and listens to nobody.
            Mail::Command(_)
            | Mail::ReadLevels(_)
            | Mail::Opened(..)
            | Mail::Received(_)
            | Mail::PageEvent(_)
            | Mail::Captured(..)
            | Mail::ScreenChosen(..)
            | Mail::UseTrack(..)
            | Mail::DeviceChanged(_)
            | Mail::DevicesChanged
            | Mail::Enumerated(_)
            | Mail::Vanish
            | Mail::Return
            | Mail::Begin
            | Mail::PartLoaded(_)
            | Mail::PartDue
            | Mail::Prepare
            | Mail::Tell
            | Mail::RoomPreview(_)
            | Mail::TokenExpiring
            | Mail::SpeakerTried(..)
            | Mail::Stop => {}
        }
    }
}

/// Mirrors the person's media state, and accepts every call.
fn follow(call: &mut RunningCall, mirror: &mut Mirror, notice: Notice) {
    if let Notice::Call(Event::MediaChanged(_, report)) = notice {
        mirror.report = report;
        show(call, mirror);
    } else if let Notice::Call(Event::RingChanged(id, Ring::Ringing)) = notice {
        call.input(Command::Accept(id).into());
    }
}

fn show(call: &mut RunningCall, mirror: &Mirror) {
    for source in PERSON {
        call.media_changed(source, mirror);
    }
}

/// The person's tracks, to be sent back.
#[derive(Debug)]
struct Mirror {
    streams: OwnStreams,
    connection: Option<ConnectionId>,
    tracks: SortedMap<Source, MediaStreamTrack>,
    report: MediaReport,
}

impl Mirror {
    fn new() -> Result<Self, Exception> {
        Ok(Self {
            streams: OwnStreams::new()?,
            connection: None,
            tracks: SortedMap::new(),
            report: MediaReport::new(),
        })
    }

    /// The first audio and video track of a connection are microphone and camera.
    fn take(&mut self, connection: ConnectionId, track: MediaStreamTrack) {
        if self.connection.replace(connection) != Some(connection) {
            self.tracks.clear();
        }
        let source = match track.kind().as_str() {
            "audio" => Source::Microphone,
            _ => Source::Camera,
        };
        self.tracks.get_or_insert_with(source, || track);
    }
}

impl LocalTracks for Mirror {
    fn streams(&self) -> &OwnStreams {
        &self.streams
    }

    fn offered(&self) -> Vec<Source> {
        PERSON.to_vec()
    }

    fn track(&self, source: Source) -> Option<&MediaStreamTrack> {
        self.tracks.get(&source)
    }

    fn status(&self, source: Source) -> Status {
        let mut tracks = self.report.values();
        tracks
            .find(|track| track.source == source)
            .map_or(Status::Off, |track| track.status)
    }
    fn max_bitrate(&self, _source: Source) -> Option<u32> {
        None
    }
}
