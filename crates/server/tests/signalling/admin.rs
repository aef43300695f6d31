//! What an operator does to a running server.

use crate::support::{Client, TestServer, configured, hello, in_time};
use crate::turn::client::TurnClient;
use crate::turn::listen_for_turn;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use visavis_server::{Claims, Config, Listeners, RelayConfig, Secret, Tokens, TurnListener};

const SECRET: &str = "the operator's own secret, 32 bytes";

#[tokio::test]
async fn only_who_knows_the_secret_is_answered() {
    let (server, admin) = start().await;
    let _ada = server.enter("r1", "Ada").await;

    for authorization in ["", "Bearer ", "Bearer wrong", "Basic eA==", SECRET] {
        let (status, answer) = request(admin, "GET /rooms", authorization, "").await;
        assert_eq!(
            (status, &answer["error"]),
            (401, &json!("Unauthorized")),
            "{authorization}"
        );
    }
    let (status, _) = request(server.address, "GET /rooms", &bearer(), "").await;
    assert_eq!(status, 404, "clients have another listener");
    let (_, answer) = ask(admin, "GET /rooms", json!(null)).await;
    assert_eq!(answer["rooms"][0]["name"], "r1");
}

#[tokio::test]
async fn rooms_and_people_are_listed() {
    let (server, admin) = start().await;
    let ada = server.enter("r1", "Ada").await;
    let mut lin = enter_with(&server, "r1", "Lin", "7", "t1").await;
    lin.recv_host().await;

    let (status, answer) = ask(admin, "GET /rooms", json!(null)).await;

    let room = &answer["rooms"][0];
    assert_eq!(
        (status, &room["name"], &room["locked"]),
        (200, &json!("r1"), &json!(false))
    );
    assert_eq!(room["log"].as_str().map(str::len), Some(8));
    let people = room["people"].as_array().unwrap();
    let person = |name: &str| people.iter().find(|person| person["name"] == name).unwrap();
    assert_eq!(
        person("Ada"),
        &json!({"id": ada.id, "name": "Ada", "address": "127.0.0.1", "host": true})
    );
    assert_eq!(
        (&person("Lin")["sub"], &person("Lin")["jti"]),
        (&json!("7"), &json!("t1"))
    );
}

