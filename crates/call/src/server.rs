use crate::input::SocketClosed;
use crate::{Code, Failure, Signalling, delay_before_attempt};
use std::time::Duration;
use visavis_protocol::{CloseCode, Retry};
use visavis_roap::Timestamp;

/// A proxy opens the socket even if the server behind it is dead, so only the welcome counts.
const WELCOME_WITHIN: Duration = Duration::from_secs(4);
/// Silence after which the server is pinged, and the time allowed for the pong: a half-open socket is detected within
/// 15 s. The page may have slept, so the pong always gets its full time.
const ASK_AFTER: Duration = Duration::from_secs(5);
const REPLY_WITHIN: Duration = Duration::from_secs(7);

/// The longest time by which a server may spread the return of its clients.
const MAX_SPREAD: Duration = Duration::from_secs(30);

/// The shortest time between two attempts at a crowded door, and by how much chance makes it longer. A class that waits
/// for its teacher shares an address, which may join only so often.
const CROWDED_DELAY: Duration = Duration::from_secs(10);

/// What to do with the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Open(u32),
    Ping,
    Close,
}

/// The consequence of a closed socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Reconnect, without limit.
    TriedAgain,
    /// The server refused this client.
    Refused(Failure),
    /// A newer socket of the same client has taken over.
    Replaced(Failure),
}

/// The connection to the server and its reconnection schedule.
#[derive(Debug)]
pub(crate) struct Server {
    state: State,
    socket: u32,
    attempt: u32,
    was_welcomed: bool,
    /// The time over which the server spreads the return of all its clients.
    spread: Duration,
    /// The room is locked, and as many wait at its door as may.
    is_crowded: bool,
    /// The server that has welcomed this client takes a new token in the session.
    takes_token: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Off,
    Opening {
        deadline: Timestamp,
        is_hello_sent: bool,
    },
    Up(Standing, Liveness),
    Waiting {
        until: Timestamp,
    },
}

/// This client's standing with a server that has replied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Waiting outside a locked room.
    Outside,
    Welcomed,
}

