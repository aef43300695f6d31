use super::mail::Mail;
use super::problem;
use crate::notice::{DeviceKind, Notice};
use crate::web::{Asked, Capture, CaptureError, Exception, JsResultExt, Task, capture};
use futures_channel::mpsc::UnboundedSender;
use std::collections::VecDeque;
use visavis_call::{Failure, Source, Status};
use web_sys::{MediaStream, MediaStreamTrack};

/// This side's camera and microphone, the same for every connection.
#[derive(Debug)]
pub(super) struct Devices {
    /// Every connection names this stream, whatever its tracks are at the moment.
    stream: MediaStream,
    microphone: Device,
    camera: Device,
    /// Counts the questions to the person: the reply to an abandoned one is dropped, and the device with it.
    attempt: u32,
    asking: Option<Task>,
    mailbox: UnboundedSender<Mail>,
    changes: VecDeque<Source>,
    notices: VecDeque<Notice>,
}

#[derive(Debug, Default)]
struct Device {
    capture: Option<Capture>,
    status: Status,
}

impl Devices {
    pub(super) fn new(mailbox: UnboundedSender<Mail>) -> Result<Self, Exception> {
        Ok(Self {
            stream: MediaStream::new().or_exception()?,
            microphone: Device::default(),
            camera: Device::default(),
            attempt: 0,
            asking: None,
            mailbox,
            changes: VecDeque::new(),
            notices: VecDeque::new(),
        })
    }

    pub(super) fn stream(&self) -> &MediaStream {
        &self.stream
    }

    /// The track to send for a source.
    pub(super) fn track(&self, source: Source) -> Option<&MediaStreamTrack> {
        self.device(source)?.capture.as_ref().map(Capture::track)
    }

    pub(super) fn status(&self, source: Source) -> Status {
        self.device(source).map_or(Status::Off, |device| device.status)
    }

    /// The sources of which something has changed, for the connections and the core.
    pub(super) fn changes(&mut self) -> impl Iterator<Item = Source> + use<> {
        std::mem::take(&mut self.changes).into_iter()
    }

    /// What to tell.
    pub(super) fn notices(&mut self) -> impl Iterator<Item = Notice> + use<> {
        std::mem::take(&mut self.notices).into_iter()
    }

    /// Asks for whatever of camera and microphone is not there yet, with one question.
    pub(super) fn ask_for_both(&mut self) {
        let wanted = |device: &Device| (device.capture.is_none()).then_some(());
        self.ask(Asked {
            microphone: wanted(&self.microphone),
            camera: wanted(&self.camera),
        });
    }

    /// Counts everything as changed: a new call knows nothing yet.
    pub(super) fn tell_everything(&mut self) {
        self.changes.extend([Source::Microphone, Source::Camera]);
    }

    /// Switches a device on or off. A camera that is off is stopped, and its light is out; a microphone is muted, so
    /// that it is back at once.
    pub(super) fn switch(&mut self, source: Source, on: bool) {
        match (source, on, self.track(source).cloned()) {
            (Source::Microphone, _, Some(track)) => {
                track.set_enabled(on);
                self.set(source, if on { Status::On } else { Status::Off }, None);
            }
            (Source::Microphone, true, None) => self.ask(Asked {
                microphone: Some(()),
                camera: None,
            }),
            (Source::Camera, true, None) => self.ask(Asked {
                microphone: None,
                camera: Some(()),
            }),
            (Source::Microphone | Source::Camera, false, _) => {
                self.put(source, None);
                self.set(source, Status::Off, None);
            }
            (Source::Camera, true, Some(_)) | (Source::Screen | Source::ScreenAudio, ..) => {}
        }
    }

    /// Uses another device of that kind from now on.
    pub(super) fn use_device(&mut self, _kind: DeviceKind, _id: String) {}

    /// What came of asking.
    pub(super) fn captured(&mut self, attempt: u32, captured: Asked<Result<Capture, CaptureError>>) {
        if attempt != self.attempt {
            return;
        }
        self.asking = None;
        let failure = match (&captured.microphone, &captured.camera) {
            (Some(Err(one)), Some(Err(other))) if one == other => Some(problem::of_both(one)),
            _ => None,
        };
        // Said once: with the microphone, which comes first.
        let is_told = failure.is_some();
        if let Some(result) = captured.microphone {
            self.arrived(Source::Microphone, result, failure);
        }
        if let Some(result) = captured.camera {
            match result {
                Err(error) if is_told => self.set(Source::Camera, status_after(&error), None),
                result => self.arrived(Source::Camera, result, None),
            }
        }
    }

