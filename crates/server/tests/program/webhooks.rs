//! Webhooks of the program, over HTTPS.

use crate::support::{Folder, Program, command, in_time};
use futures_util::{SinkExt, StreamExt};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivatePkcs8KeyDer;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

#[tokio::test]
async fn a_webhook_is_delivered_over_https_to_whom_the_system_trusts() {
    let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = Folder::new("webhook");
    let trusted = folder.write("trusted.pem", &certificate.cert.pem());
    let secret = folder.write("secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    let acceptor = acceptor(&certificate);
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}/calls",
        receiver.local_addr().unwrap().port()
    );
    let flags = [
        "--listen",
        "127.0.0.1:0",
        "--webhook-room-names",
        "--webhook",
        &url,
        "--webhook-secret-file",
        &secret,
    ];
    let server = Program::spawn(command(&flags).env("SSL_CERT_FILE", &trusted)).await;
    let address = server.address;
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
