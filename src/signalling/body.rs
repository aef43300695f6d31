//! How what two clients say to each other stands on the wire: plain JSON objects.

use visavis_call::roap::{Received, Value, Wire};
use visavis_call::{Body, MediaReport, Source, Status, Track};

const STATE: &str = "state";
const CHAT: &str = "chat";
const HAND: &str = "hand";
const PICTURES: &str = "pictures";
const REACTION: &str = "reaction";
const BYE: &str = "bye";
const ANSWERED_ELSEWHERE: &str = "answeredElsewhere";

/// The body of a frame.
pub(super) fn read_in(frame: &mut Value) -> Option<Body> {
    frame.has("body").then(|| read(frame.take("body")))
}

fn read(mut body: Value) -> Body {
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

fn said(field: Value, body: fn(bool) -> Body) -> Body {
    if let Value::Flag(flag) = field {
        body(flag)
    } else {
        Body::Unknown
    }
}

/// Tracks of a source or status that this version does not know are left out.
fn read_media(media: Value) -> Option<MediaReport> {
    let Value::Fields(media) = media else { return None };
    let read = |(mid, mut track): (String, Value)| {
        let source = Source::from_name(&track.take("source").text()?)?;
        let status = Status::from_name(&track.take("status").text()?)?;
        Some((mid, Track { source, status }))
    };
    Some(media.into_iter().filter_map(read).collect())
}

/// `{"type": "state", "media": {"0": {"source": "microphone", "status": "on"}}}`, `{"type": "chat", "text": "Hello"}`, or
/// a type alone.
pub(super) fn write(body: &Body) -> Value {
    let (kind, name, value) = match body {
        Body::Negotiation(message) => return Wire::from(message).into(),
        Body::Media(report) => (STATE, "media", write_media(report)),
        Body::Chat(text) => (CHAT, "text", text.as_str().into()),
        Body::Reaction(emoji) => (REACTION, "text", emoji.as_str().into()),
        Body::Hand(is_up) => (HAND, "raised", (*is_up).into()),
        Body::Pictures(wanted) => (PICTURES, "wanted", (*wanted).into()),
        Body::Bye => (BYE, "", Value::Nothing),
        Body::AnsweredElsewhere => (ANSWERED_ELSEWHERE, "", Value::Nothing),
        // Only read, never said.
        Body::Malformed(_) | Body::Unknown => return Value::Nothing,
    };
    Value::object(vec![("type", kind.into()), (name, value)])
}

fn write_media(report: &MediaReport) -> Value {
    let write = |(mid, track): (&String, &Track)| {
        let (source, status) = (track.source.name(), track.status.name());
        let track = Value::object(vec![("source", source.into()), ("status", status.into())]);
        (mid.clone(), track)
    };
    Value::Fields(report.iter().map(write).collect())
}
