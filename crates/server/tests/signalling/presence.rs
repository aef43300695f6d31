//! Presence: leaving, being away, returning and being replaced.

use crate::support::{TestServer, configured, hello, send_to};
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use visavis_server::Config;

#[tokio::test]
async fn a_person_who_says_bye_has_left_and_is_closed_with_1000() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.recv().await;

    lin.send(json!({"type": "bye"})).await;

    assert_eq!(
        ada.recv().await,
        json!({"type": "left", "id": lin.id, "reason": "left"})
    );
    assert_eq!(lin.recv_close().await, (1000, String::new()));
    ada.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_lost_person_is_away_and_returns_under_the_same_id() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    let mut mia = server.enter("r1", "Mia").await;
    ada.recv().await;
    ada.recv().await;
    let id = lin.id.clone();

    drop(lin);
    assert_eq!(ada.recv().await, json!({"type": "away", "id": id}));
    assert_eq!(mia.recv().await, json!({"type": "away", "id": id}));
    let lin = server.enter("r1", "Lin").await;

    assert_eq!(lin.id, id);
    assert_eq!(ada.recv().await, json!({"type": "back", "id": id}));
    assert_eq!(mia.recv().await, json!({"type": "back", "id": id}));
    ada.expect_no_more_frames().await;
    mia.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_closed_page_is_reported_as_left_soon() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.recv().await;
    let id = lin.id.clone();

    lin.send_message(Message::Close(Some(CloseFrame {
        code: CloseCode::Away,
        reason: "".into(),
    })))
    .await
    .unwrap();
    assert_eq!(ada.recv().await, json!({"type": "away", "id": id}));
    assert_eq!(
        ada.recv().await,
        json!({"type": "left", "id": id, "reason": "left"})
    );
}

#[tokio::test]
async fn a_message_to_an_away_person_is_undeliverable_and_not_stored() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    ada.recv().await;
    let message = send_to(&lin, 4, json!({}));
    let id = lin.id.clone();
    drop(lin);
    ada.recv().await;

    ada.send(message).await;

    assert_eq!(
        ada.recv().await,
        json!({"type": "undeliverable", "to": id, "epoch": "k3", "n": 4})
    );
    server.enter("r1", "Lin").await.expect_no_more_frames().await;
}

#[tokio::test]
async fn the_welcome_marks_who_is_away() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    let id = lin.id.clone();
    drop(lin);
    ada.recv().await;
    assert_eq!(ada.recv().await["type"], "away");

    let (_mia, people) = server.enter_and_see("r1", "Mia").await;

    let mut expected = [
        json!({"id": ada.id, "name": "Ada"}),
        json!({"id": id, "name": "Lin", "away": true}),
    ];
    expected.sort_by_key(|person| person["id"].to_string());
    assert_eq!(people, json!(expected));
}

#[tokio::test]
async fn returning_under_another_name_renames_the_person() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    let id = lin.id.clone();
    drop(lin);
    ada.recv().await;
    ada.recv().await;

    let mut lin = server.connect().await;
    let mut hello = hello("r1", "Lin");
    hello["name"] = json!("Lin B.");
    lin.send(hello).await;

    assert_eq!(ada.recv().await, json!({"type": "back", "id": id}));
    assert_eq!(
        ada.recv().await,
        json!({"type": "renamed", "person": {"id": id, "name": "Lin B."}})
    );
    ada.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_newer_socket_replaces_the_older_unnoticed_by_others() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut older = server.enter("r1", "Lin").await;
    ada.recv().await;

    let mut newer = server.enter("r1", "Lin").await;

    assert_eq!(
        older.recv_close().await,
        (4409, "You came in again from elsewhere.".into())
    );
    older.recv_until_end().await;
    assert_eq!(newer.id, older.id);
    ada.expect_no_more_frames().await;
    ada.send(send_to(&newer, 1, json!({}))).await;
    assert_eq!(newer.recv().await["from"], json!(ada.id));
    newer.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_person_away_for_too_long_is_gone_and_joins_anew() {
    let away_timeout = Duration::from_millis(50);
    let server = TestServer::start(configured(|config| config.away_timeout = away_timeout)).await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    ada.recv().await;
    let id = lin.id.clone();

    drop(lin);

    assert_eq!(ada.recv().await, json!({"type": "away", "id": id}));
    assert_eq!(
        ada.recv().await,
        json!({"type": "left", "id": id, "reason": "gone"})
    );
    let _lin = server.enter("r1", "Lin").await;
    assert_eq!(
        ada.recv().await,
        json!({"type": "joined", "person": {"id": id, "name": "Lin"}})
    );
    ada.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_new_name_is_announced_to_the_others() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.recv().await;

    lin.send(json!({"type": "rename", "name": "Lin\tB."})).await;

    assert_eq!(
        ada.recv().await,
        json!({"type": "renamed", "person": {"id": lin.id, "name": "LinB."}})
    );
    lin.expect_no_more_frames().await;
}

#[tokio::test]
async fn a_silent_socket_is_lost() {
    let server = TestServer::start(configured(|config| {
        config.timeouts.heartbeat = Duration::from_millis(50);
        config.timeouts.silence = Duration::from_millis(500);
    }))
    .await;
    let mut ada = server.enter("r1", "Ada").await;

    // This socket is never read, so it does not answer the server's pings.
    let lin = server.enter("r1", "Lin").await;

    ada.recv().await;
    assert_eq!(ada.recv().await, json!({"type": "away", "id": lin.id}));
}

#[tokio::test]
async fn a_socket_that_answers_pings_stays() {
    let away_timeout = Duration::from_millis(700);
    let server = TestServer::start(configured(|config| {
        config.timeouts.heartbeat = Duration::from_millis(50);
        config.timeouts.silence = Duration::from_millis(500);
        config.away_timeout = away_timeout;
    }))
    .await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    ada.recv().await;

    // Lin is lost after half a second and gone a while later. Ada sends nothing either, but answers pings and stays.
    assert_eq!(ada.recv().await, json!({"type": "away", "id": lin.id}));
    assert_eq!(
        ada.recv().await,
        json!({"type": "left", "id": lin.id, "reason": "gone"})
    );
    ada.expect_no_more_frames().await;
}
