mod choices;
mod held;
mod memory;
mod screen;

use super::mail::Mail;
use super::problem;
use crate::notice::{DeviceKind, Notice};
use crate::web::{
    Asked, Capture, CaptureError, Exception, Listener, OwnStreams, Surveyed, Task, capture, survey,
    watch_devices, watch_permission,
};
use choices::Choices;
use futures_channel::mpsc::UnboundedSender;
use held::Held;
use memory::{remember, remembered};
use screen::Screen;
use std::collections::VecDeque;
use visavis_call::devices::{Decision, Device, Remark, Step, Survey, WhenOff, Wish};
use visavis_call::{Failure, Source, Status};
use web_sys::MediaStreamTrack;

/// This side's camera, microphone and screen, the same for every connection.
#[derive(Debug)]
pub(super) struct Devices {
    /// Every connection names these streams, whatever their tracks are at the moment.
    streams: OwnStreams,
    microphone: Held,
    camera: Held,
    screen: Screen,
    choices: Choices,
    /// What the question that is open asks for, and what the next one will.
    wished: Asked<Wish>,
    has_new_wish: bool,
    /// Counts the questions to the person: the reply to an abandoned one is dropped, and the device with it.
    attempt: u32,
    asking: Option<Task>,
    surveying: Option<Task>,
    watching: Option<(Option<Listener>, Task)>,
    mailbox: UnboundedSender<Mail>,
    changes: VecDeque<Source>,
    notices: VecDeque<Notice>,
}

impl Devices {
    pub(super) fn new(mailbox: UnboundedSender<Mail>) -> Result<Self, Exception> {
        let held = |when_off, kind| Held::new(Device::new(when_off, remembered(kind)));
        Ok(Self {
            streams: OwnStreams::new()?,
            microphone: held(WhenOff::Stays, DeviceKind::Microphone),
            camera: held(WhenOff::Stops, DeviceKind::Camera),
            screen: Screen::default(),
            choices: Choices::default(),
            wished: Asked::default(),
            has_new_wish: false,
            attempt: 0,
            asking: None,
            surveying: None,
            watching: None,
            mailbox,
            changes: VecDeque::new(),
            notices: VecDeque::new(),
        })
    }

    pub(super) fn streams(&self) -> &OwnStreams {
        &self.streams
    }

    /// What a connection has sections for from the beginning.
    pub(super) fn offered(&self) -> Vec<Source> {
        let screen = [Source::Screen, Source::ScreenAudio];
        let shared = screen.into_iter().filter(|source| self.track(*source).is_some());
        [Source::Microphone, Source::Camera]
            .into_iter()
            .chain(shared)
            .collect()
    }

    /// The track to send for a source.
    pub(super) fn track(&self, source: Source) -> Option<&MediaStreamTrack> {
        let capture = match source {
            Source::Microphone => self.microphone.capture(),
            Source::Camera => self.camera.capture(),
            Source::Screen | Source::ScreenAudio => self.screen.capture(source),
        };
        capture.map(Capture::track)
    }

    /// What the others are told of a source.
    pub(super) fn status(&self, source: Source) -> Status {
        match source {
            Source::Microphone => self.microphone.device.status(),
            Source::Camera => self.camera.device.status(),
            Source::Screen | Source::ScreenAudio => self.screen.status(source),
        }
    }

    /// The sources of which something has changed, for the connections and the core.
    pub(super) fn changes(&mut self) -> impl Iterator<Item = Source> + use<> {
        std::mem::take(&mut self.changes).into_iter()
    }

    /// What to tell.
    pub(super) fn notices(&mut self) -> impl Iterator<Item = Notice> + use<> {
        std::mem::take(&mut self.notices).into_iter()
    }

    /// Counts everything as changed: a new call knows nothing yet.
    pub(super) fn tell_everything(&mut self) {
        self.changes.extend(Source::ALL);
    }

    /// Asks for whatever of camera and microphone is not there yet, with one question.
    pub(super) fn ask_for_both(&mut self) {
        for source in [Source::Microphone, Source::Camera] {
            if self.track(source).is_none() {
                self.decide(source, |device| device.switch(true));
            }
        }
        self.ask();
    }

