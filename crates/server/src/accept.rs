//! Accepts TCP connections, finds out who is at the other end, and serves HTTP or TURN on them.

use crate::connections::Connection;
use crate::entrance::Entrance;
use crate::http::Peer;
use crate::network::Network;
use crate::paced_stream::paced;
use crate::replayed::Replayed;
use crate::server::Server;
use crate::{proxy_protocol, tcp, turn};
use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, timeout};
use tower_service::Service;
use tracing::{debug, warn};

/// How long a connection may wait for a request head. A browser sends its request immediately, and reconnects if a
/// kept-alive connection was closed in between.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest request head. Browsers send 1 kB; cookies of other services on the same host may add some.
const MAX_HEAD: usize = 16 * 1024;
/// Pause after a failed `accept`. Out of file descriptors or memory, an immediate retry would only burn CPU.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);
/// How many connections are accepted before other tasks get their turn. The runtime would allow a hundred.
const AT_ONCE: u64 = 16;

/// Accepts the connections of a listener and serves them. Never returns.
pub async fn accept(server: &Arc<Server>, listener: &TcpListener, entrance: &Entrance) {
    for number in 1_u64.. {
        if number.is_multiple_of(AT_ONCE) {
            tokio::task::yield_now().await;
        }
        match listener.accept().await {
            // It costs a tenth of what a request does.
            Ok((stream, address)) if !server.admits(address.ip()) => drop(stream),
            Ok((stream, address)) => {
                let connection = serve(Arc::clone(server), stream, address, entrance.clone());
                server.tasks.spawn(connection);
            }
            Err(error) => {
                warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn serve(server: Arc<Server>, mut stream: TcpStream, from: SocketAddr, entrance: Entrance) {
    let address = from.ip();
    let patience = server.config().timeouts.silence;
    tcp::configure(&stream, patience);
    let mut connection = open(&server, address);
    let mut peer = Peer(address);
    let header = tokio::select! {
        header = read_proxy_header(&server, &mut stream, address) => header,
        () = connection.displaced() => return,
    };
    match header {
        Ok(None) => {}
        Ok(Some(client)) => {
            connection = open(&server, client);
            peer = Peer(client);
        }
        Err(error) => return debug!(%error, "connection failed"),
    }
    let Peer(client) = peer;
    let client = SocketAddr::new(client, from.port());
    if entrance.is_turn() {
        let stream = paced(stream, patience);
        return serve_turn(&server, stream, client, &connection).await;
    }
    let Some(acceptor) = entrance.acceptor() else {
        let stream = paced(stream, patience);
        return serve_http(&server, stream, peer, connection, entrance.router()).await;
    };
    let speaks_tls = tokio::select! {
        speaks_tls = speaks_tls(&stream) => speaks_tls,
        () = connection.displaced() => return,
    };
    let stream = paced(stream, patience);
    match speaks_tls {
        Ok(true) => {}
        Ok(false) => return serve_http(&server, stream, peer, connection, entrance.redirect()).await,
        Err(error) => return debug!(%error, "connection failed"),
    }
    let start = Instant::now();
    let handshake = tokio::select! {
        handshake = acceptor.accept(stream, server.former_turns(peer.0)) => handshake,
        () = connection.displaced() => return,
        () = server.draining.cancelled() => return,
    };
    let metrics = &server.metrics;
    match handshake {
        Ok(mut stream) => {
            metrics.handshakes.observe(start.elapsed().as_secs_f64());
            let first = tokio::select! {
                first = first_byte(&server, &mut stream) => first,
                () = connection.displaced() => return,
                () = server.draining.cancelled() => return,
            };
            match first {
                Ok(first) if first.is_some_and(turn::is_stun) => {
                    serve_turn(&server, Replayed::new(stream, first), client, &connection).await;
                }
                Ok(first) => {
                    let stream = Replayed::new(stream, first);
                    serve_http(&server, stream, peer, connection, entrance.router()).await;
                }
                Err(error) => debug!(%error, "connection failed"),
            }
        }
        Err(error) => {
            metrics.failed_handshakes.inc();
            debug!(%error, "TLS handshake failed");
        }
    }
}

/// Waits for the first byte of a connection.
async fn speaks_tls(stream: &TcpStream) -> io::Result<bool> {
    /// The type of the record that begins a handshake (RFC 8446, 5.1).
    const HANDSHAKE: u8 = 22;
    let mut first = [0];
    let peeked = timeout(REQUEST_TIMEOUT, stream.peek(&mut first)).await;
    let length = peeked.map_err(io::Error::from)??;
    Ok(length == 0 || first == [HANDSHAKE])
}

/// Reads the first byte that comes through TLS, which tells TURN from HTTP, if TURN is spoken at all.
async fn first_byte(server: &Server, stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<u8>> {
    if server.turn.is_none() {
        return Ok(None);
    }
    let mut first = [0];
    let read = timeout(REQUEST_TIMEOUT, stream.read(&mut first)).await;
    let length = read.map_err(io::Error::from)??;
    Ok((length > 0).then_some(first[0]))
}

/// Serves a client of the TURN server inside.
async fn serve_turn<S>(server: &Server, stream: S, client: SocketAddr, connection: &Connection)
where
    S: AsyncRead + AsyncWrite + Send,
{
    let Some(turn) = &server.turn else {
        return;
    };
    // Boxed: a connection is as large as its largest state for as long as it is open.
    let ended = tokio::select! {
        ended = Box::pin(turn::serve(turn, stream, client, connection.displaced())) => ended,
        () = server.draining.cancelled() => return,
    };
    if let Err(error) = ended {
        debug!(%error, "connection of TURN ended");
    }
}

fn open(server: &Server, address: IpAddr) -> Arc<Connection> {
    // All clients of a proxy share its address.
    let is_limited = !server.config().trusted_proxies.contains(address);
    Arc::new(server.connections.open(Network::from(address), is_limited))
}

async fn serve_http<S>(server: &Server, stream: S, peer: Peer, connection: Arc<Connection>, router: Router)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let displaced = Arc::clone(&connection);
    let Peer(address) = peer;
    // All clients of a proxy share its connections.
    let is_limited = !server.config().trusted_proxies.contains(address);
    let inflow = is_limited.then(|| server.inflow(Network::from(address)));
    let former = is_limited.then(|| server.former_turns(address));
    let turn = server.turns.of(former.unwrap_or_default());
    let turn_of_requests = Arc::clone(&turn);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(Arc::clone(&connection));
        let pause = inflow.as_ref().and_then(|inflow| inflow.count(1, 0));
        let answer = router.clone().call(request);
        let turn = Arc::clone(&turn_of_requests);
        async move {
            if let Some(pause) = pause {
                tokio::time::sleep_until(pause).await;
            }
            poll_fn(|cx| turn.poll_take(cx)).await;
            answer.await
        }
    });
    let mut serving = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(REQUEST_TIMEOUT)
            .max_buf_size(MAX_HEAD)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades()
    );
    let served = async {
        tokio::select! {
            served = serving.as_mut() => served,
            () = displaced.displaced() => Ok(()),
            () = server.draining.cancelled() => {
                serving.as_mut().graceful_shutdown();
                serving.await
            }
        }
    };
    if let Err(error) = turn.run(pin!(served)).await {
        debug!(%error, "connection failed");
    }
}

/// Returns the client that a proxy names; `None` if there is no such proxy in between.
async fn read_proxy_header(
    server: &Server,
    stream: &mut TcpStream,
    address: IpAddr,
) -> io::Result<Option<IpAddr>> {
    let config = server.config();
    if !config.proxy_protocol || !config.trusted_proxies.contains(address) {
        return Ok(None);
    }
    let header = timeout(REQUEST_TIMEOUT, proxy_protocol::read(stream)).await;
    header.map_err(io::Error::from)?.inspect_err(|error| {
        server.log_refusal(Network::from(address), 400, error);
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::hosts::Hosts;
    use futures_util::FutureExt;
    use std::net::Ipv4Addr;
    use tokio::io::{AsyncWriteExt, duplex};

    #[tokio::test]
    async fn a_request_is_answered_in_its_turn() {
        let server = Arc::new(Server::new(Config::default(), Hosts::any(), None));
        let busy = server.turns.of(Arc::default());
        poll_fn(|cx| busy.poll_take(cx)).await;
        let (mut client, stream) = duplex(1024);
        let head = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        client.write_all(head).await.unwrap();
        let address = Ipv4Addr::LOCALHOST.into();
        let connection = open(&server, address);
        let router = crate::http::router(&server);
        let mut serving = pin!(serve_http(&server, stream, Peer(address), connection, router));

        assert!(serving.as_mut().now_or_never().is_none());
        assert!(client.read_u8().now_or_never().is_none());
        drop(busy);
        serving.await;

        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("ok\n"), "{answer}");
    }
}
