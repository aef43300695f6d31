//! Joining a room, and refused joins.

use crate::support::{TestServer, configured, hello, in_time};
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;
use visavis_server::{Config, Secret, Turn, parse_ice_server};

#[tokio::test]
async fn the_first_person_is_welcomed_with_the_ice_servers() {
    let ice_servers = ["stun:here:3478", "turn:u:p@there"].map(|text| parse_ice_server(text).unwrap());
    let server = TestServer::start(configured(|config| config.ice_servers = ice_servers.into())).await;
    let mut ada = server.connect().await;

    ada.send(json!({"type": "hello", "v": 1, "secret": "0123456789abcdef", "room": "r1", "name": "Ada"}))
        .await;

    let ice_servers = json!([
        {"urls": ["stun:here:3478"]},
        {"urls": ["turn:there"], "username": "u", "credential": "p"},
    ]);
    assert_eq!(
        ada.recv().await,
        json!({
            "type": "welcome", "you": "9f9f5111f7b27a781f1f1ddde5ebc2dd", "people": [], "iceServers": ice_servers,
        })
    );
}

#[tokio::test]
async fn turn_credentials_come_with_the_welcome_and_are_renewed_before_they_expire() {
    let secret = Secret::new("north").unwrap();
    let turn = Turn::new(["turn:there".into()], secret, Duration::from_secs(2));
    let server = TestServer::start(configured(|config| config.turn = Some(turn))).await;
    let mut ada = server.connect().await;
    ada.send(hello("r1", "Ada")).await;

    let welcome = ada.recv().await;
    let renewal = ada.recv().await;

    assert_eq!(renewal["type"], "iceServers");
    let expiry = |frame: &serde_json::Value| {
        let username = frame["iceServers"][0]["username"].as_str().unwrap();
        let (expiry, account) = username.split_once(':').unwrap();
        (account.to_owned(), expiry.parse::<u64>().unwrap())
    };
    assert_eq!(expiry(&welcome).0, expiry(&renewal).0);
    assert!(expiry(&welcome).1 < expiry(&renewal).1);
}

#[tokio::test]
async fn a_newcomer_and_the_people_present_learn_of_each_other() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;

    let (mut lin, people) = server.enter_and_see("r1", "Lin").await;

    assert_eq!(people, json!([{"id": ada.id, "name": "Ada"}]));
    assert_eq!(
        ada.recv().await,
        json!({"type": "joined", "person": {"id": lin.id, "name": "Lin"}})
    );
    ada.expect_no_more_frames().await;
    lin.expect_no_more_frames().await;
}

#[tokio::test]
async fn rooms_are_isolated_from_each_other() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;

    let (mut lin, people) = server.enter_and_see("r2", "Lin").await;

    assert_eq!(people, json!([]));
    ada.expect_no_more_frames().await;
    lin.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_name_is_stripped_of_control_characters_and_bounded() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.connect().await;
    let mut hello = hello("r1", "Lin");
    hello["name"] = json!(format!("L\u{0}in{}", "x".repeat(10_000)));

    lin.send(hello).await;

    let you = lin.recv().await["you"].take();
    let name = format!("Lin{}", "x".repeat(61));
    assert_eq!(
        ada.recv().await,
        json!({"type": "joined", "person": {"id": you, "name": name}})
    );
}

#[tokio::test]
async fn a_socket_without_a_hello_is_closed() {
    let server = TestServer::start(configured(|config| {
        config.timeouts.hello = Duration::from_millis(50)
    }))
    .await;
    let mut client = server.connect().await;

    assert_eq!(client.recv_close().await, (4506, "No hello came in time.".into()));
}

#[tokio::test]
async fn a_socket_that_has_looked_has_the_time_of_the_lobby_and_can_join() {
    let server = TestServer::start(configured(|config| {
        config.timeouts.hello = Duration::from_millis(50);
        config.timeouts.lobby = Duration::from_secs(60);
    }))
    .await;
    let (mut ada, mut idle) = (server.connect().await, server.connect().await);
    ada.send(look()).await;
    assert_eq!(ada.recv().await["type"], "present");

    // Later than the time for a hello.
    assert_eq!(idle.recv_close().await.0, 4506);

    ada.send(look()).await;
    assert_eq!(ada.recv().await["type"], "present");
    ada.send(hello("r1", "Ada")).await;
    assert_eq!(ada.recv().await["type"], "welcome");
}

#[tokio::test]
async fn the_lobby_ends_without_another_look() {
    let server = TestServer::start(configured(|config| {
        config.timeouts.lobby = Duration::from_millis(50)
    }))
    .await;
    let mut ada = server.connect().await;

    ada.send(look()).await;

    assert_eq!(ada.recv().await["type"], "present");
    assert_eq!(ada.recv_close().await.0, 4506);
}

