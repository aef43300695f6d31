use super::{ExternalChannel, LoopbackEnd, Tabs};
use visavis_call::TabFrame;

/// What carries frames that everybody on it hears. Dropping it falls silent.
#[derive(Debug)]
#[must_use = "nothing is heard once the bus is dropped"]
pub(crate) enum Bus {
    Tabs(Tabs),
    Loopback(LoopbackEnd),
    External(ExternalChannel),
}

impl Bus {
    /// Says this to all of them.
    pub(crate) fn say(&self, frame: &TabFrame) {
        match self {
            Self::Tabs(tabs) => tabs.say(frame),
            Self::Loopback(end) => end.say(frame),
            Self::External(channel) => channel.say(frame),
        }
    }
}
