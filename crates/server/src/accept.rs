//! Takes connections in, and lets all of them go at the end.

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

/// Connections beside the sockets: for pages, health checks, and sockets that are being told no.
pub const SPARE_CONNECTIONS: usize = 512;
/// A browser sends its request at once, and comes back for the next file within this time or connects anew.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// When the machine is out of file descriptors or memory, trying at once again would only heat it.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);
/// All farewells run at the same time; what has not ended by then is cut off.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves until `shutdown` is done; then tells every socket to come back later, and returns once they went.
pub async fn run(listener: TcpListener, config: Config, shutdown: impl Future<Output = ()>) {
    let server = Arc::new(Server::new(config));
    let router = http::router(Arc::clone(&server));
    info!("takes connections");
    tokio::select! {
        () = accept(&server, &listener, &router) => {}
        () = server.rooms.renew_credentials() => {}
        () = shutdown => {}
    }
    drop(listener);
    info!(connections = server.tasks.len(), "stops");
    server.draining.cancel();
    server.tasks.close();
    if tokio::time::timeout(DRAIN_TIMEOUT, server.tasks.wait())
        .await
        .is_err()
    {
        warn!(
            connections = server.tasks.len(),
            "stops before all connections have ended"
        );
    }
}

async fn accept(server: &Arc<Server>, listener: &TcpListener, router: &Router) {
    let most = server
        .config
        .limits
        .sockets
        .saturating_add(SPARE_CONNECTIONS)
        .min(Semaphore::MAX_PERMITS);
    let connections = Arc::new(Semaphore::new(most));
    loop {
        // Whoever comes while all are in use waits in the kernel's queue.
        let Ok(permit) = Arc::clone(&connections).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let connection = serve(stream, permit, router.clone(), server.draining.clone());
                server.tasks.spawn(connection);
            }
            Err(error) => {
                warn!(%error, "cannot take a connection in");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, permit: OwnedSemaphorePermit, router: Router, draining: CancellationToken) {
    // Small messages that each matter at once: the kernel must not wait to fill a packet.
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
        debug!(%error, "a connection broke");
    }
}
