//! What the page asks of devices, and how much of them is sent.

use super::Devices;
use visavis_call::Source;
use visavis_call::devices::Constraints;

/// The bits per second that the page allows at most to each peer.
#[derive(Debug, Default)]
pub(super) struct Caps {
    camera: Option<u32>,
    screen: Option<u32>,
}

impl Devices {
    /// Asks other things of the camera or microphone, from now on.
    pub(in crate::driver) fn constrain(&mut self, source: Source, constraints: Option<Constraints>) {
        self.decide(source, |device| device.constrain(constraints));
        self.ask();
    }

    /// Limits what is sent of a source to each peer, in bits per second.
    pub(in crate::driver) fn set_max_bitrate(&mut self, source: Source, bitrate: Option<u32>) {
        match source {
            Source::Camera => self.caps.camera = bitrate,
            Source::Screen => self.caps.screen = bitrate,
            Source::Microphone | Source::ScreenAudio => return,
        }
        self.changes.push(source);
    }

    /// Returns the bits per second that may be sent of a source to each peer.
    pub(in crate::driver) fn max_bitrate(&self, source: Source) -> Option<u32> {
        match source {
            Source::Camera => self.caps.camera,
            Source::Screen => self.caps.screen,
            Source::Microphone | Source::ScreenAudio => None,
        }
    }
}
