//! For tests of the WebSocket protocol alone: sends every message back.

use super::closing::{Ending, check_received, close};
use crate::network::Network;
use crate::server::Server;
use crate::websocket::WebSocket;
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;

/// Sends every message back until the socket ends, and closes it as a session does.
pub async fn echo(server: &Server, mut socket: WebSocket, network: Network) {
    let ending = loop {
        if let Err(ending) = repeat(server, &mut socket).await {
            break ending;
        }
    };
    close(server, socket, network, ending).await;
}

async fn repeat(server: &Server, socket: &mut WebSocket) -> Result<(), Ending> {
    let message = check_received(server, socket.next().await)?;
    let sent = match message {
        Message::Text(_) | Message::Binary(_) => socket.send(message).await,
        // The pong is written as in a session.
        Message::Ping(_) => socket.flush().await,
        Message::Pong(_) | Message::Frame(_) => Ok(()),
        Message::Close(frame) => return Err(Ending::of_client(frame)),
    };
    sent.map_err(|_| Ending::Lost)
}
