use crate::{Candidate, Seq, SessionId, TieBreaker};

#[cfg(test)]
mod tests;
mod text;
mod wire;

/// Identifies an exchange: the session ids of the offerer and the answerer, and its number.
///
/// ANSWER, OK and ERROR repeat these verbatim: an absent id stays absent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exchange {
    /// The session id of the side that made the OFFER.
    pub offerer: Option<SessionId>,
    /// The session id of the other side; absent in an initial OFFER.
    pub answerer: Option<SessionId>,
    /// The number of the exchange; 0 only if a malformed message had none, in which case it is not written either.
    pub seq: Seq,
}

/// A valid message of the protocol: all required fields are present.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Message {
    /// The sender wants to (re)negotiate.
    Offer(Offer),
    /// The reply to an OFFER.
    Answer(Answer),
    /// The offerer has applied the ANSWER; also the reply to SHUTDOWN.
    Ok(Exchange),
    /// The exchange that it names failed.
    Error(Error),
    /// The sender ends the session.
    Shutdown(Exchange),
    /// ICE candidates of the description that the exchange carried.
    Candidates(CandidateBatch),
}

impl Message {
    /// Its `messageType`.
    #[must_use]
    pub fn message_type(&self) -> &'static str {
        match self {
            Self::Offer(_) => "OFFER",
            Self::Answer(_) => "ANSWER",
            Self::Ok(_) => "OK",
            Self::Error(_) => "ERROR",
            Self::Shutdown(_) => "SHUTDOWN",
            Self::Candidates(_) => "CANDIDATE",
        }
    }

    /// The exchange that it belongs to.
    #[must_use]
    pub fn exchange(&self) -> &Exchange {
        match self {
            Self::Offer(offer) => &offer.exchange,
            Self::Answer(answer) => &answer.exchange,
            Self::Ok(exchange) | Self::Shutdown(exchange) => exchange,
            Self::Error(error) => &error.exchange,
            Self::Candidates(batch) => &batch.exchange,
        }
    }
}

/// See [`Message::Offer`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Offer {
    /// The exchange it opens; without an answerer it is an initial OFFER.
    pub exchange: Exchange,
    /// Resolves glare.
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
    /// The kind of failure.
    pub error_type: ErrorType,
    /// Seconds after which the OFFER may be repeated.
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
    /// The candidates, in the browser's order.
    pub candidates: Vec<Candidate>,
}

/// The result of reading a message tolerantly.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Received {
    /// A valid message.
    Message(Message),
    /// An OFFER or ANSWER that lacks a required field: answered with ERROR FAILED.
    Malformed(Exchange),
    /// Any other malformed or unknown message: dropped and counted.
    Unreadable,
}
