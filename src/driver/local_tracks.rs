use super::devices::Devices;
use crate::web::OwnStreams;
use visavis_call::{Source, Status};
use web_sys::MediaStreamTrack;

/// The local tracks of a call: those of the devices, or of the echo.
pub(super) trait LocalTracks {
    /// The streams named in every connection, whatever their current tracks.
    fn streams(&self) -> &OwnStreams;
    /// Returns the sources with media sections in a first offer.
    fn offered(&self) -> Vec<Source>;
    /// Returns the track to send for a source.
    fn track(&self, source: Source) -> Option<&MediaStreamTrack>;
    fn status(&self, source: Source) -> Status;
    /// Returns the bits per second that the page allows at most, to each peer.
    fn max_bitrate(&self, source: Source) -> Option<u32>;
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

    fn max_bitrate(&self, source: Source) -> Option<u32> {
        Devices::max_bitrate(self, source)
    }
}