/// When the server last showed a sign of life.
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
            spread: Duration::ZERO,
            is_crowded: false,
            takes_token: false,
        }
    }

    pub(crate) fn open(&mut self, now: Timestamp) -> Action {
        self.socket += 1;
        self.state = State::Opening {
            deadline: now + WELCOME_WITHIN,
            is_hello_sent: false,
        };

        Action::Open(self.socket)
    }

    /// Stops connecting.
    pub(crate) fn stop(&mut self) {
        self.state = State::Off;
    }

    /// Returns whether this is the socket in use.
    pub(crate) fn is_current(&self, socket: u32) -> bool {
        self.socket == socket && matches!(self.state, State::Opening { .. } | State::Up(..))
    }

    /// The hello was sent.
    pub(crate) fn hello_sent(&mut self) {
        if let State::Opening { is_hello_sent, .. } = &mut self.state {
            *is_hello_sent = true;
        }
    }

    /// Returns whether the server knows this client or has been sent its hello.
    pub(crate) fn knows_client(&self) -> bool {
        matches!(
            self.state,
            State::Opening {
                is_hello_sent: true,
                ..
            } | State::Up(..)
        )
    }

    pub(crate) fn is_welcomed(&self) -> bool {
        matches!(self.state, State::Up(Standing::Welcomed, _))
    }

    /// Returns whether the server has welcomed this client before.
    pub(crate) fn was_welcomed(&self) -> bool {
        self.was_welcomed
    }

    /// Records that the room is locked and the host must admit this client.
    pub(crate) fn knocked(&mut self, now: Timestamp) {
        self.state = State::Up(Standing::Outside, Liveness::Heard(now));
        self.attempt = 0;
        self.is_crowded = false;
    }

    pub(crate) fn welcomed(&mut self, now: Timestamp) {
        self.state = State::Up(Standing::Welcomed, Liveness::Heard(now));
        self.attempt = 0;
        self.was_welcomed = true;
        self.is_crowded = false;
    }

    /// Records whether the server takes a new token in the session.
    pub(crate) fn offers_to_take_token(&mut self, takes_token: bool) {
        self.takes_token = takes_token;
    }

    /// Returns whether a new token can be sent now, and need not wait for the next hello.
    pub(crate) fn takes_token(&self) -> bool {
        self.takes_token && self.is_welcomed()
    }

    /// Records over how many milliseconds the server spreads the return of its clients.
    pub(crate) fn told_to_return(&mut self, within_ms: u32) {
        self.spread = Duration::from_millis(within_ms.into()).min(MAX_SPREAD);
    }

    pub(crate) fn heard(&mut self, now: Timestamp) {
        if let State::Up(_, liveness) = &mut self.state {
            *liveness = Liveness::Heard(now);
        }
    }

    /// Handles a closed socket. `is_in_call`: a running call must not end because the server changed its mind.
    pub(crate) fn closed(
        &mut self,
        now: Timestamp,
        closed: &SocketClosed,
        jitter: u32,
        is_in_call: bool,
    ) -> Ending {
        if let Some(failure) = refusal(closed, is_in_call) {
            self.stop();
            return if failure.code == Code::Replaced {
                Ending::Replaced(failure)
            } else {
                Ending::Refused(failure)
            };
        }
        let mut delay = delay_before_attempt(self.attempt, jitter);
        // One lost socket is the client's own trouble, but a server that is gone was lost by all of its clients.
        if self.attempt > 0 || closed.code == CloseCode::Draining.number() {
            delay += self.spread * jitter.min(999) / 1_000;
        }
        self.is_crowded = closed.code == CloseCode::TooManyWaiting.number();
        if self.is_crowded {
            delay = CROWDED_DELAY + CROWDED_DELAY * jitter.min(999) / 1_000;
        }
        self.state = State::Waiting { until: now + delay };
        self.attempt = self.attempt.saturating_add(1);

        Ending::TriedAgain
    }

    /// Ends the wait for the next attempt.
    pub(crate) fn retry(&mut self, now: Timestamp) -> Option<Action> {
        matches!(self.state, State::Waiting { .. }).then(|| self.open(now))
    }

    /// Handles the return of the network or the page: reconnects now, or checks whether the socket is still alive.
    pub(crate) fn awake(&mut self, now: Timestamp) -> Option<Action> {
        match &mut self.state {
            State::Waiting { .. } => self.retry(now),
            State::Up(_, liveness @ Liveness::Heard(_)) => {
                *liveness = Liveness::Asked(now);
                Some(Action::Ping)
            }
            State::Off | State::Opening { .. } | State::Up(_, Liveness::Asked(_)) => None,
        }
    }

    /// Returns the signalling state shown to the person.
    pub(crate) fn signalling(&self) -> Signalling {
        match (self.is_welcomed(), self.was_welcomed, self.attempt, &self.state) {
            (true, ..) => Signalling::Connected,
            (.., State::Up(Standing::Outside, _)) => Signalling::Waiting,
            (_, true, ..) => Signalling::Reconnecting,
            (.., State::Waiting { .. } | State::Opening { .. }) if self.is_crowded => Signalling::Waiting,
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

    /// Returns the action that is due, if any.
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

/// Returns why the server refuses this client; `None` if the client may try again. Decided by the number of the close
/// code alone: the reason is for people.
pub fn refusal(closed: &SocketClosed, is_in_call: bool) -> Option<Failure> {
    let is_refused = match Retry::after(closed.code) {
        Retry::Always => false,
        Retry::InCall => !is_in_call,
        Retry::Never => true,
    };
    is_refused.then(|| failure(closed))
}

/// Returns the failure to report for a close code.
///
/// The server's sentence is used only where it knows more than this client: how many people a room holds, or why it uses
/// a code that is new.
pub(crate) fn failure(closed: &SocketClosed) -> Failure {
    let close = CloseCode::from_number(closed.code).unwrap_or(CloseCode::Room);
    let code = code_of(close);
    let knows_more = matches!(code, Code::RoomFull | Code::RoomRefused);
    if knows_more && !closed.reason.is_empty() {
        Failure::new(code, closed.reason.as_str())
    } else {
        Failure::from(code)
    }
}

fn code_of(close: CloseCode) -> Code {
    match close {
        CloseCode::Version | CloseCode::NotAHello | CloseCode::BadSecret | CloseCode::Unreadable => {
            Code::SignallingVersion
        }
        CloseCode::Origin => Code::OriginRefused,
        CloseCode::Replaced => Code::Replaced,
        CloseCode::Token => Code::TokenRefused,
        CloseCode::TokenMissing => Code::TokenMissing,
        CloseCode::TokenOfOtherRoom => Code::TokenOfOtherRoom,
        CloseCode::TokenNotValid => Code::TokenNotValid,
        CloseCode::TokenUnbounded => Code::TokenUnbounded,
        CloseCode::TokenUsed => Code::TokenUsed,
        CloseCode::RoomFull => Code::RoomFull,
        CloseCode::NotAdmitted => Code::NotLetIn,
        CloseCode::Removed => Code::RemovedFromRoom,
        CloseCode::RoomName => Code::RoomNameRefused,
        CloseCode::Room
        // These are temporary, so the person is not told.
        | CloseCode::TooBig
        | CloseCode::Rate
        | CloseCode::Draining
        | CloseCode::NoMoreRooms
        | CloseCode::NoMoreSockets
        | CloseCode::HelloTimeout
        | CloseCode::SlowReader
        | CloseCode::TooManyWaiting
        | _ => Code::RoomRefused,
    }
}

#[cfg(test)]
mod tests;
