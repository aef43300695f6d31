//! A configuration that is read again while the server runs, and what the server tells those who watch it.

use crate::support::{TestServer, configured, hello, in_time};
use serde_json::json;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use visavis_server::{Allowed, Config, Control, Hosts, Listeners, Origins, Secret, Tokens, Turn};

#[tokio::test]
async fn origins_hosts_and_policies_change_and_nobody_is_closed() {
    let (server, control) = start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let school = [("origin", "https://school.example")];
    assert_eq!(server.connect_with(&school).await.recv_close().await.0, 4403);

    control.reload(configured(|config| {
        config.origins = Origins::new(["https://school.example".parse::<Allowed>().unwrap()]);
        config.hosts = Some(Hosts::new(["calls.example".to_owned()]));
    }));

    let mut lin = server.connect_with(&school).await;
    lin.send(hello("r1", "Lin")).await;
    lin.recv_type("welcome").await;
    assert_eq!(ada.recv().await["type"], "joined");
    let origins = get(server.address, "/embed-origins.json", "calls.example").await;
    let stranger = get(server.address, "/embed-origins.json", "evil.example").await;
    assert!(origins.ends_with(r#"["https://school.example"]"#), "{origins}");
    assert!(stranger.starts_with("HTTP/1.1 421 "), "{stranger}");
}

#[tokio::test]
async fn limits_hold_for_newcomers() {
    let (server, control) = start(configured(|config| config.limits.rooms = 1)).await;
    let _ada = server.enter("r1", "Ada").await;
    let refusal = async |room: &str, person: &str| {
        let mut client = server.connect().await;
        client.send(hello(room, person)).await;
        client.recv_close().await.0
    };
    assert_eq!(refusal("r2", "Lin").await, 4504);

    control.reload(configured(|config| {
        config.limits.room_size = 1;
        config.limits.joins_per_minute = 2;
    }));

    let _lin = server.enter("r2", "Lin").await;
    assert_eq!(refusal("r2", "Cy").await, 4440);
    assert_eq!(refusal("r3", "Eve").await, 4511);
}

#[tokio::test]
async fn secrets_change_and_everybody_gets_new_credentials() {
    let tokens = |secret: &str| Tokens::new(Secret::new(secret).unwrap(), false).unwrap();
    let (former, next) = (
        "the former secret, of 32 bytes and more",
        "the next secret, of 32 bytes and more",
    );
    let turn = |secret: &str| {
        let urls = ["turn:turn.example".to_owned()];
        Some(Turn::new(
            urls,
            Secret::new(secret).unwrap(),
            std::time::Duration::from_secs(600),
        ))
    };
    let (server, control) = start(configured(|config| config.tokens = Some(tokens(former)))).await;
    let mut ada = server.enter("r1", "Ada").await;

    control.reload(configured(|config| {
        config.tokens = Some(tokens(next));
        config.turn = turn("north");
    }));

    let told = ada.recv_type("iceServers").await;
    assert_eq!(told["iceServers"][0]["urls"], json!(["turn:turn.example"]));
    let claims = visavis_server::Claims::new("r1");
    for (secret, expected) in [(former, "4401"), (next, "welcome")] {
        let mut client = server.connect().await;
        let mut frame = hello("r1", secret);
        frame["token"] = tokens(secret).issue(&claims).into();
        client.send(frame).await;
        let got = match expected {
            "welcome" => client.recv().await["type"].as_str().unwrap().to_owned(),
            _ => client.recv_close().await.0.to_string(),
        };
        assert_eq!(got, expected);
    }
}

#[tokio::test]
async fn a_full_or_leaving_server_is_healthy_but_not_ready() {
    let (server, control) = start(configured(|config| config.limits.sockets = 1)).await;
    let probe = async |target| get(server.address, target, "probe.example").await;
    assert!(probe("/readyz").await.ends_with("\r\n\r\nready\n"));

    let mut ada = server.enter("r1", "Ada").await;
    let full = probe("/readyz").await;
    ada.send(json!({"type": "bye"})).await;
    ada.recv_until_end().await;
    in_time("the socket to be free", async {
        while !probe("/readyz").await.ends_with("ready\n") {}
    })
    .await;
    control.leave();
    let leaving = probe("/readyz").await;

    assert!(
        full.starts_with("HTTP/1.1 503 ") && full.ends_with("\r\n\r\nfull\n"),
        "{full}"
    );
    assert!(
        leaving.starts_with("HTTP/1.1 503 ") && leaving.ends_with("\r\n\r\ndraining\n"),
        "{leaving}"
    );
    assert!(probe("/healthz").await.ends_with("ok\n"));
    server.enter("r2", "Lin").await;
}

#[tokio::test]
async fn prometheus_gets_what_was_counted_and_no_names() {
    let main = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let metrics = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = metrics.local_addr().unwrap();
    let mut listeners = Listeners::from(main);
    listeners.metrics = Some(metrics);
    let (server, _) = TestServer::serve(listeners, configured(|config| config.limits.room_size = 2));
    let mut ada = server.enter("a secret room", "Ada").await;
    let mut lin = server.enter("a secret room", "Lin").await;
    let mut cy = server.connect().await;
    cy.send(hello("a secret room", "Cy")).await;
    assert_eq!(cy.recv_close().await.0, 4440);
    ada.recv_type("joined").await;
    ada.send(crate::support::send_to(&lin, 1, json!("hello"))).await;
    lin.recv_type("from").await;
    ada.expect_no_more_frames().await;

    let text = get(address, "/metrics", "localhost").await;
    let main = get(server.address, "/metrics", "localhost").await;

    assert!(
        text.contains("content-type: application/openmetrics-text"),
        "{text}"
    );
    for line in [
        "visavis_rooms 1",
        "visavis_people 2",
        "visavis_sockets_limit 10000",
        "visavis_refusals_total{code=\"4440\"} 1",
        "visavis_relayed_messages_total 1",
        // Three hellos, a message and a ping.
        "visavis_received_messages_total 5",
        "visavis_join_seconds_count 2",
        "visavis_relay_seconds_count 1",
        "visavis_dropped_webhooks_total 0",
        "# TYPE visavis_lag_seconds histogram",
        "# UNIT visavis_received_bytes bytes",
        "visavis_refused_connections_total 0",
        "# EOF",
    ] {
        assert!(
            text.lines().any(|found| found == line),
            "{line} is missing in {text}"
        );
    }
    for name in ["secret", "Ada", "Lin", "127.0.0.1"] {
        let (_, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(!body.contains(name), "{text}");
    }
    assert!(main.starts_with("HTTP/1.1 404 "), "{main}");
}

async fn start(config: Config) -> (TestServer, Control) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    TestServer::serve(listener.into(), config)
}

async fn get(address: SocketAddr, target: &str, host: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    in_time("an answer", stream.read_to_string(&mut answer))
        .await
        .unwrap();
    answer
}
