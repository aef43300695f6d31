use crate::support::{TestServer, hello, send_to};
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use visavis_server::{Config, Limits, Timeouts};

#[tokio::test]
async fn a_message_of_the_largest_size_passes() {
    let limits = Limits {
        message_bytes: 1000,
        ..Limits::default()
    };
    let server = TestServer::start(Config {
        limits,
        ..Config::default()
    })
    .await;
    let mut ada = server.enter("r1", "Ada").await;
    let empty = send_to(&ada, 1, json!("")).to_string().len();

    ada.say(send_to(&ada, 1, json!("x".repeat(1000 - empty)))).await;

    assert_eq!(ada.hear().await["body"].as_str().unwrap().len(), 1000 - empty);
}

#[tokio::test]
async fn a_larger_message_closes_the_socket() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;

    for size in [64 * 1024 + 1, 8 * 1024 * 1024] {
        let mut lin = server.enter("r1", "Lin").await;
        ada.hear().await;

        let told = lin
            .close_heard_while_sending(Message::text("x".repeat(size)))
            .await;

        assert_eq!(told, (4413, "A message may have at most 65536 bytes.".into()));
        assert_eq!(ada.hear().await, json!({"type": "away", "id": lin.id}));
    }
}

#[tokio::test]
async fn whoever_sends_too_much_has_time_to_hear_why() {
    let farewell = Duration::from_millis(500);
    let timeouts = Timeouts {
        farewell,
        ..Timeouts::default()
    };
    let server = TestServer::start(Config {
        timeouts,
        ..Config::default()
    })
    .await;
    let mut ada = server.enter("r1", "Ada").await;
    let told = ada
        .close_heard_while_sending(Message::text("x".repeat(8 * 1024 * 1024)))
        .await;
    assert_eq!(told.0, 4413);

    let heard = Instant::now();
    ada.hear_end().await;

    assert!(
        heard.elapsed() >= farewell / 2,
        "the connection was reset after {:?}",
        heard.elapsed()
    );
}

#[tokio::test]
async fn a_hello_that_is_too_large_closes_the_socket() {
    let server = TestServer::start(Config::default()).await;
    let mut client = server.connect().await;

    let told = client
        .close_heard_while_sending(Message::text("x".repeat(64 * 1024 + 1)))
        .await;

    assert_eq!(told.0, 4413);
}

#[tokio::test]
async fn more_messages_than_a_burst_close_the_socket() {
    let limits = Limits {
        messages_per_second: 1,
        message_burst: 5,
        ..Limits::default()
    };
    let server = TestServer::start(Config {
        limits,
        ..Config::default()
    })
    .await;
    let mut ada = server.enter("r1", "Ada").await;

    for _ in 0..50 {
        // The last of them may find the socket closed already.
        let _ = ada.send(Message::text(r#"{"type":"rename","name":"Ada"}"#)).await;
    }

    assert_eq!(
        ada.hear_close().await,
        (4429, "Too many messages in a short time.".into())
    );
}

#[tokio::test]
async fn whoever_does_not_read_is_closed_and_others_go_on() {
    let limits = Limits {
        messages_per_second: 1_000_000,
        message_burst: 1_000_000,
        outbox_bytes: 64 * 1024,
        ..Limits::default()
    };
    let server = TestServer::start(Config {
        limits,
        ..Config::default()
    })
    .await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter_with_small_buffer("r1", "Lin").await;
    ada.hear().await;

    // 24 MB: more than the kernel keeps for a socket.
    let message = send_to(&lin, 1, json!("x".repeat(48 * 1024)));
    for _ in 0..500 {
        ada.say(message.clone()).await;
    }

    assert_eq!(ada.hear().await, json!({"type": "away", "id": lin.id}));
}

#[tokio::test]
async fn frames_that_make_no_sense_are_dropped_and_the_twentieth_closes() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.hear().await;
    let hello = hello("r1", "Lin").to_string();
    let garbage = [
        "",
        "null",
        "{",
        "{}",
        "[[[[",
        "\u{0}",
        "{\"type\":5}",
        "{\"type\":\"dance\"}",
        "{\"type\":\"welcome\"}",
        "{\"type\":\"send\"}",
        "{\"type\":\"send\",\"to\":\"x\",\"epoch\":1,\"n\":1}",
        "{\"type\":\"send\",\"to\":\"x\",\"epoch\":\"e\",\"n\":-1}",
        "{\"type\":\"rename\"}",
        "{\"type\":\"rename\",\"name\":null}",
        "{\"type\":\"ping\",\"type\":\"ping\"}",
        "\"ping\"",
        "1e999",
        "{\"type\":\"ping\"} {}",
    ];
    for text in garbage.into_iter().chain([hello.as_str()]) {
        lin.say_text(text).await;
    }
    lin.hears_nothing_more().await;
    ada.hears_nothing_more().await;

    lin.send(Message::binary("ping")).await.unwrap();

    assert_eq!(
        lin.hear_close().await,
        (4422, "Too many frames were not understood.".into())
    );
    assert_eq!(ada.hear().await, json!({"type": "away", "id": lin.id}));
}

#[tokio::test]
async fn bytes_that_are_no_websocket_frames_lose_the_socket_and_nothing_else() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.hear().await;

    lin.send_bytes(&[0xff; 64]).await;

    assert_eq!(ada.hear().await, json!({"type": "away", "id": lin.id}));
    ada.hears_nothing_more().await;
}
