use super::{ExternalChannel, LoopbackEnd, Tabs};
use visavis_call::TabFrame;

/// What carries frames that everybody on it hears. Dropping it closes it.
#[derive(Debug)]
#[must_use = "nothing is heard once the bus is dropped"]
pub(crate) enum Bus {
    Tabs(Tabs),
    Loopback(LoopbackEnd),
    External(ExternalChannel),
}

impl Bus {
    /// Sends this to all of them.
    pub(crate) fn send(&self, frame: &TabFrame) {
        match self {
            Self::Tabs(tabs) => tabs.send(frame),
            Self::Loopback(end) => end.send(frame),
            Self::External(channel) => channel.send(frame),
        }
    }
}
