//! How what two clients say to each other stands on the wire: plain JSON objects.

use serde::{Serialize, Serializer};
use visavis_call::roap::{Loose, Received, Wire};
use visavis_call::{Body, MediaReport, Source, Status, Track};
use wasm_bindgen::JsValue;

/// A body as it is written.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct RawBody(#[serde(with = "serde_wasm_bindgen::preserve")] JsValue);

/// `{"type": "state", "media": {"0": {"source": "microphone", "status": "on"}}}`, `{"type": "chat", "text": "Hello"}`, or
/// a type alone.
#[derive(Debug, Serialize)]
struct TypedWire {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<MediaWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raised: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wanted: Option<bool>,
}

#[derive(Debug)]
struct MediaWire(MediaReport);

#[derive(Debug, Serialize)]
struct TrackWire {
    source: &'static str,
    status: &'static str,
}

impl Serialize for MediaWire {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        into.collect_map(self.0.iter().map(|(mid, track)| {
            let (source, status) = (track.source.name(), track.status.name());
            (mid, TrackWire { source, status })
        }))
    }
}

impl TypedWire {
    fn of(kind: &'static str) -> Self {
        Self {
            r#type: kind,
            media: None,
            text: None,
            raised: None,
            wanted: None,
        }
    }
}

const STATE: &str = "state";
const CHAT: &str = "chat";
const HAND: &str = "hand";
const PICTURES: &str = "pictures";
const REACTION: &str = "reaction";
const BYE: &str = "bye";
const ANSWERED_ELSEWHERE: &str = "answeredElsewhere";

/// The body of a frame.
pub(super) fn read_in(frame: &mut Loose) -> Option<Body> {
    frame.has("body").then(|| read(frame.take("body")))
}

fn read(mut body: Loose) -> Body {
    if body.has("messageType") {
        return Received::from(Wire::from(body)).into();
    }
    let kind = body.take("type").text();
    let text = body.take("text").text();
    let mut field = |name| body.take(name);
    match kind.as_deref() {
        Some(STATE) => read_media(field("media")).map_or(Body::Unknown, Body::Media),
        Some(CHAT) => text.map_or(Body::Unknown, Body::Chat),
        Some(REACTION) => text.map_or(Body::Unknown, Body::Reaction),
        Some(HAND) => said(field("raised"), Body::Hand),
        Some(PICTURES) => said(field("wanted"), Body::Pictures),
        Some(BYE) => Body::Bye,
        Some(ANSWERED_ELSEWHERE) => Body::AnsweredElsewhere,
        _ => Body::Unknown,
    }
}

fn said(field: Loose, body: fn(bool) -> Body) -> Body {
    if let Loose::Flag(flag) = field {
        body(flag)
    } else {
        Body::Unknown
    }
}

/// Tracks of a source or status that this version does not know are left out.
fn read_media(media: Loose) -> Option<MediaReport> {
    let Loose::Fields(media) = media else { return None };
    let read = |(mid, mut track): (String, Loose)| {
        let source = Source::from_name(&track.take("source").text()?)?;
        let status = Status::from_name(&track.take("status").text()?)?;
        Some((mid, Track { source, status }))
    };
    Some(media.into_iter().filter_map(read).collect())
}

impl From<&Body> for RawBody {
    fn from(body: &Body) -> Self {
        let value = match body {
            Body::Negotiation(message) => to_js(&Wire::from(message)),
            Body::Media(report) => to_js(&TypedWire {
                media: Some(MediaWire(report.clone())),
                ..TypedWire::of(STATE)
            }),
            Body::Chat(text) => to_js(&TypedWire {
                text: Some(text.clone()),
                ..TypedWire::of(CHAT)
            }),
            Body::Reaction(emoji) => to_js(&TypedWire {
                text: Some(emoji.clone()),
                ..TypedWire::of(REACTION)
            }),
            Body::Hand(is_up) => to_js(&TypedWire {
                raised: Some(*is_up),
                ..TypedWire::of(HAND)
            }),
            Body::Pictures(wanted) => to_js(&TypedWire {
                wanted: Some(*wanted),
                ..TypedWire::of(PICTURES)
            }),
            Body::Bye => to_js(&TypedWire::of(BYE)),
            Body::AnsweredElsewhere => to_js(&TypedWire::of(ANSWERED_ELSEWHERE)),
            // Only read, never said.
            Body::Malformed(_) | Body::Unknown => JsValue::NULL,
        };
        Self(value)
    }
}

/// A plain object: what `JSON.stringify` and the structured clone take.
pub(crate) fn to_js(value: &impl Serialize) -> JsValue {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .unwrap_or(JsValue::NULL)
}
