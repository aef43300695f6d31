//! The host over real sockets.

use crate::support::{TestServer, hello};
use serde_json::json;
use visavis_server::Config;

#[tokio::test]
async fn the_host_admits_people_to_a_locked_room() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    assert_eq!(
        ada.recv_host().await,
        json!({"type": "room", "host": ada.id, "locked": false})
    );
    ada.send(json!({"type": "lock", "locked": true})).await;
    assert_eq!(
        ada.recv_host().await,
        json!({"type": "room", "host": ada.id, "locked": true})
    );

    let mut lin = server.connect().await;
    lin.send(hello("r1", "Lin")).await;
    assert_eq!(lin.recv().await, json!({"type": "waiting", "name": "Ada"}));
    let knocking = ada.recv().await;
    assert_eq!(knocking["people"][0]["name"], "Lin");
    let id = &knocking["people"][0]["id"];
    ada.send(json!({"type": "admit", "id": id, "admitted": true}))
        .await;

    assert_eq!(lin.recv().await["type"], "welcome");
    assert_eq!(
        ada.recv().await,
        json!({"type": "joined", "person": {"id": id, "name": "Lin"}})
    );
}

#[tokio::test]
async fn a_removed_person_is_closed_and_cannot_rejoin() {
    let server = TestServer::start(Config::default()).await;
    let mut ada = server.enter("r1", "Ada").await;
    let mut lin = server.enter("r1", "Lin").await;
    ada.recv().await;

    ada.send(json!({"type": "remove", "id": lin.id})).await;

    let removed = (4443, "You were removed from the call.".to_owned());
    assert_eq!(lin.recv_close().await, removed);
    assert_eq!(
        ada.recv().await,
        json!({"type": "left", "id": lin.id, "reason": "removed"})
    );
    let mut again = server.connect().await;
    again.send(hello("r1", "Lin")).await;
    assert_eq!(again.recv_close().await, removed);
}

#[tokio::test]
async fn a_client_can_look_before_it_enters() {
    let server = TestServer::start(Config::default()).await;
    let mut lin = server.connect().await;
    let look = json!({"type": "look", "v": 1, "room": "r1"});
    lin.send(look.clone()).await;
    assert_eq!(
        lin.recv().await,
        json!({"type": "present", "names": [], "count": 0})
    );

    let _ada = server.enter("r1", "Ada").await;
    lin.send(look).await;
    assert_eq!(
        lin.recv().await,
        json!({"type": "present", "names": ["Ada"], "count": 1})
    );
    lin.send(hello("r1", "Lin")).await;

    assert!(lin.is_welcomed().await);
}
