//! Round trips of bodies, and of the frames that carry them from one client to another.

use crate::{
    Body, ChatMessage, ClientId, InBandFrame, MAX_MESSAGE_LENGTH, MediaReport, Person, SequenceHeader,
    Source, Status, TabFrame, TabMessage, Track,
};
use visavis_roap::{Answer, Candidate, CandidateBatch, Exchange, Message, Offer, Received, SessionId, Value};

#[test]
fn negotiation_messages_survive_a_round_trip() {
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
    for message in [
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
    ] {
        let body = Body::from(message);

        assert_eq!(read(&Value::from(&body).to_json()), body);
    }
}

#[test]
fn other_bodies_survive_a_round_trip() {
    let report: MediaReport = [
        ("0".to_owned(), track(Source::Microphone, Status::On)),
        ("1".to_owned(), track(Source::Camera, Status::Pending)),
    ]
    .into();
    for body in [
        Body::Media(report),
        Body::Media(MediaReport::new()),
        Body::FrameRate(10),
        Body::Chat("Hello\n\"Lin\" 👋".into()),
        Body::Chat(ChatMessage {
            id: Some("7f3a".into()),
            at: Some(1_764_520_000_123),
            text: "Hello".into(),
        }),
        Body::Hand(true),
        Body::Hand(false),
        Body::Pictures(false),
        Body::Reaction("👍".into()),
        Body::Recording {
            state: crate::RecordingState::Tapping,
            seconds: 7,
        },
        Body::Bye,
        Body::AnsweredElsewhere,
    ] {
        assert_eq!(read(&Value::from(&body).to_json()), body);
    }
}

#[test]
fn unknown_bodies_are_read_as_unknown() {
    for text in [
        "null",
        "1",
        "\"text\"",
        "[]",
        "{}",
        r#"{"type":"state"}"#,
        r#"{"type":"state","media":[]}"#,
        r#"{"type":"hand","raised":"true"}"#,
        r#"{"type":"frameRate","camera":-1}"#,
        r#"{"type":"recording","state":"painting","seconds":1}"#,
        r#"{"type":"dance","media":{}}"#,
    ] {
        assert_eq!(read(text), Body::Unknown, "{text}");
    }
    for text in [r#"{"messageType":"DANCE"}"#, r#"{"messageType":7}"#] {
        assert_eq!(read(text), Body::Negotiation(Received::Unreadable), "{text}");
    }
    let odd = r#"{"type":"state","media":{"0":{"source":"smell","status":"on"}}}"#;
    assert_eq!(read(odd), Body::Media(MediaReport::new()));
}

