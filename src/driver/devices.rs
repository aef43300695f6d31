mod asking;
mod choices;
mod local_device;
mod memory;
mod page_track;
mod screen;
mod settings;
mod watching;

use super::mail::{Mail, Mailbox};
use super::room_options::RoomOptions;
use crate::notice::{Notice, StreamKind};
use crate::web::{Capture, Exception, OwnStreams, Task, can_play_on, policy_for};
use asking::Asking;
use choices::Choices;
use local_device::LocalDevice;
use memory::{forget, keep_said, remember, remembered, said};
use screen::Screen;
use settings::Caps;
use visavis_call::devices::DeviceKind;
use visavis_call::devices::{Decision, Device, Remark, Step, WhenOff};
use visavis_call::{Code, Failure, Source, Status};
use watching::Watching;
use web_sys::MediaStreamTrack;

/// The local camera, microphone and screen, shared by all connections.
#[derive(Debug)]
pub(super) struct Devices {
    /// The streams named in every connection, whatever their current tracks.
    streams: OwnStreams,
    microphone: LocalDevice,
    camera: LocalDevice,
    screen: Screen,
    choices: Choices,
    /// Where the last word on each device is kept.
    scope: String,
    /// The choices of devices that are not known yet.
    unverified: Vec<(DeviceKind, String)>,
    /// The attempt to use a loudspeaker; a later one replaces it.
    trying: Option<Task>,
    asking: Asking,
    caps: Caps,
    enumerating: Option<Task>,
    watching: Option<Watching>,
    mailbox: Mailbox,
    changes: Vec<Source>,
    notices: Vec<Notice>,
}

impl Devices {
    pub(super) fn new(mailbox: Mailbox, options: &RoomOptions) -> Result<Self, Exception> {
        let scope = options.scope();
        let local = |when_off, kind, starts_off: bool| {
            let said = said(kind, &scope).or(starts_off.then_some(false));
            LocalDevice::new(Device::new(when_off, remembered(kind), said))
        };
        let has_no_camera = options.camera_off || options.audio_only;
        let mut devices = Self {
            streams: OwnStreams::new()?,
            microphone: local(WhenOff::Stays, DeviceKind::Microphone, options.muted),
            camera: local(WhenOff::Stops, DeviceKind::Camera, has_no_camera),
            screen: Screen::default(),
            choices: Choices::default(),
            scope,
            unverified: Vec::new(),
            trying: None,
            asking: Asking::default(),
            caps: Caps::default(),
            enumerating: None,
            watching: None,
            mailbox,
            changes: Vec::new(),
            notices: Vec::new(),
        };
        for source in [Source::Microphone, Source::Camera] {
            devices.tell(source, None);
        }
        Ok(devices)
    }

    pub(super) fn streams(&self) -> &OwnStreams {
        &self.streams
    }

    /// Returns the sources with media sections in a first offer.
    pub(super) fn offered(&self) -> Vec<Source> {
        let screen = [Source::Screen, Source::ScreenAudio];
        let shared = screen.into_iter().filter(|source| self.track(*source).is_some());
        [Source::Microphone, Source::Camera]
            .into_iter()
            .chain(shared)
            .collect()
    }

    /// Returns the track to send for a source.
    pub(super) fn track(&self, source: Source) -> Option<&MediaStreamTrack> {
        match source {
            Source::Microphone => self.microphone.track(),
            Source::Camera => self.camera.track(),
            Source::Screen | Source::ScreenAudio => self.screen.capture(source).map(Capture::track),
        }
    }

    /// Returns the status of a source as reported to peers.
    pub(super) fn status(&self, source: Source) -> Status {
        match source {
            Source::Microphone => self.microphone.device.status(),
            Source::Camera => self.camera.device.status(),
            Source::Screen | Source::ScreenAudio => self.screen.status(source),
        }
    }

    /// Takes the changed sources, for the connections and the core.
    pub(super) fn changes(&mut self) -> impl Iterator<Item = Source> + use<> {
        std::mem::take(&mut self.changes).into_iter()
    }

    /// Takes the pending notices.
    pub(super) fn notices(&mut self) -> impl Iterator<Item = Notice> + use<> {
        std::mem::take(&mut self.notices).into_iter()
    }

    /// Marks every source as changed, for a new call.
    pub(super) fn tell_everything(&mut self) {
        self.changes.extend(Source::ALL);
    }

    /// Starts a call: requests the missing camera and microphone with one prompt. Devices that were switched off stay
    /// off.
    pub(super) fn begin(&mut self, with_camera: bool) {
        let camera = with_camera.then_some(Source::Camera);
        for source in std::iter::once(Source::Microphone).chain(camera) {
            self.set(source, |device| device.suggest(true));
        }
        self.ask();
    }

