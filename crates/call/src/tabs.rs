use crate::Signalling;
use std::time::Duration;
use visavis_roap::Timestamp;

/// How a client finds the others. All but the server are a *bus*, on which everybody receives every message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// A server or, if it cannot be reached, the tabs of this browser.
    Server,
    /// The tabs of this browser, and no server.
    Tabs,
    /// Inside this page: the peer is this client's own echo.
    Loopback,
    /// A channel of the embedding page. It may lose, duplicate and delay messages.
    External,
}

impl Transport {
    pub(crate) fn has_server(self) -> bool {
        self == Self::Server
    }

    /// Returns whether clients on this bus share a machine, where loudspeaker and microphone would feed back.
    pub(crate) fn is_in_one_place(self) -> bool {
        self != Self::External
    }

    /// Returns the signalling state without a server. An external channel is assumed to work.
    pub(crate) fn signalling_of_bus(self) -> Signalling {
        match self {
            Self::Server | Self::Tabs => Signalling::TabsOnly,
            Self::Loopback | Self::External => Signalling::Connected,
        }
    }
}

/// Pause before the first and later repetitions of the announcement: a single one may be lost, and later ones matter
/// less.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(16);

/// Repeats this client's announcement on a bus that may lose messages.
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

    /// Returns once whether an announcement is due.
    pub(crate) fn is_due(&mut self, now: Timestamp) -> bool {
        let Some(next) = self.next.as_mut().filter(|next| next.at <= now) else {
            return false;
        };
        next.pause = (next.pause * 2).min(LONGEST_PAUSE);
        next.at = now + next.pause;
        true
    }
}
