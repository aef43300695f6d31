//! What strangers, and people who were removed, can do over real sockets.

use crate::support::{Client, TestServer, configured, hello};
use serde_json::{Value, json};
use std::time::Duration;
use visavis_server::{Claims, Config, Secret, Tokens, Turn};

const SECRET: &str = "a secret of at least thirty-two bytes";
const FORMER: &str = "the secret before, of at least 32 bytes";

#[tokio::test]
async fn a_socket_that_says_hello_and_ends_holds_neither_a_seat_nor_a_room() {
    let server = TestServer::start_as_configured(configured(|config| config.limits.rooms = 1)).await;
    let mut ada = server.enter("r1", "Ada").await;

    for number in 0..10 {
        let ghost = server.enter("r1", &format!("Ghost {number}")).await;
        let id = ghost.id.clone();
        ada.recv_type("joined").await;
        drop(ghost);
        let left = ada.recv_type("left").await;
        assert_eq!((&left["id"], &left["reason"]), (&json!(id), &json!("gone")));
    }
    assert!(knock(&server, "r1", "Lin").await.is_welcomed().await);
    ada.send(json!({"type": "bye"})).await;
    ada.recv_until_end().await;
}

#[tokio::test]
async fn one_address_does_not_open_all_rooms() {
    let server = TestServer::start(configured(|config| config.limits.rooms = 4)).await;
    let ada = server.enter("r1", "Ada").await;
    let _lin = server.enter("r2", "Lin").await;

    let refused = (4512, "Too many calls come from this address.".to_owned());
    assert_eq!(knock(&server, "r3", "Eve").await.recv_close().await, refused);
    assert!(knock(&server, "r2", "Mia").await.is_welcomed().await);

    leave(ada).await;
    assert!(knock(&server, "r3", "Eve").await.is_welcomed().await);
}

#[tokio::test]
async fn one_address_does_not_take_all_seats() {
    let server = TestServer::start(configured(|config| config.limits.seats_per_address = 2)).await;
    let ada = server.enter("r1", "Ada").await;
    let _lin = server.enter("r2", "Lin").await;

    assert_eq!(knock(&server, "r2", "Eve").await.recv_close().await.0, 4512);

    leave(ada).await;
    assert!(knock(&server, "r2", "Eve").await.is_welcomed().await);
}

#[tokio::test]
async fn renaming_strangers_do_not_throw_the_host_out() {
    // An outbox in which not even one list of each stranger would have space.
    let config = configured(|config| config.limits.outbox_messages = 16);
    let server = TestServer::start(config).await;
    let mut host = server.enter_with_small_buffer("r1", "Ada").await;
    host.send(json!({"type": "lock", "locked": true})).await;
    host.recv_host().await;
    let mut strangers = Vec::new();
    for number in 0..16 {
        let mut stranger = knock(&server, "r1", &format!("stranger {number}")).await;
        assert_eq!(stranger.recv().await["type"], "waiting");
        strangers.push(stranger);
    }
    let crowded = (4441, "Too many people are waiting to be let in.".to_owned());
    assert_eq!(knock(&server, "r1", "Honest").await.recv_close().await, crowded);

    for number in 0..200 {
        for stranger in &mut strangers {
            let name = format!("{number}{}", "x".repeat(60));
            stranger.send(json!({"type": "rename", "name": name})).await;
        }
    }
    for stranger in &mut strangers {
        stranger.expect_no_more_frames().await;
    }

    // The host still has a say.
    let first = host.recv_type("knocking").await;
    let id = &first["people"][0]["id"];
    host.send(json!({"type": "admit", "id": id, "admitted": true}))
        .await;
    host.recv_type("joined").await;
}

