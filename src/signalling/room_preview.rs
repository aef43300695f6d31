//! A look into a room from outside, before the call.

use futures_util::{SinkExt, StreamExt};
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;
use visavis_call::protocol::{ToClient, ToServer, VERSION};

/// Who is in a room.
#[derive(Debug)]
pub(crate) struct RoomPreview {
    pub(crate) names: Vec<String>,
    /// What the one is called who lets people in, where that is needed.
    pub(crate) locked_by: Option<String>,
}

/// Asks the server who is in that room; `None`: it does not reply, or does not know the question.
pub(crate) async fn look(url: &str, room: String, token: Option<String>) -> Option<RoomPreview> {
    let mut socket = WebSocket::open(url).ok()?;
    let question = ToServer::Look {
        v: VERSION,
        room,
        token,
    };
    socket.send(Message::Text(question.to_json())).await.ok()?;
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Text(text) = message
            && let Some(ToClient::Present { names, locked_by }) = ToClient::from_json(&text)
        {
            return Some(RoomPreview { names, locked_by });
        }
    }
    None
}
