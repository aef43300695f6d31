//! What goes out comes in again as it was, whatever the browser makes of it on the way.

use super::body::read_in;
use super::frame::{read as read_frame, write as write_frame};
use super::js_value::{to_js, to_text};
use super::{ExternalChannel, LoopbackEnd, Tabs, read_message};
use super::{body, envelope, js_value};
use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::StreamExt;
use std::rc::Rc;
use visavis_call::protocol::{
    ClientId, IceServer, LeftReason, Person, SequenceHeader, ToClient, ToServer, VERSION,
};
use visavis_call::roap::{Answer, Candidate, CandidateBatch, Exchange, Message, Offer, SessionId};
use visavis_call::{Body, Input, MediaReport, Source, Status, TabFrame, Track};
use wasm_bindgen::JsValue;
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

#[wasm_bindgen_test]
fn every_frame_of_a_server_is_read() {
    let id = || ClientId("ada".into());
    let server = IceServer {
        urls: vec!["stun:127.0.0.1".into()],
        username: Some("ada".into()),
        credential: None,
    };
    let header = SequenceHeader {
        epoch: "8c1f".into(),
        n: 3,
        ack: 2,
        ack_epoch: Some("41d6".into()),
    };
    for frame in [
        ToClient::Welcome {
            you: id(),
            people: vec![person("lin", "Lin")],
            ice_servers: vec![server.clone()],
        },
        ToClient::From {
            from: id(),
            header,
            body: Some(Body::Chat("Hello".into())),
        },
        ToClient::Joined(person("lin", "Lin")),
        ToClient::Renamed(person("lin", "Lin")),
        ToClient::Away(id()),
        ToClient::Back(id()),
        ToClient::Left {
            id: id(),
            reason: LeftReason::Removed,
        },
        ToClient::Undeliverable {
            to: id(),
            epoch: "8c1f".into(),
            n: 3,
        },
        ToClient::IceServers(vec![server]),
        ToClient::Pong,
    ] {
        let written = to_js(&frame.clone().map_body(|body| body::write(&body)));

        assert_eq!(envelope::read(js_value::read(&written)), Some(frame));
    }
}

#[wasm_bindgen_test]
fn every_frame_to_a_server_is_what_a_server_reads() {
    let id = || ClientId("lin".into());
    let header = SequenceHeader {
        epoch: "8c1f".into(),
        n: 3,
        ack: 0,
        ack_epoch: None,
    };
    for said in [
        ToServer::Hello {
            v: VERSION,
            secret: "s".into(),
            room: "standup".into(),
            name: "Ada".into(),
            token: None,
        },
        ToServer::Send {
            to: id(),
            header,
            body: Some(Body::Hand(false)),
        },
        ToServer::Rename { name: "Ada".into() },
        ToServer::Lock { locked: false },
        ToServer::Admit {
            id: id(),
            admitted: false,
        },
        ToServer::Remove { id: id() },
        ToServer::Look {
            v: VERSION,
            room: "standup".into(),
            token: Some("t".into()),
        },
        ToServer::Bye,
        ToServer::Ping,
    ] {
        let derived = to_js(&said.clone().map_body(|body| body::write(&body)));

        let derived = String::from(js_sys::JSON::stringify(&derived).unwrap());
        assert_eq!(to_text(&envelope::write(said)), derived);
    }
}

