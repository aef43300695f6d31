use crate::event::Failure;
use crate::input::SocketClosed;
use crate::{Signalling, delay_before_attempt};
use std::time::Duration;
use visavis_protocol::{CloseCode, Retry};
use visavis_roap::Timestamp;

/// A proxy opens the socket even where the server behind it is dead, so only the welcome counts.
const WELCOME_WITHIN: Duration = Duration::from_secs(4);
/// Silence after which the server is asked whether it is there, and how long the reply may take: a half-open socket
/// is found within 15 s. The page may have slept, so that the reply is given its time whenever it was asked for.
const ASK_AFTER: Duration = Duration::from_secs(5);
const REPLY_WITHIN: Duration = Duration::from_secs(7);

/// What has to be done about the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Open(u32),
    Ping,
    Close,
}

/// What the end of a socket means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The server is tried again, for ever.
    TriedAgain,
    /// The server does not let this client in.
    Refused(Failure),
    /// A newer socket has this client's place, and its links.
    Replaced(Failure),
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
    Opening { deadline: Timestamp, is_greeted: bool },
    Up(Standing, Liveness),
    Waiting { until: Timestamp },
}

/// What the client is to a server that has replied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It has knocked at a locked room.
    Outside,
    Welcomed,
}

/// What the server was last heard of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Liveness {
    Heard(Timestamp),
    Asked(Timestamp),
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
            is_greeted: false,
        };

        Action::Open(self.socket)
    }

    /// Nothing more is done about the server.
    pub(crate) fn stop(&mut self) {
        self.state = State::Off;
    }

    /// Whether that is the socket in use, and not one that was given up.
    pub(crate) fn is_current(&self, socket: u32) -> bool {
        self.socket == socket && matches!(self.state, State::Opening { .. } | State::Up(..))
    }

    /// The hello was said.
    pub(crate) fn greeted(&mut self) {
        if let State::Opening { is_greeted, .. } = &mut self.state {
            *is_greeted = true;
        }
    }

    /// Whether the server knows of this client, or is about to.
    pub(crate) fn is_greeted(&self) -> bool {
        matches!(
            self.state,
            State::Opening { is_greeted: true, .. } | State::Up(..)
        )
    }

    pub(crate) fn is_welcomed(&self) -> bool {
        matches!(self.state, State::Up(Standing::Welcomed, _))
    }

    /// The room is locked, and somebody has to let this client in.
    pub(crate) fn knocked(&mut self, now: Timestamp) {
        self.state = State::Up(Standing::Outside, Liveness::Heard(now));
        self.attempt = 0;
    }

    pub(crate) fn welcomed(&mut self, now: Timestamp) {
        self.state = State::Up(Standing::Welcomed, Liveness::Heard(now));
        self.attempt = 0;
        self.was_welcomed = true;
    }

    pub(crate) fn heard(&mut self, now: Timestamp) {
        if let State::Up(_, liveness) = &mut self.state {
            *liveness = Liveness::Heard(now);
        }
    }

    /// The socket is gone. `is_in_call`: there is a call that must not end because a server has changed its mind.
    pub(crate) fn closed(
        &mut self,
        now: Timestamp,
        closed: &SocketClosed,
        jitter: u32,
        is_in_call: bool,
    ) -> Ending {
        match Verdict::of(closed) {
            Verdict::Lost => {}
            Verdict::Refused(_) if is_in_call => {}
            Verdict::Refused(failure) | Verdict::RefusedForGood(failure) => {
                self.stop();
                return Ending::Refused(failure);
            }
            Verdict::Replaced(failure) => {
                self.stop();
                return Ending::Replaced(failure);
            }
        }
        self.state = State::Waiting {
            until: now + delay_before_attempt(self.attempt, jitter),
        };
        self.attempt = self.attempt.saturating_add(1);

        Ending::TriedAgain
    }

    /// The network or the page came back: no need to wait any longer, and the socket may have died meanwhile.
    pub(crate) fn awake(&mut self, now: Timestamp) -> Option<Action> {
        match &mut self.state {
            State::Waiting { .. } => Some(self.open(now)),
            State::Up(_, liveness @ Liveness::Heard(_)) => {
                *liveness = Liveness::Asked(now);
                Some(Action::Ping)
            }
            State::Off | State::Opening { .. } | State::Up(_, Liveness::Asked(_)) => None,
        }
    }

    /// How one reaches the others, as the person sees it.
    pub(crate) fn signalling(&self) -> Signalling {
        match (self.is_welcomed(), self.was_welcomed, self.attempt, &self.state) {
            (true, ..) => Signalling::Connected,
            (.., State::Up(Standing::Outside, _)) => Signalling::Waiting,
            (_, true, ..) => Signalling::Reconnecting,
            (_, _, 0, State::Opening { .. }) => Signalling::Connecting,
            _ => Signalling::TabsOnly,
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        match self.state {
            State::Off => None,
            State::Opening { deadline, .. } => Some(deadline),
            State::Up(_, Liveness::Heard(at)) => Some(at + ASK_AFTER),
            State::Up(_, Liveness::Asked(at)) => Some(at + REPLY_WITHIN),
            State::Waiting { until } => Some(until),
        }
    }

    /// What is due, if anything.
    pub(crate) fn handle_timeout(&mut self, now: Timestamp) -> Option<Action> {
        if self.poll_timeout().is_none_or(|due| due > now) {
            return None;
        }
        match self.state {
            State::Off => None,
            State::Opening { .. } | State::Up(_, Liveness::Asked(_)) => Some(Action::Close),
            State::Up(standing, Liveness::Heard(_)) => {
                self.state = State::Up(standing, Liveness::Asked(now));
                Some(Action::Ping)
            }
            State::Waiting { .. } => Some(self.open(now)),
        }
    }
}

