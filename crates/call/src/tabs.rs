use crate::Signalling;
use std::time::Duration;
use visavis_roap::Timestamp;

/// How a client finds the others. All but the server are a *bus*: everybody on it hears everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// A server; where it is not reached, the tabs of this browser.
    Server,
    /// The tabs of this browser, and no server.
    Tabs,
    /// The memory of this page: its other end is this person's own echo.
    Loopback,
    /// A channel that the page around has to wherever it likes. It may lose, double and delay.
    External,
}

impl Transport {
    pub(crate) fn has_server(self) -> bool {
        self == Self::Server
    }

    /// Whether those on the bus sit at one machine, so that loudspeaker and microphone would howl.
    pub(crate) fn is_in_one_place(self) -> bool {
        self != Self::External
    }

    /// How one reaches the others without a server. Of the page's own channel nothing is known but that it is there.
    pub(crate) fn signalling_of_bus(self) -> Signalling {
        match self {
            Self::Server | Self::Tabs => Signalling::TabsOnly,
            Self::Loopback | Self::External => Signalling::Connected,
        }
    }
}

/// The pause before one says again that one is here, the first time and later on: one word may be lost, and whoever is
/// there for long is hardly waited for.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(16);

/// Says again and again that one is here, on a bus that may lose what is said.
#[derive(Debug, Default)]
pub(crate) struct Announcer {
    next: Option<Announcement>,
}

#[derive(Debug)]
struct Announcement {
    at: Timestamp,
    pause: Duration,
}

impl Announcer {
    pub(crate) fn start(&mut self, now: Timestamp) {
        self.next = Some(Announcement {
            at: now + FIRST_PAUSE,
            pause: FIRST_PAUSE,
        });
    }

    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        self.next.as_ref().map(|next| next.at)
    }

    /// Whether it is time; true once.
    pub(crate) fn is_due(&mut self, now: Timestamp) -> bool {
        let Some(next) = self.next.as_mut().filter(|next| next.at <= now) else {
            return false;
        };
        next.pause = (next.pause * 2).min(LONGEST_PAUSE);
        next.at = now + next.pause;
        true
    }
}
