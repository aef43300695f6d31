use super::policy_watch::PolicyWatch;
use futures_util::{Sink, StreamExt};
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, State, WebSocketError};
use std::future::poll_fn;
use std::pin::Pin;
use visavis_call::SocketClosed;

/// An open WebSocket for text. Dropping it closes it.
pub(super) struct Socket(WebSocket);

/// What becomes of a socket.
pub(super) enum Opening {
    Open(Socket),
    Closed(SocketClosed),
    /// The page's Content-Security-Policy forbids it.
    Forbidden,
}

/// What arrives on a socket.
pub(super) enum Heard {
    Message(String),
    Closed(SocketClosed),
}

impl Socket {
    pub(super) async fn open(url: &str) -> Opening {
        let policy = PolicyWatch::begin(url);
        // Firefox throws if a policy forbids the connection, and not an `Error`: `WebSocket::open` would panic.
        let opened = web_sys::WebSocket::new(url).ok();
        let Some(mut socket) = opened.and_then(|socket| WebSocket::try_from(socket).ok()) else {
            return match policy.is_violated().await {
                true => Opening::Forbidden,
                false => Opening::Closed(closed("the address of the server is not usable")),
            };
        };
        // Ready means no more than that it is not connecting: it may have failed.
        let is_ready = poll_fn(|context| Pin::new(&mut socket).poll_ready(context)).await;
        let mut socket = Self(socket);
        if is_ready.is_ok() && socket.is_open() {
            return Opening::Open(socket);
        }
        loop {
            let event = socket.0.next().await;
            // In Chromium no close event follows the error.
            if policy.is_violated().await {
                return Opening::Forbidden;
            }
            if let Some(closed) = how_closed(event.as_ref()) {
                return Opening::Closed(closed);
            }
        }
    }

    /// Sends a text, unless the socket is closing: the browser would write a warning to the console, and the event of
    /// its close follows.
    pub(super) fn send(&mut self, text: String) {
        if self.is_open() {
            Pin::new(&mut self.0).start_send(Message::Text(text)).ok();
        }
    }

    pub(super) async fn next(&mut self) -> Heard {
        loop {
            let event = self.0.next().await;
            if let Some(closed) = how_closed(event.as_ref()) {
                return Heard::Closed(closed);
            }
            if let Some(Ok(Message::Text(text))) = event {
                return Heard::Message(text);
            }
        }
    }

    fn is_open(&self) -> bool {
        matches!(self.0.state(), State::Open)
    }
}

/// Returns how a socket was closed, if this event says so. A close event follows an error; binary frames do not belong to
/// this protocol.
fn how_closed(event: Option<&Result<Message, WebSocketError>>) -> Option<SocketClosed> {
    match event {
        Some(Err(WebSocketError::ConnectionClose(event))) => Some(SocketClosed {
            code: event.code,
            reason: event.reason.clone(),
        }),
        Some(_) => None,
        None => Some(closed("")),
    }
}

/// A socket that ends without a close frame.
fn closed(reason: &str) -> SocketClosed {
    SocketClosed {
        code: 1006,
        reason: reason.to_owned(),
    }
}
