use crate::{Candidate, Seq, SessionId, TieBreaker};

#[cfg(test)]
mod tests;
mod text;
mod wire;

/// The names of an exchange: whose OFFER (by its session id), whose ANSWER, and its number.
///
/// ANSWER, OK and ERROR repeat these verbatim: what was absent stays absent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exchange {
    /// The session id of the side that made the OFFER.
    pub offerer: Option<SessionId>,
    /// The session id of the other side; absent in an initial OFFER.
    pub answerer: Option<SessionId>,
    /// The number of the exchange; 0 only where a malformed message had none, and then it is not written
    /// either.
    pub seq: Seq,
}

/// A message of the protocol, checked: what it needs is there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Message {
    /// The sender wants to (re)negotiate.
    Offer(Offer),
    /// The reply to an OFFER.
    Answer(Answer),
    /// The offerer has applied the ANSWER; also the reply to SHUTDOWN.
    Ok(Exchange),
    /// The exchange it names did not come about.
    Error(Error),
    /// The sender ends the session.
    Shutdown(Exchange),
    /// ICE candidates of the description that the exchange carried.
    Candidates(CandidateBatch),
}

/// See [`Message::Offer`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Offer {
    /// The exchange it opens; without an answerer it is an initial OFFER.
    pub exchange: Exchange,
    /// Decides a glare.
    pub tie_breaker: TieBreaker,
    /// The session description.
    pub sdp: String,
}

/// See [`Message::Answer`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Answer {
    /// The exchange it answers.
    pub exchange: Exchange,
    /// The session description.
    pub sdp: String,
    /// Provisional: another ANSWER follows, and this one gets no OK.
    pub more_coming: bool,
}

/// See [`Message::Error`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Error {
    /// The exchange that failed.
    pub exchange: Exchange,
    /// What kind of failure.
    pub error_type: ErrorType,
    /// Seconds after which the OFFER may be made again.
    pub retry_after: Option<u32>,
    /// Free text for the reader of a log, such as `BAD_SEQ`.
    pub cause: Option<String>,
}

/// Why an exchange failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorType {
    /// The sender knows no session with these ids.
    NoMatch,
    /// The sender has waited long enough for a reply.
    Timeout,
    /// The person declines, or is busy with another call.
    Refused,
    /// Two OFFERs crossed, and this one lost.
    Conflict,
    /// Two OFFERs crossed with equal tie-breakers: both are void, and both sides offer again.
    DoubleConflict,
    /// The description could not be applied, or the message was malformed or out of sequence.
    Failed,
    /// A kind that the protocol does not have. Read, and treated as [`ErrorType::Failed`]; never sent.
    Other,
}

/// See [`Message::Candidates`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CandidateBatch {
    /// The exchange whose description of the sender first carried this generation.
    pub exchange: Exchange,
    /// The ICE generation of all of them.
    pub username_fragment: Option<String>,
    /// The candidates, in the order in which the browser gave them.
    pub candidates: Vec<Candidate>,
}

/// What a tolerant reader made of something that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Received {
    /// A good message.
    Message(Message),
    /// An OFFER or ANSWER that lacks something it needs: answered with ERROR FAILED.
    Malformed(Exchange),
    /// Anything else malformed or unknown: dropped and counted.
    Unreadable,
}
