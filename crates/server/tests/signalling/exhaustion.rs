//! Strangers who hold, flood, or never finish: the others go on.

use crate::support::{Client, TestServer, configured, in_time, lift_rates, send_to};
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use visavis_server::Config;

#[tokio::test]
async fn connections_that_are_held_open_make_room_for_others() {
    let server = TestServer::start(configured(|config| config.limits.http_connections = 4)).await;
    let mut held = Vec::new();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n")
            .await
            .unwrap();
        held.push(stream);
    }

    let answer = request(
        &server,
        b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    )
    .await;
    assert!(answer.ends_with("ok\n"), "{answer}");
    server.enter("r1", "Ada").await;

    // The oldest went, and no more than necessary.
    let mut end = Vec::new();
    let _ = in_time("the end", held[0].read_to_end(&mut end)).await;
    assert_eq!(end, b"");
}

#[tokio::test]
async fn sockets_do_not_count_as_connections_that_have_to_make_room() {
    let server = TestServer::start(configured(|config| config.limits.http_connections = 2)).await;
    let mut ada = server.enter("r1", "Ada").await;
    for person in ["Lin", "Cy", "Eve"] {
        let mut other = server.enter("r1", person).await;
        ada.recv_type("joined").await;
        other.expect_no_more_frames().await;
        other.send(json!({"type": "bye"})).await;
        ada.recv_type("left").await;
    }

    ada.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_head_of_more_than_16_kb_is_refused() {
    let server = TestServer::start(Config::default()).await;
    let head = |size| {
        format!(
            "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\na: {}\r\n\r\n",
            "b".repeat(size)
        )
    };

    let small = request(&server, head(15_000).as_bytes()).await;
    let large = request(&server, head(17_000).as_bytes()).await;

    assert!(small.starts_with("HTTP/1.1 200 "), "{small}");
    assert!(large.starts_with("HTTP/1.1 431 "), "{large}");
}

#[tokio::test]
async fn a_message_that_is_never_finished_closes_its_socket() {
    let config = configured(|config| config.timeouts.message = Duration::from_millis(100));
    let server = TestServer::start(config).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.recv_type("joined").await;

    // Text, not the last frame.
    lin.send_bytes(&[0x01, 0x82, 0, 0, 0, 0, b'{', b'"']).await;

    let close = lin.recv_close().await;
    assert_eq!(close, (4508, "A message was not completed in time.".into()));
    assert_eq!(ada.recv_type("away").await["id"], lin.id);
}

#[tokio::test]
async fn without_memory_large_messages_are_refused_and_calls_go_on() {
    let server = TestServer::start(configured(|config| config.limits.buffered_bytes = 0)).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut mallory = server.enter("r2", "Mallory").await;

    mallory
        .send_message(Message::text("x".repeat(60_000)))
        .await
        .unwrap();
    ada.send(send_to(&ada, 1, json!("x".repeat(6_000)))).await;

    let close = mallory.recv_close().await;
    assert_eq!(
        close,
        (4509, "This server has no room for another message.".into())
    );
    assert_eq!(ada.recv_type("from").await["n"], 1);
}

#[tokio::test]
async fn who_sends_too_many_bytes_is_closed_and_the_addressee_stays() {
    let server = TestServer::start(configured(|config| config.limits.byte_burst = 2 * 1024 * 1024)).await;
    let mut victim = server.enter_with_small_buffer("r1", "Victim").await;
    let mut flooders = Vec::new();
    for person in ["flooder 1", "flooder 2", "flooder 3", "flooder 4"] {
        flooders.push(server.enter("r1", person).await);
    }

    // 33 messages of 64 kB are more than the burst, and fewer than the burst of messages.
    for flooder in &mut flooders {
        flood(flooder, &victim, 40).await;
    }

    for flooder in &mut flooders {
        assert_eq!(flooder.recv_close_after_frames().await.0, 4429);
        victim.recv_type("away").await;
    }
    victim.send(json!({"type": "ping"})).await;
    victim.recv_type("pong").await;
}

#[tokio::test]
async fn a_flood_takes_no_space_from_others_and_throws_nobody_out() {
    let server = TestServer::start(configured(lift_rates)).await;
    let mut victim = server.enter_with_small_buffer("r1", "Victim").await;
    let mut flooders = Vec::new();
    for person in ["flooder 1", "flooder 2", "flooder 3", "flooder 4"] {
        flooders.push(server.enter("r1", person).await);
    }
    let mut honest = server.enter("r1", "Honest").await;

    // 40 MB: more than the kernel buffers for a socket.
    for flooder in &mut flooders {
        flood(flooder, &victim, 160).await;
        flooder.send(json!({"type": "ping"})).await;
        flooder.recv_type("pong").await;
    }
    honest.send(send_to(&victim, 7, json!("hello"))).await;
    honest.expect_no_more_frames().await;

    while victim.recv_type("from").await["from"] != honest.id.as_str() {}
    for flooder in &mut flooders {
        flooder.expect_no_more_frames().await;
    }
}

#[tokio::test]
async fn who_pings_and_does_not_read_the_pongs_is_lost() {
    let server = TestServer::start(configured(|config| {
        lift_rates(config);
        config.timeouts.silence = Duration::from_millis(300);
    }))
    .await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut mallory = server.enter_with_small_buffer("r1", "Mallory").await;
    ada.recv_type("joined").await;
    let ping = [&[0x89, 0xfd, 0, 0, 0, 0][..], &[b'x'; 125]].concat();

    // 5 MB of pongs: more than the kernel buffers for a socket.
    mallory.send_bytes(&ping.repeat(40_000)).await;

    assert_eq!(ada.recv_type("away").await["id"], mallory.id);
}

async fn flood(flooder: &mut Client, victim: &Client, messages: u32) {
    for number in 1..=messages {
        let message = send_to(victim, number, json!("x".repeat(65_000))).to_string();
        if flooder.send_message(Message::text(message)).await.is_err() {
            return;
        }
    }
}

async fn request(server: &TestServer, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // After an answer to a part of the request, the connection may be reset.
    let _ = in_time("an answer", stream.read_to_end(&mut answer)).await;
    String::from_utf8(answer).unwrap()
}