#[tokio::test]
async fn the_lobby_has_half_of_the_sockets() {
    let server = TestServer::start(configured(|config| {
        config.limits.sockets = 4;
        config.limits.sockets_per_address = Some(4);
        config.timeouts.hello = Duration::from_millis(50);
        config.timeouts.lobby = Duration::from_secs(60);
    }))
    .await;
    let mut waiting = Vec::new();
    for _ in 0..3 {
        let mut client = server.connect().await;
        client.send(look()).await;
        assert_eq!(client.recv().await["type"], "present");
        waiting.push(client);
    }

    let mut third = waiting.pop().unwrap();
    assert_eq!(third.recv_close().await.0, 4506, "as without a look");

    // Who joins makes room.
    drop(third);
    let mut ada = waiting.pop().unwrap();
    ada.send(hello("r1", "Ada")).await;
    assert_eq!(ada.recv().await["type"], "welcome");
    let mut fourth = server.connect().await;
    fourth.send(look()).await;
    assert_eq!(fourth.recv().await["type"], "present");
    assert_eq!(server.connect().await.recv_close().await.0, 4506);
    fourth.send(look()).await;
    assert_eq!(fourth.recv().await["type"], "present");
}

fn look() -> serde_json::Value {
    json!({"type": "look", "v": 1, "room": "r1"})
}

#[tokio::test]
async fn a_first_frame_other_than_a_hello_closes_the_socket() {
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
        client.send_message(first).await.unwrap();

        assert_eq!(
            client.recv_close().await,
            (4420, "The first frame must be a hello.".into())
        );
    }
}

#[tokio::test]
async fn an_invalid_hello_is_refused_with_the_reason() {
    let server = TestServer::start(Config::default()).await;
    let version = "This server speaks version 1 of the protocol.";
    let secret = "A secret has 16 to 256 characters.";
    let room = "A room can't have this name. Names have 1 to 128 characters and no control characters.";

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
        client.send(hello).await;

        assert_eq!(client.recv_close().await, (close.0, close.1.to_owned()));
    }
}

#[tokio::test]
async fn a_seventh_person_is_refused_by_a_full_room() {
    let server = TestServer::start(Config::default()).await;
    let mut present = Vec::new();
    for person in ["Ada", "Lin", "Mia", "Noa", "Sam", "Tom"] {
        present.push(server.enter("r1", person).await);
    }
    let mut eve = server.connect().await;

    eve.send(hello("r1", "Eve")).await;

    assert_eq!(
        eve.recv_close().await,
        (4440, "This call is full (6 people).".into())
    );
    eve.recv_until_end().await;
    let mut tom = present.pop().unwrap();
    tom.expect_no_more_frames().await;

    let mut eve = server.connect().await;
    eve.send(look()).await;
    assert_eq!(eve.recv_close().await.0, 4440, "also before they join");
}

#[tokio::test]
async fn a_room_over_the_limit_is_refused_until_another_closes() {
    let server = TestServer::start(configured(|config| config.limits.rooms = 1)).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.connect().await;
    lin.send(hello("r2", "Lin")).await;
    assert_eq!(
        lin.recv_close().await,
        (4504, "This server has no room for another call.".into())
    );

    ada.send(json!({"type": "bye"})).await;
    ada.recv_until_end().await;

    server.enter("r2", "Lin").await;
}

#[tokio::test]
async fn a_socket_over_the_limit_is_refused_until_another_ends() {
    let server = TestServer::start(configured(|config| config.limits.sockets = 1)).await;
    let mut ada = server.connect().await;
    ada.send(hello("r1", "Ada")).await;
    ada.recv().await;
    let mut lin = server.connect().await;
    assert_eq!(
        lin.recv_close().await,
        (4505, "This server has no room for another connection.".into())
    );

    ada.send(json!({"type": "bye"})).await;
    ada.recv_until_end().await;

    in_time("a free place", async {
        loop {
            let mut lin = server.connect().await;
            let is_in = lin
                .send_message(Message::text(hello("r1", "Lin").to_string()))
                .await
                .is_ok();
            if is_in && lin.is_welcomed().await {
                return;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn spellings_that_look_the_same_are_one_room() {
    let server = TestServer::start(Config::default()).await;
    let mut present = vec![server.enter("Caf\u{e9}", "Ada").await];

    for (spelling, others) in [("Cafe\u{301}", 1), (" Caf\u{e9}\u{200b}", 2), ("Cafe", 0)] {
        let (client, people) = server.enter_and_see(spelling, spelling).await;
        present.push(client);

        assert_eq!(
            people.as_array().map(Vec::len),
            Some(others),
            "{spelling:?}: {people}"
        );
    }
}
