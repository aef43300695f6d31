use crate::support::{TestServer, configured, hello, send_to};
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use visavis_server::Config;

#[tokio::test]
async fn whoever_says_goodbye_has_left_and_is_closed_normally() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.hear().await;

    lin.say(json!({"type": "bye"})).await;

    assert_eq!(
        ada.hear().await,
        json!({"type": "left", "id": lin.id, "reason": "left"})
    );
    assert_eq!(lin.hear_close().await, (1000, String::new()));
    ada.hears_nothing_more().await;
}

#[tokio::test]
async fn r4_whoever_is_lost_is_away_and_comes_back_as_the_same() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    let mut mia = server.enter("r1", "Mia").await;
    ada.hear().await;
    ada.hear().await;
    let id = lin.id.clone();

    drop(lin);
    assert_eq!(ada.hear().await, json!({"type": "away", "id": id}));
    assert_eq!(mia.hear().await, json!({"type": "away", "id": id}));
    let lin = server.enter("r1", "Lin").await;

    assert_eq!(lin.id, id);
    assert_eq!(ada.hear().await, json!({"type": "back", "id": id}));
    assert_eq!(mia.hear().await, json!({"type": "back", "id": id}));
    ada.hears_nothing_more().await;
    mia.hears_nothing_more().await;
}

#[tokio::test]
async fn whoever_closes_the_page_has_left_soon() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.hear().await;
    let id = lin.id.clone();

    lin.send(Message::Close(Some(CloseFrame {
        code: CloseCode::Away,
        reason: "".into(),
    })))
    .await
    .unwrap();
    assert_eq!(ada.hear().await, json!({"type": "away", "id": id}));
    assert_eq!(
        ada.hear().await,
        json!({"type": "left", "id": id, "reason": "left"})
    );
}

#[tokio::test]
async fn a_message_to_someone_away_comes_back_and_is_not_kept() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    ada.hear().await;
    let message = send_to(&lin, 4, json!({}));
    let id = lin.id.clone();
    drop(lin);
    ada.hear().await;

    ada.say(message).await;

    assert_eq!(
        ada.hear().await,
        json!({"type": "undeliverable", "to": id, "epoch": "k3", "n": 4})
    );
    server.enter("r1", "Lin").await.hears_nothing_more().await;
}

#[tokio::test]
async fn a_newcomer_is_told_who_is_away() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    let id = lin.id.clone();
    drop(lin);
    ada.hear().await;
    assert_eq!(ada.hear().await["type"], "away");

    let (_mia, people) = server.enter_and_see("r1", "Mia").await;

    let mut expected = [
        json!({"id": ada.id, "name": "Ada"}),
        json!({"id": id, "name": "Lin", "away": true}),
    ];
    expected.sort_by_key(|person| person["id"].to_string());
    assert_eq!(people, json!(expected));
}

#[tokio::test]
async fn whoever_comes_back_under_another_name_is_renamed() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    let id = lin.id.clone();
    drop(lin);
    ada.hear().await;
    ada.hear().await;

    let mut lin = server.connect().await;
    let mut hello = hello("r1", "Lin");
    hello["name"] = json!("Lin B.");
    lin.say(hello).await;

    assert_eq!(ada.hear().await, json!({"type": "back", "id": id}));
    assert_eq!(
        ada.hear().await,
        json!({"type": "renamed", "person": {"id": id, "name": "Lin B."}})
    );
    ada.hears_nothing_more().await;
}

#[tokio::test]
async fn a_newer_socket_replaces_the_older_and_others_see_nothing() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut older = server.enter("r1", "Lin").await;
    ada.hear().await;

    let mut newer = server.enter("r1", "Lin").await;

    assert_eq!(
        older.hear_close().await,
        (4409, "You came in again from elsewhere.".into())
    );
    older.hear_end().await;
    assert_eq!(newer.id, older.id);
    ada.hears_nothing_more().await;
    ada.say(send_to(&newer, 1, json!({}))).await;
    assert_eq!(newer.hear().await["from"], json!(ada.id));
    newer.hears_nothing_more().await;
}

#[tokio::test]
async fn whoever_is_away_for_too_long_is_gone_and_then_joins_anew() {
    let away_timeout = Duration::from_millis(50);
    let server = TestServer::start(configured(|config| config.away_timeout = away_timeout)).await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    ada.hear().await;
    let id = lin.id.clone();

    drop(lin);

    assert_eq!(ada.hear().await, json!({"type": "away", "id": id}));
    assert_eq!(
        ada.hear().await,
        json!({"type": "left", "id": id, "reason": "gone"})
    );
    let _lin = server.enter("r1", "Lin").await;
    assert_eq!(
        ada.hear().await,
        json!({"type": "joined", "person": {"id": id, "name": "Lin"}})
    );
    ada.hears_nothing_more().await;
}

#[tokio::test]
async fn a_new_name_is_told_to_the_others() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.hear().await;

    lin.say(json!({"type": "rename", "name": "Lin\tB."})).await;

    assert_eq!(
        ada.hear().await,
        json!({"type": "renamed", "person": {"id": lin.id, "name": "LinB."}})
    );
    lin.hears_nothing_more().await;
}

#[tokio::test]
async fn a_socket_that_gives_no_sign_of_life_is_lost() {
    let server = TestServer::start(configured(|config| {
        config.patience.heartbeat = Duration::from_millis(50);
        config.patience.silence = Duration::from_millis(500);
    }))
    .await;
    let mut ada = server.enter("r1", "Ada").await;

    // Nobody reads this socket, so nobody answers the server's pings.
    let lin = server.enter("r1", "Lin").await;

    ada.hear().await;
    assert_eq!(ada.hear().await, json!({"type": "away", "id": lin.id}));
}

#[tokio::test]
async fn a_socket_that_answers_pings_stays() {
    let away_timeout = Duration::from_millis(700);
    let server = TestServer::start(configured(|config| {
        config.patience.heartbeat = Duration::from_millis(50);
        config.patience.silence = Duration::from_millis(500);
        config.away_timeout = away_timeout;
    }))
    .await;
    let mut ada = server.enter("r1", "Ada").await;
    let lin = server.enter("r1", "Lin").await;
    ada.hear().await;

    // Lin is lost after half a second and gone a while later; Ada only waits, and outlives both.
    assert_eq!(ada.hear().await, json!({"type": "away", "id": lin.id}));
    assert_eq!(
        ada.hear().await,
        json!({"type": "left", "id": lin.id, "reason": "gone"})
    );
    ada.hears_nothing_more().await;
}
