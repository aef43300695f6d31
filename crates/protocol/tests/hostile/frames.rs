//! Checks that every frame read from arbitrary bytes survives a round trip.

use serde_json::value::RawValue;
use visavis_protocol::{
    Body, ClientId, InBandFrame, MAX_ID_LENGTH, MAX_NAME_LENGTH, TabFrame, TabMessage, ToClient, ToServer,
};
use visavis_roap::{ErrorType, Message, Received, Value};

/// Reads bytes as each kind of frame, writes the frame and reads it again.
///
/// # Panics
/// Panics if the two frames differ, or if a limit is exceeded.
pub fn read(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Some(mut frame) = InBandFrame::from_json(text) {
        as_written(&mut frame.body);
        assert_eq!(InBandFrame::from_json(&frame.to_json()).as_ref(), Some(&frame));
        to_server_and_back(frame);
    }
    if let Some(mut message) = TabMessage::from_json(text) {
        check(&mut message.frame);
        assert_eq!(TabMessage::from_json(&message.to_json()), Some(message));
    }
    if let Some(mut frame) = ToClient::from_json(text) {
        if let ToClient::From { body, .. } = &mut frame {
            as_written(body);
        }
        let written = serde_json::to_string(&frame.clone().map_body(raw)).expect("a frame has a JSON form");
        assert_eq!(ToClient::from_json(&written), Some(frame));
    }
}

/// Checks that the recipient gets a forwarded message as it was sent.
fn to_server_and_back(InBandFrame { header, body }: InBandFrame) {
    let id = || ClientId("somebody".into());
    let sent = ToServer::Send {
        to: id(),
        header: header.clone(),
        body: body.clone(),
    };
    let text = sent.to_json();
    let Ok(ToServer::Send {
        header: passed_on,
        body: unread,
        ..
    }) = serde_json::from_str::<ToServer<&RawValue>>(&text)
    else {
        panic!("a server refuses {text}");
    };
    let passed_on = ToClient::From {
        from: id(),
        header: passed_on,
        body: unread,
    };
    let text = serde_json::to_string(&passed_on).expect("a frame has a JSON form");
    let received = ToClient::From {
        from: id(),
        header,
        body,
    };
    assert_eq!(ToClient::from_json(&text), Some(received));
}

fn check(frame: &mut TabFrame) {
    let is_id = |id: &ClientId| !id.0.is_empty() && id.0.len() <= MAX_ID_LENGTH;
    match frame {
        TabFrame::Hello { person, .. } | TabFrame::Here { person, .. } => {
            assert!(is_id(&person.id) && person.name.chars().count() <= MAX_NAME_LENGTH && !person.away);
            assert_eq!(person.identity, None);
        }
        TabFrame::Bye { id } => assert!(is_id(id)),
        TabFrame::Send { from, to, body, .. } => {
            assert!(is_id(from) && is_id(to));
            as_written(body);
        }
    }
}

/// Maps a frame that was read tolerantly to the one it is written as: an unknown body is not written, and an ERROR of an
/// unknown type is written as FAILED.
fn as_written(body: &mut Option<Body>) {
    match body {
        Some(Body::Unknown | Body::Negotiation(Received::Malformed(_) | Received::Unreadable)) => {
            *body = None
        }
        Some(Body::Negotiation(Received::Message(Message::Error(error))))
            if error.error_type == ErrorType::Other =>
        {
            error.error_type = ErrorType::Failed;
        }
        Some(_) | None => {}
    }
}

fn raw(body: Body) -> Box<RawValue> {
    RawValue::from_string(Value::from(&body).to_json()).expect("a body is written as JSON")
}
