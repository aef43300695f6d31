//! Messages on the wire: each is a flat JSON object.

use super::{Answer, CandidateBatch, Error, ErrorType, Exchange, Message, Offer, Received};
use crate::{Candidate, SessionId, Value};

impl From<Value> for Received {
    /// Reads a message tolerantly: a field of the wrong type counts as absent and unknown fields are skipped.
    fn from(mut object: Value) -> Self {
        let kind = object.take("messageType").into_string().unwrap_or_default();
        let mut id = |name| object.take(name).into_string().and_then(SessionId::new);
        let exchange = Exchange {
            offerer: id("offererSessionId"),
            answerer: id("answererSessionId"),
            seq: object.take("seq").into_number().unwrap_or(0),
        };
        match message(&kind, &exchange, object) {
            Some(message) => Self::Message(message),
            None if matches!(kind.as_str(), "OFFER" | "ANSWER") => Self::Malformed(exchange),
            None => Self::Unreadable,
        }
    }
}

fn message(kind: &str, exchange: &Exchange, mut object: Value) -> Option<Message> {
    // Every message names its exchange; only an ERROR may lack the id of the offerer.
    if exchange.seq == 0 || (exchange.offerer.is_none() && kind != "ERROR") {
        return None;
    }
    let exchange = exchange.clone();
    let sdp = object.take("sdp").into_string().filter(|sdp| !sdp.is_empty());
    Some(match kind {
        "OFFER" => Message::Offer(Offer {
            exchange,
            // The implementations of 2012 did not agree on its spelling.
            tie_breaker: object
                .take("tieBreaker")
                .into_number()
                .or_else(|| object.take("tiebreaker").into_number())?,
            sdp: sdp?,
        }),
        "ANSWER" if exchange.answerer.is_some() => Message::Answer(Answer {
            exchange,
            sdp: sdp?,
            more_coming: is_true(object.take("moreComing")),
        }),
        "OK" => Message::Ok(exchange),
        "ERROR" => Message::Error(Error {
            exchange,
            error_type: ErrorType::named(&object.take("errorType").into_string()?),
            retry_after: object.take("retryAfter").into_number(),
            cause: object.take("errorCause").into_string(),
        }),
        "SHUTDOWN" => Message::Shutdown(exchange),
        "CANDIDATE" => {
            let username_fragment = object.take("usernameFragment").into_string();
            let candidates = object.take("candidates").into_array()?;
            let read = |item| read_candidate(item, username_fragment.as_ref());
            Message::Candidates(CandidateBatch {
                exchange,
                candidates: candidates.into_iter().filter_map(read).collect(),
                username_fragment,
            })
        }
        _ => return None,
    })
}

/// Reads a flag, which some implementations of 2012 wrote as a string.
fn is_true(flag: Value) -> bool {
    match flag {
        Value::Bool(flag) => flag,
        Value::String(flag) => flag == "true",
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

/// Reads a candidate. The message carries the generation of all its candidates once.
fn read_candidate(mut item: Value, username_fragment: Option<&String>) -> Option<Candidate> {
    let index = item.take("sdpMLineIndex").into_number();
    let of_its_own = item.take("usernameFragment").into_string();
    Some(Candidate {
        candidate: item.take("candidate").into_string()?,
        sdp_mid: item.take("sdpMid").into_string(),
        sdp_m_line_index: index.and_then(|index| u16::try_from(index).ok()),
        username_fragment: of_its_own.or_else(|| username_fragment.cloned()),
    })
}

impl From<&Message> for Value {
    /// Writes a message, strictly.
    fn from(message: &Message) -> Self {
        let fields = match message {
            Message::Offer(offer) => vec![
                ("tieBreaker", offer.tie_breaker.into()),
                ("sdp", offer.sdp.as_str().into()),
            ],
            Message::Answer(answer) => vec![
                ("sdp", answer.sdp.as_str().into()),
                ("moreComing", answer.more_coming.then_some(true).into()),
            ],
            Message::Ok(_) | Message::Shutdown(_) => vec![],
            Message::Error(error) => vec![
                ("errorType", error.error_type.as_sent().name().into()),
                ("retryAfter", error.retry_after.into()),
                ("errorCause", error.cause.clone().into()),
            ],
            Message::Candidates(batch) => vec![
                ("usernameFragment", batch.username_fragment.clone().into()),
                ("candidates", written_candidates(batch)),
            ],
        };
        let exchange = message.exchange();
        let mut object = vec![
            ("messageType", message.message_type().into()),
            ("offererSessionId", exchange.offerer.clone().into()),
            ("answererSessionId", exchange.answerer.clone().into()),
            ("seq", (exchange.seq != 0).then_some(exchange.seq).into()),
        ];
        object.extend(fields);
        Self::object(object)
    }
}

impl From<SessionId> for Value {
    fn from(id: SessionId) -> Self {
        Self::String(id.into())
    }
}

fn written_candidates(batch: &CandidateBatch) -> Value {
    let write = |candidate: &Candidate| {
        let of_its_own = candidate.username_fragment.clone();
        let of_its_own = of_its_own.filter(|own| batch.username_fragment.as_ref() != Some(own));
        Value::object(vec![
            ("candidate", candidate.candidate.as_str().into()),
            ("sdpMid", candidate.sdp_mid.clone().into()),
            ("sdpMLineIndex", candidate.sdp_m_line_index.map(u32::from).into()),
            ("usernameFragment", of_its_own.into()),
        ])
    };
    Value::Array(batch.candidates.iter().map(write).collect())
}

impl ErrorType {
    fn named(name: &str) -> Self {
        match name {
            "NOMATCH" => Self::NoMatch,
            "TIMEOUT" => Self::Timeout,
            "REFUSED" => Self::Refused,
            "CONFLICT" => Self::Conflict,
            "DOUBLECONFLICT" => Self::DoubleConflict,
            "FAILED" => Self::Failed,
            _ => Self::Other,
        }
    }

    /// The protocol has no [`ErrorType::Other`].
    fn as_sent(self) -> Self {
        if self == Self::Other { Self::Failed } else { self }
    }

    /// Its `errorType`; `OTHER`, which no message has, for [`ErrorType::Other`].
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoMatch => "NOMATCH",
            Self::Timeout => "TIMEOUT",
            Self::Refused => "REFUSED",
            Self::Conflict => "CONFLICT",
            Self::DoubleConflict => "DOUBLECONFLICT",
            Self::Failed => "FAILED",
            Self::Other => "OTHER",
        }
    }
}
