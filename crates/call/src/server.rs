use crate::event::Failure;
use crate::input::SocketClosed;
use crate::{Signalling, delay_before_attempt};
use std::time::Duration;
use visavis_roap::Timestamp;
use visavis_roap::envelope::CloseCode;

/// A proxy opens the socket even where the server behind it is dead, so only the welcome counts.
const WELCOME_WITHIN: Duration = Duration::from_secs(4);
/// Silence after which the server is asked whether it is there, and after which it is taken for dead: a half-open
/// socket is found within 15 s.
const ASK_AFTER: Duration = Duration::from_secs(5);
const DEAD_AFTER: Duration = Duration::from_secs(12);

/// What has to be done about the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Open(u32),
    Ping,
    Close,
}

/// The way to the server: whether there is one, and when to try again.
#[derive(Debug)]
pub(crate) struct Server {
    state: State,
    socket: u32,
    attempt: u32,
    was_welcomed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Off,
    Opening { deadline: Timestamp },
    Welcomed { heard: Timestamp, asked: bool },
    Waiting { until: Timestamp },
}

impl Server {
    pub(crate) fn new() -> Self {
        Self {
            state: State::Off,
            socket: 0,
            attempt: 0,
            was_welcomed: false,
        }
    }

    pub(crate) fn open(&mut self, now: Timestamp) -> Action {
        self.socket += 1;
        self.state = State::Opening {
            deadline: now + WELCOME_WITHIN,
        };

        Action::Open(self.socket)
    }

    /// Nothing more is done about the server.
    pub(crate) fn stop(&mut self) {
        self.state = State::Off;
        self.socket += 1;
    }

    pub(crate) fn is_current(&self, socket: u32) -> bool {
        self.socket == socket && self.state != State::Off
    }

    pub(crate) fn is_welcomed(&self) -> bool {
        matches!(self.state, State::Welcomed { .. })
    }

    pub(crate) fn welcomed(&mut self, now: Timestamp) {
        self.state = State::Welcomed {
            heard: now,
            asked: false,
        };
        self.attempt = 0;
        self.was_welcomed = true;
    }

    pub(crate) fn heard(&mut self, now: Timestamp) {
        if self.is_welcomed() {
            self.state = State::Welcomed {
                heard: now,
                asked: false,
            };
        }
    }

    /// The socket is gone. A refusal is final; everything else is tried again, for ever.
    pub(crate) fn closed(
        &mut self,
        now: Timestamp,
        closed: &SocketClosed,
        jitter: u32,
    ) -> Result<(), Failure> {
        if let Some(failure) = refusal(closed) {
            self.stop();
            return Err(failure);
        }
        self.state = State::Waiting {
            until: now + delay_before_attempt(self.attempt, jitter),
        };
        self.attempt = self.attempt.saturating_add(1);

        Ok(())
    }

    /// The network or the page came back: no need to wait any longer.
    pub(crate) fn awake(&mut self, now: Timestamp) {
        if let State::Waiting { until } = &mut self.state {
            *until = now;
        }
    }

