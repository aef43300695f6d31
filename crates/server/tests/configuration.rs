//! The configuration of the program: flags, environment, file, and reading them again.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(unix)]

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStderr, Command};

/// Nothing on one machine takes this long: a longer wait is a failure.
const DEADLINE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_file_configures_the_server_and_the_environment_comes_before_it() {
    let file = file(
        "listen",
        "listen = '127.0.0.1:1'\nembed-origins = ['https://a.example']\n",
    );
    let mut command = command(&["--config", file.to_str().unwrap()]);
    command.env("VISAVIS_LISTEN", "127.0.0.1:0");
    let (_server, address, _) = spawn(&mut command).await;

    let origins = get(address, "/embed-origins.json").await;

    assert!(origins.ends_with(r#"["https://a.example"]"#), "{origins}");
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn sighup_reads_the_file_again_and_a_mistake_changes_nothing() {
    let file = file("hangup", "embed-origins = 'https://a.example'\n");
    let flags = ["--listen", "127.0.0.1:0", "--config", file.to_str().unwrap()];
    let (server, address, mut log) = spawn(&mut command(&flags)).await;

    std::fs::write(&file, "embed-origins = 'https://b.example'\n").unwrap();
    signal(&server, "-HUP").await;
    line(&mut log, "the configuration was read again").await;
    let origins = get(address, "/embed-origins.json").await;
    assert!(origins.ends_with(r#"["https://b.example"]"#), "{origins}");

    std::fs::write(&file, "embed-origins = 'b.example'\n").unwrap();
    signal(&server, "-HUP").await;
    let refused = line(&mut log, "the former configuration stays").await;
    assert!(
        refused.contains("--embed-origins") && refused.contains(file.to_str().unwrap()),
        "{refused}"
    );
    assert_eq!(get(address, "/embed-origins.json").await, origins);
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn a_configuration_is_checked_without_a_start() {
    let valid = file("valid", "rooms = 5\n");
    let invalid = file("invalid", "rooms = 0\n");
    let check = async |file: &PathBuf| {
        run(&[
            "--check",
            "--listen",
            "127.0.0.1:1",
            "--config",
            file.to_str().unwrap(),
        ])
        .await
    };

    let (good, bad) = (check(&valid).await, check(&invalid).await);

    assert!(good.status.success(), "{good:?}");
    assert_eq!(good.stdout, b"the configuration is valid\n");
    assert_eq!(bad.status.code(), Some(2));
    let error = String::from_utf8(bad.stderr).unwrap();
    assert!(
        error.contains("invalid value '0' for '--rooms <ROOMS>'") && error.contains("invalid"),
        "{error}"
    );
    std::fs::remove_file(valid).unwrap();
    std::fs::remove_file(invalid).unwrap();
}

#[tokio::test]
async fn a_stop_may_be_announced_before() {
    let flags = ["--listen", "127.0.0.1:0", "--stop-delay", "3600"];
    let (mut server, address, mut log) = spawn(&mut command(&flags)).await;

    signal(&server, "-TERM").await;
    line(&mut log, "about to stop").await;
    let readiness = get(address, "/readyz").await;
    signal(&server, "-TERM").await;

    assert!(readiness.ends_with("draining\n"), "{readiness}");
    assert!(in_time(server.wait()).await.unwrap().success());
}

#[tokio::test]
async fn prometheus_has_a_listener_of_its_own() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let metrics = taken.local_addr().unwrap();
    let in_use = run(&["--listen", "127.0.0.1:0", "--metrics", &metrics.to_string()]).await;
    drop(taken);
    let (_server, _, _) = spawn(&mut command(&[
        "--listen",
        "127.0.0.1:0",
        "--metrics",
        &metrics.to_string(),
    ]))
    .await;

    let text = get(metrics, "/metrics").await;

    assert_eq!(in_use.status.code(), Some(1));
    assert!(text.contains("\nvisavis_rooms 0\n"), "{text}");
}

#[tokio::test]
async fn a_restart_with_the_listener_of_systemd_refuses_nobody() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let start = || {
        // The shell becomes the server, and descriptor 3 is the listener, as systemd does it.
        let line = "exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\"";
        let mut shell = Command::new("sh");
        shell.args(["-c", line, env!("CARGO_BIN_EXE_visavis-server")]);
        let listener = std::os::fd::OwnedFd::from(listener.try_clone().unwrap());
        shell.stdin(Stdio::from(listener)).kill_on_drop(true);
        shell
    };
    let (mut first, first_address, _) = spawn(&mut start()).await;
    assert_eq!(first_address, address);
    assert!(get(address, "/healthz").await.ends_with("ok\n"));

    signal(&first, "-TERM").await;
    in_time(first.wait()).await.unwrap();
    let meanwhile = tokio::spawn(get(address, "/healthz"));
    let (_second, _, _) = spawn(&mut start()).await;

    assert!(in_time(meanwhile).await.unwrap().ends_with("ok\n"));
}

async fn spawn(command: &mut Command) -> (Child, SocketAddr, Lines<BufReader<ChildStderr>>) {
    let mut server = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let first = in_time(lines.next_line()).await.unwrap().unwrap();
    let address = first
        .strip_prefix("listening on http://")
        .unwrap()
        .parse()
        .unwrap();
    let log = BufReader::new(server.stderr.take().unwrap()).lines();
    (server, address, log)
}

async fn line(log: &mut Lines<BufReader<ChildStderr>>, words: &str) -> String {
    loop {
        let line = in_time(log.next_line()).await.unwrap().unwrap();
        if line.contains(words) {
            return line;
        }
    }
}

async fn get(address: SocketAddr, target: &str) -> String {
    let mut stream = in_time(TcpStream::connect(address)).await.unwrap();
    let head = format!("GET {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    in_time(stream.read_to_string(&mut answer)).await.unwrap();
    answer
}

async fn signal(server: &Child, signal: &str) {
    let id = server.id().unwrap().to_string();
    Command::new("kill").args([signal, &id]).status().await.unwrap();
}

async fn run(flags: &[&str]) -> Output {
    in_time(command(flags).output()).await.unwrap()
}

fn command(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_visavis-server"));
    command.args(flags).kill_on_drop(true);
    command
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("visavis-configuration-{name}-{}", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future).await.unwrap()
}