#[wasm_bindgen_test]
fn what_nests_without_end_is_nothing() {
    let text = "[".repeat(5_000) + &"]".repeat(5_000);
    let text = format!(r#"{{"type":"chat","text":{text}}}"#);

    assert_eq!(read(&text), Body::Unknown);
}

#[wasm_bindgen_test]
fn every_frame_of_a_bus_survives_json() {
    let header = |ack_epoch| SequenceHeader {
        epoch: "8c1f".into(),
        n: 3,
        ack: 2,
        ack_epoch,
    };
    let send = |ack_epoch, body| TabFrame::Send {
        from: ClientId("ada".into()),
        to: ClientId("lin".into()),
        header: header(ack_epoch),
        body,
    };
    for frame in [
        hello("ada", "Ada"),
        TabFrame::Here {
            person: person("ada", "Ada"),
            alone: false,
            to: ClientId("lin".into()),
        },
        TabFrame::Bye {
            id: ClientId("ada".into()),
        },
        send(None, None),
        send(Some("41d6".into()), Some(Body::Chat("Hello".into()))),
    ] {
        let text = js_sys::JSON::stringify(&write_frame(&frame, false)).unwrap();
        let heard = read_frame(&js_sys::JSON::parse(&String::from(text)).unwrap());

        assert_eq!(heard.map(|heard| heard.frame), Some(frame));
    }
}

#[wasm_bindgen_test]
fn a_frame_says_no_more_than_it_has_to() {
    let text = js_sys::JSON::stringify(&write_frame(&hello("ada", "Ada"), false)).unwrap();

    assert_eq!(
        String::from(text),
        r#"{"v":1,"type":"hello","person":{"id":"ada","name":"Ada"},"alone":true}"#
    );
}

#[wasm_bindgen_test]
fn what_a_stranger_sends_is_cut_to_its_size_or_not_heard() {
    let long = "x".repeat(1_000);
    let name = format!(r#"{{"v":1,"type":"hello","person":{{"id":"a","name":"{long}"}}}}"#);
    let Some(TabFrame::Hello { person, .. }) = hear(&name) else {
        panic!("a long name is cut");
    };
    assert_eq!(person.name.len(), 64);

    let huge = "x".repeat(70_000);
    for text in [
        format!(r#"{{"v":1,"type":"bye","id":"{long}"}}"#),
        format!(r#"{{"v":1,"type":"send","from":"a","to":"b","epoch":"{long}","n":1,"ack":0}}"#),
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
    ] {
        assert_eq!(hear(&text), None, "{}", &text[..text.len().min(80)]);
    }
    let none = js_sys::Function::new_no_args("");
    for odd in [JsValue::UNDEFINED, JsValue::symbol(None), none.into()] {
        assert_eq!(read_message(&odd), None);
    }
}

#[wasm_bindgen_test]
fn a_page_whose_function_throws_does_no_harm() {
    ExternalChannel::new(js_sys::Function::new_no_args("throw new Error('no')")).say(&hello("ada", "Ada"));
}

#[wasm_bindgen_test]
async fn each_end_of_a_loopback_hears_the_other_and_not_itself() {
    let (to_one, mut at_one) = unbounded();
    let (to_other, mut at_other) = unbounded();
    let [one, other] = LoopbackEnd::pair([
        Rc::new(move |frame| to_one.unbounded_send(frame).unwrap()),
        Rc::new(move |frame| to_other.unbounded_send(frame).unwrap()),
    ]);

    one.say(&hello("ada", "Ada"));
    other.say(&hello("echo", "Echo"));

    assert_eq!(at_one.next().await, Some(hello("echo", "Echo")));
    assert_eq!(at_other.next().await, Some(hello("ada", "Ada")));
    drop(one);
    other.say(&hello("echo", "Echo"));
    assert_eq!(at_one.next().await, None, "an end that is dropped hears nothing");
}

#[wasm_bindgen_test]
async fn a_tab_that_ends_without_a_word_is_gone_for_the_others() {
    let (ada, mut at_ada) = tab("ends", "ada").await;
    let (lin, mut at_lin) = tab("ends", "lin").await;
    lin.say(&hello("lin", "Lin"));
    assert_eq!(next(&mut at_ada).await, "hello lin");
    ada.say(&hello("ada", "Ada"));
    assert_eq!(next(&mut at_lin).await, "hello ada");

    drop(lin);

    assert_eq!(next(&mut at_ada).await, "gone lin");
    // Whoever is back is watched again.
    let (lin, _at_lin) = tab("ends", "lin").await;
    lin.say(&hello("lin", "Lin"));
    assert_eq!(next(&mut at_ada).await, "hello lin");
    drop(lin);
    assert_eq!(next(&mut at_ada).await, "gone lin");
}

async fn tab(scope: &str, id: &str) -> (Tabs, UnboundedReceiver<Input>) {
    let (post, inbox) = unbounded();
    let tell = move |input| post.unbounded_send(input).unwrap();
    (
        Tabs::open(scope, &ClientId(id.into()), tell).await.unwrap(),
        inbox,
    )
}

/// What happens next, in two words.
async fn next(inbox: &mut UnboundedReceiver<Input>) -> String {
    match inbox.next().await {
        Some(Input::TabSaid(TabFrame::Hello { person, .. })) => format!("hello {}", person.id.0),
        Some(Input::TabGone(id)) => format!("gone {}", id.0),
        other => format!("{other:?}"),
    }
}

fn hello(id: &str, name: &str) -> TabFrame {
    TabFrame::Hello {
        person: person(id, name),
        alone: true,
    }
}

fn person(id: &str, name: &str) -> Person {
    Person {
        id: ClientId(id.into()),
        name: name.into(),
        away: false,
    }
}

fn hear(text: &str) -> Option<TabFrame> {
    read_message(&js_sys::JSON::parse(text).unwrap())
}

fn through_json(body: &Body) -> Body {
    read(&to_text(&body::write(body)))
}

fn read(text: &str) -> Body {
    let frame = js_sys::JSON::parse(&format!(r#"{{"body":{text}}}"#)).unwrap();
    read_in(&mut js_value::read(&frame)).unwrap()
}
