//! An endpoint under test, with readable ids, numbers and time.

use std::time::Duration;
use visavis_roap::{
    Answer, Candidate, CandidateBatch, ConnectionId, Effect, EndReason, Endpoint, Entropy, Error, ErrorType,
    Event, Exchange, Input, Message, Offer, OperationFailed, Policy, Received, SessionId, State, Ticket,
    TieBreaker, Timestamp,
};

/// The tie-breaker of every local OFFER.
pub const OURS: TieBreaker = 7;

/// The SDP of every local description.
pub const SDP: &str = "v=0\r\na=ice-ufrag:ours\r\na=mid:0\r\n";

/// The SDP of every description of the peer.
pub const THEIR_SDP: &str = "v=0\r\na=ice-ufrag:theirs\r\na=mid:0\r\n";

pub struct Subject {
    pub endpoint: Endpoint,
    pub now: Timestamp,
    entropy: Counting,
    ticket: Ticket,
    events: Vec<Event>,
}

/// Draws the session ids A1, A2, ...
struct Counting(u32);

impl Entropy for Counting {
    fn bits(&mut self) -> u128 {
        0
    }

    fn tie_breaker(&mut self) -> TieBreaker {
        OURS
    }

    fn below(&mut self, bound: u32) -> u32 {
        bound / 2
    }

    fn session_id(&mut self) -> SessionId {
        self.0 += 1;
        SessionId::new(format!("A{}", self.0)).expect("the id is not empty")
    }
}

impl Subject {
    pub fn new(policy: Policy) -> Self {
        Self {
            endpoint: Endpoint::new(policy),
            now: Timestamp::default() + Duration::from_secs(1000),
            entropy: Counting(0),
            ticket: Ticket(0),
            events: Vec::new(),
        }
    }

    /// Creates a subject in an established call that it started: session A1 with B1, exchange 1.
    pub fn in_call() -> Self {
        let mut subject = Self::new(Policy::Accept);
        subject.handle(Input::Need);
        subject.offer_made();
        subject.receive(answer("A1", "B1", 1));
        subject.answer_taken();
        subject.events();
        subject
    }

    /// Handles an input and returns the effects.
    pub fn handle(&mut self, input: Input) -> Vec<Effect> {
        self.endpoint.handle(self.now, input, &mut self.entropy);
        self.drain()
    }

    pub fn receive(&mut self, message: Message) -> Vec<Effect> {
        self.handle(Input::Received(Received::Message(message)))
    }

    pub fn offer_made(&mut self) -> Vec<Effect> {
        self.handle(Input::OfferMade(self.ticket, Ok(SDP.to_owned())))
    }

    pub fn answer_made(&mut self) -> Vec<Effect> {
        self.handle(Input::AnswerMade(self.ticket, Ok(SDP.to_owned())))
    }

    pub fn answer_taken(&mut self) -> Vec<Effect> {
        self.handle(Input::AnswerTaken(self.ticket, Ok(())))
    }

    pub fn offer_failed(&mut self) -> Vec<Effect> {
        self.handle(Input::OfferMade(self.ticket, Err(failed())))
    }

    pub fn answer_failed(&mut self) -> Vec<Effect> {
        self.handle(Input::AnswerMade(self.ticket, Err(failed())))
    }

    /// Advances the time to the next timer; returns the time waited and the effects.
    pub fn time_out(&mut self) -> (Duration, Vec<Effect>) {
        let at = self.endpoint.poll_timeout().expect("a timer is running");
        let waited = at.since(self.now);
        self.now = self.now.max(at);
        self.endpoint.handle_timeout(self.now, &mut self.entropy);
        (waited, self.drain())
    }

    pub fn need_of(&mut self, connection: u32) -> Vec<Effect> {
        self.handle(Input::NeedOf(ConnectionId(connection)))
    }

    pub fn state(&self) -> State {
        self.endpoint.state()
    }

    /// Returns the ticket of the last requested operation.
    pub fn ticket(&self) -> Ticket {
        self.ticket
    }