    /// A device stopped by itself: unplugged, or withdrawn.
    pub(super) fn ended(&mut self, source: Source) {
        if self.track(source).is_some() {
            self.put(source, None);
            self.set(
                source,
                Status::Off,
                Some(problem::of_one(source, &CaptureError::NoDevice)),
            );
        }
    }

    /// Stops everything: the lights go out.
    pub(super) fn release(&mut self) {
        self.attempt += 1;
        self.asking = None;
        for source in [Source::Microphone, Source::Camera] {
            self.put(source, None);
            self.set(source, Status::Off, None);
        }
    }

    fn ask(&mut self, wanted: Asked<()>) {
        if wanted.microphone.is_none() && wanted.camera.is_none() {
            return;
        }
        // A second question replaces the first, and asks for what that one asked for too.
        let still = |device: &Device| (device.status == Status::Pending).then_some(());
        let wanted = Asked {
            microphone: wanted.microphone.or(still(&self.microphone)),
            camera: wanted.camera.or(still(&self.camera)),
        };
        self.attempt += 1;
        if wanted.microphone.is_some() {
            self.set(Source::Microphone, Status::Pending, None);
        }
        if wanted.camera.is_some() {
            self.set(Source::Camera, Status::Pending, None);
        }
        let (attempt, mailbox) = (self.attempt, self.mailbox.clone());
        self.asking = Some(Task::spawn(async move {
            let captured = capture(&wanted).await;
            // If the driver is gone, the devices come back here and are stopped.
            mailbox.unbounded_send(Mail::Captured(attempt, captured)).ok();
        }));
    }

    fn arrived(&mut self, source: Source, result: Result<Capture, CaptureError>, failure: Option<Failure>) {
        match result {
            Ok(mut capture) => {
                let mailbox = self.mailbox.clone();
                capture.on_end(move || {
                    mailbox.unbounded_send(Mail::Ended(source)).ok();
                });
                self.put(source, Some(capture));
                self.set(source, Status::On, None);
            }
            Err(error) => {
                let failure = failure.unwrap_or_else(|| problem::of_one(source, &error));
                self.set(source, status_after(&error), Some(failure));
            }
        }
    }

    fn put(&mut self, source: Source, capture: Option<Capture>) {
        let stream = Clone::clone(&self.stream);
        let Some(device) = self.device_mut(source) else {
            return;
        };
        if let Some(former) = device.capture.take() {
            stream.remove_track(former.track());
        }
        if let Some(capture) = &capture {
            stream.add_track(capture.track());
        }
        device.capture = capture;
        let is_empty = self.stream.get_tracks().length() == 0;
        self.notices
            .push_back(Notice::OwnStream((!is_empty).then_some(stream)));
        self.changes.push_back(source);
    }

    fn set(&mut self, source: Source, status: Status, problem: Option<Failure>) {
        let Some(device) = self.device_mut(source) else {
            return;
        };
        if device.status == status && problem.is_none() {
            return;
        }
        device.status = status;
        self.notices.push_back(Notice::OwnMedia {
            source,
            status,
            problem,
        });
        self.changes.push_back(source);
    }

    fn device(&self, source: Source) -> Option<&Device> {
        match source {
            Source::Microphone => Some(&self.microphone),
            Source::Camera => Some(&self.camera),
            Source::Screen | Source::ScreenAudio => None,
        }
    }

    fn device_mut(&mut self, source: Source) -> Option<&mut Device> {
        match source {
            Source::Microphone => Some(&mut self.microphone),
            Source::Camera => Some(&mut self.camera),
            Source::Screen | Source::ScreenAudio => None,
        }
    }
}

fn status_after(error: &CaptureError) -> Status {
    match error {
        CaptureError::Denied | CaptureError::Insecure => Status::Denied,
        CaptureError::NoDevice | CaptureError::Busy | CaptureError::Other(_) => Status::Off,
    }
}
