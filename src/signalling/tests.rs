//! What goes out comes in again as it was, whatever the browser makes of it on the way.

use super::body::RawBody;
use super::plain::{from_value, to_js};
use visavis_call::roap::{Answer, Candidate, CandidateBatch, Exchange, Message, Offer, SessionId};
use visavis_call::{Body, MediaReport, Source, Status, Track};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn every_message_survives_json() {
    let exchange = || Exchange {
        offerer: SessionId::new("A1"),
        answerer: SessionId::new("B1"),
        seq: 7,
    };
    let candidate = Candidate {
        candidate: "candidate:1 1 udp 1 127.0.0.1 9 typ host".into(),
        sdp_mid: Some("0".into()),
        sdp_m_line_index: Some(0),
        username_fragment: Some("czKp".into()),
    };
    let initial = Exchange {
        answerer: None,
        ..exchange()
    };
    let messages = [
        Message::Offer(Offer {
            exchange: initial,
            tie_breaker: 4_294_967_294,
            sdp: "v=0\r\n".into(),
        }),
        Message::Answer(Answer {
            exchange: exchange(),
            sdp: "v=0\r\n".into(),
            more_coming: false,
        }),
        Message::Ok(exchange()),
        Message::Shutdown(exchange()),
        Message::Candidates(CandidateBatch {
            exchange: exchange(),
            username_fragment: Some("czKp".into()),
            candidates: vec![candidate],
        }),
    ];

    for message in messages {
        let body = Body::Negotiation(message);
        assert_eq!(through_json(&body), body);
    }
}

#[wasm_bindgen_test]
fn a_media_report_survives_json() {
    let report: MediaReport = [
        (
            "0".to_owned(),
            Track {
                source: Source::Microphone,
                status: Status::On,
            },
        ),
        (
            "1".to_owned(),
            Track {
                source: Source::Camera,
                status: Status::Pending,
            },
        ),
    ]
    .into();

    assert_eq!(through_json(&Body::Media(report.clone())), Body::Media(report));
}

#[wasm_bindgen_test]
fn what_is_not_known_is_unknown_and_nothing_worse() {
    for text in [
        "null",
        "1",
        "\"text\"",
        "[]",
        "{}",
        r#"{"type":"state"}"#,
        r#"{"type":"dance","media":{}}"#,
        r#"{"messageType":"DANCE"}"#,
        r#"{"messageType":7}"#,
    ] {
        assert_eq!(read(text), Body::Unknown, "{text}");
    }
    let odd = r#"{"type":"state","media":{"0":{"source":"smell","status":"on"}}}"#;
    assert_eq!(read(odd), Body::Media(MediaReport::new()));
}

fn through_json(body: &Body) -> Body {
    let text = js_sys::JSON::stringify(&to_js(&RawBody::from(body))).unwrap();
    read(&String::from(text))
}

fn read(text: &str) -> Body {
    let raw: RawBody = from_value(js_sys::JSON::parse(text).unwrap()).unwrap();
    raw.into()
}
