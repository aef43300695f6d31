//! Interprets bytes as a script of endpoint inputs, so that fuzzers and random generators can write one.

use visavis_roap::{
    Answer, Candidate, CandidateBatch, ConnectionId, Endpoint, Error, ErrorType, Exchange, Input, Message,
    Offer, OperationFailed, Policy, Received, SessionId, Ticket,
};

/// A line of a script.
#[derive(Debug)]
pub enum Line {
    Input(Input),
    /// Lets this many milliseconds pass.
    Wait(u32),
    Policy(Policy),
}

/// A script in the process of being read.
#[derive(Debug)]
pub struct Script<'a> {
    bytes: &'a [u8],
}

impl<'a> Script<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// Returns the next line, aimed at the current state of the endpoint; `None` at the end of the bytes.
    pub fn next(&mut self, endpoint: &Endpoint, ticket: Ticket) -> Option<Line> {
        let input = match self.byte()? % 24 {
            0 => Input::Need,
            1 => Input::NeedOf(self.connection(endpoint)?),
            2 => Input::OfferMade(self.ticket(ticket)?, self.outcome()?.map(|()| self.sdp())),
            3 => Input::AnswerMade(self.ticket(ticket)?, self.outcome()?.map(|()| self.sdp())),
            4 => Input::AnswerTaken(self.ticket(ticket)?, self.outcome()?),
            5 => Input::LocalCandidates(self.connection(endpoint)?, self.candidates()?),
            6 => Input::Accept,
            7 => Input::Refuse,
            8 => Input::HangUp,
            9 => Input::PeerLeft,
            10 => Input::RouteLost,
            11 => Input::RouteRestored,
            12 => return Some(Line::Wait(u32::from(self.byte()?) * 400)),
            13 => {
                let policies = [Policy::Accept, Policy::Ring, Policy::Refuse];
                return Some(Line::Policy(policies[usize::from(self.byte()?) % 3]));
            }
            14 => Input::Received(Received::Unreadable),
            15 => Input::Received(Received::Malformed(self.exchange(endpoint)?)),
            16 => Input::Renew,
            _ => Input::Received(Received::Message(self.message(endpoint)?)),
        };
        Some(Line::Input(input))
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn message(&mut self, endpoint: &Endpoint) -> Option<Message> {
        let kind = self.byte()? % 8;
        let exchange = self.exchange(endpoint)?;
        Some(match kind {
            0 | 1 => Message::Offer(Offer {
                exchange,
                tie_breaker: self.number()?,
                sdp: self.sdp(),
            }),
            2 | 3 => Message::Answer(Answer {
                exchange,
                sdp: self.sdp(),
                more_coming: self.byte()?.is_multiple_of(4),
            }),
            4 => Message::Ok(exchange),
            5 => Message::Error(Error {
                exchange,
                error_type: self.error_type()?,
                retry_after: Some(self.number()?).filter(|seconds| seconds % 2 == 0),
                cause: None,
            }),
            6 => Message::Shutdown(exchange),
            _ => Message::Candidates(CandidateBatch {
                exchange,
                username_fragment: Some(self.generation()),
                candidates: self.candidates()?,
            }),
        })
    }

    /// Reads an exchange with mostly matching ids and numbers, since others are rejected early.
    fn exchange(&mut self, endpoint: &Endpoint) -> Option<Exchange> {
        let [local, remote] = [endpoint.local_id(), endpoint.remote_id()].map(|id| id.cloned());
        let (offerer, answerer) = match self.byte()? % 8 {
            0 => (local, remote),
            1 => (remote, local),
            2 => (remote, None),
            3 => (local, None),
            4 => (local.clone(), local),
            5 | 6 => (self.id()?, None),
            _ => (self.id()?, self.id()?),
        };
        Some(Exchange {
            offerer,
            answerer,
            seq: self.number()?,
        })
    }

    fn id(&mut self) -> Option<Option<SessionId>> {
        let name = self.byte()? % 8;
        Some((name > 0).then(|| SessionId::from_bits(0xB0 + u128::from(name))))
    }

    fn number(&mut self) -> Option<u32> {
        Some(match self.byte()? {
            255 => u32::MAX,
            254 => u32::MAX - 1,
            small => u32::from(small) % 6,
        })
    }

    fn error_type(&mut self) -> Option<ErrorType> {
        let types = [
            ErrorType::NoMatch,
            ErrorType::Timeout,
            ErrorType::Refused,
            ErrorType::Conflict,
            ErrorType::DoubleConflict,
            ErrorType::Failed,
            ErrorType::Other,
        ];
        Some(types[usize::from(self.byte()?) % types.len()])
    }

    fn sdp(&mut self) -> String {
        format!("v=0\r\na=ice-ufrag:{}\r\na=mid:0\r\n", self.generation())
    }

    fn generation(&mut self) -> String {
        format!("u{}", self.byte().unwrap_or(0) % 4)
    }

    fn candidates(&mut self) -> Option<Vec<Candidate>> {
        let count = self.byte()? % 4;
        (0..count)
            .map(|_| {
                let shape = self.byte()?;
                Some(Candidate {
                    candidate: "candidate:1".to_owned(),
                    sdp_mid: (shape % 2 == 0).then(|| (shape % 3).to_string()),
                    sdp_m_line_index: (shape % 5 > 0).then_some(u16::from(shape % 3)),
                    username_fragment: (shape % 7 > 0).then(|| format!("u{}", shape % 4)),
                })
            })
            .collect()
    }

    fn connection(&mut self, endpoint: &Endpoint) -> Option<ConnectionId> {
        let other = ConnectionId(u32::from(self.byte()? % 8));
        Some(endpoint.connection().filter(|_| other.0 > 0).unwrap_or(other))
    }

    fn ticket(&mut self, current: Ticket) -> Option<Ticket> {
        let back = u32::from(self.byte()? % 8).saturating_sub(6);
        Some(Ticket(current.0.saturating_sub(back)))
    }

    fn outcome(&mut self) -> Option<Result<(), OperationFailed>> {
        Some(match self.byte()? % 8 {
            0 => Err(OperationFailed("scripted failure".to_owned())),
            _ => Ok(()),
        })
    }
}
