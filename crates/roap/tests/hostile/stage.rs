//! Plays a script to an endpoint and checks its rules after every line.

use crate::script::{Line, Script};
use std::collections::HashSet;
use std::time::Duration;
use visavis_roap::{
    ConnectionId, Effect, Endpoint, Entropy, Event, Input, Message, Policy, Received, State, Ticket,
    Timestamp,
};

/// An endpoint playing a script.
pub struct Stage {
    pub endpoint: Endpoint,
    entropy: Counter,
    now: Timestamp,
    ticket: Ticket,
    connection: Option<ConnectionId>,
    /// The states visited.
    pub seen: HashSet<State>,
    /// Sessions that ended.
    pub ended: usize,
    /// Messages that were ignored.
    pub dropped: usize,
    received: usize,
    replies: usize,
}

struct Counter(u128);

impl Entropy for Counter {
    fn bits(&mut self) -> u128 {
        self.0 += 1;
        self.0
    }

    /// Returns a constant small enough for scripts to hit.
    fn tie_breaker(&mut self) -> u32 {
        3
    }
}

/// Plays a whole script.
///
/// # Panics
/// Panics if a rule is violated.
pub fn play(bytes: &[u8]) -> Stage {
    let mut stage = Stage::new();
    let mut script = Script::new(bytes);
    while let Some(line) = script.next(&stage.endpoint, stage.ticket()) {
        stage.take(line);
    }
    stage
}

impl Stage {
    pub fn new() -> Self {
        Self {
            endpoint: Endpoint::new(Policy::Accept),
            entropy: Counter(0),
            now: Timestamp::default(),
            ticket: Ticket(0),
            connection: None,
            seen: HashSet::new(),
            ended: 0,
            dropped: 0,
            received: 0,
            replies: 0,
        }
    }

    /// Returns the ticket of the last requested operation.
    pub fn ticket(&self) -> Ticket {
        self.ticket
    }

    fn take(&mut self, line: Line) {
        match line {
            Line::Policy(policy) => self.endpoint.set_policy(policy),
            Line::Wait(milliseconds) => self.wait(Duration::from_millis(milliseconds.into())),
            Line::Input(input) => self.handle(input),
        }
    }

    fn wait(&mut self, wait: Duration) {
        self.now = self.now + wait;
        for _ in 0..100 {
            match self.endpoint.poll_timeout() {
                Some(at) if at <= self.now => {
                    self.endpoint.handle_timeout(self.now, &mut self.entropy);
                    self.run_effects();
                }
                Some(_) | None => return,
            }
        }
        panic!("a timer fires endlessly: {:?}", self.endpoint);
    }

    pub fn handle(&mut self, input: Input) {
        let is_final = is_final(&input);
        let is_waiting = matches!(self.state(), State::ApplyingOffer | State::ApplyingAnswer);
        let is_message = matches!(input, Input::Received(_));
        let is_repeating = matches!(input, Input::RouteRestored);
        let input_text = format!("{input:?}");
        self.received += usize::from(is_message);
        self.endpoint.handle(self.now, input, &mut self.entropy);
        let replies = self.run_effects();
        if !is_repeating {
            self.replies += replies;
        }
        assert!(
            !is_final || is_waiting || replies == 0,
            "{input_text} got a reply"
        );
        assert!(
            !is_message || is_waiting || replies <= 1,
            "{input_text} got several replies"
        );
        assert!(self.replies <= self.received, "more replies than messages");
    }

    /// Carries out the effects as a browser would; returns the number of replies sent.
    fn run_effects(&mut self) -> usize {
        let mut replies = 0;
        while let Some(effect) = self.endpoint.poll_effect() {
            replies += usize::from(is_reply(&effect));
            match effect {
                Effect::Open { connection, .. } => self.connection = Some(connection),
                Effect::Close => assert!(self.connection.take().is_some(), "closed twice"),
                Effect::MakeOffer(ticket)
                | Effect::TakeOffer(ticket, _)
                | Effect::TakeAnswer { ticket, .. } => {
                    assert!(self.connection.is_some(), "an operation without a connection");
                    assert_ne!(ticket, self.ticket, "a ticket is reused");
                    self.ticket = ticket;
                }
                Effect::Rollback | Effect::AddCandidate(_) => {
                    assert!(self.connection.is_some(), "an operation without a connection");
                }
                Effect::Send(_) => {}
            }
        }
        assert_eq!(self.connection, self.endpoint.connection());
        while let Some(event) = self.endpoint.poll_event() {
            self.ended += usize::from(matches!(event, Event::Ended(_)));
            self.dropped += usize::from(matches!(event, Event::Dropped(_)));
        }
        self.check_rest();
        replies
    }

    fn check_rest(&mut self) {
        self.seen.insert(self.state());
        let has_timer = self.endpoint.poll_timeout().is_some();
        match self.state() {
            State::None => assert!(self.connection.is_none()),
            State::Ringing => assert!(has_timer && self.connection.is_none()),
            State::Closing => assert!(has_timer && self.connection.is_none()),
            State::Making | State::ApplyingOffer | State::ApplyingAnswer => {
                assert!(has_timer && self.connection.is_some());
            }
            State::WaitAnswer | State::WaitOk | State::Stable => assert!(self.connection.is_some()),
        }
    }

    pub fn state(&self) -> State {
        self.endpoint.state()
    }
}

/// Returns whether the input is a message that must not be answered.
fn is_final(input: &Input) -> bool {
    matches!(
        input,
        Input::Received(
            Received::Unreadable
                | Received::Message(Message::Ok(_) | Message::Error(_) | Message::Candidates(_))
        )
    )
}

fn is_reply(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Send(Message::Ok(_) | Message::Error(_) | Message::Answer(_))
    )
}