#[tokio::test]
async fn a_room_is_closed_for_everybody_in_it() {
    let (server, admin) = start().await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    let mut kim = server.enter("r2", "Kim").await;

    let (status, answer) = ask(admin, "POST /rooms/close", json!({"room": " r1\u{200b}"})).await;

    assert_eq!((status, answer), (200, json!({"people": 2})));
    let closed = (4404, "This call was ended by whoever runs the server.".to_owned());
    assert_eq!(ada.recv_close_after_frames().await, closed);
    assert_eq!(lin.recv_close_after_frames().await, closed);
    let (status, answer) = ask(admin, "POST /rooms/close", json!({"room": "r1"})).await;
    assert_eq!((status, &answer["error"]), (404, &json!("NoSuchRoom")));
    kim.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_person_is_removed_and_cannot_come_back() {
    let (server, admin) = start().await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    let left = json!({"type": "left", "id": lin.id, "reason": "removed"});

    let (status, _) = ask(admin, "POST /people/remove", json!({"room": "r1", "id": lin.id})).await;

    assert_eq!(status, 200);
    assert_eq!(lin.recv_close_after_frames().await.0, 4443);
    assert_eq!(ada.recv_type("left").await, left);
    let mut again = server.connect().await;
    again.send(hello("r1", "Lin")).await;
    assert_eq!(again.recv_close().await.0, 4443);
    let (status, answer) = ask(
        admin,
        "POST /people/remove",
        json!({"room": "r1", "id": "nobody"}),
    )
    .await;
    assert_eq!((status, &answer["error"]), (404, &json!("NoSuchPerson")));
}

#[tokio::test]
async fn who_is_shut_out_leaves_and_cannot_come_until_let_in() {
    let (server, admin) = start().await;
    let mut lin = enter_with(&server, "r1", "Lin", "7", "t1").await;
    let ban = json!({"sub": "7", "seconds": 3600});

    let (status, answer) = ask(admin, "POST /bans/add", ban).await;

    assert_eq!((status, answer), (200, json!({"people": 1})));
    let banned = (4404, "Whoever runs the server has shut you out.".to_owned());
    assert_eq!(lin.recv_close_after_frames().await, banned);
    let mut again = say(&server, with_token(hello("r2", "Lin2"), "r2", "7", "t2")).await;
    assert_eq!(again.recv_close().await, banned);
    let (_, answer) = ask(admin, "GET /bans", json!(null)).await;
    assert_eq!(
        (
            &answer["bans"][0]["sub"],
            answer["bans"].as_array().unwrap().len()
        ),
        (&json!("7"), 1)
    );
    let (status, _) = ask(admin, "POST /bans/lift", json!({"sub": "7"})).await;
    assert_eq!(status, 200);
    let mut admitted = say(&server, with_token(hello("r2", "Lin2"), "r2", "7", "t2")).await;
    assert!(admitted.is_welcomed().await);
}

#[tokio::test]
async fn who_is_shut_out_is_not_relayed_any_longer() {
    let turn = listen_for_turn().await;
    let address = turn.udp.local_addr().unwrap();
    let (server, admin) = start_with(vec![turn], |config| {
        config.relay = Some(RelayConfig::new([Ipv4Addr::LOCALHOST.into()]));
    })
    .await;
    let mut lin = say(&server, with_token(hello("r1", "Lin"), "r1", "7", "t1")).await;
    let credentials = lin.recv().await["iceServers"][1].take();
    let mut ada = say(&server, hello("r1", "Ada")).await;
    let of_ada = ada.recv().await["iceServers"][1].take();
    let mut relayed = TurnClient::by_tcp(address, &credentials).await;
    relayed.allocate().await.unwrap();
    let mut other = TurnClient::by_tcp(address, &of_ada).await;
    other.allocate().await.unwrap();

    let (status, _) = ask(admin, "POST /bans/add", json!({"sub": "7"})).await;

    assert_eq!(status, 200);
    let again = async || TurnClient::by_udp(address, &credentials).await.allocate().await;
    assert_eq!(again().await, Err(403));
    assert_eq!(relayed.allocate().await, Err(403), "it has none");
    assert_eq!(other.allocate().await, Err(437), "it has one");
    ask(admin, "POST /bans/lift", json!({"sub": "7"})).await;
    again().await.unwrap();
    ask(admin, "POST /bans/add", json!({"address": "127.0.0.1"})).await;
    assert_eq!(other.allocate().await, Err(403));
}

#[tokio::test]
async fn an_address_is_shut_out_of_rooms_and_lobbies() {
    let (server, admin) = start().await;
    let mut lin = server.enter("r1", "Lin").await;
    let mut waiting = server.connect().await;

    let (status, _) = ask(admin, "POST /bans/add", json!({"address": "127.0.0.0/8"})).await;

    assert_eq!(status, 200);
    assert_eq!(lin.recv_close_after_frames().await.0, 4404);
    waiting.send(json!({"type": "look", "v": 1, "room": "r1"})).await;
    assert_eq!(waiting.recv_close().await.0, 4404);
}

#[tokio::test]
async fn a_token_is_revoked() {
    let (server, admin) = start().await;
    let mut lin = enter_with(&server, "r1", "Lin", "7", "t1").await;
    let mut kim = enter_with(&server, "r1", "Kim", "8", "t2").await;

    let (status, answer) = ask(admin, "POST /tokens/revoke", json!({"jti": "t1"})).await;

    assert_eq!((status, answer), (200, json!({"people": 1})));
    assert_eq!(lin.recv_close_after_frames().await.0, 4443);
    let mut again = say(&server, with_token(hello("r1", "Eve"), "r1", "9", "t1")).await;
    assert_eq!(again.recv_close().await.0, 4452);
    kim.send(json!({"type": "token", "token": token("r1", "8", "t1")}))
        .await;
    assert_eq!(
        kim.recv_type("token").await,
        json!({"type": "token", "refused": 4452})
    );
}

#[tokio::test]
async fn a_server_that_drains_says_so_and_serves_on() {
    let (server, admin) = start().await;

    let (status, _) = ask(admin, "POST /drain", json!({})).await;

    let (readiness, _) = request(server.address, "GET /readyz", "", "").await;
    assert_eq!((status, readiness), (200, 503));
    server.enter("r1", "Ada").await;
}

#[tokio::test]
async fn a_mistake_in_a_request_is_told() {
    let (_server, admin) = start().await;
    for (path, body) in [
        ("POST /rooms/close", "{"),
        ("POST /rooms/close", r#"{"name": "r1"}"#),
        ("POST /rooms/close", r#"{"room": ""}"#),
        ("POST /bans/add", r#"{"address": "here"}"#),
        ("POST /bans/add", r#"{"sub": "7", "address": "192.0.2.1"}"#),
        ("POST /bans/add", r#"{"jti": "t"}"#),
        ("POST /bans/add", r#"{"sub": "7", "seconds": -1}"#),
        ("POST /bans/lift", "{}"),
    ] {
        let (status, answer) = request(admin, path, &bearer(), body).await;
        assert_eq!(
            (status, &answer["error"]),
            (400, &json!("BadRequest")),
            "{path} {body}"
        );
        assert!(
            answer["message"]
                .as_str()
                .is_some_and(|sentence| !sentence.is_empty())
        );
    }
    let (status, _) = request(admin, "POST /bans/add", &bearer(), &"x".repeat(20_000)).await;
    assert_eq!(status, 413);
}

async fn start() -> (TestServer, SocketAddr) {
    start_with(Vec::new(), |_| {}).await
}

async fn start_with(turn: Vec<TurnListener>, change: impl FnOnce(&mut Config)) -> (TestServer, SocketAddr) {
    let main = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let admin = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = admin.local_addr().unwrap();
    let mut listeners = Listeners::from(main);
    listeners.admin = Some(admin);
    listeners.turn = turn;
    let config = configured(|config| {
        change(config);
        config.tokens = Some(tokens());
        config.admin_secret = Some(Secret::new(SECRET).unwrap());
    });
    (TestServer::serve(listeners, config).0, address)
}

fn tokens() -> Tokens {
    Tokens::new(
        Secret::new("a secret of at least thirty-two bytes").unwrap(),
        false,
    )
    .unwrap()
}

fn token(room: &str, sub: &str, jti: &str) -> String {
    let mut claims = Claims::new(room);
    claims.sub = Some(sub.into());
    claims.jti = Some(jti.into());
    tokens().issue(&claims)
}

fn with_token(mut frame: Value, room: &str, sub: &str, jti: &str) -> Value {
    frame["token"] = token(room, sub, jti).into();
    frame
}

async fn enter_with(server: &TestServer, room: &str, person: &str, sub: &str, jti: &str) -> Client {
    let mut client = say(server, with_token(hello(room, person), room, sub, jti)).await;
    let welcome = client.recv().await;
    assert_eq!(welcome["type"], "welcome", "{welcome}");
    client
}

async fn say(server: &TestServer, frame: Value) -> Client {
    let mut client = server.connect().await;
    client.send(frame).await;
    client
}

fn bearer() -> String {
    format!("Bearer {SECRET}")
}

async fn ask(address: SocketAddr, target: &str, body: Value) -> (u16, Value) {
    request(address, target, &bearer(), &body.to_string()).await
}

/// Sends a request; returns the status and the JSON of the answer, if it is JSON.
async fn request(address: SocketAddr, target: &str, authorization: &str, body: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request = format!(
        "{target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: {authorization}\r\n\
         content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    in_time("an answer", stream.read_to_string(&mut answer))
        .await
        .unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_default())
}
