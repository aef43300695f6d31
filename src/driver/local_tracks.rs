use super::devices::Devices;
use crate::web::OwnStreams;
use visavis_call::{Source, Status};
use web_sys::MediaStreamTrack;

/// What a call sends from: this side's devices, or whatever stands in for them.
pub(super) trait LocalTracks {
    /// Every connection names these streams, whatever their tracks are at the moment.
    fn streams(&self) -> &OwnStreams;
    /// The sources for which an offer has media sections.
    fn offered(&self) -> Vec<Source>;
    /// The track to send for a source.
    fn track(&self, source: Source) -> Option<&MediaStreamTrack>;
    fn status(&self, source: Source) -> Status;
}

impl LocalTracks for Devices {
    fn streams(&self) -> &OwnStreams {
        Devices::streams(self)
    }

    fn offered(&self) -> Vec<Source> {
        Devices::offered(self)
    }

    fn track(&self, source: Source) -> Option<&MediaStreamTrack> {
        Devices::track(self, source)
    }

    fn status(&self, source: Source) -> Status {
        Devices::status(self, source)
    }
}
