//! Asks a running server, over its socket for administration.

use crate::cli::Question;
use hyper::client::conn::http1;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use std::path::PathBuf;
use tokio::net::UnixStream;

/// The answer lists everybody on the server, at most.
const MAX_ANSWER: usize = 256 * 1024 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    #[error("cannot reach a server at {0}: {1} (the server makes this socket with --admin-socket)")]
    Connect(PathBuf, #[source] std::io::Error),
    #[error("the server does not answer: {0}")]
    Hyper(#[from] hyper::Error),
    #[error("the server does not answer: {0}")]
    Body(#[from] axum::Error),
    #[error("{0}")]
    Request(#[from] axum::http::Error),
    /// What the server says.
    #[error("{0}")]
    Refused(String),
}

/// Asks a question, and returns the answer in JSON.
pub async fn ask(Question { socket, path, body }: Question) -> Result<String, AdminError> {
    let stream = UnixStream::connect(&socket)
        .await
        .map_err(|error| AdminError::Connect(socket, error))?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the sender; what fails there fails here as well.
    let connection = tokio::spawn(connection);
    let method = if body.is_some() { Method::POST } else { Method::GET };
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("Host", "localhost");
    let response = sender.send_request(request.body(body)?).await?;
    let status = response.status();
    let body = axum::body::to_bytes(axum::body::Body::new(response.into_body()), MAX_ANSWER).await?;
    drop(sender);
    // It has ended with the answer.
    let _ = connection.await;
    let text = String::from_utf8_lossy(&body).into_owned();
    if status.is_success() {
        return Ok(text);
    }
    let answer: Option<serde_json::Value> = serde_json::from_str(&text).ok();
    let sentence = answer.and_then(|answer| Some(answer.get("message")?.as_str()?.to_owned()));
    Err(AdminError::Refused(sentence.unwrap_or(text)))
}
