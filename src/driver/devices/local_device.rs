use crate::web::Capture;
use visavis_call::Status;
use visavis_call::devices::{Decision, Device, Refusal};
use web_sys::MediaStream;

/// The camera or the microphone: what is decided of it, and the track while there is one.
#[derive(Debug)]
pub(super) struct LocalDevice {
    pub(super) device: Device,
    /// The status that was told last.
    pub(super) last_reported: Status,
    capture: Option<Capture>,
    /// What has come and is not in its place yet.
    arrived: Option<Capture>,
}

impl LocalDevice {
    pub(super) fn new(device: Device) -> Self {
        Self {
            device,
            last_reported: Status::default(),
            capture: None,
            arrived: None,
        }
    }

    pub(super) fn capture(&self) -> Option<&Capture> {
        self.capture.as_ref()
    }

    /// Takes in what the browser gave, or why it gave nothing. What nobody waits for any more is stopped.
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

    /// Puts what has come in the place of the former, which stops; tells whether anything has come.
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

    /// Stops it; tells whether there was anything.
    pub(super) fn take_from(&mut self, stream: &MediaStream) -> bool {
        let Some(former) = self.capture.take() else {
            return false;
        };
        stream.remove_track(former.track());
        true
    }

    /// Sends silence, or a black picture, while it is not wanted.
    pub(super) fn enable(&self) {
        if let Some(capture) = &self.capture {
            capture.track().set_enabled(self.device.is_wanted());
        }
    }
}
