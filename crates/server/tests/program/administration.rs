//! `visavis-server admin` and the flags of the server for it.

use crate::support::{Folder, Program, in_time, run};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::process::Output;

#[tokio::test]
async fn a_listener_for_administration_needs_a_long_secret() {
    let folder = Folder::new("short-admin-secret");
    let short = &*folder.write("secret", "short\n");
    for (flags, sentence) in [
        (
            &["--admin", "127.0.0.1:0"][..],
            "--admin-secret-file, or VISAVIS_ADMIN_SECRET",
        ),
        (
            &["--admin", "127.0.0.1:0", "--admin-secret-file", short],
            "at least 32 bytes",
        ),
        (&["--admin-secret-file", short], "--admin <HOST:PORT>"),
    ] {
        let output = run(flags).await;
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(sentence) && !error.contains("short\n"), "{error}");
    }
}

#[tokio::test]
async fn an_operator_lists_and_closes_rooms_over_a_socket_and_leaves_a_trace() {
    let folder = Folder::new("admin-socket");
    let socket = &*folder.path("socket");
    // A file that a server left which was killed.
    drop(std::os::unix::net::UnixListener::bind(socket).unwrap());
    let mut server = Program::start(&["--admin-socket", socket]).await;
    let address = server.address;
    let (mut client, _) = in_time(tokio_tungstenite::connect_async(format!("ws://{address}/signal")))
        .await
        .unwrap();
    let hello =
        json!({"type": "hello", "v": 1, "secret": "0123456789abcdef", "room": "standup", "name": "Ada"});
    client.send(hello.to_string().into()).await.unwrap();
    in_time(client.next()).await.unwrap().unwrap();

    let list = admin(socket, &["list"]).await;
    let closed = admin(socket, &["close", "standup"]).await;
    let again = admin(socket, &["close", "standup"]).await;
    let banned = admin(socket, &["ban", "--sub", "248289761001"]).await;
    let bans = admin(socket, &["bans"]).await;
    let drained = admin(socket, &["drain"]).await;

    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    assert_eq!(list["rooms"][0]["people"][0]["name"], "Ada");
    assert!(closed.status.success() && banned.status.success() && drained.status.success());
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(again.stderr, b"there is no such room\n");
    assert!(String::from_utf8(bans.stdout).unwrap().contains("248289761001"));
    let mut last = in_time(client.next()).await.unwrap().unwrap();
    while last.is_text() {
        last = in_time(client.next()).await.unwrap().unwrap();
    }
    assert!(format!("{last:?}").contains("This call was ended"), "{last:?}");

    server.signal("-TERM").await;
    in_time(server.child.wait()).await.unwrap();
    let log = server.rest_of_log().await;
    let room = list["rooms"][0]["log"].as_str().unwrap();
    for words in [
        format!(r#"audit admin="close" room="{room}" people=1"#),
        r#"audit admin="ban" whom=""#.to_owned(),
        r#"audit admin="drain""#.to_owned(),
    ] {
        assert!(log.contains(&words), "{words} is missing: {log}");
    }
    assert!(!log.contains("standup") && !log.contains("248289761001"), "{log}");
    assert!(!std::path::Path::new(socket).exists(), "the socket remains");
    let nobody = admin(socket, &["list"]).await;
    assert_eq!(nobody.status.code(), Some(1));
    assert!(
        String::from_utf8(nobody.stderr)
            .unwrap()
            .contains("--admin-socket")
    );
}

#[tokio::test]
async fn a_socket_in_use_is_not_taken() {
    let folder = Folder::new("socket-in-use");
    let socket = &*folder.path("socket");
    let _listener = std::os::unix::net::UnixListener::bind(socket).unwrap();

    let output = run(&["--listen", "127.0.0.1:0", "--admin-socket", socket]).await;

    assert_eq!(output.status.code(), Some(1));
    assert!(std::path::Path::new(socket).exists());
}

async fn admin(socket: &str, act: &[&str]) -> Output {
    run(&[&["admin", "--socket", socket][..], act].concat()).await
}
