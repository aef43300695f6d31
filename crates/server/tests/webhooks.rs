//! Webhooks of the program, over HTTPS.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(unix)]

use futures_util::{SinkExt, StreamExt};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivatePkcs8KeyDer;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio_rustls::TlsAcceptor;

/// Nothing on one machine takes this long: a longer wait is a failure.
const DEADLINE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_webhook_is_delivered_over_https_to_whom_the_system_trusts() {
    let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let trusted = path("trusted.pem");
    std::fs::write(&trusted, certificate.cert.pem()).unwrap();
    let secret = path("secret");
    std::fs::write(&secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap();
    let acceptor = acceptor(&certificate);
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}/calls",
        receiver.local_addr().unwrap().port()
    );
    let mut server = Command::new(env!("CARGO_BIN_EXE_visavis-server"))
        .args([
            "--listen",
            "127.0.0.1:0",
            "--webhook-room-names",
            "--webhook",
            &url,
            "--webhook-secret-file",
        ])
        .arg(&secret)
        .env("SSL_CERT_FILE", &trusted)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let line = in_time(lines.next_line()).await.unwrap().unwrap();
    let address = line.strip_prefix("listening on http://").unwrap();
    let socket = tokio_tungstenite::connect_async(format!("ws://{address}/signal"));
    let (mut socket, _) = in_time(socket).await.unwrap();
    let hello = r#"{"type":"hello","v":1,"secret":"0123456789abcdef","room":"standup","name":"Ada"}"#;
    socket.send(hello.into()).await.unwrap();
    in_time(socket.next()).await.unwrap().unwrap();

    let (stream, _) = in_time(receiver.accept()).await.unwrap();
    let mut stream = BufReader::new(in_time(acceptor.accept(stream)).await.unwrap());
    let first = message(&mut stream).await;
    let second = message(&mut stream).await;

    assert!(first.starts_with("POST /calls HTTP/1.1\r\n"), "{first}");
    for header in [
        "webhook-id: msg_",
        "webhook-timestamp: ",
        "webhook-signature: v1,",
    ] {
        assert!(first.contains(header), "{header} is missing in {first}");
    }
    assert!(
        first.contains(r#""type":"room.opened""#) && first.contains(r#""name":"standup""#),
        "{first}"
    );
    assert!(
        second.contains(r#""type":"person.joined""#) && !second.contains("Ada"),
        "{second}"
    );
    std::fs::remove_file(trusted).unwrap();
    std::fs::remove_file(secret).unwrap();
}

fn acceptor(certificate: &rcgen::CertifiedKey<rcgen::KeyPair>) -> TlsAcceptor {
    let key = PrivatePkcs8KeyDer::from(certificate.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.cert.der().clone()], key.into())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Reads one request, and accepts it.
async fn message<S>(stream: &mut BufReader<S>) -> String
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let mut text = String::new();
    while !text.ends_with("\r\n\r\n") {
        assert_ne!(in_time(stream.read_line(&mut text)).await.unwrap(), 0, "{text}");
    }
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.unwrap().parse().unwrap()];
    in_time(stream.read_exact(&mut body)).await.unwrap();
    stream
        .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
        .await
        .unwrap();
    stream.flush().await.unwrap();
    text + &String::from_utf8(body).unwrap()
}

fn path(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("visavis-webhook-{name}-{}", std::process::id()))
}

async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, future).await.unwrap()
}
