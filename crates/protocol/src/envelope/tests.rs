//! Checks that each codec reads every frame that the other writes.

use super::{LeftReason, ToClient, ToServer, VERSION};
use crate::{Body, ClientId, IceServer, Identity, Person, SequenceHeader};
use serde_json::value::RawValue;
use visavis_roap::Value;

#[test]
fn a_server_reads_every_frame_that_a_client_writes() {
    for frame in to_server(Some(Body::Hand(false)))
        .into_iter()
        .chain(to_server(None))
    {
        let text = frame.to_json();

        let read: ToServer<&RawValue> = serde_json::from_str(&text).unwrap();

        assert_eq!(read.map_body(body_of), frame, "{text}");
    }
}

#[test]
fn a_client_reads_every_frame_that_a_server_writes() {
    for frame in to_client(Some(Body::Hand(false)))
        .into_iter()
        .chain(to_client(None))
    {
        let text = serde_json::to_string(&frame.clone().map_body(raw)).unwrap();

        assert_eq!(ToClient::from_json(&text), Some(frame), "{text}");
    }
}

#[test]
fn a_forwarded_body_is_unchanged() {
    let text = r#"{"type":"send","to":"b","epoch":"e","n":1,"ack":0,"body":{"odd" : [1.50,"\u0041"]}}"#;
    let ToServer::Send { header, body, .. } = serde_json::from_str::<ToServer<&RawValue>>(text).unwrap()
    else {
        panic!("it is a send");
    };
    let from = ClientId("a".into());

    let passed_on = serde_json::to_string(&ToClient::From { from, header, body }).unwrap();

    assert_eq!(
        passed_on,
        r#"{"type":"from","from":"a","epoch":"e","n":1,"ack":0,"body":{"odd" : [1.50,"\u0041"]}}"#
    );
}

#[test]
fn a_hello_is_written_as_documented() {
    let hello = ToServer::<Body>::Hello {
        v: 1,
        secret: "s".into(),
        room: "r1".into(),
        name: "Ada".into(),
        token: None,
    };

    assert_eq!(
        hello.to_json(),
        r#"{"type":"hello","v":1,"secret":"s","room":"r1","name":"Ada"}"#
    );
}

#[test]
fn an_addressed_message_keeps_its_header_and_body() {
    let text =
        r#"{"type":"from","from":"c-7f3a","epoch":"k3","n":4,"ack":2,"ackEpoch":"q8","body":{"type":"bye"}}"#;

    let frame = ToClient::from_json(text).unwrap();

    let header = SequenceHeader {
        epoch: "k3".into(),
        n: 4,
        ack: 2,
        ack_epoch: Some("q8".into()),
    };
    assert_eq!(
        frame,
        ToClient::From {
            from: ClientId("c-7f3a".into()),
            header,
            body: Some(Body::Bye)
        }
    );
    assert_eq!(serde_json::to_string(&frame.map_body(raw)).unwrap(), text);
}

#[test]
fn a_server_rejects_a_frame_that_lacks_a_required_field() {
    for text in [
        r#"{"type":"hello","v":1}"#,
        r#"{"type":"send","to":"x"}"#,
        r#"{"type":"nonsense"}"#,
        "{}",
        "3",
    ] {
        assert!(serde_json::from_str::<ToServer<()>>(text).is_err(), "{text}");
    }
}

