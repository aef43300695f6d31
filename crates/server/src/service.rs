//! A server from its start to its end, and the handle to change it meanwhile.

use crate::accept::accept;
use crate::config::Config;
use crate::entrance::Entrance;
use crate::hosts::Hosts;
use crate::listeners::Listeners;
use crate::server::Server;
use crate::turn::{self, Surroundings, TurnListener, TurnServer};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;
use tracing::{info, warn};

/// How long shutdown waits for open connections. They close concurrently; the rest are dropped.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(5);

/// A server with its listeners. [`run`] is enough for one that does not change while it runs.
#[derive(Debug)]
#[must_use = "a service serves nobody until it runs"]
pub struct Service {
    listeners: Listeners,
    entrance: Entrance,
    server: Arc<Server>,
}

/// A handle to a server that runs. Clones are handles to the same.
#[derive(Debug, Clone)]
pub struct Control {
    entrance: Entrance,
    server: Arc<Server>,
}

/// Serves until `shutdown` completes, then closes every socket with 4503 and returns once all connections have ended,
/// or after 5 s.
pub async fn run(listeners: impl Into<Listeners>, config: Config, shutdown: impl Future<Output = ()>) {
    Service::new(listeners, config).run(shutdown).await;
}

impl Service {
    /// Prepares a server. Must be called within a Tokio runtime.
    pub fn new(listeners: impl Into<Listeners>, config: Config) -> Self {
        let listeners = listeners.into();
        let port = listeners.main.local_addr().map_or(0, |address| address.port());
        let turn = turn_server(&config, &listeners, port).map(Arc::new);
        let server = Arc::new(Server::new(config, hosts_of(&listeners.main), turn));
        Self {
            entrance: Entrance::new(&server, port),
            listeners,
            server,
        }
    }

    /// Returns a handle, which changes nothing once the server has ended.
    pub fn control(&self) -> Control {
        Control {
            entrance: self.entrance.clone(),
            server: Arc::clone(&self.server),
        }
    }

    /// Serves until `shutdown` completes: see [`run`].
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let Self {
            listeners,
            entrance,
            server,
        } = self;
        let Listeners {
            main,
            redirect,
            metrics,
            turn,
            admin,
            #[cfg(unix)]
            admin_socket,
        } = listeners;
        let (redirecting, measuring) = (entrance.redirecting(), entrance.for_metrics());
        let (relaying, administrating) = (entrance.for_turn(), entrance.for_admin());
        #[cfg(not(unix))]
        let admin_socket = None;
        info!("accepting connections");
        // On a thread of the tasks: one of its own would compete with them for a core, and wait for a time slice.
        let accepting = AbortOnDropHandle::new(tokio::spawn({
            let server = Arc::clone(&server);
            async move { accept(&server, &main, &entrance).await }
        }));
        let listening: Vec<_> = turn
            .into_iter()
            .flat_map(|listener| serve_turn(&server, listener, &relaying))
            .collect();
        tokio::select! {
            () = accept_if_any(&server, redirect.as_ref(), &redirecting) => {}
            () = accept_if_any(&server, metrics.as_ref(), &measuring) => {}
            () = accept_if_any(&server, admin.as_ref(), &administrating) => {}
            () = serve_socket(&server, admin_socket) => {}
            () = deliver_news(&server) => {}
            () = server.metrics.watch_lag() => {}
            () = server.rooms.renew_credentials() => {}
            () = sweep_if_any(server.turn.as_deref()) => {}
            () = shutdown => {}
        }
        accepting.abort();
        // The listener is closed once the task has ended; that it was cancelled is known.
        let _ = accepting.await;
        drop((redirect, metrics, admin, listening));
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
}

impl Control {
    /// Takes another configuration over. Nobody is closed for it: origins, hosts, proxies, secrets, limits, the page and
    /// its policies hold for connections from now on, what concerns rooms for those that are opened from now on, and
    /// everybody gets the new STUN and TURN servers. The TURN server inside keeps its sockets and public addresses, and
    /// whoever has an allocation keeps that. Whether HTTPS is spoken does not change; the certificate does by
    /// [`Certificates::replace`](crate::Certificates::replace).
    pub fn reload(&self, mut config: Config) {
        config.certificates = self.server.config().certificates.clone();
        self.server.reload(config);
        self.entrance.reload(&self.server);
        info!("the configuration was read again");
    }

    /// Returns how many connections are open, whatever they are used for.
    pub fn connections(&self) -> usize {
        self.server.tasks.len()
    }

    /// Lets `/readyz` tell that newcomers should be sent elsewhere. Everybody who comes nevertheless is served.
    pub fn leave(&self) {
        self.server.leave();
        info!("about to stop: newcomers should be sent elsewhere");
    }
}

fn hosts_of(listener: &TcpListener) -> Hosts {
    let address = listener.local_addr();
    address.map_or_else(|_| Hosts::any(), |address| Hosts::of_listener(address.ip()))
}

fn turn_server(config: &Config, listeners: &Listeners, port: u16) -> Option<TurnServer> {
    let relay = config.relay.as_ref()?;
    let listening = listeners.turn.iter().map(|listener| listener.udp.local_addr());
    let listening: Vec<_> = listening.filter_map(Result::ok).collect();
    Some(TurnServer::new(
        relay,
        &listening,
        config.certificates.as_ref().map(|_| port),
    ))
}

/// Serves the clients of the TURN server inside for as long as the handles are there.
fn serve_turn(
    server: &Arc<Server>,
    listener: TurnListener,
    entrance: &Entrance,
) -> Vec<AbortOnDropHandle<()>> {
    let Some(turn) = &server.turn else {
        return Vec::new();
    };
    let TurnListener { udp, tcp } = listener;
    let surroundings = Surroundings {
        turn: Arc::clone(turn),
        tasks: server.tasks.clone(),
        draining: server.draining.clone(),
    };
    let by_udp = turn::listen(surroundings, Arc::new(udp));
    let (server, entrance) = (Arc::clone(server), entrance.clone());
    let by_tcp = async move { accept(&server, &tcp, &entrance).await };
    [tokio::spawn(by_udp), tokio::spawn(by_tcp)]
        .map(AbortOnDropHandle::new)
        .into()
}

async fn sweep_if_any(turn: Option<&TurnServer>) {
    match turn {
        Some(turn) => turn.sweep().await,
        None => std::future::pending().await,
    }
}

async fn accept_if_any(server: &Arc<Server>, listener: Option<&TcpListener>, entrance: &Entrance) {
    match listener {
        Some(listener) => accept(server, listener, entrance).await,
        None => std::future::pending().await,
    }
}

#[cfg(unix)]
async fn serve_socket(server: &Arc<Server>, listener: Option<tokio::net::UnixListener>) {
    match listener {
        Some(listener) => crate::admin::serve(server, listener).await,
        None => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn serve_socket(_: &Arc<Server>, _: Option<std::convert::Infallible>) {
    std::future::pending().await
}

#[cfg(feature = "webhooks")]
async fn deliver_news(server: &Arc<Server>) {
    crate::webhook::deliver(server).await;
}

#[cfg(not(feature = "webhooks"))]
async fn deliver_news(_: &Arc<Server>) {
    std::future::pending().await
}
