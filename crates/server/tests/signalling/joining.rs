use crate::support::{TestServer, hello, in_time};
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;
use visavis_server::{Config, Limits, Secret, Timeouts, Turn, parse_ice_server};

#[tokio::test]
async fn the_first_is_welcomed_and_told_the_ice_servers() {
    let ice_servers = ["stun:here:3478", "turn:u:p@there"].map(|text| parse_ice_server(text).unwrap());
    let server = TestServer::start(Config {
        ice_servers: ice_servers.into(),
        ..Config::default()
    })
    .await;
    let mut ada = server.connect().await;

    ada.say(json!({"type": "hello", "v": 1, "secret": "0123456789abcdef", "room": "r1", "name": "Ada"}))
        .await;

    let ice_servers = json!([
        {"urls": ["stun:here:3478"]},
        {"urls": ["turn:there"], "username": "u", "credential": "p"},
    ]);
    assert_eq!(
        ada.hear().await,
        json!({
            "type": "welcome", "you": "9f9f5111f7b27a781f1f1ddde5ebc2dd", "people": [], "iceServers": ice_servers,
        })
    );
}

#[tokio::test]
async fn a_password_for_the_turn_server_comes_with_the_welcome_and_again_before_it_runs_out() {
    let server = TestServer::start(Config {
        turn: Some(Turn {
            urls: vec!["turn:there".into()],
            secret: Secret::new("north").unwrap(),
            time_to_live: Duration::from_secs(2),
        }),
        ..Config::default()
    })
    .await;
    let mut ada = server.connect().await;
    ada.say(hello("r1", "Ada")).await;

    let welcome = ada.hear().await;
    let renewal = ada.hear().await;

    assert_eq!(renewal["type"], "iceServers");
    let expiry = |frame: &serde_json::Value| {
        let username = frame["iceServers"][0]["username"].as_str().unwrap();
        let (expiry, id) = username.split_once(':').unwrap();
        assert_eq!(welcome["you"], id);
        expiry.parse::<u64>().unwrap()
    };
    assert!(expiry(&welcome) < expiry(&renewal));
}

#[tokio::test]
async fn a_newcomer_and_those_present_are_told_of_each_other() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;

    let (mut lin, people) = server.enter_and_see("r1", "Lin").await;

    assert_eq!(people, json!([{"id": ada.id, "name": "Ada"}]));
    assert_eq!(
        ada.hear().await,
        json!({"type": "joined", "person": {"id": lin.id, "name": "Lin"}})
    );
    ada.hears_nothing_more().await;
    lin.hears_nothing_more().await;
}

#[tokio::test]
async fn rooms_know_nothing_of_each_other() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;

    let (mut lin, people) = server.enter_and_see("r2", "Lin").await;

    assert_eq!(people, json!([]));
    ada.hears_nothing_more().await;
    lin.hears_nothing_more().await;
}

#[tokio::test]
async fn a_name_is_shown_without_control_characters_and_bounded() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.connect().await;
    let mut hello = hello("r1", "Lin");
    hello["name"] = json!(format!("L\u{0}in{}", "x".repeat(10_000)));

    lin.say(hello).await;

    let you = lin.hear().await["you"].take();
    let name = format!("Lin{}", "x".repeat(61));
    assert_eq!(
        ada.hear().await,
        json!({"type": "joined", "person": {"id": you, "name": name}})
    );
}

#[tokio::test]
async fn a_socket_that_says_nothing_is_closed() {
    let timeouts = Timeouts {
        hello: Duration::from_millis(50),
        ..Timeouts::default()
    };
    let server = TestServer::start(Config {
        timeouts,
        ..Config::default()
    })
    .await;
    let mut client = server.connect().await;

    assert_eq!(client.hear_close().await, (4506, "No hello came in time.".into()));
}

#[tokio::test]
async fn a_first_frame_that_is_no_hello_closes_the_socket() {
    let server = TestServer::start(Config::default()).await;

    for first in [
        Message::text(r#"{"type":"ping"}"#),
        Message::text(r#"{"type":"hello"}"#),
        Message::text("hello"),
        Message::text(""),
        Message::text("[".repeat(60_000)),
        Message::binary(hello("r1", "Ada").to_string()),
    ] {
        let mut client = server.connect().await;
        client.send(first).await.unwrap();

        assert_eq!(
            client.hear_close().await,
            (4420, "The first frame must be a hello.".into())
        );
    }
}

#[tokio::test]
async fn a_hello_that_cannot_be_taken_is_told_why() {
    let server = TestServer::start(Config::default()).await;
    let version = "This server speaks version 1 of the protocol.";
    let secret = "A secret has 16 to 256 characters.";
    let room = "A room's name has 1 to 128 characters and no control characters.";

    for (field, value, close) in [
        ("v", json!(2), (4400, version)),
        ("secret", json!("guess me"), (4421, secret)),
        ("room", json!(""), (4444, room)),
        ("room", json!("a\nb"), (4444, room)),
        ("room", json!("x".repeat(129)), (4444, room)),
    ] {
        let mut client = server.connect().await;
        let mut hello = hello("r1", "Ada");
        hello[field] = value;
        client.say(hello).await;

        assert_eq!(client.hear_close().await, (close.0, close.1.to_owned()));
    }
}

#[tokio::test]
async fn the_seventh_is_told_that_the_call_is_full() {
    let server = TestServer::start(Config::default()).await;
    let mut present = Vec::new();
    for person in ["Ada", "Lin", "Mia", "Noa", "Sam", "Tom"] {
        present.push(server.enter("r1", person).await);
    }
    let mut eve = server.connect().await;

    eve.say(hello("r1", "Eve")).await;

    assert_eq!(
        eve.hear_close().await,
        (4440, "This call is full (6 people).".into())
    );
    eve.hear_end().await;
    let mut tom = present.pop().unwrap();
    tom.hears_nothing_more().await;
}

#[tokio::test]
async fn a_room_too_many_is_refused_until_another_is_left() {
    let limits = Limits {
        rooms: 1,
        ..Limits::default()
    };
    let server = TestServer::start(Config {
        limits,
        ..Config::default()
    })
    .await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.connect().await;
    lin.say(hello("r2", "Lin")).await;
    assert_eq!(
        lin.hear_close().await,
        (4504, "This server has no room for another call.".into())
    );

    ada.say(json!({"type": "bye"})).await;
    ada.hear_end().await;

    server.enter("r2", "Lin").await;
}

#[tokio::test]
async fn a_socket_too_many_is_refused_until_another_is_gone() {
    let limits = Limits {
        sockets: 1,
        ..Limits::default()
    };
    let server = TestServer::start(Config {
        limits,
        ..Config::default()
    })
    .await;
    let mut ada = server.connect().await;
    ada.say(hello("r1", "Ada")).await;
    ada.hear().await;
    let mut lin = server.connect().await;
    assert_eq!(
        lin.hear_close().await,
        (4505, "This server has no room for another connection.".into())
    );

    ada.say(json!({"type": "bye"})).await;
    ada.hear_end().await;

    in_time("a free place", async {
        loop {
            let mut lin = server.connect().await;
            let is_in = lin
                .send(Message::text(hello("r1", "Lin").to_string()))
                .await
                .is_ok();
            if is_in && lin.hears_welcome().await {
                return;
            }
        }
    })
    .await;
}
