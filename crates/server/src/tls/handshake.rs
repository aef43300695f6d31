//! The handshake, and what a stranger can use up with it: time, memory, and the work of a signature.

use super::bounded::{Bounded, bounded};
use super::{ACME_PROTOCOL, Certificates, is_challenge, provider};
use crate::turns::{Former, Turns};
use rustls::ServerConfig;
use rustls::crypto::ring::Ticketer;
use rustls::server::NoServerSessionStorage;
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;
use tracing::warn;

/// The time for a handshake, from the first byte to the last. It takes two round trips.
const TIMEOUT: Duration = Duration::from_secs(10);
/// What a client may send for it. Browsers send 2 kB, keys of post-quantum algorithms included.
const MAX_BYTES: usize = 16 * 1024;
/// What TLS holds for a client that reads slowly: one record.
const MAX_UNSENT: usize = 16 * 1024;

/// The protocol of TURN (RFC 7443). Browsers name none.
const TURN_PROTOCOL: &[u8] = b"stun.turn";

/// Accepts TLS connections.
#[derive(Debug)]
pub struct Acceptor {
    for_clients: Arc<ServerConfig>,
    /// For ACME servers.
    for_challenges: Arc<ServerConfig>,
    /// Handshakes that may compute at the same time. A signature takes as long as relaying a hundred messages, and a
    /// thousand of them must not come before the next message: the relays of others take turns with single handshakes.
    turns: Arc<Turns>,
}

impl Acceptor {
    /// Presents these certificates.
    pub fn new(certificates: &Certificates) -> Self {
        let mut for_clients = configure(certificates, &[b"http/1.1", TURN_PROTOCOL]);
        // Tickets hold the sessions themselves. Without, the server would have to remember them.
        match Ticketer::new() {
            Ok(ticketer) => for_clients.ticketer = ticketer,
            Err(error) => {
                warn!(%error, "no keys for session tickets: every connection takes a full handshake")
            }
        }
        for_clients.send_tls13_tickets = 1;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            for_clients: Arc::new(for_clients),
            for_challenges: Arc::new(configure(certificates, &[ACME_PROTOCOL])),
            turns: Turns::new((cores / 2).max(1)),
        }
    }

    /// Completes the handshake of a client within 10 s and 16 kB. While others wait as well, whoever had the fewest lately
    /// comes first.
    ///
    /// # Errors
    /// [`io::Error`], if the client does not, or does not speak TLS 1.2 or 1.3.
    pub async fn accept<S>(&self, stream: S, former: Arc<Former>) -> io::Result<TlsStream<Bounded<S>>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let handshake = self.shake_hands(bounded(stream, MAX_BYTES), former);
        // Boxed: a connection is as large as its largest state for as long as it is open.
        timeout(TIMEOUT, Box::pin(handshake)).await?
    }

    async fn shake_hands<S>(
        &self,
        stream: Bounded<S>,
        former: Arc<Former>,
    ) -> io::Result<TlsStream<Bounded<S>>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let started = LazyConfigAcceptor::new(rustls::server::Acceptor::default(), stream).await?;
        let config = if is_challenge(&started.client_hello()) {
            &self.for_challenges
        } else {
            &self.for_clients
        };
        let mut rest = pin!(started.into_stream(Arc::clone(config)));
        // The signature is computed before the first wait for the client, who holds up nobody else by that.
        let turn = self.turns.of(former);
        let compute = poll_fn(|cx| {
            ready!(turn.poll_take(cx));
            Poll::Ready(rest.as_mut().poll(cx))
        });
        let computed = turn.run(pin!(compute)).await;
        let mut stream = match computed {
            Poll::Ready(stream) => stream?,
            Poll::Pending => rest.await?,
        };
        let (below, session) = stream.get_mut();
        below.layer.lift();
        session.set_buffer_limit(Some(MAX_UNSENT));
        Ok(stream)
    }
}

#[expect(
    clippy::expect_used,
    reason = "the provider has cipher suites of both versions"
)]
fn configure(certificates: &Certificates, protocols: &[&[u8]]) -> ServerConfig {
    let builder = ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions()
        .expect("versions of TLS with cipher suites")
        .with_no_client_auth();
    let mut config = builder.with_cert_resolver(Arc::new(certificates.clone()));
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    config
}
