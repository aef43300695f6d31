//! Rooms that are entered with a token, over real sockets.

use crate::support::{Client, TestServer, hello};
use serde_json::{Value, json};
use visavis_server::{Claims, Config, Secret, Tokens};

#[tokio::test]
async fn where_tokens_are_needed_one_comes_in_with_one() {
    let server = start(true).await;

    let (mut ada, answer) = come(&server, &token("r1", false)).await;
    assert_eq!(answer["type"], "welcome");
    let mut without = server.connect().await;
    without.say(hello("r1", "Lin")).await;

    assert_eq!(
        without.hear_close().await,
        (
            4450,
            "This room needs an invitation. Ask whoever sent you the link.".to_owned()
        )
    );
    ada.hears_nothing_more().await;
}

#[tokio::test]
async fn a_token_is_good_for_one_room() {
    let server = start(true).await;
    let mut lin = server.connect().await;

    lin.say(with_token(hello("r1", "Lin"), &token("r2", true))).await;

    assert_eq!(
        lin.hear_close().await,
        (4451, "This invitation is for another room.".to_owned())
    );
}

#[tokio::test]
async fn whoever_may_not_come_in_is_not_told_who_is_there() {
    let server = start(true).await;
    let (_ada, _) = come(&server, &token("r1", false)).await;
    let look = json!({"type": "look", "v": 1, "room": "r1"});
    let (mut inside, mut outside) = (server.connect().await, server.connect().await);

    inside.say(with_token(look.clone(), &token("r1", false))).await;
    outside.say(look).await;

    assert_eq!(inside.hear().await, json!({"type": "present", "names": ["Tea"]}));
    assert_eq!(outside.hear_close().await.0, 4450);
}

#[tokio::test]
async fn where_tokens_are_optional_they_say_the_host() {
    let server = start(false).await;
    let mut ada = server.enter("r1", "Ada").await;
    assert_eq!(ada.hear_host().await["host"], ada.id);

    let (_tea, welcome) = come(&server, &token("r1", true)).await;

    assert_eq!(ada.hear_host().await["host"], welcome["you"]);
}

async fn start(are_needed: bool) -> TestServer {
    TestServer::start(Config {
        tokens: Some(tokens(are_needed)),
        ..Config::default()
    })
    .await
}

/// Says hello, and returns the answer.
async fn come(server: &TestServer, token: &str) -> (Client, Value) {
    let mut client = server.connect().await;
    client.say(with_token(hello("r1", "Tea"), token)).await;
    let answer = client.hear().await;
    (client, answer)
}

fn with_token(mut frame: Value, token: &str) -> Value {
    frame["token"] = token.into();
    frame
}

fn token(room: &str, host: bool) -> String {
    tokens(true).issue(&Claims {
        room: room.to_owned(),
        host,
        exp: None,
        nbf: None,
    })
}

fn tokens(are_needed: bool) -> Tokens {
    let secret = Secret::new("a secret of at least thirty-two bytes").unwrap();
    Tokens::new(secret, are_needed).unwrap()
}
