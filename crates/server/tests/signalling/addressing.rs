//! Relaying messages between two people.

use crate::support::{TestServer, send_to};
use serde_json::json;
use visavis_server::Config;

#[tokio::test]
async fn a_message_reaches_only_its_addressee() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    let mut mia = server.enter("r1", "Mia").await;

    ada.recv().await;
    ada.recv().await;
    lin.recv().await;
    ada.send(send_to(&lin, 1, json!({"messageType": "OFFER"}))).await;

    assert_eq!(
        lin.recv().await,
        json!({"type": "from", "from": ada.id, "epoch": "k3", "n": 1, "ack": 0, "body": {"messageType": "OFFER"}})
    );
    lin.expect_no_more_frames().await;
    mia.expect_no_more_frames().await;
    ada.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_client_cannot_forge_the_sender() {
    let server = TestServer::start(Config::default()).await;
    let ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    let mut mia = server.enter("r1", "Mia").await;
    lin.recv().await;

    let mut forged = send_to(&lin, 1, json!({}));
    forged["from"] = json!(ada.id);
    mia.send(forged).await;

    assert_eq!(lin.recv().await["from"], json!(mia.id));
}

#[tokio::test]
async fn a_message_to_an_unknown_id_is_undeliverable() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    let elsewhere = server.enter("r2", "Mia").await;
    ada.recv().await;

    for to in ["", "nobody", &elsewhere.id] {
        ada.send(json!({"type": "send", "to": to, "epoch": "k3", "n": 7, "body": 1}))
            .await;

        assert_eq!(
            ada.recv().await,
            json!({"type": "undeliverable", "to": to, "epoch": "k3", "n": 7})
        );
    }
    lin.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_body_is_relayed_byte_for_byte() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.recv().await;
    let body = r#"{ "b":1.0e2, "a":"\u00e9\/" , "a":12345678901234567890123, "sdp":"v=0\r\n"}"#;

    let head = format!(r#"{{"type":"send","to":"{}","#, lin.id);
    ada.send_text(&format!(
        r#"{head} "epoch":"k3","n":4,"ack":2,"ackEpoch":"q8","body":{body}}}"#
    ))
    .await;

    let head = format!(r#"{{"type":"from","from":"{}","#, ada.id);
    let expected = format!(r#"{head}"epoch":"k3","n":4,"ack":2,"ackEpoch":"q8","body":{body}}}"#);
    assert_eq!(lin.recv_text().await, expected);
}

#[tokio::test]
async fn an_acknowledgement_needs_no_body() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.recv().await;

    ada.send(json!({"type": "send", "to": lin.id, "epoch": "k3", "n": 0, "ack": 5, "ackEpoch": "q8"}))
        .await;

    assert_eq!(
        lin.recv().await,
        json!({"type": "from", "from": ada.id, "epoch": "k3", "n": 0, "ack": 5, "ackEpoch": "q8"})
    );
}

#[tokio::test]
async fn messages_between_two_people_keep_their_order() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.recv().await;

    for n in 1..=200 {
        ada.send(send_to(&lin, n, json!("x".repeat(n as usize)))).await;
    }

    for n in 1..=200 {
        assert_eq!(lin.recv().await["n"], n);
    }
    lin.expect_no_more_frames().await;
}
