//! Accepts TCP connections and drains them at shutdown.

use crate::config::Config;
use crate::connections::Connection;
use crate::hosts::Hosts;
use crate::http::{self, Peer};
use crate::network::Network;
use crate::paced_stream::PacedStream;
use crate::server::Server;
use crate::{proxy_protocol, tcp};
use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tower_service::Service;
use tracing::{debug, info, warn};

/// How long a connection may wait for a request head. A browser sends its request immediately, and reconnects if a
/// kept-alive connection was closed in between.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest request head. Browsers send 1 kB; cookies of other services on the same host may add some.
const MAX_HEAD: usize = 16 * 1024;
/// Pause after a failed `accept`. Out of file descriptors or memory, an immediate retry would only burn CPU.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);
/// How long shutdown waits for open connections. They close concurrently; the rest are dropped.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves until `shutdown` completes, then closes every socket with 4503 and returns once all connections have ended,
/// or after 5 s.
pub async fn run(listener: TcpListener, config: Config, shutdown: impl Future<Output = ()>) {
    let hosts = config.hosts.clone().unwrap_or_else(|| hosts_of(&listener));
    let server = Arc::new(Server::new(config, hosts));
    let router = http::router(&server);
    info!("accepting connections");
    tokio::select! {
        () = accept(&server, &listener, &router) => {}
        () = server.rooms.renew_credentials() => {}
        () = shutdown => {}
    }
    drop(listener);
    info!(connections = server.tasks.len(), "shutting down");
    server.draining.cancel();
    server.tasks.close();
    if timeout(DRAIN_TIMEOUT, server.tasks.wait()).await.is_err() {
        warn!(
            connections = server.tasks.len(),
            "shutdown timed out: dropping open connections"
        );
    }
}

fn hosts_of(listener: &TcpListener) -> Hosts {
    let address = listener.local_addr();
    address.map_or_else(|_| Hosts::any(), |address| Hosts::of_listener(address.ip()))
}

async fn accept(server: &Arc<Server>, listener: &TcpListener, router: &Router) {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                let connection = serve(Arc::clone(server), stream, address.ip(), router.clone());
                server.tasks.spawn(connection);
            }
            Err(error) => {
                warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn serve(server: Arc<Server>, mut stream: TcpStream, address: IpAddr, router: Router) {
    tcp::configure(&stream, server.config.timeouts.silence);
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
    if let Err(error) = serve_http(&server, stream, peer, connection, router).await {
        debug!(%error, "connection failed");
    }
}

fn open(server: &Server, address: IpAddr) -> Arc<Connection> {
    // All clients of a proxy share its address.
    let is_limited = !server.config.trusted_proxies.contains(address);
    Arc::new(server.connections.open(Network::from(address), is_limited))
}

async fn serve_http(
    server: &Server,
    stream: TcpStream,
    peer: Peer,
    connection: Arc<Connection>,
    router: Router,
) -> Result<(), hyper::Error> {
    let displaced = Arc::clone(&connection);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(Arc::clone(&connection));
        router.clone().call(request)
    });
    let stream = PacedStream::new(stream, server.config.timeouts.silence);
    let mut serving = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(REQUEST_TIMEOUT)
            .max_buf_size(MAX_HEAD)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades()
    );
    tokio::select! {
        served = serving.as_mut() => return served,
        () = displaced.displaced() => return Ok(()),
        () = server.draining.cancelled() => {}
    }
    serving.as_mut().graceful_shutdown();
    serving.await
}

/// Returns the client that a proxy names; `None` if there is no such proxy in between.
async fn read_proxy_header(
    server: &Server,
    stream: &mut TcpStream,
    address: IpAddr,
) -> io::Result<Option<IpAddr>> {
    let config = &server.config;
    if !config.proxy_protocol || !config.trusted_proxies.contains(address) {
        return Ok(None);
    }
    let header = timeout(REQUEST_TIMEOUT, proxy_protocol::read(stream)).await;
    header.map_err(io::Error::from)?.inspect_err(|error| {
        server.log_refusal(Network::from(address), 400, error);
    })
}
