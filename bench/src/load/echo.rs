//! The reference of `load`: axum, a WebSocket, and nothing else. It is a process of its own, like any server.

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::WebSocketUpgrade;
use axum::extract::ws::WebSocket;
use axum::routing::any;
use axum::serve::ListenerExt;
use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio::net::TcpListener;

/// Serves until the process is killed.
///
/// # Errors
///
/// If the address is not free.
pub async fn serve(address: &str) -> Result<()> {
    let listener = TcpListener::bind(address)
        .await
        .context("the address is not free")?;
    let listener = listener.tap_io(|stream| {
        // A client that is gone reports itself when it is read.
        let _ = stream.set_nodelay(true);
    });
    let router = Router::new().route(
        "/",
        any(async |upgrade: WebSocketUpgrade| upgrade.on_upgrade(echo)),
    );
    xtask::say::plainly(format_args!("listening on {address}"));
    axum::serve(listener, router).await.context("the echo ended")
}

async fn echo(socket: WebSocket) {
    let (mut out, mut incoming) = socket.split();
    while let Some(Ok(first)) = incoming.next().await {
        let mut message = first;
        // Whatever has arrived is answered with one write.
        loop {
            if out.feed(message).await.is_err() {
                return;
            }
            match incoming.next().now_or_never() {
                Some(Some(Ok(next))) => message = next,
                Some(_) => return,
                None => break,
            }
        }
        if out.flush().await.is_err() {
            return;
        }
    }
}
