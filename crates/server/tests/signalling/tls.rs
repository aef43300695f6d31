//! HTTPS: the same server behind a handshake, and what leads there.

use crate::support::{TestServer, configured, hello, in_time};
use futures_util::{SinkExt, StreamExt};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use visavis_server::{Certificate, Certificates, Config, Listeners, TrustedProxies, parse_proxy};

#[tokio::test]
async fn two_people_meet_over_tls() {
    let (config, trusted) = over_tls(|_| {});
    let server = TestServer::start(config).await;
    let mut welcomes = Vec::new();
    for person in ["Ada", "Lin"] {
        let stream = connect(TcpStream::connect(server.address).await.unwrap(), &trusted).await;
        let upgrade = tokio_tungstenite::client_async("wss://localhost/signal", stream);
        let (mut socket, _) = in_time("the upgrade", upgrade).await.unwrap();
        socket.send(hello("r1", person).to_string().into()).await.unwrap();
        let welcome = in_time("a welcome", socket.next()).await.unwrap().unwrap();
        welcomes.push((welcome.to_string(), socket));
    }

    assert!(welcomes[0].0.contains(r#""people":[]"#), "{}", welcomes[0].0);
    assert!(welcomes[1].0.contains(r#""name":"Ada""#), "{}", welcomes[1].0);
}

#[tokio::test]
async fn who_speaks_http_at_the_port_of_https_is_sent_on() {
    let (config, _) = over_tls(|_| {});
    let server = TestServer::start(config).await;

    let answer = request(server.address, "/a?b=c", "localhost:1").await;

    let location = format!("location: https://localhost:{}/a?b=c\r\n", server.address.port());
    assert!(
        answer.starts_with("HTTP/1.1 307 ") && answer.contains(&location),
        "{answer}"
    );
}

#[tokio::test]
async fn the_listener_for_http_redirects_to_the_port_of_https() {
    let (config, _) = over_tls(|_| {});
    let main = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let redirect = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, address) = (main.local_addr().unwrap().port(), redirect.local_addr().unwrap());
    let mut listeners = Listeners::from(main);
    listeners.redirect = Some(redirect);
    tokio::spawn(visavis_server::run(listeners, config, std::future::pending()));

    let answer = request(address, "/", "localhost").await;
    let health = request(address, "/healthz", "anything.example").await;
    let stranger = request(address, "/", "evil.example").await;

    assert!(
        answer.contains(&format!("location: https://localhost:{port}/\r\n")),
        "{answer}"
    );
    assert!(health.ends_with("ok\n"), "{health}");
    assert!(stranger.starts_with("HTTP/1.1 421 "), "{stranger}");
}

#[tokio::test]
async fn browsers_are_kept_at_https_only_if_the_operator_wants_it() {
    for (duration, header) in [
        (None, None),
        (
            Some(Duration::from_secs(300)),
            Some("strict-transport-security: max-age=300\r\n"),
        ),
    ] {
        let (config, trusted) = over_tls(|config| config.strict_transport = duration);
        let server = TestServer::start(config).await;

        let stream = connect(TcpStream::connect(server.address).await.unwrap(), &trusted).await;
        let answer = get(stream, "/healthz", "localhost").await;
        let over_http = request(server.address, "/", "localhost").await;

        assert!(answer.ends_with("ok\n"), "{answer}");
        assert_eq!(
            answer.contains("strict-transport-security"),
            header.is_some(),
            "{answer}"
        );
        assert!(header.is_none_or(|header| answer.contains(header)), "{answer}");
        assert!(!over_http.contains("strict-transport-security"), "{over_http}");
    }
}

#[tokio::test]
async fn handshakes_that_are_held_open_make_room_for_others() {
    let (config, trusted) = over_tls(|config| config.limits.http_connections = 4);
    let server = TestServer::start(config).await;
    let mut held = Vec::new();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(&[22, 3, 1]).await.unwrap();
        held.push(stream);
    }

    let stream = connect(TcpStream::connect(server.address).await.unwrap(), &trusted).await;
    let answer = get(stream, "/healthz", "localhost").await;

    assert!(answer.ends_with("ok\n"), "{answer}");
    let mut end = Vec::new();
    let _ = in_time("the end of the oldest", held[0].read_to_end(&mut end)).await;
    assert_eq!(end, b"");
}

#[tokio::test]
async fn who_connects_too_often_is_refused_before_the_handshake() {
    let (config, trusted) = over_tls(|config| config.limits.connections_per_minute = 2);
    let server = TestServer::start(config).await;
    for _ in 0..2 {
        connect(TcpStream::connect(server.address).await.unwrap(), &trusted).await;
    }

    let mut third = TcpStream::connect(server.address).await.unwrap();
    let _ = third.write_all(&[22, 3, 1]).await;
    let mut answer = Vec::new();
    let _ = in_time("the end", third.read_to_end(&mut answer)).await;

    // Not even an alert.
    assert_eq!(answer, b"");
}

#[tokio::test]
async fn the_proxy_protocol_comes_before_the_handshake() {
    let (config, trusted) = over_tls(|config| {
        config.trusted_proxies = TrustedProxies::new([parse_proxy("127.0.0.1").unwrap()]);
        config.proxy_protocol = true;
        config.limits.sockets_per_address = Some(1);
    });
    let server = TestServer::start(config).await;
    let mut sockets = Vec::new();
    let mut first_messages = Vec::new();
    for client in ["192.0.2.1", "192.0.2.1", "192.0.2.2"] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let header = format!("PROXY TCP4 {client} 127.0.0.1 5000 443\r\n");
        stream.write_all(header.as_bytes()).await.unwrap();
        let stream = connect(stream, &trusted).await;
        let upgrade = tokio_tungstenite::client_async("wss://localhost/signal", stream);
        let (mut socket, _) = in_time("the upgrade", upgrade).await.unwrap();
        socket.send(hello("r1", client).to_string().into()).await.unwrap();
        let message = in_time("a message", socket.next()).await.unwrap().unwrap();
        first_messages.push(message.to_string());
        sockets.push(socket);
    }

    assert!(first_messages[0].contains("welcome") && first_messages[2].contains("welcome"));
    assert_eq!(first_messages[1], "Too many connections come from this address.");
}

#[tokio::test]
async fn a_reader_who_takes_nothing_loses_the_connection() {
    let (config, trusted) = over_tls(|config| config.timeouts.silence = Duration::from_millis(200));
    let server = TestServer::start(config).await;
    let mut stream = connect(TcpStream::connect(server.address).await.unwrap(), &trusted).await;
    let get = b"GET /embed-origins.json HTTP/1.1\r\nhost: localhost\r\n\r\n";

    // Requests are sent until the answers, which nobody reads, fill all buffers and the server gives up.
    let sent = async { while stream.write_all(&get.repeat(100)).await.is_ok() {} };

    in_time("the connection to end", sent).await;
}

#[tokio::test]
async fn shutdown_ends_handshakes_and_connections() {
    let (config, trusted) = over_tls(|config| config.timeouts.farewell = Duration::from_millis(50));
    let server = TestServer::start(config).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(&[22, 3, 1]).await.unwrap();
    let _idle = connect(TcpStream::connect(server.address).await.unwrap(), &trusted).await;

    server.stop().await;
}

pub fn over_tls(change: impl FnOnce(&mut Config)) -> (Config, CertificateDer<'static>) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".into()]).unwrap();
    let key = signing_key.serialize_pem();
    let certificate = Certificate::from_pem(cert.pem().as_bytes(), key.as_bytes()).unwrap();
    let mut config = configured(change);
    config.certificates = Some(Certificates::new(certificate));
    (config, cert.der().clone())
}

pub async fn connect(stream: TcpStream, trusted: &CertificateDer<'static>) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let handshake = TlsConnector::from(Arc::new(config)).connect(name, stream);
    in_time("the handshake", handshake).await.unwrap()
}

async fn request(address: std::net::SocketAddr, target: &str, host: &str) -> String {
    get(TcpStream::connect(address).await.unwrap(), target, host).await
}

pub async fn get(
    mut stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    target: &str,
    host: &str,
) -> String {
    let head = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = in_time("an answer", stream.read_to_string(&mut answer)).await;
    answer
}
