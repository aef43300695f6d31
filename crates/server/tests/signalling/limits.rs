//! Limits of size, rate and garbage.

use crate::support::{TestServer, configured, hello, send_to};
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;
use visavis_server::Config;

#[tokio::test]
async fn a_message_of_the_maximum_size_is_relayed() {
    let server = TestServer::start(configured(|config| config.limits.message_bytes = 1000)).await;
    let mut ada = server.enter("r1", "Ada").await;
    let empty = send_to(&ada, 1, json!("")).to_string().len();

    ada.send(send_to(&ada, 1, json!("x".repeat(1000 - empty)))).await;

    assert_eq!(ada.recv().await["body"].as_str().unwrap().len(), 1000 - empty);
}

#[tokio::test]
async fn a_larger_message_closes_the_socket() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;

    for size in [64 * 1024 + 1, 8 * 1024 * 1024] {
        let mut lin = server.enter("r1", "Lin").await;
        ada.recv().await;

        let close = lin
            .recv_close_while_sending(Message::text("x".repeat(size)))
            .await;

        assert_eq!(close, (4413, "A message may have at most 65536 bytes.".into()));
        assert_eq!(ada.recv().await, json!({"type": "away", "id": lin.id}));
    }
}

#[tokio::test]
async fn a_connection_closed_for_a_large_message_is_not_reset() {
    let server = TestServer::start(with_farewell(Duration::from_secs(3600))).await;
    let mut ada = server.enter("r1", "Ada").await;

    let close = ada
        .recv_close_while_sending(Message::text("x".repeat(8 * 1024 * 1024)))
        .await;

    assert_eq!(close.0, 4413);
    // Once the server has welcomed a newcomer, it has already done whatever it does to that connection.
    server.enter("r1", "Lin").await.expect_no_more_frames().await;
    assert!(
        ada.is_open(),
        "the connection was reset: a page would not see the close code"
    );
}

#[tokio::test]
async fn a_connection_closed_for_a_large_message_ends_with_the_farewell() {
    let server = TestServer::start(with_farewell(Duration::from_millis(50))).await;
    let mut ada = server.enter("r1", "Ada").await;

    let close = ada
        .recv_close_while_sending(Message::text("x".repeat(8 * 1024 * 1024)))
        .await;

    assert_eq!(close.0, 4413);
    ada.recv_until_end().await;
}

#[tokio::test]
async fn a_hello_that_is_too_large_closes_the_socket() {
    let server = TestServer::start(Config::default()).await;
    let mut client = server.connect().await;

    let close = client
        .recv_close_while_sending(Message::text("x".repeat(64 * 1024 + 1)))
        .await;

    assert_eq!(close.0, 4413);
}

#[tokio::test]
async fn exceeding_the_burst_closes_the_socket() {
    let server = TestServer::start(configured(|config| {
        config.limits.messages_per_second = 1;
        config.limits.message_burst = 5;
    }))
    .await;
    let mut ada = server.enter("r1", "Ada").await;

    for _ in 0..50 {
        // The server may already have closed the socket.
        let _ = ada
            .send_message(Message::text(r#"{"type":"rename","name":"Ada"}"#))
            .await;
    }

    assert_eq!(
        ada.recv_close().await,
        (4429, "Too many messages in a short time.".into())
    );
}

#[tokio::test]
async fn invalid_frames_are_dropped_and_the_twentieth_closes_the_socket() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.recv().await;
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
        lin.send_text(text).await;
    }
    lin.expect_no_more_frames().await;
    ada.expect_no_more_frames().await;

    lin.send_message(Message::binary("ping")).await.unwrap();

    assert_eq!(
        lin.recv_close().await,
        (4422, "Too many frames were not understood.".into())
    );
    assert_eq!(ada.recv().await, json!({"type": "away", "id": lin.id}));
}

#[tokio::test]
async fn invalid_websocket_framing_affects_only_that_socket() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.recv().await;

    lin.send_bytes(&[0xff; 64]).await;

    assert_eq!(ada.recv().await, json!({"type": "away", "id": lin.id}));
    ada.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_violation_of_the_websocket_protocol_is_named() {
    let server = TestServer::start(Config::default()).await;

    for (what, bytes) in [
        ("a reserved opcode", &[0x83, 0x80, 0, 0, 0, 0][..]),
        ("a reserved bit", &[0xc1, 0x80, 0, 0, 0, 0]),
        ("a frame without a mask", &[0x81, 0x01, b'x']),
        ("a continuation of nothing", &[0x80, 0x80, 0, 0, 0, 0]),
        ("a fragmented ping", &[0x09, 0x80, 0, 0, 0, 0]),
    ] {
        let mut client = server.connect().await;
        client.send_bytes(bytes).await;

        let close = client.recv_close().await;
        assert_eq!(
            close,
            (1002, "The WebSocket protocol was violated.".into()),
            "{what}"
        );
    }
    let mut client = server.connect().await;
    client.send_bytes(&[0x81, 0x81, 0, 0, 0, 0, 0xff]).await;
    assert_eq!(
        client.recv_close().await,
        (1007, "A message was not UTF-8.".into())
    );
}

fn with_farewell(farewell: Duration) -> Config {
    configured(|config| config.timeouts.farewell = farewell)
}
