//! The program from its start to its end, its flags, and its log.

use crate::support::{Folder, Program, free_port, in_time, run};
use futures_util::{SinkExt, StreamExt};
use std::net::{Ipv4Addr, TcpListener};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use visavis_server::{Claims, Secret, Tokens};

#[tokio::test]
async fn it_prints_the_address_it_listens_on() {
    let server = Program::start(&[]).await;

    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    in_time(stream.read_to_string(&mut answer)).await.unwrap();

    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\nok\n"), "{answer}");
}

#[cfg(unix)]
#[tokio::test]
async fn it_exits_with_success_on_sigterm_and_sigint() {
    for signal in ["-TERM", "-INT"] {
        let mut server = Program::start(&[]).await;

        server.signal(signal).await;

        assert!(in_time(server.child.wait()).await.unwrap().success(), "{signal}");
    }
}

#[tokio::test]
async fn a_port_in_use_is_reported_in_one_sentence() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();

    let output = run(&["--listen", &address]).await;

    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!("{address} is in use by another program: choose another address with --listen\n")
    );
    assert!(output.stdout.is_empty());
}

#[tokio::test]
async fn a_turn_server_needs_a_secret() {
    let folder = Folder::new("turn-secret");
    let file = &*folder.write("secret", "\n");

    for (arguments, sentence) in [
        (
            &["--turn", "turn:127.0.0.1"][..],
            "--turn-secret-file, or VISAVIS_TURN_SECRET",
        ),
        (
            &["--turn", "turn:127.0.0.1", "--turn-secret-file", file],
            "the secret is empty",
        ),
        (
            &["--turn", "turn:127.0.0.1", "--turn-secret-file", "/nowhere"],
            "/nowhere",
        ),
        (&["--turn", "stun:127.0.0.1"], "expected turn:HOST or turns:HOST"),
        (&["--turn-ttl", "60"], "--turn-public-ip <IP,...|auto>"),
        (&["--turn-allow-private"], "--turn-public-ip <IP,...|auto>"),
        (
            &["--turn-public-ip", "127.0.0.1", "--turn-secret-file", file],
            "the secret is empty",
        ),
    ] {
        let output = run(arguments).await;

        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(sentence), "{error}");
    }
}

