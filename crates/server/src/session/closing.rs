//! Why a socket ends, and how it is closed.

use crate::network::Network;
use crate::refusal::Refusal;
use crate::server::Server;
use crate::websocket::WebSocket;
use futures_util::stream::FusedStream;
use futures_util::{SinkExt, StreamExt};
use std::io;
use tokio::io::AsyncReadExt;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode as StandardCode;
use visavis_protocol::CloseCode;

/// Why a socket ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The client sent `bye`.
    Bye,
    /// The page was closed or reloaded: close code 1001 (RFC 6455, 7.4.1).
    Unloaded,
    /// The socket was closed, failed or timed out.
    Lost,
    /// The server closes the socket.
    Refused(Refusal),
}

impl Ending {
    /// Returns what the client means with a close frame.
    pub fn of_client(frame: Option<CloseFrame>) -> Self {
        match frame {
            Some(frame) if frame.code == StandardCode::Away => Self::Unloaded,
            Some(_) | None => Self::Lost,
        }
    }
}

/// Maps what the socket received to a message, or to the reason why the socket ends.
pub fn check_received(server: &Server, received: Option<Result<Message, Error>>) -> Result<Message, Ending> {
    received.unwrap_or(Err(Error::ConnectionClosed)).map_err(|error| {
        let refusal = match &error {
            Error::Capacity(_) => Refusal::TooBig(server.config().limits.message_bytes),
            Error::Utf8(_) => Refusal::NotUtf8,
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => return Ending::Lost,
            Error::Protocol(_) => Refusal::Framing,
            Error::Io(error) => match refusal_in(error) {
                Some(refusal) => refusal,
                None => return Ending::Lost,
            },
            Error::ConnectionClosed
            | Error::AlreadyClosed
            | Error::Tls(_)
            | Error::WriteBufferFull(_)
            | Error::AttackAttempt
            | Error::Url(_)
            | Error::Http(_)
            | Error::HttpFormat(_) => return Ending::Lost,
        };
        Ending::Refused(refusal)
    })
}

/// Returns the refusal that [`crate::inbound::Inbound`] failed with.
fn refusal_in(error: &io::Error) -> Option<Refusal> {
    error.get_ref()?.downcast_ref().copied()
}

/// Sends a close frame, if there is a reason to give, and waits for the client to complete the closing handshake.
pub async fn close(server: &Server, mut socket: WebSocket, network: Network, ending: Ending) {
    let frame = match ending {
        Ending::Lost | Ending::Unloaded => None,
        Ending::Bye => Some(CloseFrame {
            code: StandardCode::Normal,
            reason: "".into(),
        }),
        Ending::Refused(refusal) => {
            if !is_ordinary(refusal) {
                server.log_refusal(network, refusal.code(), &refusal);
            }
            Some(CloseFrame {
                code: refusal.code().into(),
                reason: refusal.to_string().into(),
            })
        }
    };
    let handshake = async {
        if let Some(frame) = frame {
            socket.send(Message::Close(Some(frame))).await?;
        }
        if socket.is_terminated() {
            // What follows cannot be understood any more. But closing a TCP connection with unread data resets it, and
            // the client would never see the close frame: read on until the client closes.
            let _ = discard(&mut socket).await;
        }
        while let Some(received) = socket.next().await {
            received?;
        }
        Ok::<(), Error>(())
    };
    // Failing or timing out does not matter: the client is gone or does not complete the handshake.
    let _ = timeout(server.config().timeouts.farewell, handshake).await;
}

/// Returns whether a socket is closed for this without anybody being refused.
fn is_ordinary(refusal: Refusal) -> bool {
    matches!(refusal, Refusal::Code(CloseCode::Draining | CloseCode::Replaced))
}

async fn discard(socket: &mut WebSocket) -> io::Result<()> {
    // Not in the future itself, which has the size of its largest state for as long as the socket is open.
    let mut chunk = vec![0; 1024];
    let stream = socket.get_mut();
    stream.below.ignore_frames();
    while stream.read(&mut chunk).await? > 0 {}
    Ok(())
}
