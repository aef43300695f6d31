//! The configuration of the program: flags, environment, file, and reading them again.

use crate::support::{Folder, Program, command, free_port, in_time, run};
use std::net::SocketAddr;
use std::process::Stdio;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;

#[tokio::test]
async fn a_file_configures_the_server_and_the_environment_comes_before_it() {
    let folder = Folder::new("environment");
    let text = "listen = '127.0.0.1:1'\nembed-origins = ['https://a.example']\n";
    let mut command = command(&["--config", &folder.write("config.toml", text)]);
    command.env("VISAVIS_LISTEN", "127.0.0.1:0");
    let server = Program::spawn(&mut command).await;

    let origins = get(server.address, "/embed-origins.json").await;

    assert!(origins.ends_with(r#"["https://a.example"]"#), "{origins}");
}

#[tokio::test]
async fn sighup_reads_the_file_again_and_a_mistake_changes_nothing() {
    let folder = Folder::new("hangup-file");
    let write = |text: &str| folder.write("config.toml", text);
    let file = write("embed-origins = 'https://a.example'\n");
    let mut server = Program::start(&["--config", &file]).await;
    let address = server.address;

    write("embed-origins = 'https://b.example'\n");
    server.signal("-HUP").await;
    server.log_line("the configuration was read again").await;
    let origins = get(address, "/embed-origins.json").await;
    assert!(origins.ends_with(r#"["https://b.example"]"#), "{origins}");

    write("embed-origins = 'b.example'\n");
    server.signal("-HUP").await;
    let refused = server.log_line("the former configuration stays").await;
    assert!(
        refused.contains("--embed-origins") && refused.contains(&file),
        "{refused}"
    );
    assert_eq!(get(address, "/embed-origins.json").await, origins);
}

#[tokio::test]
async fn sighup_names_what_takes_effect_at_a_restart_alone() {
    let folder = Folder::new("restart");
    let turn = format!("127.0.0.1:{}", free_port());
    let before = format!("turn-public-ip = '127.0.0.1'\nturn-listen = '{turn}'\nrooms = 5\n");
    let file = folder.write("config.toml", &before);
    let mut server = Program::start(&["--config", &file]).await;

    let after =
        "turn-public-ip = '127.0.0.2'\nturn-listen = '127.0.0.1:1'\nmetrics = '127.0.0.1:1'\nrooms = 6\n";
    folder.write("config.toml", after);
    server.signal("-HUP").await;

    server
        .log_line("the TURN server inside keeps its public addresses until a restart")
        .await;
    let line = server.log_line("some flags take effect at a restart alone").await;
    assert!(line.contains(r#"flags="--metrics --turn-listen""#), "{line}");
    folder.write("config.toml", &before);
    server.signal("-HUP").await;
    server.log_line("the configuration was read again").await;
    assert!(!server.end().await.contains("restart"), "nothing has changed");
}

#[tokio::test]
async fn a_configuration_is_checked_without_a_start() {
    let folder = Folder::new("checked");
    let check = async |text: &str| {
        let file = folder.write("config.toml", text);
        run(&["--check", "--listen", "127.0.0.1:1", "--config", &file]).await
    };

    let (good, bad) = (check("rooms = 5\n").await, check("rooms = 0\n").await);

    assert!(good.status.success(), "{good:?}");
    assert_eq!(good.stdout, b"the configuration is valid\n");
    assert_eq!(bad.status.code(), Some(2));
    let error = String::from_utf8(bad.stderr).unwrap();
    assert!(
        error.contains("invalid value '0' for '--rooms <ROOMS>'") && error.contains("config.toml"),
        "{error}"
    );
}

#[tokio::test]
async fn a_stop_may_be_announced_before() {
    let mut server = Program::start(&["--stop-delay", "3600"]).await;

    server.signal("-TERM").await;
    server.log_line("about to stop").await;
    let readiness = get(server.address, "/readyz").await;
    server.signal("-TERM").await;

    assert!(readiness.ends_with("draining\n"), "{readiness}");
    assert!(in_time(server.child.wait()).await.unwrap().success());
}

#[tokio::test]
async fn prometheus_has_a_listener_of_its_own() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let metrics = taken.local_addr().unwrap();
    let in_use = run(&["--listen", "127.0.0.1:0", "--metrics", &metrics.to_string()]).await;
    drop(taken);
    let _server = Program::start(&["--metrics", &metrics.to_string()]).await;

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
    let mut first = Program::spawn(&mut start()).await;
    assert_eq!(first.address, address);
    assert!(get(address, "/healthz").await.ends_with("ok\n"));

    first.signal("-TERM").await;
    in_time(first.child.wait()).await.unwrap();
    let meanwhile = tokio::spawn(get(address, "/healthz"));
    let _second = Program::spawn(&mut start()).await;

    assert!(in_time(meanwhile).await.unwrap().ends_with("ok\n"));
}

async fn get(address: SocketAddr, target: &str) -> String {
    let mut stream = in_time(TcpStream::connect(address)).await.unwrap();
    let head = format!("GET {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    in_time(stream.read_to_string(&mut answer)).await.unwrap();
    answer
}
