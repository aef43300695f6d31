use super::*;
use rcgen::{CertificateParams, CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use std::io;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

#[tokio::test]
async fn a_client_gets_the_certificate_and_reads_what_is_written() {
    let (chain, certificate) = certificate("calls.example");
    let acceptor = Acceptor::new(&Certificates::new(certificate));
    let (client, server) = duplex(64 * 1024);

    let (served, connected) = tokio::join!(
        async {
            let mut stream = acceptor.accept(server, Arc::default()).await.unwrap();
            stream.write_all(b"hello").await.unwrap();
            stream.shutdown().await.unwrap();
        },
        async {
            let mut stream = connect(client, client_config(&chain, &[])).await.unwrap();
            let mut text = String::new();
            stream.read_to_string(&mut text).await.unwrap();
            text
        }
    );

    assert_eq!((served, connected.as_str()), ((), "hello"));
}

#[tokio::test]
async fn another_certificate_is_presented_from_the_next_handshake_on() {
    let (first_chain, first) = certificate("calls.example");
    let (second_chain, second) = certificate("calls.example");
    let certificates = Certificates::new(first);
    let acceptor = Acceptor::new(&certificates);

    assert!(
        handshake(&acceptor, client_config(&first_chain, &[]))
            .await
            .is_ok()
    );
    certificates.replace(second);

    assert!(
        handshake(&acceptor, client_config(&first_chain, &[]))
            .await
            .is_err()
    );
    assert!(
        handshake(&acceptor, client_config(&second_chain, &[]))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn an_acme_server_gets_the_answer_and_nobody_else_does() {
    let (answer_chain, answer) = certificate("calls.example");
    let (chain, certificate) = certificate("calls.example");
    let certificates = Certificates::new(certificate);
    let acceptor = Acceptor::new(&certificates);
    certificates.answer_challenge("Calls.Example", Some(answer));
    let challenge = || client_config(&answer_chain, &[b"acme-tls/1"]);

    assert!(handshake(&acceptor, challenge()).await.is_ok());
    assert!(
        handshake(&acceptor, client_config(&chain, &[b"h2", b"http/1.1"]))
            .await
            .is_ok()
    );

    certificates.answer_challenge("calls.example", None);
    assert!(handshake(&acceptor, challenge()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_handshake_that_is_not_completed_ends_after_10_seconds() {
    let (_, certificate) = certificate("calls.example");
    let acceptor = Acceptor::new(&Certificates::new(certificate));
    for bytes in [0, 1, 50, hello().len()] {
        let (mut client, server) = duplex(64 * 1024);
        client.write_all(&hello()[..bytes]).await.unwrap();
        let start = Instant::now();

        let error = acceptor.accept(server, Arc::default()).await.unwrap_err();

        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(start.elapsed(), Duration::from_secs(10));
    }
}

#[tokio::test(start_paused = true)]
async fn clients_who_stop_after_their_hello_keep_nobody_from_a_handshake() {
    let (chain, certificate) = certificate("calls.example");
    let acceptor = Arc::new(Acceptor::new(&Certificates::new(certificate)));
    let start = Instant::now();
    let mut stopped = Vec::new();
    for _ in 0..100 {
        let (mut client, server) = duplex(64 * 1024);
        client.write_all(&hello()).await.unwrap();
        let acceptor = Arc::clone(&acceptor);
        stopped.push((
            client,
            tokio::spawn(async move { acceptor.accept(server, Arc::default()).await }),
        ));
    }

    assert!(handshake(&acceptor, client_config(&chain, &[])).await.is_ok());

    assert_eq!(start.elapsed(), Duration::ZERO);
    assert!(stopped.iter().all(|(_, task)| !task.is_finished()));
}

#[tokio::test(start_paused = true)]
async fn a_handshake_of_more_than_16_kb_is_refused_at_once() {
    let (_, certificate) = certificate("calls.example");
    let acceptor = Acceptor::new(&Certificates::new(certificate));
    let (mut client, server) = duplex(64 * 1024);
    let start = Instant::now();
    // A message of 60,000 bytes in records of 16,000.
    let mut record = vec![22, 3, 1, 0x3e, 0x80];
    record.extend([1, 0, 0xea, 0x60]);
    record.resize(5 + 16_000, 0);
    client.write_all(&record).await.unwrap();
    record.truncate(5);
    record.resize(5 + 16_000, 0);
    client.write_all(&record).await.unwrap();

    let error = acceptor.accept(server, Arc::default()).await.unwrap_err();

    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn garbage_is_refused() {
    let (_, certificate) = certificate("calls.example");
    let acceptor = Acceptor::new(&Certificates::new(certificate));
    for bytes in [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        &[0; 100],
        &[22; 100],
        &[0xff; 100],
        b"",
    ] {
        let (mut client, server) = duplex(64 * 1024);
        client.write_all(bytes).await.unwrap();
        drop(client);

        assert!(
            acceptor.accept(server, Arc::default()).await.is_err(),
            "{bytes:?}"
        );
    }
}

#[test]
fn a_certificate_needs_its_own_key() {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["calls.example".into()]).unwrap();
    let (chain, key) = (cert.pem(), signing_key.serialize_pem());
    let other = KeyPair::generate().unwrap().serialize_pem();
    let read = |chain: &str, key: &str| Certificate::from_pem(chain.as_bytes(), key.as_bytes());

    assert!(read(&chain, &key).is_ok());
    assert!(read(&format!("{chain}{key}"), &format!("{chain}{key}")).is_ok());
    assert!(matches!(read(&chain, &other), Err(NotACertificate::Mismatch(_))));
    assert!(matches!(read("", &key), Err(NotACertificate::NoCertificate)));
    assert!(matches!(read(&chain, &chain), Err(NotACertificate::Key(_))));
    assert!(matches!(
        read(&chain[..100], &key),
        Err(NotACertificate::Certificate(_))
    ));
    assert!(!format!("{:?}", read(&chain, &key).unwrap()).contains("key"));
}

fn certificate(name: &str) -> (CertificateDer<'static>, Certificate) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new([name.to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let read = Certificate::from_pem(certificate.pem().as_bytes(), key.serialize_pem().as_bytes());
    (certificate.der().clone(), read.unwrap())
}

fn client_config(trusted: &CertificateDer<'static>, protocols: &[&[u8]]) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    config
}

async fn connect(
    stream: DuplexStream,
    config: ClientConfig,
) -> io::Result<tokio_rustls::client::TlsStream<DuplexStream>> {
    let name = ServerName::try_from("calls.example").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

async fn handshake(acceptor: &Acceptor, config: ClientConfig) -> io::Result<()> {
    let (client, server) = duplex(64 * 1024);
    let (_, connected) = tokio::join!(acceptor.accept(server, Arc::default()), connect(client, config));
    connected.map(drop)
}

/// Returns the first flight of a client.
fn hello() -> Vec<u8> {
    let (trusted, _) = certificate("calls.example");
    let name = ServerName::try_from("calls.example").unwrap();
    let mut client = ClientConnection::new(Arc::new(client_config(&trusted, &[])), name).unwrap();
    let mut bytes = Vec::new();
    client.write_tls(&mut bytes).unwrap();
    bytes
}
