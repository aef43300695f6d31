//! Previews a room before joining.

use futures_util::{SinkExt, StreamExt};
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;
use visavis_call::protocol::{ToClient, ToServer, VERSION};

/// The people in a room.
#[derive(Debug)]
pub(crate) struct RoomPreview {
    pub(crate) names: Vec<String>,
    /// The host's name, if the room is locked.
    pub(crate) locked_by: Option<String>,
}

/// Asks the server who is in a room; `None` if it does not reply or does not support the request.
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