    /// Switches a device on or off. A camera that is off is stopped, and its light is out; a microphone is muted, so
    /// that it is back at once.
    pub(super) fn switch(&mut self, source: Source, on: bool) {
        match source {
            Source::Microphone | Source::Camera => {
                self.decide(source, |device| device.switch(on));
                self.held(source).into_iter().for_each(|held| held.enable());
                self.ask();
            }
            Source::Screen | Source::ScreenAudio => self.switch_screen(source, on),
        }
    }

    /// Uses another device of that kind from now on, and in later calls.
    pub(super) fn use_device(&mut self, kind: DeviceKind, id: String) {
        remember(kind, &id);
        match kind {
            DeviceKind::Microphone => self.decide(Source::Microphone, |device| device.choose(id)),
            DeviceKind::Camera => self.decide(Source::Camera, |device| device.choose(id)),
            // Whoever plays the sound hears of it.
            DeviceKind::Loudspeaker => self.tell_choices(),
        }
        self.ask();
    }

    /// What came of asking.
    pub(super) fn captured(&mut self, attempt: u32, captured: Asked<Result<Capture, CaptureError>>) {
        if attempt != self.attempt {
            return;
        }
        self.asking = None;
        self.wished = Asked::default();
        let mut decisions = Vec::new();
        for (source, result) in [
            (Source::Microphone, captured.microphone),
            (Source::Camera, captured.camera),
        ] {
            if let (Some(result), Some(held)) = (result, self.held(source)) {
                decisions.push((source, held.settle(result)));
                self.put_in_place(source);
            }
        }
        let refusals = decisions
            .iter()
            .filter_map(|(_, decision)| match decision.remark {
                Some(Remark::Refused(why)) => Some(why),
                Some(_) | None => None,
            });
        let mut of_both = match refusals.collect::<Vec<_>>().as_slice() {
            [one, other] if one == other => Some(problem::of_both(*one)),
            _ => None,
        };
        let is_of_both = of_both.is_some();
        for (source, Decision { step, remark }) in decisions {
            let of_one = remark.map(|remark| problem::of_one(source, remark));
            // Said once: with the microphone, which comes first.
            let problem = if is_of_both { of_both.take() } else { of_one };
            self.carry_out(source, step, problem);
        }
        // Now the devices have names.
        self.survey();
        self.ask();
    }

    /// A device stopped by itself, or the system withholds it or gives it again.
    pub(super) fn changed(&mut self, source: Source) {
        match source {
            Source::Microphone | Source::Camera => {
                let Some(held) = self.held(source) else { return };
                match held.capture() {
                    Some(capture) if capture.has_ended() => self.decide(source, Device::ended),
                    Some(capture) => {
                        let is_withheld = capture.is_withheld();
                        held.device.withheld(is_withheld);
                        let is_missed = held.device.status() == Status::Pending;
                        self.tell(source, is_missed.then(|| problem::withheld(source)));
                    }
                    None => {}
                }
            }
            Source::Screen | Source::ScreenAudio => self.screen_changed(),
        }
    }

    /// A device came or went, or a permission was given or withdrawn: looks up what there is.
    pub(super) fn survey(&mut self) {
        let mailbox = self.mailbox.clone();
        self.surveying = Some(Task::spawn(async move {
            let surveyed = survey().await;
            mailbox.unbounded_send(Mail::Surveyed(surveyed)).ok();
        }));
    }

    /// What there is.
    pub(super) fn surveyed(&mut self, surveyed: Surveyed) {
        self.choices.learn(surveyed.devices);
        for (source, kind, permission) in [
            (Source::Microphone, DeviceKind::Microphone, surveyed.microphone),
            (Source::Camera, DeviceKind::Camera, surveyed.camera),
        ] {
            let ids = self.choices.ids(kind);
            self.decide(source, |device| device.surveyed(Survey { ids, permission }));
        }
        self.tell_choices();
        self.ask();
    }

    /// Stops everything: the lights go out.
    pub(super) fn release(&mut self) {
        self.attempt += 1;
        self.asking = None;
        self.wished = Asked::default();
        for source in [Source::Microphone, Source::Camera] {
            self.decide(source, Device::release);
        }
        self.switch_screen(Source::Screen, false);
    }

