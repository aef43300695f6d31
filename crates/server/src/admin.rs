//! What an operator can do to a running server: an API of HTTP and JSON, for whoever knows its secret or has its socket.
//!
//! It is on listeners of its own, and off unless there is one. The names of rooms, which may be all that it takes to enter
//! them, are in its answers, and nowhere in the log.

use crate::http::Peer;
use crate::network::Network;
use crate::server::Server;
use acts::{bans, close, drain, lift, list, remove, revoke, shut_out};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

mod acts;
#[cfg(unix)]
mod socket;

#[cfg(unix)]
pub use socket::serve;

/// No request is longer: what it names has at most 255 characters.
const MAX_REQUEST: usize = 16 * 1024;

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdminError {
    #[error("the secret is missing or wrong: it is the token of an `Authorization: Bearer` header")]
    Unauthorized,
    #[error("{0}")]
    BadRequest(String),
    #[error("there is no such room")]
    NoSuchRoom,
    #[error("there is no such person in this room")]
    NoSuchPerson,
    #[error("there is no such ban")]
    NoSuchBan,
    #[error("there are as many bans as can be: lift some")]
    TooManyBans,
}

impl AdminError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::NoSuchRoom | Self::NoSuchPerson | Self::NoSuchBan => StatusCode::NOT_FOUND,
            Self::TooManyBans => StatusCode::CONFLICT,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Unauthorized => "Unauthorized",
            Self::BadRequest(_) => "BadRequest",
            Self::NoSuchRoom => "NoSuchRoom",
            Self::NoSuchPerson => "NoSuchPerson",
            Self::NoSuchBan => "NoSuchBan",
            Self::TooManyBans => "TooManyBans",
        }
    }
}

impl IntoResponse for AdminError {
    fn into_response(self) -> Response {
        let body = serde_json::json!({"error": self.code(), "message": self.to_string()});
        let type_of_body = [(header::CONTENT_TYPE, "application/json")];
        (self.status(), type_of_body, format!("{body}\n")).into_response()
    }
}

/// Answers whoever knows the secret of the configuration. Without one, nobody does.
pub fn router(server: &Arc<Server>) -> Router {
    routes(server).layer(from_fn_with_state(Arc::clone(server), check_secret))
}

/// Answers whoever can connect.
fn routes(server: &Arc<Server>) -> Router {
    Router::new()
        .route("/rooms", get(list))
        .route("/rooms/close", post(close))
        .route("/people/remove", post(remove))
        .route("/bans", get(bans))
        .route("/bans/add", post(shut_out))
        .route("/bans/lift", post(lift))
        .route("/tokens/revoke", post(revoke))
        .route("/drain", post(drain))
        .layer(DefaultBodyLimit::max(MAX_REQUEST))
        .with_state(Arc::clone(server))
}

async fn check_secret(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Result<Response, AdminError> {
    let config = server.config();
    let presented = request.headers().get(header::AUTHORIZATION);
    let presented = presented.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    match (&config.admin_secret, presented) {
        (Some(secret), Some(presented)) if secret.is(presented) => Ok(next.run(request).await),
        (Some(_) | None, _) => {
            let refusal = AdminError::Unauthorized;
            // Or an operator would not know that somebody tries.
            if let Some(&Peer(peer)) = request.extensions().get() {
                server.log_refusal(Network::from(peer), refusal.status().as_u16(), &refusal);
            }
            Err(refusal)
        }
    }
}

/// Reads the body of a request.
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, AdminError> {
    serde_json::from_slice(body).map_err(|error| AdminError::BadRequest(error.to_string()))
}

fn json(answer: &impl Serialize) -> Response {
    match serde_json::to_string_pretty(answer) {
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], format!("{text}\n")).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::hosts::Hosts;
    use crate::secret::Secret;
    use axum::body::Body;
    use std::net::{IpAddr, Ipv4Addr};
    use tower_service::Service;

    #[tokio::test]
    async fn a_wrong_secret_is_a_refusal_that_the_operator_gets_to_know() {
        let config = Config {
            admin_secret: Secret::new("a secret of at least thirty-two bytes").ok(),
            ..Config::default()
        };
        let server = Arc::new(Server::new(config, Hosts::any(), None));
        let request = Request::get("/rooms")
            .header(header::AUTHORIZATION, "Bearer wrong")
            .extension(Peer(IpAddr::from(Ipv4Addr::LOCALHOST)));

        let answer = router(&server).call(request.body(Body::empty()).unwrap()).await;

        assert_eq!(answer.unwrap().status(), StatusCode::UNAUTHORIZED);
        assert_eq!(server.metrics.refused(401), 1);
    }
}