#[test]
fn an_absurd_id_or_time_does_not_hide_a_chat_message() {
    let long = format!("\"{}\"", "x".repeat(65));
    for (id, at) in [
        ("7", "\"yesterday\""),
        ("\"\"", "-1"),
        ("{}", "1.5"),
        ("null", "1e99"),
        (&*long, "[]"),
    ] {
        let text = format!(r#"{{"type":"chat","id":{id},"at":{at},"text":"Hello"}}"#);

        assert_eq!(read(&text), Body::Chat("Hello".into()), "{text}");
    }
}

#[test]
fn a_deeply_nested_body_is_unknown() {
    let text = "[".repeat(5_000) + &"]".repeat(5_000);
    let text = format!(r#"{{"type":"chat","text":{text}}}"#);

    assert_eq!(read(&text), Body::Unknown);
}

#[test]
fn bus_frames_survive_a_round_trip() {
    let header = |ack_epoch| SequenceHeader {
        epoch: "8c1f".into(),
        n: 3,
        ack: 2,
        ack_epoch,
    };
    let send = |ack_epoch, body| TabFrame::Send {
        from: id("ada"),
        to: id("lin"),
        header: header(ack_epoch),
        body,
    };
    for frame in [
        hello("ada", "Ada"),
        TabFrame::Here {
            person: person("ada", "Ada"),
            alone: false,
            to: id("lin"),
        },
        TabFrame::Bye { id: id("ada") },
        send(None, None),
        send(Some("41d6".into()), Some(Body::Chat("Hello".into()))),
    ] {
        for holds_lock in [false, true] {
            let message = TabMessage {
                frame: frame.clone(),
                holds_lock,
            };

            assert_eq!(TabMessage::from_json(&message.to_json()), Some(message));
        }
    }
}

#[test]
fn absent_and_false_fields_are_not_written() {
    let message = TabMessage {
        frame: hello("ada", "Ada"),
        holds_lock: false,
    };

    assert_eq!(
        message.to_json(),
        r#"{"v":1,"type":"hello","person":{"id":"ada","name":"Ada"},"alone":true}"#
    );
}

#[test]
fn nobody_on_a_bus_is_away_or_has_an_identity() {
    let text = r#"{"v":1,"type":"hello","person":{"id":"ada","name":"Ada","away":true,"identity":{"subject":"7","name":"Lin"}},"alone":true}"#;

    let message = TabMessage::from_json(text).unwrap();

    assert_eq!(message.frame, hello("ada", "Ada"));
}

#[test]
fn a_frame_in_band_has_neither_type_nor_recipient() {
    let text = r#"{"epoch":"8c1f","n":4,"ack":2,"ackEpoch":"41d6","body":{"type":"chat","text":"Hello"}}"#;

    let frame = InBandFrame::from_json(text).unwrap();

    assert_eq!(frame.body, Some(Body::Chat("Hello".into())));
    assert_eq!(frame.to_json(), text);
    let silent = InBandFrame { body: None, ..frame };
    assert_eq!(InBandFrame::from_json(&silent.to_json()), Some(silent));
}

#[test]
fn input_of_a_stranger_is_truncated_or_skipped() {
    let long = "x".repeat(1_000);
    let name = format!(r#"{{"v":1,"type":"hello","person":{{"id":"a","name":"{long}"}}}}"#);
    let Some(TabMessage {
        frame: TabFrame::Hello { person, .. },
        ..
    }) = TabMessage::from_json(&name)
    else {
        panic!("a long name is cut");
    };
    assert_eq!(person.name.len(), 64);

    let huge = "x".repeat(MAX_MESSAGE_LENGTH);
    for text in [
        format!(r#"{{"v":1,"type":"bye","id":"{long}"}}"#),
        format!(r#"{{"v":1,"type":"send","from":"a","to":"b","epoch":"{long}","n":1,"ack":0}}"#),
        format!(
            r#"{{"v":1,"type":"send","from":"a","to":"b","epoch":"e","n":1,"ack":0,"ackEpoch":"{long}"}}"#
        ),
        format!(r#"{{"v":1,"type":"send","from":"a","to":"b","epoch":"e","n":1,"ack":0,"body":"{huge}"}}"#),
        r#"{"v":1,"type":"send","from":"a","to":"b","epoch":"e","n":-1,"ack":0}"#.into(),
        r#"{"v":1,"type":"send","from":"a","to":"b","epoch":"e","n":1}"#.into(),
        r#"{"v":1,"type":"hello"}"#.into(),
        r#"{"v":1,"type":"bye","id":""}"#.into(),
        r#"{"v":2,"type":"bye","id":"a"}"#.into(),
        r#"{"type":"bye","id":"a"}"#.into(),
        r#"{"v":1,"type":"dance"}"#.into(),
        "null".into(),
        "[]".into(),
        String::new(),
    ] {
        let start = &text[..text.len().min(80)];
        assert_eq!(TabMessage::from_json(&text), None, "{start}");
    }
    for text in [
        format!(r#"{{"epoch":"{long}","n":1,"ack":0}}"#),
        format!(r#"{{"epoch":"e","n":1,"ack":0,"body":"{huge}"}}"#),
        r#"{"epoch":"e","n":1}"#.into(),
        "null".into(),
    ] {
        let start = &text[..text.len().min(80)];
        assert_eq!(InBandFrame::from_json(&text), None, "{start}");
    }
}

fn read(text: &str) -> Body {
    let frame = format!(r#"{{"epoch":"e","n":1,"ack":0,"body":{text}}}"#);
    InBandFrame::from_json(&frame).unwrap().body.unwrap()
}

fn hello(id: &str, name: &str) -> TabFrame {
    TabFrame::Hello {
        person: person(id, name),
        alone: true,
    }
}

fn person(id: &str, name: &str) -> Person {
    Person::new(self::id(id), name)
}

fn id(id: &str) -> ClientId {
    ClientId(id.into())
}

fn track(source: Source, status: Status) -> Track {
    Track { source, status }
}
