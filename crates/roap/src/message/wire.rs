use super::loose::Loose;
use super::{Answer, CandidateBatch, Error, ErrorType, Exchange, Message, Offer, Received};
use crate::{Candidate, SessionId};
use serde::{Deserialize, Deserializer, Serialize};

/// A message as it stands on the wire: a flat JSON object.
///
/// Reading is tolerant and never fails on anything that is JSON: a field of the wrong type counts as absent
/// and unknown fields are skipped, so that one odd field never hides the rest. What it amounts to is told by
/// [`Received::from`]. Writing, by way of [`Wire::from`] a [`Message`], is strict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Wire {
    #[serde(skip_serializing_if = "Option::is_none")]
    message_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offerer_session_id: Option<SessionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answerer_session_id: Option<SessionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tie_breaker: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sdp: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    more_coming: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username_fragment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidates: Option<Vec<Entry>>,
}

/// A candidate in its message; the generation stands once, in the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    candidate: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sdp_mid: Option<String>,
    #[serde(rename = "sdpMLineIndex", skip_serializing_if = "Option::is_none")]
    sdp_m_line_index: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username_fragment: Option<String>,
}

impl Wire {
    /// Whether this claims to be a message of the protocol at all: the same link may carry others.
    pub fn is_roap(&self) -> bool {
        self.message_type.is_some()
    }
}

impl<'de> Deserialize<'de> for Wire {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Loose::read(from).map(Self::from)
    }
}

impl From<Loose> for Wire {
    fn from(mut object: Loose) -> Self {
        let mut id = |name| object.take(name).text().and_then(SessionId::new);
        Self {
            offerer_session_id: id("offererSessionId"),
            answerer_session_id: id("answererSessionId"),
            message_type: object.take("messageType").text(),
            seq: object.take("seq").number(),
            // The implementations of 2012 did not agree on its spelling.
            tie_breaker: object
                .take("tieBreaker")
                .number()
                .or_else(|| object.take("tiebreaker").number()),
            sdp: object.take("sdp").text(),
            more_coming: object.take("moreComing").flag(),
            error_type: object.take("errorType").text(),
            retry_after: object.take("retryAfter").number(),
            error_cause: object.take("errorCause").text(),
            username_fragment: object.take("usernameFragment").text(),
            candidates: entries(object.take("candidates")),
        }
    }
}

fn entries(list: Loose) -> Option<Vec<Entry>> {
    let Loose::List(items) = list else {
        return None;
    };
    Some(items.into_iter().filter_map(entry).collect())
}

fn entry(mut item: Loose) -> Option<Entry> {
    Some(Entry {
        candidate: item.take("candidate").text()?,
        sdp_mid: item.take("sdpMid").text(),
        sdp_m_line_index: item
            .take("sdpMLineIndex")
            .number()
            .and_then(|index| u16::try_from(index).ok()),
        username_fragment: item.take("usernameFragment").text(),
    })
}

impl From<Wire> for Received {
    fn from(wire: Wire) -> Self {
        let exchange = Exchange {
            offerer: wire.offerer_session_id.clone(),
            answerer: wire.answerer_session_id.clone(),
            seq: wire.seq.unwrap_or(0),
        };
        let has_description = matches!(wire.message_type.as_deref(), Some("OFFER" | "ANSWER"));
        match message(wire, &exchange) {
            Some(message) => Self::Message(message),
            None if has_description => Self::Malformed(exchange),
            None => Self::Unreadable,
        }
    }
}

fn message(wire: Wire, exchange: &Exchange) -> Option<Message> {
    let exchange = exchange.clone();
    let kind = wire.message_type?;
    // Every message names its exchange; only an ERROR may lack the id.
    if exchange.seq == 0 || (exchange.offerer.is_none() && kind != "ERROR") {
        return None;
    }
    Some(match kind.as_str() {
        "OFFER" => Message::Offer(Offer {
            exchange,
            tie_breaker: wire.tie_breaker?,
            sdp: wire.sdp.filter(|sdp| !sdp.is_empty())?,
        }),
        "ANSWER" if exchange.answerer.is_some() => Message::Answer(Answer {
            exchange,
            sdp: wire.sdp.filter(|sdp| !sdp.is_empty())?,
            more_coming: wire.more_coming,
        }),
        "OK" => Message::Ok(exchange),
        "ERROR" => Message::Error(Error {
            exchange,
            error_type: ErrorType::named(&wire.error_type?),
            retry_after: wire.retry_after,
            cause: wire.error_cause,
        }),
        "SHUTDOWN" => Message::Shutdown(exchange),
        "CANDIDATE" => Message::Candidates(CandidateBatch {
            exchange,
            candidates: wire
                .candidates?
                .into_iter()
                .map(|entry| Candidate {
                    candidate: entry.candidate,
                    sdp_mid: entry.sdp_mid,
                    sdp_m_line_index: entry.sdp_m_line_index,
                    username_fragment: entry.username_fragment.or_else(|| wire.username_fragment.clone()),
                })
                .collect(),
            username_fragment: wire.username_fragment,
        }),
        _ => return None,
    })
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

impl Wire {
    fn new(message_type: &str, exchange: &Exchange) -> Self {
        Self {
            message_type: Some(message_type.to_owned()),
            offerer_session_id: exchange.offerer.clone(),
            answerer_session_id: exchange.answerer.clone(),
            seq: (exchange.seq != 0).then_some(exchange.seq),
            ..Self::default()
        }
    }
}

impl From<&Message> for Wire {
    fn from(message: &Message) -> Self {
        match message {
            Message::Offer(offer) => Self {
                tie_breaker: Some(offer.tie_breaker),
                sdp: Some(offer.sdp.clone()),
                ..Self::new("OFFER", &offer.exchange)
            },
            Message::Answer(answer) => Self {
                sdp: Some(answer.sdp.clone()),
                more_coming: answer.more_coming,
                ..Self::new("ANSWER", &answer.exchange)
            },
            Message::Ok(exchange) => Self::new("OK", exchange),
            Message::Error(error) => Self {
                error_type: Some(error.error_type.name().to_owned()),
                retry_after: error.retry_after,
                error_cause: error.cause.clone(),
                ..Self::new("ERROR", &error.exchange)
            },
            Message::Shutdown(exchange) => Self::new("SHUTDOWN", exchange),
            Message::Candidates(batch) => Self {
                username_fragment: batch.username_fragment.clone(),
                candidates: Some(
                    batch
                        .candidates
                        .iter()
                        .map(|candidate| Entry {
                            candidate: candidate.candidate.clone(),
                            sdp_mid: candidate.sdp_mid.clone(),
                            sdp_m_line_index: candidate.sdp_m_line_index,
                            username_fragment: candidate
                                .username_fragment
                                .clone()
                                .filter(|of_entry| batch.username_fragment.as_ref() != Some(of_entry)),
                        })
                        .collect(),
                ),
                ..Self::new("CANDIDATE", &batch.exchange)
            },
        }
    }
}