    fn held(&mut self, source: Source) -> Option<&mut Held> {
        match source {
            Source::Microphone => Some(&mut self.microphone),
            Source::Camera => Some(&mut self.camera),
            Source::Screen | Source::ScreenAudio => None,
        }
    }

    fn decide(&mut self, source: Source, decide: impl FnOnce(&mut Device) -> Decision) {
        let Some(held) = self.held(source) else { return };
        let Decision { step, remark } = decide(&mut held.device);
        self.carry_out(source, step, remark.map(|remark| problem::of_one(source, remark)));
    }

    fn carry_out(&mut self, source: Source, step: Option<Step>, problem: Option<Failure>) {
        match step {
            Some(Step::Ask(wish)) => self.wish(source, Some(wish)),
            Some(Step::Stop) => {
                self.take_away(source);
                self.wish(source, None);
            }
            Some(Step::StopAndAsk(wish)) => {
                self.take_away(source);
                self.wish(source, Some(wish));
            }
            Some(Step::StopAndSurvey) => {
                self.take_away(source);
                self.survey();
            }
            None => {}
        }
        self.tell(source, problem);
    }

    fn wish(&mut self, source: Source, wish: Option<Wish>) {
        self.has_new_wish |= wish.is_some();
        if source == Source::Microphone {
            self.wished.microphone = wish;
        } else {
            self.wished.camera = wish;
        }
    }

    /// Asks for what is wished for. A second question replaces the first, and asks for what that one asked for too.
    fn ask(&mut self) {
        if !std::mem::take(&mut self.has_new_wish) {
            return;
        }
        self.watch();
        self.attempt += 1;
        let (attempt, wished, mailbox) = (self.attempt, self.wished.clone(), self.mailbox.clone());
        self.asking = Some(Task::spawn(async move {
            let captured = capture(&wished).await;
            // If the driver is gone, the devices come back here and are stopped.
            mailbox.unbounded_send(Mail::Captured(attempt, captured)).ok();
        }));
    }

    /// From the first question on, hears of devices that come and go.
    fn watch(&mut self) {
        if self.watching.is_some() {
            return;
        }
        let mailbox = self.mailbox.clone();
        let changed = move || {
            mailbox.unbounded_send(Mail::DevicesChanged).ok();
        };
        let listener = watch_devices(changed.clone());
        let permissions = Task::spawn(async move {
            let _microphone = watch_permission("microphone", changed.clone()).await;
            let _camera = watch_permission("camera", changed).await;
            std::future::pending::<()>().await;
        });
        self.watching = Some((listener, permissions));
        self.survey();
    }

    /// If a new track has come it takes the place of the former.
    fn put_in_place(&mut self, source: Source) {
        let mailbox = self.mailbox.clone();
        let stream = Clone::clone(&self.streams.person);
        let changed = move || {
            mailbox.unbounded_send(Mail::DeviceChanged(source)).ok();
        };
        if self
            .held(source)
            .is_some_and(|held| held.show_in(&stream, changed))
        {
            self.tell_own_stream(source);
        }
    }

    fn take_away(&mut self, source: Source) {
        let stream = Clone::clone(&self.streams.person);
        if self.held(source).is_some_and(|held| held.take_from(&stream)) {
            self.tell_own_stream(source);
        }
    }

    fn tell_own_stream(&mut self, source: Source) {
        let stream = &self.streams.person;
        let is_empty = stream.get_tracks().length() == 0;
        self.notices
            .push_back(Notice::OwnStream((!is_empty).then(|| Clone::clone(stream))));
        self.changes.push_back(source);
        self.tell_choices();
    }

    /// Tells the status, if it is another than was told.
    fn tell(&mut self, source: Source, problem: Option<Failure>) {
        let Some(held) = self.held(source) else { return };
        let status = held.device.status();
        if std::mem::replace(&mut held.told, status) == status && problem.is_none() {
            return;
        }
        self.notices.push_back(Notice::OwnMedia {
            source,
            status,
            problem,
        });
        self.changes.push_back(source);
    }

    fn tell_choices(&mut self) {
        let used = |held: &Held| held.capture().and_then(Capture::device_id);
        let news = self.choices.news(used(&self.microphone), used(&self.camera));
        self.notices.extend(news);
    }
}