    /// Returns the events since the last call.
    pub fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    fn drain(&mut self) -> Vec<Effect> {
        let effects: Vec<Effect> = std::iter::from_fn(|| self.endpoint.poll_effect()).collect();
        for effect in &effects {
            match effect {
                Effect::MakeOffer(ticket)
                | Effect::TakeOffer(ticket, _)
                | Effect::TakeAnswer { ticket, .. } => self.ticket = *ticket,
                Effect::Open { .. }
                | Effect::Close
                | Effect::Rollback
                | Effect::AddCandidate(_)
                | Effect::Send(_) => {}
            }
        }
        self.events
            .extend(std::iter::from_fn(|| self.endpoint.poll_event()));
        effects
    }
}

fn failed() -> OperationFailed {
    OperationFailed("failed by the test".to_owned())
}

pub fn exchange(offerer: &str, answerer: &str, seq: u32) -> Exchange {
    Exchange {
        offerer: SessionId::new(offerer),
        answerer: SessionId::new(answerer),
        seq,
    }
}

/// Returns an OFFER of the peer; initial if `answerer` is empty.
pub fn offer(offerer: &str, answerer: &str, seq: u32, tie_breaker: TieBreaker) -> Message {
    Message::Offer(Offer {
        exchange: exchange(offerer, answerer, seq),
        tie_breaker,
        sdp: THEIR_SDP.to_owned(),
    })
}

pub fn answer(offerer: &str, answerer: &str, seq: u32) -> Message {
    Message::Answer(Answer {
        exchange: exchange(offerer, answerer, seq),
        sdp: THEIR_SDP.to_owned(),
        more_coming: false,
    })
}

pub fn ok(offerer: &str, answerer: &str, seq: u32) -> Message {
    Message::Ok(exchange(offerer, answerer, seq))
}

pub fn shutdown(offerer: &str, answerer: &str, seq: u32) -> Message {
    Message::Shutdown(exchange(offerer, answerer, seq))
}

pub fn error(offerer: &str, answerer: &str, seq: u32, error_type: ErrorType) -> Message {
    Message::Error(Error {
        exchange: exchange(offerer, answerer, seq),
        error_type,
        retry_after: None,
        cause: None,
    })
}

pub fn bad_seq(offerer: &str, answerer: &str, seq: u32) -> Message {
    Message::Error(Error {
        exchange: exchange(offerer, answerer, seq),
        error_type: ErrorType::Failed,
        retry_after: None,
        cause: Some("BAD_SEQ".to_owned()),
    })
}

pub fn retry_after(offerer: &str, answerer: &str, seq: u32, seconds: u32) -> Message {
    Message::Error(Error {
        exchange: exchange(offerer, answerer, seq),
        error_type: ErrorType::Failed,
        retry_after: Some(seconds),
        cause: None,
    })
}

/// Returns a candidate of the given generation.
pub fn candidate(username_fragment: &str) -> Candidate {
    Candidate {
        candidate: format!("candidate:{username_fragment}"),
        sdp_mid: Some("0".to_owned()),
        sdp_m_line_index: Some(0),
        username_fragment: Some(username_fragment.to_owned()),
    }
}

pub fn candidates(offerer: &str, answerer: &str, seq: u32, username_fragment: &str) -> Message {
    Message::Candidates(CandidateBatch {
        exchange: exchange(offerer, answerer, seq),
        username_fragment: Some(username_fragment.to_owned()),
        candidates: vec![candidate(username_fragment)],
    })
}

/// Returns the effect that sends a local OFFER.
pub fn sent_offer(offerer: &str, answerer: &str, seq: u32) -> Effect {
    Effect::Send(Message::Offer(Offer {
        exchange: exchange(offerer, answerer, seq),
        tie_breaker: OURS,
        sdp: SDP.to_owned(),
    }))
}

/// Returns the effect that sends a local ANSWER.
pub fn sent_answer(offerer: &str, answerer: &str, seq: u32) -> Effect {
    Effect::Send(Message::Answer(Answer {
        exchange: exchange(offerer, answerer, seq),
        sdp: SDP.to_owned(),
        more_coming: false,
    }))
}

pub fn open(connection: u32, offers: bool) -> Effect {
    Effect::Open {
        connection: ConnectionId(connection),
        offers,
    }
}

pub fn ended(reason: EndReason) -> Vec<Event> {
    vec![Event::Ended(reason)]
}
