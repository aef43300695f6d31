//! `tls`: what HTTPS costs the server: handshakes a second on one core, and memory of each connection.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::gauge::Gauge;
use crate::load::protocol::Protocol;
use crate::load::wire::dial;
use crate::load::{raise_file_limit, take_core};
use crate::options::{Measurement, Options};
use crate::results::Results;

/// Handshakes at the same time.
const AT_ONCE: usize = 32;
/// How long handshakes are counted.
const COUNTED: Duration = Duration::from_secs(5);
/// How many connections are open to see how much memory they need, in rooms of two.
const CONNECTIONS: usize = 2_000;
const HTTPS: [&str; 4] = ["--tls", "self-signed", "--connections-per-address", "1000000"];
const CONDITION: &str = "HTTPS";

/// Measures all rounds; the server is started anew in each.
///
/// # Errors
///
/// If this process cannot have a core of its own.
pub async fn measure(options: &Options) -> Result<()> {
    take_core()?;
    raise_file_limit()?;
    let rounds = options.rounds(3);
    let mut results = Results::of(Measurement::Tls, None, rounds);
    for round in 0..rounds {
        let what = format!("tls round {round}");
        xtask::say::plainly(&what);
        if let Err(error) = one(&mut results).await {
            results.fail(&what, &error);
        }
        results.save()?;
    }
    Ok(())
}

async fn one(results: &mut Results) -> Result<()> {
    let mut add = |metric, value| results.add(CONDITION, Protocol::Visavis.name(), metric, value);
    let connector = connector()?;
    let (process, port) = Protocol::Visavis.start_with(&HTTPS).await?;
    let gauge = Gauge::of(process.id());
    // Whatever the first one needs once is not counted.
    drop(handshake(&connector, port).await?);
    let used = gauge.cpu()?;
    let count = handshakes(&connector, port, Instant::now() + COUNTED).await?;
    // By its CPU and not by the clock: whatever else the machine does takes less of it away.
    let used = (gauge.cpu()? - used).as_secs_f64();
    add("handshakes in a second of one core", count / used);
    drop(process);

    let (process, port) = Protocol::Visavis.start_with(&HTTPS).await?;
    let gauge = Gauge::of(process.id());
    drop(handshake(&connector, port).await?);
    let idle = gauge.memory()?;
    let mut open = Vec::new();
    for index in 0..CONNECTIONS {
        let stream = handshake(&connector, port).await?;
        open.push(join("wss", stream, index).await?);
    }
    let over_tls = gauge.memory()? - idle;
    add("memory of the server without connections, MB", idle);
    add(
        "memory of each connection, kB",
        over_tls * 1e3 / CONNECTIONS as f64,
    );
    drop((process, open));

    let (process, port) = Protocol::Visavis.start_with(&HTTPS[2..]).await?;
    let gauge = Gauge::of(process.id());
    let idle = gauge.memory()?;
    let mut open = Vec::new();
    for index in 0..CONNECTIONS {
        let stream = dial(Ipv4Addr::LOCALHOST, port, None).await?;
        open.push(join("ws", stream, index).await?);
    }
    let plain = gauge.memory()? - idle;
    add("the same without HTTPS, kB", plain * 1e3 / CONNECTIONS as f64);
    Ok(())
}

/// Makes handshakes until then; returns how many.
async fn handshakes(connector: &TlsConnector, port: u16, end: Instant) -> Result<f64> {
    let mut clients = JoinSet::new();
    for _ in 0..AT_ONCE {
        let connector = connector.clone();
        clients.spawn(async move {
            let mut count = 0;
            while Instant::now() < end {
                drop(handshake(&connector, port).await?);
                count += 1;
            }
            anyhow::Ok(count)
        });
    }
    let mut count = 0;
    while let Some(client) = clients.join_next().await {
        count += client.context("a client broke down")??;
    }
    Ok(f64::from(count))
}

async fn handshake(connector: &TlsConnector, port: u16) -> Result<TlsStream<TcpStream>> {
    let stream = dial(Ipv4Addr::LOCALHOST, port, None).await?;
    let name = ServerName::try_from("localhost").context("no name")?;
    connector.connect(name, stream).await.context("no handshake")
}

/// Enters a room of two.
async fn join<S: AsyncRead + AsyncWrite + Unpin>(
    scheme: &str,
    stream: S,
    index: usize,
) -> Result<WebSocketStream<S>> {
    let upgrade = client_async(format!("{scheme}://localhost/signal"), stream);
    let (mut socket, _) = upgrade.await.context("the server accepts no WebSocket")?;
    let hello = json!({
        "type": "hello", "v": 1, "secret": format!("secret-of-{index:032}"), "room": format!("r{}", index / 2),
        "name": "Ada",
    });
    socket
        .send(hello.to_string().into())
        .await
        .context("the server is gone")?;
    let welcome = socket
        .next()
        .await
        .context("the server is gone")?
        .context("no welcome")?;
    anyhow::ensure!(
        welcome.to_string().contains("welcome"),
        "the server says: {welcome}"
    );
    Ok(socket)
}

/// Each handshake is a whole one, and the client does as little as possible.
fn connector() -> Result<TlsConnector> {
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .context("no version of TLS")?;
    let mut config = config
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(AnyCertificate))
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Accepts every certificate: the client must not take longer than the server.
#[derive(Debug)]
struct AnyCertificate;

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}
