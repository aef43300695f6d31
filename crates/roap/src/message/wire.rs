use super::value::Value;
use super::{Answer, CandidateBatch, Error, ErrorType, Exchange, Message, Offer, Received};
use crate::{Candidate, SessionId};
use serde::{Deserialize, Deserializer, Serialize};

/// A message as it stands on the wire: a flat JSON object.
///
/// Reading is tolerant and never fails on anything that is JSON: a field of the wrong type counts as absent
/// and unknown fields are skipped, so that one odd field never hides the rest. What it amounts to is told by
/// [`Received::from`]. Writing, by way of [`Wire::from`] a [`Message`], is strict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Wire(Value);

impl Wire {
    /// Whether this claims to be a message of the protocol at all: the same link may carry others.
    pub fn is_roap(&self) -> bool {
        self.0.has("messageType")
    }
}

impl<'de> Deserialize<'de> for Wire {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Value::read(from).map(Self::from)
    }
}

impl From<Value> for Wire {
    fn from(object: Value) -> Self {
        Self(object)
    }
}

impl From<Wire> for Value {
    fn from(Wire(object): Wire) -> Self {
        object
    }
}

impl From<Wire> for Received {
    fn from(Wire(mut object): Wire) -> Self {
        let kind = object.take("messageType").text().unwrap_or_default();
        let mut id = |name| object.take(name).text().and_then(SessionId::new);
        let exchange = Exchange {
            offerer: id("offererSessionId"),
            answerer: id("answererSessionId"),
            seq: object.take("seq").number().unwrap_or(0),
        };
        match message(&kind, &exchange, object) {
            Some(message) => Self::Message(message),
            None if matches!(kind.as_str(), "OFFER" | "ANSWER") => Self::Malformed(exchange),
            None => Self::Unreadable,
        }
    }
}

fn message(kind: &str, exchange: &Exchange, mut object: Value) -> Option<Message> {
    // Every message names its exchange; only an ERROR may lack the id.
    if exchange.seq == 0 || (exchange.offerer.is_none() && kind != "ERROR") {
        return None;
    }
    let exchange = exchange.clone();
    let sdp = object.take("sdp").text().filter(|sdp| !sdp.is_empty());
    Some(match kind {
        "OFFER" => Message::Offer(Offer {
            exchange,
            // The implementations of 2012 did not agree on its spelling.
            tie_breaker: object
                .take("tieBreaker")
                .number()
                .or_else(|| object.take("tiebreaker").number())?,
            sdp: sdp?,
        }),
        "ANSWER" if exchange.answerer.is_some() => Message::Answer(Answer {
            exchange,
            sdp: sdp?,
            more_coming: object.take("moreComing").flag(),
        }),
        "OK" => Message::Ok(exchange),
        "ERROR" => Message::Error(Error {
            exchange,
            error_type: ErrorType::named(&object.take("errorType").text()?),
            retry_after: object.take("retryAfter").number(),
            cause: object.take("errorCause").text(),
        }),
        "SHUTDOWN" => Message::Shutdown(exchange),
        "CANDIDATE" => {
            let username_fragment = object.take("usernameFragment").text();
            let Value::List(candidates) = object.take("candidates") else {
                return None;
            };
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

/// The generation stands once, in the message.
fn read_candidate(mut item: Value, username_fragment: Option<&String>) -> Option<Candidate> {
    let index = item.take("sdpMLineIndex").number();
    let of_its_own = item.take("usernameFragment").text();
    Some(Candidate {
        candidate: item.take("candidate").text()?,
        sdp_mid: item.take("sdpMid").text(),
        sdp_m_line_index: index.and_then(|index| u16::try_from(index).ok()),
        username_fragment: of_its_own.or_else(|| username_fragment.cloned()),
    })
}

impl From<&Message> for Wire {
    fn from(message: &Message) -> Self {
        let (kind, exchange, fields) = match message {
            Message::Offer(offer) => (
                "OFFER",
                &offer.exchange,
                vec![
                    ("tieBreaker", offer.tie_breaker.into()),
                    ("sdp", offer.sdp.as_str().into()),
                ],
            ),
            Message::Answer(answer) => (
                "ANSWER",
                &answer.exchange,
                vec![
                    ("sdp", answer.sdp.as_str().into()),
                    ("moreComing", answer.more_coming.then_some(true).into()),
                ],
            ),
            Message::Ok(exchange) => ("OK", exchange, vec![]),
            Message::Error(error) => (
                "ERROR",
                &error.exchange,
                vec![
                    ("errorType", error.error_type.name().into()),
                    ("retryAfter", error.retry_after.into()),
                    ("errorCause", error.cause.clone().into()),
                ],
            ),
            Message::Shutdown(exchange) => ("SHUTDOWN", exchange, vec![]),
            Message::Candidates(batch) => (
                "CANDIDATE",
                &batch.exchange,
                vec![
                    ("usernameFragment", batch.username_fragment.clone().into()),
                    ("candidates", written_candidates(batch)),
                ],
            ),
        };
        let mut object = vec![
            ("messageType", kind.into()),
            ("offererSessionId", exchange.offerer.clone().into()),
            ("answererSessionId", exchange.answerer.clone().into()),
            ("seq", (exchange.seq != 0).then_some(exchange.seq).into()),
        ];
        object.extend(fields);
        Self(Value::object(object))
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
    Value::List(batch.candidates.iter().map(write).collect())
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

    fn name(self) -> &'static str {
        match self {
            Self::NoMatch => "NOMATCH",
            Self::Timeout => "TIMEOUT",
            Self::Refused => "REFUSED",
            Self::Conflict => "CONFLICT",
            Self::DoubleConflict => "DOUBLECONFLICT",
            Self::Failed | Self::Other => "FAILED",
        }
    }
}