    /// Switches a device on or off. A camera is stopped, so that its light goes out; a microphone is muted, so that
    /// it returns at once. It is the last word, and is kept.
    pub(super) fn switch(&mut self, source: Source, on: bool) {
        match source {
            Source::Microphone | Source::Camera => {
                keep_said(kind_of(source), &self.scope, on);
                self.set(source, |device| device.switch(on));
                self.ask();
            }
            Source::Screen | Source::ScreenAudio => self.switch_screen(source, on),
        }
    }

    /// Lets the person send camera and microphone, and a screen, or not: then nothing of it is captured.
    pub(super) fn permit(&mut self, may_publish: bool, may_share: bool) {
        for source in [Source::Microphone, Source::Camera] {
            self.set(source, |device| device.permit(may_publish));
        }
        if !may_share {
            self.switch_screen(Source::Screen, false);
        }
        self.ask();
    }

    /// Switches the camera or microphone on or off without overruling the last word.
    pub(super) fn suggest(&mut self, source: Source, on: bool) {
        self.set(source, |device| device.suggest(on));
        self.ask();
    }

    /// Switches the microphone on while the person holds the key to talk.
    pub(super) fn talk(&mut self, is_held: bool) {
        self.set(Source::Microphone, |device| device.talk(is_held));
        self.ask();
    }

    /// Switches to another device of a kind, for this and later calls.
    pub(super) fn use_device(&mut self, kind: DeviceKind, id: String) {
        let Some(source) = source_of(kind) else {
            return self.try_speaker(id);
        };
        self.unverified.retain(|(of, _)| *of != kind);
        let is_known = self.choices.ids(kind).contains(&id);
        let is_requested = self
            .local(source)
            .is_some_and(|local| local.device.is_requested());
        // A device that is requested shows by itself whether it exists.
        if is_known || is_requested {
            remember(kind, &id);
        } else {
            self.unverified.push((kind, id.clone()));
            self.enumerate();
        }
        self.decide(source, |device| device.choose(id));
        self.tell_choices();
        self.ask();
    }

    /// Tries whether a loudspeaker can be used. It is applied by the code that plays audio.
    fn try_speaker(&mut self, id: String) {
        let mailbox = self.mailbox.clone();
        self.trying = Some(Task::spawn(async move {
            let is_usable = can_play_on(&id).await;
            mailbox.put(Mail::SpeakerTried(id, is_usable));
        }));
    }

    /// Handles the outcome of that.
    pub(super) fn speaker_tried(&mut self, id: &str, is_usable: bool) {
        if is_usable {
            remember(DeviceKind::Loudspeaker, id);
            self.tell_choices();
        } else {
            let refused = Notice::DeviceRefused(DeviceKind::Loudspeaker, Code::SpeakerNotSwitched.into());
            self.notices.push(refused);
        }
    }

    /// Refuses the choices of devices that do not exist, now that the list is known.
    fn verify_choices(&mut self) {
        for (kind, id) in std::mem::take(&mut self.unverified) {
            let ids = self.choices.ids(kind);
            if ids.is_empty() {
                // The browser reveals nothing before permission.
                self.unverified.push((kind, id));
            } else if ids.contains(&id) {
                remember(kind, &id);
            } else if let Some(source) = source_of(kind) {
                self.decide(source, |device| device.refuse(&id));
            }
        }
    }

    /// Handles a device or a track of the page that stopped by itself, or that the system mutes or unmutes.
    pub(super) fn changed(&mut self, source: Source) {
        match source {
            Source::Microphone | Source::Camera if self.has_page_track(source) => {
                self.page_track_changed(source);
            }
            Source::Microphone | Source::Camera => {
                let Some(local) = self.local(source) else { return };
                match local.capture() {
                    Some(capture) if capture.has_ended() => self.decide(source, Device::ended),
                    Some(capture) => {
                        let is_muted = capture.is_muted_by_system();
                        local.device.muted_by_system(is_muted);
                        let is_missed = local.device.status() == Status::Pending;
                        let problem = self.problem(source, is_missed.then_some(Remark::Muted));
                        self.tell(source, problem);
                    }
                    None => {}
                }
            }
            Source::Screen | Source::ScreenAudio => self.screen_changed(),
        }
    }

    /// Returns whether the camera is on, or will be as soon as possible.
    pub(super) fn wants_camera(&self) -> bool {
        self.camera.device.is_wanted()
    }

