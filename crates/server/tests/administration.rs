//! `visavis-server admin` and the flags of the server for it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(unix)]

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

/// Nothing on one machine takes this long: a longer wait is a failure.
const DEADLINE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_listener_for_administration_needs_a_long_secret() {
    let file = path("short");
    std::fs::write(&file, "short\n").unwrap();
    let short = file.to_str().unwrap();
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
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn an_operator_lists_and_closes_rooms_over_a_socket_and_leaves_a_trace() {
    let socket = path("socket");
    // A file that a server left which was killed.
    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    let (mut server, address) = start(&socket).await;
    let (mut client, _) = in_time(tokio_tungstenite::connect_async(format!("ws://{address}/signal")))
        .await
        .unwrap();
    let hello =
        json!({"type": "hello", "v": 1, "secret": "0123456789abcdef", "room": "standup", "name": "Ada"});
    client.send(hello.to_string().into()).await.unwrap();
    in_time(client.next()).await.unwrap().unwrap();

    let list = admin(&socket, &["list"]).await;
    let closed = admin(&socket, &["close", "standup"]).await;
    let again = admin(&socket, &["close", "standup"]).await;
    let banned = admin(&socket, &["ban", "--sub", "248289761001"]).await;
    let bans = admin(&socket, &["bans"]).await;
    let drained = admin(&socket, &["drain"]).await;

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

    let id = server.id().unwrap().to_string();
    Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
    in_time(server.wait()).await.unwrap();
    let mut log = String::new();
    in_time(server.stderr.take().unwrap().read_to_string(&mut log))
        .await
        .unwrap();
    let room = list["rooms"][0]["log"].as_str().unwrap();
    for words in [
        format!(r#"audit admin="close" room="{room}" people=1"#),
        r#"audit admin="ban" whom=""#.to_owned(),
        r#"audit admin="drain""#.to_owned(),
    ] {
        assert!(log.contains(&words), "{words} is missing: {log}");
    }
    assert!(!log.contains("standup") && !log.contains("248289761001"), "{log}");
    assert!(!socket.exists(), "the socket remains");
    let nobody = admin(&socket, &["list"]).await;
    assert_eq!(nobody.status.code(), Some(1));
    assert!(
        String::from_utf8(nobody.stderr)
            .unwrap()
            .contains("--admin-socket")
    );
}

#[tokio::test]
async fn a_socket_in_use_is_not_taken() {
    let socket = path("in-use");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();

    let output = run(&[
        "--listen",
        "127.0.0.1:0",
        "--admin-socket",
        socket.to_str().unwrap(),
    ])
    .await;

    assert_eq!(output.status.code(), Some(1));
    assert!(socket.exists());
    std::fs::remove_file(socket).unwrap();
}

async fn start(socket: &Path) -> (Child, String) {
    let flags = [
        "--listen",
        "127.0.0.1:0",
        "--admin-socket",
        socket.to_str().unwrap(),
    ];
    let mut server = command(&flags)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let line = in_time(lines.next_line()).await.unwrap().unwrap();
    let address = line.strip_prefix("listening on http://").unwrap().to_owned();
    (server, address)
}

async fn admin(socket: &Path, act: &[&str]) -> Output {
    run(&[&["admin", "--socket", socket.to_str().unwrap()][..], act].concat()).await
}

async fn run(flags: &[&str]) -> Output {
    in_time(command(flags).output()).await.unwrap()
}

fn command(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_visavis-server"));
    command
        .args(flags)
        .env_remove("VISAVIS_ADMIN_SECRET")
        .kill_on_drop(true);
    command
}

fn path(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("visavis-admin-{name}-{}", std::process::id()))
}

async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future).await.unwrap()
}
