//! HTTP routes: signalling, health check, allowed origins and the page.

use crate::config::Config;
use crate::connections::Connection;
use crate::forwarded::is_forwarded;
use crate::inbound::MessageLimits;
use crate::network::Network;
use crate::refusal::Refusal;
use crate::server::{OpenSocket, Readiness, Server};
use crate::websocket;
use crate::{page, session};
use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use hyper::upgrade::OnUpgrade;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::{Arc, Once};
use tower_http::set_header::SetResponseHeaderLayer;
use tracing::{debug, warn};
use visavis_protocol::CloseCode;

/// The address that a connection comes from: of the client, or of a proxy that speaks HTTP.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Builds the router of the server.
pub fn router(server: &Arc<Server>) -> Router {
    let config = server.config();
    let (page, origins) = (config.page.clone(), config.origins.clone());
    let list = serde_json::Value::from(origins.list()).to_string();
    let router = Router::new().route("/signal", any(signal)).route(
        "/embed-origins.json",
        get(async move || ([(header::CONTENT_TYPE, "application/json")], list)),
    );
    #[cfg(feature = "test-hooks")]
    let router = router.route("/echo", any(echo));
    let router = router.with_state(Arc::clone(server));
    let policies = page::Policies::new(&origins, &config.page_servers);
    let router = match page {
        Some(folder) => page::serve(router, folder, &policies),
        #[cfg(feature = "embed")]
        None => page::serve_embedded(router, &policies),
        #[cfg(not(feature = "embed"))]
        None => router,
    };
    let router = router
        .layer(from_fn_with_state(Arc::clone(server), check_host))
        // Whoever checks the health may use any name.
        .merge(probes(server));
    match strict_transport(&config) {
        Some(header) => router.layer(header),
        None => router,
    }
}

/// Answers programs that watch the server: whether it runs, and whether newcomers should be sent here.
pub fn probes(server: &Arc<Server>) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readiness))
        .with_state(Arc::clone(server))
}

async fn readiness(State(server): State<Arc<Server>>) -> (StatusCode, &'static str) {
    match server.readiness() {
        Readiness::Ready => (StatusCode::OK, "ready\n"),
        Readiness::Draining => (StatusCode::SERVICE_UNAVAILABLE, "draining\n"),
        Readiness::Full => (StatusCode::SERVICE_UNAVAILABLE, "full\n"),
        Readiness::TurnDown => (StatusCode::SERVICE_UNAVAILABLE, "turn down\n"),
    }
}

/// Returns what adds the header that keeps browsers at HTTPS. Over HTTP it must not be sent (RFC 6797, 7.2).
fn strict_transport(config: &Config) -> Option<SetResponseHeaderLayer<HeaderValue>> {
    let duration = config
        .strict_transport
        .filter(|_| config.certificates.is_some())?;
    let value = HeaderValue::from_str(&format!("max-age={}", duration.as_secs())).ok()?;
    Some(SetResponseHeaderLayer::overriding(
        header::STRICT_TRANSPORT_SECURITY,
        value,
    ))
}

/// Refuses requests for other hosts.
pub async fn check_host(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    if server.is_host(&request) {
        return next.run(request).await;
    }
    let sentence = "this server is not reached by that name: see --host";
    if let Some(&Peer(peer)) = request.extensions().get() {
        let status = StatusCode::MISDIRECTED_REQUEST.as_u16();
        server.log_refusal(client(&server, peer, request.headers()), status, &sentence);
    }
    (StatusCode::MISDIRECTED_REQUEST, format!("{sentence}\n")).into_response()
}

/// Upgrades every request and refuses by close frame: a browser tells its page the code and reason of a close, but
/// nothing about a refused upgrade.
async fn signal(
    State(server): State<Arc<Server>>,
    Extension(connection): Extension<Arc<Connection>>,
    Extension(Peer(peer)): Extension<Peer>,
    mut request: Request,
) -> Result<Response, (StatusCode, String)> {
    let (response, upgrade) = websocket::upgrade(&mut request)?;
    let network = client(&server, peer, request.headers());
    let admitted = admit(&server, network, request.headers());
    let tasks = server.tasks.clone();
    tasks.spawn(run(server, connection, upgrade, network, admitted));
    Ok(response)
}

/// Runs a socket once the response to its request has been sent.
async fn run(
    server: Arc<Server>,
    connection: Arc<Connection>,
    upgrade: OnUpgrade,
    network: Network,
    admitted: Result<OpenSocket, CloseCode>,
) {
    let upgraded = tokio::select! {
        upgraded = upgrade => upgraded,
        () = connection.displaced() => return,
    };
    let upgraded = match upgraded {
        Ok(upgraded) => upgraded,
        Err(error) => return debug!(%error, "WebSocket upgrade failed"),
    };
    let turn = server.turns.of(Arc::default());
    let socket = websocket::open(upgraded, message_limits(&server, network), Arc::clone(&turn)).await;
    let serving = async {
        match admitted {
            Ok(_open) => {
                // From here on it counts as a socket alone.
                drop(connection);
                session::serve(&server, socket, network).await;
            }
            Err(code) => tokio::select! {
                () = session::refuse(&server, socket, network, Refusal::Code(code)) => {}
                () = connection.displaced() => {}
            },
        }
    };
    turn.run(pin!(serving)).await;
}

/// Speaks WebSocket as `/signal` does, but sends every message back.
#[cfg(feature = "test-hooks")]
async fn echo(
    State(server): State<Arc<Server>>,
    Extension(Peer(peer)): Extension<Peer>,
    mut request: Request,
) -> Result<Response, (StatusCode, String)> {
    let (response, upgrade) = websocket::upgrade(&mut request)?;
    let network = Network::from(peer);
    let tasks = server.tasks.clone();
    tasks.spawn(async move {
        if let Ok(upgraded) = upgrade.await {
            let turn = server.turns.of(Arc::default());
            let limits = message_limits(&server, network);
            let socket = websocket::open(upgraded, limits, Arc::clone(&turn)).await;
            turn.run(pin!(session::echo(&server, socket, network))).await;
        }
    });
    Ok(response)
}

fn message_limits(server: &Server, network: Network) -> MessageLimits {
    let config = server.config();
    MessageLimits {
        bytes: config.limits.message_bytes,
        time: config.timeouts.message,
        account: server.budget.account(network),
        inflow: server.inflow(network),
    }
}

fn admit(server: &Arc<Server>, network: Network, headers: &HeaderMap) -> Result<OpenSocket, CloseCode> {
    let host = text(headers, header::HOST);
    let config = server.config();
    let is_allowed = match headers.get(header::ORIGIN) {
        None => config.origins.allow(None, host),
        // An origin that is not valid text matches none that is allowed.
        Some(origin) => config
            .origins
            .allow(Some(origin.to_str().unwrap_or_default()), host),
    };
    if !is_allowed {
        return Err(CloseCode::Origin);
    }
    server.open_socket(network)
}

/// Returns whose request it is.
fn client(server: &Server, peer: IpAddr, headers: &HeaderMap) -> Network {
    static WARNED: Once = Once::new();
    let config = server.config();
    let proxies = &config.trusted_proxies;
    if peer.to_canonical().is_loopback() && !proxies.contains(peer) && is_forwarded(headers) {
        WARNED.call_once(|| {
            warn!("there is a proxy on this machine that is not trusted, so all its clients count as one address: see --trusted-proxy");
        });
    }
    Network::from(proxies.client(peer, headers))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