#[test]
fn a_client_skips_a_frame_that_lacks_a_required_field() {
    for text in [
        r#"{"type":"welcome"}"#,
        r#"{"type":"from","from":"a","epoch":"e"}"#,
        r#"{"type":"from","from":"a","epoch":"","n":1}"#,
        r#"{"type":"joined","person":{"id":"a"}}"#,
        r#"{"type":"iceServers"}"#,
        r#"{"type":"nonsense"}"#,
        r#"{"type":7}"#,
        "{}",
        "3",
        "[",
    ] {
        assert_eq!(ToClient::from_json(text), None, "{text}");
    }
    let long = format!(r#"{{"type":"pong","x":"{}"}}"#, "x".repeat(1024 * 1024));
    assert_eq!(ToClient::from_json(&long), None);
}

#[test]
fn new_ice_servers_are_read() {
    let text = r#"{"type":"iceServers","iceServers":[{"urls":["turn:a"],"username":"u","credential":"c"}]}"#;

    let frame = ToClient::from_json(text).unwrap();

    assert!(matches!(&frame, ToClient::IceServers { ice_servers } if ice_servers.len() == 1));
    assert_eq!(serde_json::to_string(&frame.map_body(raw)).unwrap(), text);
}

#[test]
fn away_is_written_only_if_true() {
    let person = person("a", "Ada", false);

    let text = serde_json::to_string(&ToClient::<()>::Joined { person }).unwrap();

    assert_eq!(text, r#"{"type":"joined","person":{"id":"a","name":"Ada"}}"#);
}

#[test]
fn an_identity_is_written_as_documented() {
    let person = person("a", "Ada", false).with_identity(Some(identity()));

    let text = serde_json::to_string(&ToClient::<()>::Joined { person }).unwrap();

    assert_eq!(
        text,
        concat!(
            r#"{"type":"joined","person":{"id":"a","name":"Linda Moss","identity":{"subject":"248289761001","#,
            r#""name":"Linda Moss","picture":"https://school.example/7.png","#,
            r#""metadata":"{\"role\":\"teacher\",\"rate\":0.5}","permissions":["publish","chat"]}}}"#
        )
    );
}

#[test]
fn the_name_of_an_identity_is_that_of_the_person() {
    let text = r#"{"type":"joined","person":{"id":"a","name":"Mallory","identity":{"name":"Ada"}}}"#;

    let Some(ToClient::Joined { person }) = ToClient::from_json(text) else {
        panic!("it is a joined");
    };

    assert_eq!(person.name, "Ada");
}

/// One of each.
fn to_server(body: Option<Body>) -> Vec<ToServer<Body>> {
    vec![
        ToServer::Hello {
            v: VERSION,
            secret: "s".into(),
            room: "standup".into(),
            name: "Ada \"é\" 😀\n".into(),
            token: body.as_ref().map(|_| "t".into()),
        },
        ToServer::Send {
            to: id(),
            header: header(body.as_ref()),
            body,
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
        ToServer::Token { token: "t".into() },
        ToServer::Bye,
        ToServer::Ping,
    ]
}

/// One of each.
fn to_client(body: Option<Body>) -> Vec<ToClient<Body>> {
    let is_full = body.is_some();
    let server = IceServer {
        urls: vec!["stun:127.0.0.1".into(), "turn:127.0.0.1".into()],
        username: Some("ada".into()),
        credential: body.as_ref().map(|_| "c".into()),
    };
    let people = vec![person("lin", "Lin", false), person("mia", "", true)];
    vec![
        ToClient::Welcome {
            you: id(),
            identity: body.as_ref().map(|_| identity()),
            people: people.clone(),
            ice_servers: vec![server.clone()],
            takes_token: body.is_some(),
        },
        ToClient::Waiting { name: "Ada".into() },
        ToClient::Room {
            host: id(),
            locked: body.is_some(),
        },
        ToClient::Knocking { people },
        ToClient::Present {
            names: vec!["Ada".into(), String::new()],
            count: 1,
            locked: body.is_some(),
            identity: body.as_ref().map(|_| identity()),
        },
        ToClient::From {
            from: id(),
            header: header(body.as_ref()),
            body,
        },
        ToClient::Joined {
            person: person("lin", "Linda Moss", false).with_identity(Some(identity())),
        },
        ToClient::Renamed {
            person: person("lin", "Linda", false),
        },
        ToClient::Away { id: id() },
        ToClient::Back { id: id() },
        left(LeftReason::Left),
        left(LeftReason::Gone),
        left(LeftReason::Removed),
        ToClient::Undeliverable {
            to: id(),
            epoch: "8c1f".into(),
            n: 3,
        },
        ToClient::IceServers {
            ice_servers: vec![server],
        },
        ToClient::Return { within: 2_000 },
        ToClient::Token {
            refused: is_full.then_some(4452),
        },
        ToClient::Pong,
    ]
}

fn left(reason: LeftReason) -> ToClient<Body> {
    ToClient::Left { id: id(), reason }
}

fn header(body: Option<&Body>) -> SequenceHeader {
    SequenceHeader {
        epoch: "8c1f".into(),
        n: 3,
        ack: 2,
        ack_epoch: body.map(|_| "41d6".into()),
    }
}

fn id() -> ClientId {
    ClientId("lin".into())
}

fn person(id: &str, name: &str, away: bool) -> Person {
    Person {
        away,
        ..Person::new(ClientId(id.into()), name)
    }
}

fn identity() -> Identity {
    Identity {
        subject: Some("248289761001".into()),
        name: Some("Linda Moss".into()),
        picture: Some("https://school.example/7.png".into()),
        metadata: Some(r#"{"role":"teacher","rate":0.5}"#.into()),
        permissions: Some(crate::Permissions::read(["publish", "chat"])),
    }
}

/// Returns a body as a server receives it.
fn raw(body: Body) -> Box<RawValue> {
    RawValue::from_string(Value::from(&body).to_json()).unwrap()
}

/// Returns a body as the recipient gets it.
fn body_of(raw: &RawValue) -> Body {
    Value::from_json(raw.get()).unwrap().into()
}
