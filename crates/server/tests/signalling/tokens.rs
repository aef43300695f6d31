//! Rooms that require a token, over real sockets.

use crate::support::{Client, TestServer, configured, hello};
use serde_json::{Value, json};
use visavis_server::{Claims, Secret, Tokens};

#[tokio::test]
async fn required_tokens_keep_out_clients_without_one() {
    let server = start(true).await;

    let (mut ada, answer) = enter(&server, &token("r1", false)).await;
    assert_eq!(answer["type"], "welcome");
    let mut without = server.connect().await;
    without.send(hello("r1", "Lin")).await;

    assert_eq!(
        without.recv_close().await,
        (
            4450,
            "You need an invitation to this room. Ask whoever sent you the link.".to_owned()
        )
    );
    ada.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_token_is_valid_for_one_room() {
    let server = start(true).await;
    let mut lin = server.connect().await;

    lin.send(with_token(hello("r1", "Lin"), &token("r2", true))).await;

    assert_eq!(
        lin.recv_close().await,
        (
            4451,
            "This invitation is for another room. Ask for one to this room.".to_owned()
        )
    );
}

#[tokio::test]
async fn a_room_and_its_token_may_be_spelt_differently() {
    let server = start(true).await;

    let (mut ada, answer) = enter_as(&server, "Caf\u{e9}", "Ada", &token("Cafe\u{301}", false)).await;
    let (_lin, welcome) = enter_as(
        &server,
        " Cafe\u{200b}\u{301}",
        "Lin",
        &token("Caf\u{e9}\u{feff}", false),
    )
    .await;

    assert_eq!(answer["type"], "welcome", "{answer}");
    assert_eq!(welcome["people"][0]["name"], "Ada", "{welcome}");
    assert_eq!(ada.recv().await["person"]["name"], "Lin");
}

#[tokio::test]
async fn a_token_without_an_end_is_refused_by_look_and_hello() {
    let server = start(false).await;
    let mut claims = Claims::new("r1");
    claims.exp = None;
    let endless = tokens(true).issue(&claims);
    claims.exp = Some(1_800_000_000_000);
    let in_milliseconds = tokens(true).issue(&claims);

    for token in [endless, in_milliseconds] {
        for frame in [hello("r1", "Lin"), json!({"type": "look", "v": 1, "room": "r1"})] {
            let mut lin = server.connect().await;
            lin.send(with_token(frame, &token)).await;

            let reason =
                "This invitation has no expiry date, or one too far in the future. Ask for a new one.";
            assert_eq!(lin.recv_close().await, (4453, reason.to_owned()));
        }
    }
}

#[tokio::test]
async fn a_look_needs_a_token_too() {
    let server = start(true).await;
    let (_ada, _) = enter(&server, &token("r1", false)).await;
    let look = json!({"type": "look", "v": 1, "room": "r1"});
    let (mut inside, mut outside) = (server.connect().await, server.connect().await);

    inside.send(with_token(look.clone(), &token("r1", false))).await;
    outside.send(look).await;

    assert_eq!(
        inside.recv().await,
        json!({"type": "present", "names": ["Tea"], "count": 1})
    );
    assert_eq!(outside.recv_close().await.0, 4450);
}

#[tokio::test]
async fn optional_tokens_name_the_host() {
    let server = start(false).await;
    let mut ada = server.enter("r1", "Ada").await;
    assert_eq!(ada.recv_host().await["host"], ada.id);

    let (_tea, welcome) = enter(&server, &token("r1", true)).await;

    assert_eq!(ada.recv_host().await["host"], welcome["you"]);
}

#[tokio::test]
async fn a_token_tells_everyone_who_its_bearer_is() {
    let server = start(false).await;
    let mut lin = server.enter("r1", "Lin").await;
    let mut claims = Claims::new("r1");
    claims.sub = Some("7".into());
    claims.name = Some("Ada Lovelace".into());
    claims.picture = Some("https://school.example/7.png".into());
    claims.metadata = serde_json::from_str(r#"{"role":"teacher","rate":1.5}"#).unwrap();
    let token = tokens(true).issue(&claims);
    let identity = json!({
        "subject": "7", "name": "Ada Lovelace", "picture": "https://school.example/7.png",
        "metadata": r#"{"rate":1.5,"role":"teacher"}"#,
    });

    let mut looking = server.connect().await;
    looking
        .send(with_token(json!({"type": "look", "v": 1, "room": "r1"}), &token))
        .await;
    let (mut ada, welcome) = enter_as(&server, "r1", "Mallory", &token).await;

    assert_eq!(
        looking.recv().await,
        json!({"type": "present", "names": ["Lin"], "count": 1, "identity": identity})
    );
    assert_eq!(welcome["identity"], identity);
    let person = json!({"id": welcome["you"], "name": "Ada Lovelace", "identity": identity});
    assert_eq!(lin.recv().await, json!({"type": "joined", "person": person}));

    ada.send(json!({"type": "rename", "name": "Mallory"})).await;
    assert_eq!(ada.recv().await, json!({"type": "renamed", "person": person}));
    lin.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_claim_of_the_wrong_type_is_named_in_the_reason() {
    let server = start(false).await;
    let mut claims = Claims::new("r1");
    claims.sub = Some("x".repeat(256));
    let mut ada = server.connect().await;

    ada.send(with_token(hello("r1", "Ada"), &tokens(true).issue(&claims)))
        .await;

    let reason = r#"The claim "sub" of this invitation is missing or cannot be used."#;
    assert_eq!(ada.recv_close().await, (4401, reason.to_owned()));
}

#[tokio::test]
async fn a_token_is_renewed_in_the_session() {
    let server = start(true).await;
    let (mut ada, welcome) = enter_as(&server, "r1", "Ada", &token_of("r1", "Ada Lovelace")).await;
    let (mut lin, _) = enter_as(&server, "r1", "Lin", &token("r1", false)).await;
    assert_eq!(welcome["takesToken"], true);
    ada.recv_host().await;
    ada.recv().await;
    lin.recv_host().await;

    for (token, refused) in [
        (token_of("r2", "Ada King"), 4451),
        ("x".to_owned(), 4401),
        (token("r1", false), 4401),
    ] {
        ada.send(json!({"type": "token", "token": token})).await;
        assert_eq!(ada.recv().await, json!({"type": "token", "refused": refused}));
    }
    ada.send(json!({"type": "token", "token": token_of("r1", "Ada King")}))
        .await;

    assert_eq!(ada.recv().await, json!({"type": "token"}));
    let person =
        json!({"id": welcome["you"], "name": "Ada King", "identity": {"subject": "7", "name": "Ada King"}});
    let renamed = json!({"type": "renamed", "person": person});
    assert_eq!(ada.recv().await, renamed);
    assert_eq!(lin.recv().await, renamed);
}

#[tokio::test]
async fn a_server_without_tokens_does_not_offer_to_take_one() {
    let server = TestServer::start(configured(|_| {})).await;
    let mut ada = server.connect().await;
    ada.send(hello("r1", "Ada")).await;

    assert_eq!(ada.recv().await.get("takesToken"), None);
}

fn token_of(room: &str, name: &str) -> String {
    let mut claims = Claims::new(room);
    claims.sub = Some("7".into());
    claims.name = Some(name.into());
    tokens(true).issue(&claims)
}

async fn start(are_needed: bool) -> TestServer {
    TestServer::start(configured(|config| config.tokens = Some(tokens(are_needed)))).await
}

/// Sends a hello with a token and returns the first answer.
async fn enter(server: &TestServer, token: &str) -> (Client, Value) {
    enter_as(server, "r1", "Tea", token).await
}

async fn enter_as(server: &TestServer, room: &str, person: &str, token: &str) -> (Client, Value) {
    let mut client = server.connect().await;
    client.send(with_token(hello(room, person), token)).await;
    let answer = client.recv().await;
    (client, answer)
}

fn with_token(mut frame: Value, token: &str) -> Value {
    frame["token"] = token.into();
    frame
}

fn token(room: &str, host: bool) -> String {
    let mut claims = Claims::new(room);
    claims.host = host;
    tokens(true).issue(&claims)
}

fn tokens(are_required: bool) -> Tokens {
    let secret = Secret::new("a secret of at least thirty-two bytes").unwrap();
    let tokens = Tokens::new(secret, are_required).unwrap();
    tokens.with_picture_origins(["https://school.example".parse().unwrap()])
}