#[tokio::test]
async fn a_removed_person_does_not_come_back_with_another_secret() {
    let server = TestServer::start(with_tokens(tokens())).await;
    let token = |person: &str, is_host| {
        let mut claims = Claims::new("r1");
        claims.sub = Some(person.to_owned());
        claims.host = is_host;
        tokens().issue(&claims)
    };
    let mut ada = present(&server, "Ada", &token("1", true)).await;
    ada.recv().await;
    let mut eve = present(&server, "Eve", &token("2", false)).await;
    let id = eve.recv().await["you"].clone();

    ada.send(json!({"type": "remove", "id": id})).await;
    assert_eq!(eve.recv_close().await.0, 4443);

    let mut again = present(&server, "Eve again", &token("2", false)).await;
    assert_eq!(again.recv_close().await.0, 4443);
    let mut lin = present(&server, "Lin", &token("3", false)).await;
    assert!(lin.is_welcomed().await);
}

#[tokio::test]
async fn a_token_for_single_use_admits_one_client_as_often_as_it_comes() {
    let server = TestServer::start(with_tokens(tokens().for_single_use())).await;
    let mut claims = Claims::new("r1");
    let without_id = tokens().issue(&claims);
    claims.jti = Some("t1".to_owned());
    let token = tokens().issue(&claims);

    assert_eq!(
        present(&server, "Ada", &without_id).await.recv_close().await.0,
        4401
    );
    assert!(present(&server, "Ada", &token).await.is_welcomed().await);
    let used = present(&server, "Eve", &token).await.recv_close().await;
    let sentence =
        "Someone else has already used this invitation, and it's for one person. Ask for a new one.";
    assert_eq!(used, (4454, sentence.to_owned()));
    assert!(present(&server, "Ada", &token).await.is_welcomed().await);
}

#[tokio::test]
async fn tokens_of_a_former_secret_are_valid_and_others_are_not() {
    let rotated = tokens().with_former_secret(Secret::new(FORMER).unwrap()).unwrap();
    let server = TestServer::start(with_tokens(rotated.clone())).await;
    let of = |secret: &str| {
        Tokens::new(Secret::new(secret).unwrap(), true)
            .unwrap()
            .issue(&Claims::new("r1"))
    };

    for token in [of(SECRET), of(FORMER), rotated.issue(&Claims::new("r1"))] {
        assert!(present(&server, "Ada", &token).await.is_welcomed().await);
    }
    let other = of("another secret of at least 32 bytes!");
    assert_eq!(present(&server, "Ada", &other).await.recv_close().await.0, 4401);
    let new_alone = TestServer::start(with_tokens(tokens())).await;
    let issued = rotated.issue(&Claims::new("r1"));
    assert!(present(&new_alone, "Ada", &issued).await.is_welcomed().await);
}

#[tokio::test]
async fn many_secrets_are_one_account_at_the_turn_server() {
    let turn = Turn::new(
        ["turn:there".into()],
        Secret::new("north").unwrap(),
        Duration::from_secs(600),
    );
    let server = TestServer::start(configured(|config| config.turn = Some(turn))).await;

    let mut accounts = Vec::new();
    for person in ["Ada", "Lin"] {
        let welcome = knock(&server, person, person).await.recv().await;
        let username = welcome["iceServers"][0]["username"].as_str().unwrap();
        accounts.push(username.split_once(':').unwrap().1.to_owned());
    }

    assert_eq!(accounts[0], accounts[1]);
    assert!(!accounts[0].contains("127.0.0.1"));
}

async fn knock(server: &TestServer, room: &str, person: &str) -> Client {
    let mut client = server.connect().await;
    client.send(hello(room, person)).await;
    client
}

async fn present(server: &TestServer, person: &str, token: &str) -> Client {
    let mut hello: Value = hello("r1", person);
    hello["token"] = json!(token);
    let mut client = server.connect().await;
    client.send(hello).await;
    client
}

async fn leave(mut client: Client) {
    client.send(json!({"type": "bye"})).await;
    client.recv_until_end().await;
}

fn tokens() -> Tokens {
    Tokens::new(Secret::new(SECRET).unwrap(), true).unwrap()
}

fn with_tokens(tokens: Tokens) -> Config {
    configured(|config| config.tokens = Some(tokens))
}