/// What the server meant by closing a socket.
enum Verdict {
    /// Nothing, or nothing that lasts.
    Lost,
    /// It is not, or no longer, set up for this client.
    Refused(Failure),
    /// This client is not to come in.
    RefusedForGood(Failure),
    Replaced(Failure),
}

impl Verdict {
    /// Judged by the number alone: the reason is for people.
    fn of(closed: &SocketClosed) -> Self {
        let code = CloseCode::from_number(closed.code);
        let failure = failure(code, &closed.reason);
        match Retry::after(closed.code) {
            Retry::Always => Self::Lost,
            Retry::InCall => Self::Refused(failure),
            Retry::Never if code == Some(CloseCode::Replaced) => Self::Replaced(failure),
            Retry::Never => Self::RefusedForGood(failure),
        }
    }
}

/// What the person is told of a refusal; `None` is a close code that this version does not know.
///
/// The server may word its reason better than this client: it knows how many people a room holds, and why it uses a
/// code that is new.
fn failure(code: Option<CloseCode>, reason: &str) -> Failure {
    let code = code.unwrap_or(CloseCode::Room);
    let as_given = if reason.is_empty() {
        code.sentence()
    } else {
        reason
    };
    let (code, message) = match code {
        CloseCode::Version | CloseCode::NotAHello | CloseCode::BadSecret | CloseCode::Unreadable => (
            "SignallingVersion",
            "This page and its server do not fit together. Reload the page.",
        ),
        CloseCode::Origin => (
            "OriginRefused",
            "The call server does not serve pages from this address. Tell whoever runs it.",
        ),
        CloseCode::Replaced => {
            return Failure {
                code: "Replaced",
                message: "You joined this call from somewhere else, so it ended here.".to_owned(),
            };
        }
        CloseCode::Token => ("TokenRefused", as_given),
        CloseCode::TokenMissing => ("TokenMissing", as_given),
        CloseCode::TokenOfOtherRoom => ("TokenOfOtherRoom", as_given),
        CloseCode::TokenNotValid => ("TokenNotValid", as_given),
        CloseCode::RoomFull => ("RoomFull", as_given),
        CloseCode::TooManyWaiting => ("TooManyWaiting", as_given),
        CloseCode::NotAdmitted => ("NotLetIn", as_given),
        CloseCode::Removed => ("RemovedFromRoom", as_given),
        CloseCode::RoomName => ("RoomNameRefused", as_given),
        CloseCode::Room
        // These pass, and nobody is told.
        | CloseCode::TooBig
        | CloseCode::Rate
        | CloseCode::Draining
        | CloseCode::NoMoreRooms
        | CloseCode::NoMoreSockets
        | CloseCode::HelloTimeout
        | CloseCode::SlowReader
        | _ => ("RoomRefused", as_given),
    };
    let message = message.to_owned();
    Failure { code, message }
}

#[cfg(test)]
mod tests;
