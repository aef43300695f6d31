//! Models the signalling of a peer connection (JSEP): the allowed operations, implicit rollback, and when
//! `negotiationneeded` fires.

use std::collections::VecDeque;
use visavis_roap::{ConnectionId, Input, OperationFailed, Ticket};

/// An operation in the operations chain of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Operation {
    MakeOffer(Ticket),
    TakeOffer(Ticket, String),
    TakeAnswer(Ticket, String),
    Rollback,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Connection {
    pub id: ConnectionId,
    /// The offer and the answer of the last completed exchange.
    pub applied: Option<(String, String)>,
    /// The ICE generation of the applied remote description.
    pub remote_generation: Option<String>,
    name: String,
    /// The local offer in `have-local-offer`. `None` in `stable`.
    pending: Option<String>,
    chain: VecDeque<Operation>,
    described: u8,
    /// The number of local changes, and how many of them have been negotiated.
    wanted: u8,
    covered: u8,
    is_flagged: bool,
}

impl Connection {
    pub fn new(side: usize, id: ConnectionId) -> Self {
        Self {
            id,
            applied: None,
            remote_generation: None,
            name: format!("{}{}", ["a", "b"][side], id.0),
            pending: None,
            chain: VecDeque::new(),
            described: 0,
            // The data channel and the initial transceivers.
            wanted: 1,
            covered: 0,
            is_flagged: false,
        }
    }

    pub fn change(&mut self) {
        self.wanted += 1;
    }

    pub fn ask(&mut self, operation: Operation) {
        self.chain.push_back(operation);
        self.run_rollbacks();
    }

    pub fn is_busy(&self) -> bool {
        !self.chain.is_empty()
    }

    pub fn is_stable(&self) -> bool {
        self.pending.is_none()
    }

    pub fn needs_negotiation(&self) -> bool {
        self.wanted > self.covered
    }

    /// Returns whether `negotiationneeded` is about to fire.
    pub fn fires(&self) -> bool {
        self.is_stable() && !self.is_busy() && self.needs_negotiation() && !self.is_flagged
    }

    pub fn fire(&mut self) {
        self.is_flagged = true;
    }

    pub fn generation(&self) -> &str {
        &self.name
    }

    /// Settles the first operation of the chain.
    ///
    /// # Errors
    ///
    /// Returns an error if the signalling state does not allow the operation.
    pub fn settle(&mut self, succeeds: bool, answer_covers: bool) -> Result<Input, String> {
        let operation = self.chain.pop_front().ok_or("no operation to settle")?;
        let input = match operation {
            Operation::MakeOffer(ticket) => Input::OfferMade(ticket, self.make_offer(succeeds)?),
            Operation::TakeOffer(ticket, offer) => {
                Input::AnswerMade(ticket, self.take_offer(&offer, succeeds, answer_covers)?)
            }
            Operation::TakeAnswer(ticket, answer) => {
                Input::AnswerTaken(ticket, self.take_answer(&answer, succeeds)?)
            }
            Operation::Rollback => return Err("a rollback has no outcome".to_owned()),
        };
        self.run_rollbacks();
        Ok(input)
    }

    fn make_offer(&mut self, succeeds: bool) -> Result<Result<String, OperationFailed>, String> {
        if !self.is_stable() {
            return Err(format!("{}: an offer is made outside stable", self.name));
        }
        if !succeeds {
            return Ok(Err(failed()));
        }
        let offer = self.describe(&format!("offer {}", self.wanted));
        self.pending = Some(offer.clone());
        Ok(Ok(offer))
    }

    fn take_offer(
        &mut self,
        offer: &str,
        succeeds: bool,
        answer_covers: bool,
    ) -> Result<Result<String, OperationFailed>, String> {
        if !self.is_stable() && self.applied.is_none() {
            return Err(format!(
                "{}: rolled back before its first exchange was complete",
                self.name
            ));
        }
        self.check_transport(offer)?;
        self.return_to_stable();
        if !succeeds {
            return Ok(Err(failed()));
        }
        let answer = self.describe(&format!("answer to {}", first_line(offer)));
        self.applied = Some((offer.to_owned(), answer.clone()));
        self.remote_generation = generation_in(offer);
        if answer_covers {
            self.covered = self.wanted;
        }
        Ok(Ok(answer))
    }

    fn take_answer(&mut self, answer: &str, succeeds: bool) -> Result<Result<(), OperationFailed>, String> {
        let Some(offer) = self.pending.clone() else {
            return Err(format!(
                "{}: an answer is applied outside have-local-offer",
                self.name
            ));
        };
        if !first_line(answer).ends_with(&format!("answer to {}", first_line(&offer))) {
            return Err(format!("{}: the answer to another offer is applied", self.name));
        }
        self.check_transport(answer)?;
        if !succeeds {
            return Ok(Err(failed()));
        }
        self.covered = offered_by(&offer);
        self.applied = Some((offer, answer.to_owned()));
        self.remote_generation = generation_in(answer);
        self.return_to_stable();
        Ok(Ok(()))
    }

    /// Checks that the remote description belongs to the connected peer connection. In the model, every connection
    /// has one ICE generation.
    fn check_transport(&self, remote: &str) -> Result<(), String> {
        if self.applied.is_some() && self.remote_generation != generation_in(remote) {
            return Err(format!(
                "{}: a description of another connection is applied: {remote}",
                self.name
            ));
        }
        Ok(())
    }

    fn run_rollbacks(&mut self) {
        while self.chain.front() == Some(&Operation::Rollback) {
            self.chain.pop_front();
            if !self.is_stable() {
                self.return_to_stable();
            }
        }
    }

    fn return_to_stable(&mut self) {
        self.pending = None;
        self.is_flagged = false;
    }

    fn describe(&mut self, what: &str) -> String {
        self.described += 1;
        format!(
            "{}.{} {what}\na=ice-ufrag:{}\na=mid:0",
            self.name, self.described, self.name
        )
    }
}

fn failed() -> OperationFailed {
    OperationFailed("modelled failure".to_owned())
}

fn first_line(sdp: &str) -> &str {
    sdp.lines().next().unwrap_or_default()
}

/// Returns how many local changes an offer of the model covers.
fn offered_by(offer: &str) -> u8 {
    let count = first_line(offer).rsplit(' ').next().unwrap_or_default();
    count.parse().expect("an offer ends with a number")
}

fn generation_in(sdp: &str) -> Option<String> {
    sdp.lines()
        .find_map(|line| line.strip_prefix("a=ice-ufrag:"))
        .map(str::to_owned)
}
