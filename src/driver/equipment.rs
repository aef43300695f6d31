use super::devices::Devices;
use visavis_call::{Source, Status};
use web_sys::{MediaStream, MediaStreamTrack};

/// What a call sends from: this side's devices, or whatever stands in for them.
pub(super) trait Equipment {
    /// Every connection names this stream, whatever its tracks are at the moment.
    fn stream(&self) -> &MediaStream;
    /// The track to send for a source.
    fn track(&self, source: Source) -> Option<&MediaStreamTrack>;
    fn status(&self, source: Source) -> Status;
}

impl Equipment for Devices {
    fn stream(&self) -> &MediaStream {
        Devices::stream(self)
    }

    fn track(&self, source: Source) -> Option<&MediaStreamTrack> {
        Devices::track(self, source)
    }

    fn status(&self, source: Source) -> Status {
        Devices::status(self, source)
    }
}
