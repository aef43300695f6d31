//! Accepts TCP connections and drains them at shutdown.

use crate::config::Config;
use crate::http::{self, Connection};
use crate::server::Server;
use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tower_service::Service;
use tracing::{debug, info, warn};

/// Connections allowed on top of the socket limit: page requests, health checks, and sockets being refused.
pub const SPARE_CONNECTIONS: usize = 512;
/// How long a connection may wait for a request head. A browser sends its request immediately, and reconnects if a
/// kept-alive connection was closed in between.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// Pause after a failed `accept`. Out of file descriptors or memory, an immediate retry would only burn CPU.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);
/// How long shutdown waits for open connections. They close concurrently; the rest are dropped.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves until `shutdown` completes, then closes every socket with 4503 and returns once all connections have ended,
/// or after 5 s.
pub async fn run(listener: TcpListener, config: Config, shutdown: impl Future<Output = ()>) {
    let server = Arc::new(Server::new(config));
    let router = http::router(Arc::clone(&server));
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
    if tokio::time::timeout(DRAIN_TIMEOUT, server.tasks.wait())
        .await
        .is_err()
    {
        warn!(
            connections = server.tasks.len(),
            "shutdown timed out: dropping open connections"
        );
    }
}

async fn accept(server: &Arc<Server>, listener: &TcpListener, router: &Router) {
    let max_connections = server
        .config
        .limits
        .sockets
        .saturating_add(SPARE_CONNECTIONS)
        .min(Semaphore::MAX_PERMITS);
    let connections = Arc::new(Semaphore::new(max_connections));
    loop {
        // At the limit, new connections wait in the kernel's accept queue.
        let Ok(permit) = Arc::clone(&connections).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let connection = serve(stream, permit, router.clone(), server.draining.clone());
                server.tasks.spawn(connection);
            }
            Err(error) => {
                warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, permit: OwnedSemaphorePermit, router: Router, draining: CancellationToken) {
    // Messages are small and latency-sensitive, so Nagle's algorithm must not delay them.
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "cannot set TCP_NODELAY");
    }
    let connection = Connection::new(permit);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(connection.clone());
        router.clone().call(request)
    });
    let mut serving = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(REQUEST_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades()
    );
    let served = tokio::select! {
        served = serving.as_mut() => served,
        () = draining.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = served {
        debug!(%error, "connection failed");
    }
}
