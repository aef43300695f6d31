//! Webhooks, with a receiver at a port of this machine.

use crate::support::{TestServer, configured, hello, in_time};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use visavis_server::{Secret, Webhook, parse_webhook_url};

const SECRET: &str = "a secret of twenty-four bytes";

#[tokio::test]
async fn a_program_is_told_who_comes_and_goes() {
    let (server, mut received) = start().await;
    let mut ada = server.enter("standup", "Ada").await;
    let id = ada.id.clone();
    ada.send(json!({"type": "bye"})).await;

    let mut messages = Vec::new();
    for _ in 0..4 {
        let (headers, body) = in_time("a webhook", received.recv()).await.unwrap();
        assert_signed(&headers, &body);
        messages.push(serde_json::from_str::<Value>(&body).unwrap());
    }

    let kinds: Vec<_> = messages
        .iter()
        .map(|message| message["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["room.opened", "person.joined", "person.left", "room.closed"]
    );
    let left = &messages[2]["data"];
    assert_eq!(
        (&left["person"], &left["reason"]),
        (&json!({"id": id}), &json!("left"))
    );
    let rooms: Vec<_> = messages.iter().map(|message| &message["data"]["room"]).collect();
    assert!(rooms.iter().all(|room| *room == rooms[0]), "{rooms:?}");
    assert!(!format!("{messages:?}").contains("standup"), "{messages:?}");
}

#[tokio::test]
async fn a_return_is_no_news() {
    let (server, mut received) = start().await;
    let ada = server.enter("r1", "Ada").await;
    drop(ada);
    let mut ada = server.connect().await;
    ada.send(hello("r1", "Ada")).await;
    assert!(ada.is_welcomed().await);
    ada.send(json!({"type": "bye"})).await;

    let mut kinds = Vec::new();
    for _ in 0..4 {
        let (_, body) = in_time("a webhook", received.recv()).await.unwrap();
        kinds.push(serde_json::from_str::<Value>(&body).unwrap()["type"].clone());
    }

    assert_eq!(
        kinds,
        ["room.opened", "person.joined", "person.left", "room.closed"]
    );
}

type Received = (HeaderMap, String);

async fn start() -> (TestServer, UnboundedReceiver<Received>) {
    let (sender, received) = unbounded_channel();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let receive =
        async |State(sender): State<UnboundedSender<Received>>, headers: HeaderMap, body: String| {
            sender.send((headers, body)).unwrap();
            StatusCode::NO_CONTENT
        };
    let router = Router::new()
        .route("/hook", axum::routing::post(receive))
        .with_state(sender);
    tokio::spawn(async { axum::serve(listener, router).await });
    let url = parse_webhook_url(&url).unwrap();
    let webhook = Webhook::new(url, &Secret::new(SECRET).unwrap()).unwrap();
    (
        TestServer::start(configured(|config| config.webhook = Some(webhook))).await,
        received,
    )
}

/// Verifies a message as its receiver has to.
fn assert_signed(headers: &HeaderMap, body: &str) {
    let header = |name: &str| headers[name].to_str().unwrap();
    let signed = format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp"));
    let signature = STANDARD
        .decode(header("webhook-signature").strip_prefix("v1,").unwrap())
        .unwrap();
    let mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.chain_update(signed).verify_slice(&signature).unwrap();
}
