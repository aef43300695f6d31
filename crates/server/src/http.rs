//! HTTP routes: signalling, health check, allowed origins and the page.

use crate::refusal::Refusal;
use crate::server::Server;
use crate::{page, session};
use axum::Router;
use axum::extract::{Extension, State, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::Response;
use axum::routing::{any, get};
use std::sync::{Arc, Once};
use tokio::sync::OwnedSemaphorePermit;
use tracing::{debug, warn};
use visavis_protocol::CloseCode;

/// Buffer sizes of each socket. Kept small because most sockets are idle; a larger message takes several reads.
const READ_BUFFER: usize = 2 * 1024;
const WRITE_BUFFER: usize = 4 * 1024;

/// Holds a permit of the connection limit for as long as a connection, or the socket upgraded from it, is open.
#[derive(Debug, Clone)]
pub struct Connection {
    _permit: Arc<OwnedSemaphorePermit>,
}

impl Connection {
    /// Creates a connection that holds `permit`.
    pub fn new(permit: OwnedSemaphorePermit) -> Self {
        Self {
            _permit: Arc::new(permit),
        }
    }
}

/// Builds the router of the server.
pub fn router(server: Arc<Server>) -> Router {
    let (page, origins) = (server.config.page.clone(), server.config.origins.clone());
    let list = serde_json::Value::from(origins.list()).to_string();
    let router = Router::new()
        .route("/signal", any(signal))
        .route("/healthz", get(async || "ok\n"))
        .route(
            "/embed-origins.json",
            get(async move || ([(header::CONTENT_TYPE, "application/json")], list)),
        )
        .with_state(server);
    match page {
        Some(folder) => page::serve(router, folder, &origins),
        #[cfg(feature = "embed")]
        None => page::serve_embedded(router, &origins),
        #[cfg(not(feature = "embed"))]
        None => router,
    }
}

/// Upgrades every request and refuses by close frame: a browser tells its page the code and reason of a close, but
/// nothing about a refused upgrade.
async fn signal(
    State(server): State<Arc<Server>>,
    Extension(connection): Extension<Connection>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let admitted = admit(&server, &headers);
    let task = server.tasks.token();
    let limit = server.config.limits.message_bytes;
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_message_size(limit)
        .max_frame_size(limit)
        .on_failed_upgrade(|error| debug!(%error, "WebSocket upgrade failed"))
        .on_upgrade(async move |socket| {
            match admitted {
                Ok(_permit) => session::serve(&server, socket).await,
                Err(refusal) => session::refuse(&server, socket, refusal).await,
            }
            drop((connection, task));
        })
}

fn admit(server: &Server, headers: &HeaderMap) -> Result<OwnedSemaphorePermit, Refusal> {
    let host = text(headers, header::HOST);
    let is_allowed = match headers.get(header::ORIGIN) {
        None => server.config.origins.allow(None, host),
        // An origin that is not valid text matches none that is allowed.
        Some(origin) => server
            .config
            .origins
            .allow(Some(origin.to_str().unwrap_or_default()), host),
    };
    if !is_allowed {
        return Err(Refusal::Code(CloseCode::Origin));
    }
    Arc::clone(&server.sockets).try_acquire_owned().map_err(|_| {
        static WARNED: Once = Once::new();
        WARNED.call_once(|| {
            warn!(
                limit = server.config.limits.sockets,
                "socket limit reached: refusing new sockets"
            )
        });
        Refusal::Code(CloseCode::NoMoreSockets)
    })
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}