    /// How one reaches the others, as the person sees it.
    pub(crate) fn signalling(&self) -> Signalling {
        match (self.is_welcomed(), self.was_welcomed, self.attempt, &self.state) {
            (true, ..) => Signalling::Connected,
            (_, true, ..) => Signalling::Reconnecting,
            (_, _, 0, State::Opening { .. }) => Signalling::Connecting,
            _ => Signalling::TabsOnly,
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        match self.state {
            State::Off => None,
            State::Opening { deadline } => Some(deadline),
            State::Welcomed { heard, asked: false } => Some(heard + ASK_AFTER),
            State::Welcomed { heard, asked: true } => Some(heard + DEAD_AFTER),
            State::Waiting { until } => Some(until),
        }
    }

    /// What is due, if anything.
    pub(crate) fn handle_timeout(&mut self, now: Timestamp) -> Option<Action> {
        if self.poll_timeout().is_none_or(|due| due > now) {
            return None;
        }
        match &mut self.state {
            State::Off => None,
            State::Opening { .. } | State::Welcomed { asked: true, .. } => Some(Action::Close),
            State::Welcomed { asked, .. } => {
                *asked = true;
                Some(Action::Ping)
            }
            State::Waiting { .. } => Some(self.open(now)),
        }
    }
}

/// The sentence for a socket that the server closed on purpose; `None` where it pays to try again.
fn refusal(closed: &SocketClosed) -> Option<Failure> {
    let (code, message) = match CloseCode::from_number(closed.code)? {
        CloseCode::Version => (
            "SignallingVersion",
            "This page and its server do not fit together. Reload the page.",
        ),
        CloseCode::Token => (
            "TokenRefused",
            "You need an invitation to this room. Ask whoever sent you the link.",
        ),
        CloseCode::Origin => (
            "OriginRefused",
            "The call server does not serve pages from this address. Tell whoever runs it.",
        ),
        CloseCode::Room => ("RoomRefused", "This room cannot be entered."),
        CloseCode::Replaced => (
            "Replaced",
            "You joined this call from somewhere else, so it ended here.",
        ),
        CloseCode::TooBig | CloseCode::Rate | CloseCode::Draining => return None,
    };
    // The server knows better which of the reasons for refusing a room it was.
    let says_it_better = closed.code == CloseCode::Room as u16 && !closed.reason.is_empty();
    let message = if says_it_better {
        closed.reason.clone()
    } else {
        message.to_owned()
    };

    Some(Failure { code, message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_without_a_welcome_is_given_up() {
        let mut server = Server::new();
        server.open(at(0));

        assert_eq!(server.handle_timeout(at(3_999)), None);
        assert_eq!(server.handle_timeout(at(4_000)), Some(Action::Close));
    }

    #[test]
    fn a_silent_server_is_asked_and_then_taken_for_dead_within_15_seconds() {
        let mut server = Server::new();
        server.open(at(0));
        server.welcomed(at(0));

        assert_eq!(server.handle_timeout(at(5_000)), Some(Action::Ping));
        assert_eq!(server.handle_timeout(at(11_999)), None);
        assert_eq!(server.handle_timeout(at(12_000)), Some(Action::Close));
    }

    #[test]
    fn the_first_failure_leaves_the_tabs_and_a_later_one_reconnects() {
        let mut server = Server::new();
        server.open(at(0));
        assert_eq!(server.signalling(), Signalling::Connecting);

        server.closed(at(1), &closed(1006), 0).unwrap();
        assert_eq!(server.signalling(), Signalling::TabsOnly);
        assert_eq!(server.handle_timeout(at(251)), Some(Action::Open(2)));
        assert_eq!(server.signalling(), Signalling::TabsOnly);

        server.welcomed(at(300));
        server.closed(at(400), &closed(1006), 0).unwrap();
        assert_eq!(server.signalling(), Signalling::Reconnecting);
    }

    #[test]
    fn a_refusal_is_final_and_says_why() {
        let mut server = Server::new();
        server.open(at(0));

        let full = SocketClosed {
            code: 4404,
            reason: "This call is full (6 people).".into(),
        };

        assert_eq!(
            server.closed(at(1), &full, 0).unwrap_err().message,
            "This call is full (6 people)."
        );
        assert_eq!(server.poll_timeout(), None);
    }

    #[test]
    fn waking_up_cuts_the_wait() {
        let mut server = Server::new();
        server.open(at(0));
        server.closed(at(1), &closed(1006), 0).unwrap();

        server.awake(at(10));

        assert_eq!(server.handle_timeout(at(10)), Some(Action::Open(2)));
    }

    fn at(millis: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(millis))
    }

    fn closed(code: u16) -> SocketClosed {
        SocketClosed {
            code,
            reason: String::new(),
        }
    }
}
