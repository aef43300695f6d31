//! How what two clients say to each other stands on the wire: plain JSON objects.

use super::media_wire::MediaWire;
use serde::{Deserialize, Serialize};
use visavis_call::Body;
use visavis_call::roap::{Received, Wire};
use wasm_bindgen::{JsCast, JsValue};

/// A body that has not been looked at.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct RawBody(#[serde(with = "serde_wasm_bindgen::preserve")] JsValue);

/// `{"type": "state", "media": {"0": {"source": "microphone", "status": "on"}}}`, `{"type": "chat", "text": "Hello"}`, or
/// a type alone.
#[derive(Debug, Serialize, Deserialize)]
struct TypedWire {
    r#type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    media: Option<MediaWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    raised: Option<bool>,
}

impl TypedWire {
    fn of(kind: &str) -> Self {
        Self {
            r#type: kind.to_owned(),
            media: None,
            text: None,
            raised: None,
        }
    }
}

const STATE: &str = "state";
const CHAT: &str = "chat";
const HAND: &str = "hand";
const REACTION: &str = "reaction";
const BYE: &str = "bye";
const ANSWERED_ELSEWHERE: &str = "answeredElsewhere";

impl From<RawBody> for Body {
    fn from(RawBody(value): RawBody) -> Self {
        let has = |key: &str| js_sys::Reflect::has(value.unchecked_ref::<js_sys::Object>(), &key.into());
        if !value.is_object() {
            return Self::Unknown;
        }
        if has("messageType") == Ok(true) {
            return serde_wasm_bindgen::from_value::<Wire>(value)
                .map_or(Self::Unknown, |wire| Received::from(wire).into());
        }
        let Ok(typed) = serde_wasm_bindgen::from_value::<TypedWire>(value) else {
            return Self::Unknown;
        };
        match (typed.r#type.as_str(), typed.media, typed.text) {
            (STATE, Some(media), _) => Self::Media(media.0),
            (CHAT, _, Some(text)) => Self::Chat(text),
            (REACTION, _, Some(emoji)) => Self::Reaction(emoji),
            (HAND, ..) => typed.raised.map_or(Self::Unknown, Self::Hand),
            (BYE, ..) => Self::Bye,
            (ANSWERED_ELSEWHERE, ..) => Self::AnsweredElsewhere,
            _ => Self::Unknown,
        }
    }
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
