use super::{ExternalChannel, LoopbackEnd, Tabs};
use visavis_call::TabFrame;

/// A transport whose frames reach every other participant on it. Dropping it closes it.
#[derive(Debug)]
#[must_use = "the bus is closed when it is dropped"]
pub(crate) enum Bus {
    Tabs(Tabs),
    Loopback(LoopbackEnd),
    External(ExternalChannel),
}

impl Bus {
    /// Sends a frame to all other participants.
    pub(crate) fn send(&self, frame: &TabFrame) {
        match self {
            Self::Tabs(tabs) => tabs.send(frame),
            Self::Loopback(end) => end.send(frame),
            Self::External(channel) => channel.send(frame),
        }
    }
}
