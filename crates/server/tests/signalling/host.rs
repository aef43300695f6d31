//! The host of a room, over real sockets.

use crate::support::{TestServer, hello};
use serde_json::json;
use visavis_server::Config;

#[tokio::test]
async fn into_a_locked_room_one_is_let() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    assert_eq!(
        ada.hear_host().await,
        json!({"type": "room", "host": ada.id, "locked": false})
    );
    ada.say(json!({"type": "lock", "locked": true})).await;
    assert_eq!(
        ada.hear_host().await,
        json!({"type": "room", "host": ada.id, "locked": true})
    );

    let mut lin = server.connect().await;
    lin.say(hello("r1", "Lin")).await;
    assert_eq!(lin.hear().await, json!({"type": "waiting", "name": "Ada"}));
    let knocking = ada.hear().await;
    assert_eq!(knocking["people"][0]["name"], "Lin");
    let id = &knocking["people"][0]["id"];
    ada.say(json!({"type": "admit", "id": id, "admitted": true}))
        .await;

    assert_eq!(lin.hear().await["type"], "welcome");
    assert_eq!(
        ada.hear().await,
        json!({"type": "joined", "person": {"id": id, "name": "Lin"}})
    );
}

#[tokio::test]
async fn whoever_is_removed_is_closed_and_refused() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.hear().await;

    ada.say(json!({"type": "remove", "id": lin.id})).await;

    let removed = (4443, "You were removed from this call.".to_owned());
    assert_eq!(lin.hear_close().await, removed);
    assert_eq!(
        ada.hear().await,
        json!({"type": "left", "id": lin.id, "reason": "removed"})
    );
    let mut again = server.connect().await;
    again.say(hello("r1", "Lin")).await;
    assert_eq!(again.hear_close().await, removed);
}

#[tokio::test]
async fn one_looks_before_one_comes_in() {
    let server = TestServer::start(Config::default()).await;
    let mut lin = server.connect().await;
    let look = json!({"type": "look", "v": 1, "room": "r1"});
    lin.say(look.clone()).await;
    assert_eq!(lin.hear().await, json!({"type": "present", "names": []}));

    let _ada = server.enter("r1", "Ada").await;
    lin.say(look).await;
    assert_eq!(lin.hear().await, json!({"type": "present", "names": ["Ada"]}));
    lin.say(hello("r1", "Lin")).await;

    assert!(lin.hears_welcome().await);
}