    /// Stops the camera until the next call, which may start it again.
    pub(super) fn rest_camera(&mut self) {
        self.decide(Source::Camera, Device::release);
        self.ask();
    }

    /// Stops all devices, so that their lights go out.
    pub(super) fn release(&mut self) {
        self.asking.abandon();
        for source in [Source::Microphone, Source::Camera] {
            self.decide(source, Device::release);
        }
        self.switch_screen(Source::Screen, false);
    }

    fn local(&mut self, source: Source) -> Option<&mut LocalDevice> {
        match source {
            Source::Microphone => Some(&mut self.microphone),
            Source::Camera => Some(&mut self.camera),
            Source::Screen | Source::ScreenAudio => None,
        }
    }

    fn set(&mut self, source: Source, set: impl FnOnce(&mut Device) -> Decision) {
        self.decide(source, set);
        self.local(source).into_iter().for_each(|local| local.enable());
    }

    fn decide(&mut self, source: Source, decide: impl FnOnce(&mut Device) -> Decision) {
        let Some(local) = self.local(source) else { return };
        let Decision { step, remark } = decide(&mut local.device);
        let problem = self.problem(source, remark);
        self.carry_out(source, step, problem);
    }

    fn problem(&mut self, source: Source, remark: Option<Remark>) -> Option<Failure> {
        let remark = remark?;
        if remark == Remark::NotSwitched {
            let chosen = self.local(source).and_then(|local| local.device.chosen());
            match chosen {
                Some(id) => remember(kind_of(source), id),
                None => forget(kind_of(source)),
            }
        }
        let feature = match source {
            Source::Microphone | Source::ScreenAudio => "microphone",
            Source::Camera | Source::Screen => "camera",
        };
        let failure = remark.failure(source, policy_for(feature));
        if remark == Remark::NotSwitched {
            self.notices
                .push(Notice::DeviceRefused(kind_of(source), failure.clone()));
        }
        Some(failure)
    }

    fn carry_out(&mut self, source: Source, step: Option<Step>, problem: Option<Failure>) {
        match step {
            Some(Step::Ask(wish)) => self.asking.wish(source, Some(wish)),
            Some(Step::Stop) => {
                self.take_away(source);
                // The current device has stopped; a pending request may still succeed.
                if !self.local(source).is_some_and(|local| local.device.is_asked()) {
                    self.asking.wish(source, None);
                }
            }
            Some(Step::StopAndAsk(wish)) => {
                self.take_away(source);
                self.asking.wish(source, Some(wish));
            }
            Some(Step::StopAndEnumerate) => {
                self.take_away(source);
                self.enumerate();
            }
            None => {}
        }
        self.show_page_track(source);
        self.tell(source, problem);
    }

    /// Replaces the current track if a new one has arrived.
    fn put_in_place(&mut self, source: Source) {
        let mailbox = self.mailbox.clone();
        let stream = Clone::clone(&self.streams.person);
        let changed = move || {
            mailbox.put(Mail::DeviceChanged(source));
        };
        if self
            .local(source)
            .is_some_and(|local| local.show_in(&stream, changed))
        {
            self.tell_own_stream(source);
        }
    }

    fn take_away(&mut self, source: Source) {
        let stream = Clone::clone(&self.streams.person);
        if self.local(source).is_some_and(|local| local.take_from(&stream)) {
            self.tell_own_stream(source);
        }
    }

    fn tell_own_stream(&mut self, source: Source) {
        let stream = &self.streams.person;
        let is_empty = stream.get_tracks().length() == 0;
        self.notices.push(Notice::OwnStream(
            StreamKind::Person,
            (!is_empty).then(|| Clone::clone(stream)),
        ));
        self.changes.push(source);
        self.tell_choices();
    }

    /// Reports the status if it changed, or if there is a problem.
    fn tell(&mut self, source: Source, problem: Option<Failure>) {
        let Some(status) = self.local(source).and_then(|local| local.news(problem.is_some())) else {
            return;
        };
        self.notices.push(Notice::OwnMedia {
            source,
            status,
            problem,
        });
        self.changes.push(source);
    }
}

fn kind_of(source: Source) -> DeviceKind {
    match source {
        Source::Microphone | Source::ScreenAudio => DeviceKind::Microphone,
        Source::Camera | Source::Screen => DeviceKind::Camera,
    }
}

fn source_of(kind: DeviceKind) -> Option<Source> {
    match kind {
        DeviceKind::Microphone => Some(Source::Microphone),
        DeviceKind::Camera => Some(Source::Camera),
        DeviceKind::Loudspeaker => None,
    }
}
