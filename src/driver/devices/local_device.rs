use crate::web::{Capture, PageTrack};
use visavis_call::Status;
use visavis_call::devices::{Decision, Device, Refusal};
use web_sys::{MediaStream, MediaStreamTrack};

/// The camera or the microphone: its state machine, and its track if there is one.
#[derive(Debug)]
pub(super) struct LocalDevice {
    pub(super) device: Device,
    /// The status reported last; `None` while nothing is known of the device: it may start with the call.
    last_reported: Option<Status>,
    capture: Option<Capture>,
    /// A new track that is not in the stream yet.
    arrived: Option<Capture>,
    /// The track of the page in place of the device.
    pub(super) page_track: Option<PageTrack>,
    /// The track of the page in the stream: only while it is sent.
    shown: Option<MediaStreamTrack>,
}

impl LocalDevice {
    pub(super) fn new(device: Device) -> Self {
        Self {
            device,
            last_reported: None,
            capture: None,
            arrived: None,
            page_track: None,
            shown: None,
        }
    }

    pub(super) fn capture(&self) -> Option<&Capture> {
        self.capture.as_ref()
    }

    /// Returns the track to send.
    pub(super) fn track(&self) -> Option<&MediaStreamTrack> {
        self.shown
            .as_ref()
            .or_else(|| self.capture.as_ref().map(Capture::track))
    }

    /// Returns the status if there is something to report: it changed, or there is a problem.
    pub(super) fn news(&mut self, has_problem: bool) -> Option<Status> {
        let status = self.device.status();
        let is_unknown = self.last_reported.is_none() && status == Status::Off && !self.device.is_said_off();
        if !has_problem && (is_unknown || self.last_reported == Some(status)) {
            return None;
        }
        self.last_reported = Some(status);
        self.last_reported
    }

    /// Handles the outcome of a request. A track that is no longer wanted is stopped.
    pub(super) fn settle(&mut self, result: Result<Capture, Refusal>) -> Decision {
        if !self.device.is_asked() {
            return Decision::default();
        }
        match result {
            Ok(capture) => {
                let decision = self.device.started(capture.device_id());
                self.arrived = Some(capture);
                decision
            }
            Err(refusal) => self.device.failed(refusal),
        }
    }

    /// Moves a new track into the stream, stopping the previous one; returns whether there was one.
    pub(super) fn show_in(&mut self, stream: &MediaStream, changed: impl Fn() + Clone + 'static) -> bool {
        let Some(mut capture) = self.arrived.take() else {
            return false;
        };
        self.take_from(stream);
        capture.on_change(changed);
        self.device.muted_by_system(capture.is_muted_by_system());
        stream.add_track(capture.track());
        self.capture = Some(capture);
        self.enable();
        true
    }

    /// Stops the track; returns whether there was one.
    pub(super) fn take_from(&mut self, stream: &MediaStream) -> bool {
        let Some(previous) = self.capture.take() else {
            return false;
        };
        stream.remove_track(previous.track());
        true
    }

    /// Puts the track of the page into the stream, or takes it out, as it is to be sent or not; returns whether that
    /// changed anything.
    pub(super) fn show_page_track(&mut self, stream: &MediaStream) -> bool {
        let sent = self
            .page_track
            .as_ref()
            .filter(|_| self.device.sends_page_track())
            .map(PageTrack::track);
        if self.shown.as_ref() == sent {
            return false;
        }
        let former = std::mem::replace(&mut self.shown, sent.cloned());
        former.iter().for_each(|track| stream.remove_track(track));
        self.shown.iter().for_each(|track| stream.add_track(track));
        true
    }

    /// Enables the track only while it is wanted: otherwise silence, or black, is sent.
    pub(super) fn enable(&self) {
        if let Some(capture) = &self.capture {
            capture.track().set_enabled(self.device.is_wanted());
        }
    }
}