#[tokio::test]
async fn it_accepts_a_token_that_it_issued() {
    let folder = Folder::new("token-secret");
    let file = folder.write("secret", "a secret of at least thirty-two bytes\n");
    let secret = ["--token-secret-file", &file];

    let claims = [
        "--sub",
        "7",
        "--name",
        "Ada Lovelace",
        "--metadata",
        r#"{"role":"teacher"}"#,
    ];
    let of_room = ["token", "--room", "standup", "--host"];
    let printed = run(&[&of_room[..], &claims, &secret].concat()).await;
    assert!(printed.status.success(), "{printed:?}");
    let server = Program::start(&[&["--tokens", "required"][..], &secret].concat()).await;
    let address = server.address;
    let token = String::from_utf8(printed.stdout).unwrap();

    let socket = tokio_tungstenite::connect_async(format!("ws://{address}/signal"));
    let (mut socket, _) = in_time(socket).await.unwrap();
    let hello = format!(
        r#"{{"type":"hello","v":1,"secret":"0123456789abcdef","room":"standup","token":"{}"}}"#,
        token.trim_end()
    );
    socket.send(hello.into()).await.unwrap();
    let welcome = in_time(socket.next()).await.unwrap().unwrap();
    let welcome: serde_json::Value = serde_json::from_str(&welcome.to_string()).unwrap();
    assert_eq!(
        welcome["identity"],
        serde_json::json!({"subject": "7", "name": "Ada Lovelace", "metadata": r#"{"role":"teacher"}"#})
    );
}

#[tokio::test]
async fn an_unusable_claim_is_named_in_the_log_once() {
    let secret = "a secret of at least thirty-two bytes";
    let folder = Folder::new("claims-secret");
    let file = folder.write("secret", secret);
    let mut claims = Claims::new("standup");
    claims.sub = Some("x".repeat(256));
    let token = Tokens::new(Secret::new(secret).unwrap(), true)
        .unwrap()
        .issue(&claims);
    let hello = serde_json::json!({
        "type": "hello", "v": 1, "secret": "0123456789abcdef", "room": "standup", "token": token,
    });
    let server = Program::start(&["--tokens", "required", "--token-secret-file", &file]).await;
    let address = server.address;

    for _ in 0..2 {
        let socket = tokio_tungstenite::connect_async(format!("ws://{address}/signal"));
        let (mut socket, _) = in_time(socket).await.unwrap();
        socket.send(hello.to_string().into()).await.unwrap();
        while let Some(Ok(_)) = in_time(socket.next()).await {}
    }

    let log = server.end().await;
    assert_eq!(log.matches(r#"claim="sub""#).count(), 1, "{log}");
    assert!(!log.contains("xxx") && !log.contains("standup"), "{log}");
}

#[tokio::test]
async fn a_token_with_an_unusable_claim_is_not_made() {
    for (flag, value, reason) in [
        ("--sub", "", "1 to 255 characters"),
        (
            "--picture",
            "http://school.example/7.png",
            "https: or data:image/",
        ),
        ("--metadata", "[]", "not a JSON object"),
        (
            "--permissions",
            "chat,fly",
            "one of host, publish, screen, chat, record",
        ),
        (
            "--metadata",
            &format!(r#"{{"a":"{}"}}"#, "x".repeat(1024)),
            "at most 1024 bytes",
        ),
    ] {
        let output = run(&["token", "--room", "standup", flag, value]).await;

        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(reason), "{error}");
    }
}

#[tokio::test]
async fn a_token_secret_must_be_given_and_long_enough() {
    let folder = Folder::new("short-secret");
    let file = folder.write("secret", "short\n");
    let short = ["--token-secret-file", &file];

    for (arguments, sentence) in [
        (
            &["--tokens", "required"][..],
            "--token-secret-file, or VISAVIS_TOKEN_SECRET",
        ),
        (
            &[&["--tokens", "optional"][..], &short].concat(),
            "at least 32 bytes",
        ),
        (
            &[&["token", "--room", "r"][..], &short].concat(),
            "at least 32 bytes",
        ),
        (&short, "--tokens"),
    ] {
        let output = run(arguments).await;

        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(sentence), "{error}");
        assert!(!error.contains("short\n"), "{error}");
    }
}

#[tokio::test]
async fn an_invalid_flag_is_rejected() {
    for (flag, value, reason) in [
        ("--page", "/nowhere", "there is no index.html in it"),
        (
            "--ice-server",
            "turn:there",
            "a TURN server needs a user and a password",
        ),
        ("--embed-origins", "school.example", "not an origin"),
        ("--embed-origins", "https://*school.example", "not an origin"),
        ("--embed-origins", "https://school.example:*", "not an origin"),
        ("--token-max-age", "0", "0 is not in 60.."),
        (
            "--turn-public-ip",
            "here",
            "expected an address such as 203.0.113.7, or auto",
        ),
        ("--turn-public-ip", "0.0.0.0", "not an address of one machine"),
        (
            "--turn-public-ip",
            "192.0.2.1,192.0.2.2",
            "takes one address of IPv4 and one of IPv6",
        ),
        ("--turn-ports", "60000-50000", "expected two ports"),
        ("--turn-ports", "80-90", "expected two ports"),
        ("--turn-ports", "50000", "expected two ports"),
        ("--avatar-origins", "school.example", "not an origin"),
        ("--token-secret-file", "k1=/nowhere", "No such file"),
        ("--webhook", "school.example", "expected something like https://"),
        ("--webhook-secret-file", "/nowhere", "No such file"),
        ("--listen", "8080", "invalid socket address"),
    ] {
        let output = run(&[flag, value]).await;

        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(reason), "{error}");
    }
}

#[tokio::test]
async fn every_number_has_a_range() {
    for flag in [
        "--turn-ttl",
        "--token-max-age",
        "--away-timeout",
        "--room-size",
        "--rooms",
        "--sockets",
        "--sockets-per-address",
        "--http-connections",
        "--http-connections-per-address",
        "--rooms-per-address",
        "--seats-per-address",
        "--joins-per-address",
        "--looks-per-address",
        "--message-size",
        "--message-rate",
        "--message-burst",
        "--byte-rate",
        "--byte-burst",
        "--outbox-messages",
        "--outbox-size",
        "--buffer-size",
        "--message-rate-per-address",
        "--byte-rate-per-address",
        "--connections-per-address",
        "--hsts",
        "--stop-delay",
        "--turn-allocations",
        "--turn-allocations-per-account",
        "--turn-byte-rate",
    ] {
        let beyond_64_bits = "18446744073709551616";
        for value in [
            u64::MAX.to_string().as_str(),
            beyond_64_bits,
            "-1",
            "1.5",
            "many",
            "",
        ] {
            let output = run(&[
                &format!("{flag}={value}"),
                "--turn",
                "turn:there",
                "--tokens",
                "required",
            ])
            .await;

            let error = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{flag}={value}: {error}");
            assert!(
                error.starts_with(&format!("error: invalid value '{value}' for '{flag} <")),
                "{error}"
            );
        }
    }
    let help = String::from_utf8(run(&["--help"]).await.stdout).unwrap();
    let numbers = [
        "SECONDS",
        "PEOPLE",
        "ROOMS",
        "SOCKETS",
        "CONNECTIONS",
        "JOINS",
        "LOOKS",
        "BYTES",
        "MESSAGES",
        "ALLOCATIONS",
    ];
    let is_number = |line: &&str| numbers.iter().any(|name| line.ends_with(&format!("<{name}>")));
    assert_eq!(
        help.lines().filter(is_number).count(),
        29,
        "a flag is missing above"
    );
    let ttl = run(&["token", "--room", "r", "--ttl", &u64::MAX.to_string()]).await;
    assert_eq!(ttl.status.code(), Some(2));
}

#[tokio::test]
async fn it_is_a_stun_server_where_its_public_address_is_known() {
    let port = free_port().to_string();
    let listen = format!("127.0.0.1:{port}");
    let flags = ["--public-ip", "127.0.0.1", "--turn-listen", &listen];
    let _server = Program::start(&flags).await;
    let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket.connect(&listen).await.unwrap();
    let binding = b"\0\x01\0\0\x21\x12\xa4\x42twelve bytes";
    socket.send(binding).await.unwrap();

    let mut answer = [0; 64];
    in_time(socket.recv(&mut answer)).await.unwrap();

    assert_eq!(answer[..2], [1, 1]);
    assert_eq!(answer[8..20], binding[8..]);

    let taken = run(&[&["--listen", "127.0.0.1:0"], &flags[..]].concat()).await;
    let error = String::from_utf8(taken.stderr).unwrap();
    assert!(
        error.ends_with("choose another address with --turn-listen\n"),
        "{error}"
    );
}

#[tokio::test]
async fn a_refusal_is_logged_once_with_the_address() {
    let server = Program::start(&["--sockets-per-address", "1"]).await;
    let url = format!("ws://{}/signal", server.address);
    let mut sockets = Vec::new();
    for _ in 0..20 {
        let (socket, _) = in_time(tokio_tungstenite::connect_async(&url)).await.unwrap();
        sockets.push(socket);
    }
    for socket in &mut sockets[1..] {
        in_time(socket.next()).await.unwrap().unwrap();
    }

    let log = server.end().await;
    let refusals: Vec<_> = log.lines().filter(|line| line.contains("refused")).collect();
    let [refusal] = &refusals[..] else {
        panic!("{refusals:?}");
    };
    assert!(refusal.contains("address=127.0.0.1 reason=4510"), "{refusal}");
}

#[tokio::test]
async fn the_log_can_be_json_without_whole_addresses_and_names_what_a_host_did() {
    let flags = [
        "--log-format",
        "json",
        "--log-addresses",
        "short",
        "--room-size",
        "1",
    ];
    let mut server = Program::start(&flags).await;
    let address = server.address;
    let mut sockets = Vec::new();
    for person in ["0123456789abcdef", "fedcba9876543210"] {
        let socket = tokio_tungstenite::connect_async(format!("ws://{address}/signal"));
        let (mut socket, _) = in_time(socket).await.unwrap();
        let hello =
            serde_json::json!({"type": "hello", "v": 1, "secret": person, "room": "standup", "name": "Ada"});
        socket.send(hello.to_string().into()).await.unwrap();
        in_time(socket.next()).await.unwrap().unwrap();
        sockets.push(socket);
    }
    sockets[0]
        .send(r#"{"type":"lock","locked":true}"#.into())
        .await
        .unwrap();

    let mut lines = Vec::new();
    while lines.last().is_none_or(|line: &String| !line.contains("audit")) {
        lines.push(server.log_line("").await);
    }

    let lines: Vec<serde_json::Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let refusal = lines.iter().find(|line| line["reason"] == 4440).unwrap();
    assert_eq!(refusal["address"], "127.0.0.0/24");
    let audit = lines.last().unwrap();
    assert_eq!(
        (&audit["verb"], &audit["level"]),
        (&"lock".into(), &"INFO".into())
    );
    let (room, host) = (audit["room"].as_str().unwrap(), audit["host"].as_str().unwrap());
    assert!(room.len() == 8 && host.len() == 32, "{audit}");
    assert!(!format!("{lines:?}").contains("standup"), "{lines:?}");
}
