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
            match socket.next().await {
                Heard::Message(_) => {}
                Heard::Closed(_) if policy.is_violated().await => return Opening::Forbidden,
                Heard::Closed(closed) => return Opening::Closed(closed),
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
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Heard::Message(text),
                Some(Err(WebSocketError::ConnectionClose(event))) => {
                    return Heard::Closed(SocketClosed {
                        code: event.code,
                        reason: event.reason,
                    });
                }
                // A close event follows an error; binary frames do not belong to this protocol.
                Some(_) => {}
                None => return Heard::Closed(closed("")),
            }
        }
    }

    fn is_open(&self) -> bool {
        matches!(self.0.state(), State::Open)
    }
}

/// A socket that ends without a close frame.
fn closed(reason: &str) -> SocketClosed {
    SocketClosed {
        code: 1006,
        reason: reason.to_owned(),
    }
}
