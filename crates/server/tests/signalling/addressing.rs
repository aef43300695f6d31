use crate::support::{TestServer, send_to};
use serde_json::json;
use visavis_server::Config;

#[tokio::test]
async fn r1_a_message_reaches_its_addressee_alone() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    let mut mia = server.enter("r1", "Mia").await;

    ada.hear().await;
    ada.hear().await;
    lin.hear().await;
    ada.say(send_to(&lin, 1, json!({"messageType": "OFFER"}))).await;

    assert_eq!(
        lin.hear().await,
        json!({"type": "from", "from": ada.id, "epoch": "k3", "n": 1, "ack": 0, "body": {"messageType": "OFFER"}})
    );
    lin.hears_nothing_more().await;
    mia.hears_nothing_more().await;
    ada.hears_nothing_more().await;
}

#[tokio::test]
async fn r2_nobody_can_speak_in_anothers_name() {
    let server = TestServer::start(Config::default()).await;
    let ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    let mut mia = server.enter("r1", "Mia").await;
    lin.hear().await;

    let mut forged = send_to(&lin, 1, json!({}));
    forged["from"] = json!(ada.id);
    mia.say(forged).await;

    assert_eq!(lin.hear().await["from"], json!(mia.id));
}

#[tokio::test]
async fn r3_a_message_to_nobody_comes_back() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    let elsewhere = server.enter("r2", "Mia").await;
    ada.hear().await;

    for to in ["", "nobody", &elsewhere.id] {
        ada.say(json!({"type": "send", "to": to, "epoch": "k3", "n": 7, "body": 1}))
            .await;

        assert_eq!(
            ada.hear().await,
            json!({"type": "undeliverable", "to": to, "epoch": "k3", "n": 7})
        );
    }
    lin.hears_nothing_more().await;
}

#[tokio::test]
async fn a_body_is_passed_on_to_the_letter() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.hear().await;
    let body = r#"{ "b":1.0e2, "a":"\u00e9\/" , "a":12345678901234567890123, "sdp":"v=0\r\n"}"#;

    let head = format!(r#"{{"type":"send","to":"{}","#, lin.id);
    ada.say_text(&format!(
        r#"{head} "epoch":"k3","n":4,"ack":2,"ackEpoch":"q8","body":{body}}}"#
    ))
    .await;

    let head = format!(r#"{{"type":"from","from":"{}","#, ada.id);
    let expected = format!(r#"{head}"epoch":"k3","n":4,"ack":2,"ackEpoch":"q8","body":{body}}}"#);
    assert_eq!(lin.hear_text().await, expected);
}

#[tokio::test]
async fn an_acknowledgement_needs_no_body() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.hear().await;

    ada.say(json!({"type": "send", "to": lin.id, "epoch": "k3", "n": 0, "ack": 5, "ackEpoch": "q8"}))
        .await;

    assert_eq!(
        lin.hear().await,
        json!({"type": "from", "from": ada.id, "epoch": "k3", "n": 0, "ack": 5, "ackEpoch": "q8"})
    );
}

#[tokio::test]
async fn messages_from_one_to_another_keep_their_order() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.hear().await;

    for n in 1..=200 {
        ada.say(send_to(&lin, n, json!("x".repeat(n as usize)))).await;
    }

    for n in 1..=200 {
        assert_eq!(lin.hear().await["n"], n);
    }
    lin.hears_nothing_more().await;
}
