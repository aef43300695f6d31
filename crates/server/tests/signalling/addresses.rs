//! Limits for each address, and how an address is known behind a proxy.

use crate::support::{TestServer, configured, hello, in_time};
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use visavis_server::{Config, TrustedProxies, parse_proxy};

const TOO_MANY_SOCKETS: (u16, &str) = (4510, "Too many connections come from this address.");
const TOO_MANY_REQUESTS: (u16, &str) = (4511, "Too many requests come from this address.");

#[tokio::test]
async fn one_address_takes_half_of_the_sockets_and_nobody_else_is_refused() {
    let server = TestServer::start(behind_a_proxy(|config| config.limits.sockets = 100)).await;
    let mut idle = Vec::new();
    for number in 0..50 {
        let mut client = server
            .enter_from("192.0.2.1", &format!("idle {number}"), "Mallory")
            .await;
        client.recv_type("welcome").await;
        idle.push(client);
    }

    let mut refused = server.connect_with(&[("x-forwarded-for", "192.0.2.1")]).await;
    let mut honest = server.enter_from("192.0.2.2", "r1", "Ada").await;

    assert_eq!(refused.recv_close().await, owned(TOO_MANY_SOCKETS));
    honest.recv_type("welcome").await;
}

#[tokio::test]
async fn an_ended_socket_makes_room_for_another_of_its_address() {
    let config = behind_a_proxy(|config| config.limits.sockets_per_address = Some(1));
    let server = TestServer::start(config).await;
    let mut first = server.enter_from("192.0.2.1", "r1", "Ada").await;
    first.recv_type("welcome").await;
    first.send(json!({"type": "bye"})).await;
    first.recv_until_end().await;

    in_time("a free place", async {
        while !server
            .enter_from("192.0.2.1", "r1", "Ada")
            .await
            .is_welcomed()
            .await
        {}
    })
    .await;
}

#[tokio::test]
async fn joins_of_one_address_are_counted() {
    let server = TestServer::start(behind_a_proxy(|config| config.limits.joins_per_minute = 2)).await;

    for number in 0..2 {
        let room = format!("room {number}");
        server
            .enter_from("192.0.2.1", &room, "Mallory")
            .await
            .recv_type("welcome")
            .await;
    }

    let mut refused = server.enter_from("192.0.2.1", "room 2", "Mallory").await;
    assert_eq!(refused.recv_close().await, owned(TOO_MANY_REQUESTS));
    server
        .enter_from("192.0.2.2", "r1", "Ada")
        .await
        .recv_type("welcome")
        .await;
}

#[tokio::test]
async fn looks_of_one_address_are_counted() {
    let server = TestServer::start(behind_a_proxy(|config| config.limits.looks_per_minute = 2)).await;
    let look = json!({"type": "look", "v": 1, "room": "r1"});
    let mut client = server.connect_with(&[("x-forwarded-for", "192.0.2.1")]).await;

    for _ in 0..2 {
        client.send(look.clone()).await;
        client.recv_type("present").await;
    }
    client.send(look.clone()).await;

    assert_eq!(client.recv_close().await, owned(TOO_MANY_REQUESTS));
    let mut honest = server.connect_with(&[("x-forwarded-for", "192.0.2.2")]).await;
    honest.send(look).await;
    honest.recv_type("present").await;
}

#[tokio::test]
async fn addresses_of_one_64_bit_network_are_one() {
    let config = behind_a_proxy(|config| config.limits.sockets_per_address = Some(1));
    let server = TestServer::start(config).await;
    let mut first = server.enter_from("2001:db8:0:1::1", "r1", "Ada").await;
    first.recv_type("welcome").await;

    let mut second = server.enter_from("2001:db8:0:1:ffff::2", "r1", "Lin").await;
    let mut neighbour = server.enter_from("2001:db8:0:2::1", "r1", "Cy").await;

    assert_eq!(second.recv_close().await, owned(TOO_MANY_SOCKETS));
    neighbour.recv_type("welcome").await;
}

#[tokio::test]
async fn without_a_trusted_proxy_the_headers_are_not_believed() {
    let server = TestServer::start(configured(|config| config.limits.sockets_per_address = Some(1))).await;
    let mut first = server.enter_from("192.0.2.1", "r1", "Mallory").await;
    first.recv_type("welcome").await;

    for headers in [
        [("x-forwarded-for", "192.0.2.2")],
        [("forwarded", "for=192.0.2.3")],
    ] {
        let mut invented = server.connect_with(&headers).await;

        assert_eq!(invented.recv_close().await, owned(TOO_MANY_SOCKETS));
    }
}

#[tokio::test]
async fn what_a_client_writes_before_the_word_of_the_proxy_is_not_believed() {
    let config = behind_a_proxy(|config| config.limits.sockets_per_address = Some(1));
    let server = TestServer::start(config).await;
    let mut first = server.enter_from("192.0.2.1", "r1", "Mallory").await;
    first.recv_type("welcome").await;

    let mut invented = server
        .connect_with(&[("x-forwarded-for", "6.6.6.6, 192.0.2.1")])
        .await;

    assert_eq!(invented.recv_close().await, owned(TOO_MANY_SOCKETS));
}

#[tokio::test]
async fn the_proxy_protocol_names_the_client() {
    let config = behind_a_proxy(|config| {
        config.proxy_protocol = true;
        config.limits.sockets_per_address = Some(1);
    });
    let server = TestServer::start(config).await;
    let version_1 = |address: &str| format!("PROXY TCP4 {address} 127.0.0.1 40000 8080\r\n");
    let version_2 = [
        &b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"[..],
        &[192, 0, 2, 1, 127, 0, 0, 1, 0x9c, 0x40, 0x1f, 0x90],
    ]
    .concat();

    let mut first = server.connect_after(version_1("192.0.2.1").as_bytes()).await;
    first.send(hello("r1", "Ada")).await;
    first.recv_type("welcome").await;
    let mut second = server.connect_after(&version_2).await;
    let mut other = server.connect_after(version_1("192.0.2.2").as_bytes()).await;
    other.send(hello("r1", "Lin")).await;

    assert_eq!(second.recv_close().await, owned(TOO_MANY_SOCKETS));
    other.recv_type("welcome").await;
}

#[tokio::test]
async fn without_its_header_a_connection_of_the_proxy_ends() {
    let config = behind_a_proxy(|config| config.proxy_protocol = true);
    let server = TestServer::start(config).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await
        .unwrap();

    let mut answer = Vec::new();
    // The rest of the request may be unread: then the connection is reset.
    let _ = in_time("the end", stream.read_to_end(&mut answer)).await;

    assert_eq!(answer, b"");
}

#[tokio::test]
async fn an_absurd_away_timeout_is_cut_and_nobody_panics() {
    let server = TestServer::start(configured(|config| config.away_timeout = Duration::MAX)).await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    let id = lin.id.clone();
    ada.recv_type("joined").await;

    drop(lin);

    assert_eq!(ada.recv_type("away").await["id"], id);
    server.enter("r1", "Lin").await;
    assert_eq!(ada.recv_type("back").await["id"], id);
}

/// A server that takes the word of the tests for the addresses of clients.
fn behind_a_proxy(change: impl FnOnce(&mut Config)) -> Config {
    configured(|config| {
        config.trusted_proxies = TrustedProxies::new([parse_proxy("127.0.0.1").unwrap()]);
        change(config);
    })
}

fn owned((code, reason): (u16, &str)) -> (u16, String) {
    (code, reason.to_owned())
}
