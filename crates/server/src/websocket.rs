//! Accepts WebSockets, and keeps what they take small.

use crate::inbound::{Inbound, MessageLimits};
use crate::read_ahead::{ReadAhead, read_ahead};
use crate::turns::Turn;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use std::mem;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

/// The buffer that each socket always has. It is small because most sockets are idle.
const READ_BUFFER: usize = 512;
/// How much is written at once.
const WRITE_BUFFER: usize = 16 * 1024;

/// An open WebSocket.
pub type WebSocket = SocketOn<TokioIo<Upgraded>>;

/// A WebSocket on any stream.
type SocketOn<S> = WebSocketStream<ReadAhead<Inbound<S>>>;

/// Answers a request for a WebSocket; the connection becomes one once the response is sent.
///
/// # Errors
/// Returns the answer to a request for something else.
pub fn upgrade(request: &mut Request) -> Result<(Response, OnUpgrade), (StatusCode, String)> {
    let upgrade = hyper::upgrade::on(&mut *request);
    match create_response_with_body(request, Body::empty) {
        Ok(response) => Ok((response, upgrade)),
        Err(error) => Err((StatusCode::BAD_REQUEST, format!("{error}\n"))),
    }
}

/// Speaks WebSocket on an upgraded connection.
pub async fn open(upgraded: Upgraded, limits: MessageLimits, turn: Arc<Turn>) -> WebSocket {
    let inbound = Inbound::new(TokioIo::new(upgraded), limits);
    speak(read_ahead(inbound, turn)).await
}

/// Gives the memory back that large messages took. Without this, every socket would keep as much as its largest message
/// for as long as it is open, and no budget would know.
///
/// To be called when nothing can be received at once, and everything that was sent is flushed. A socket that waits for its
/// turn with the rest of a message stays as it is.
pub async fn shrink<S: AsyncRead + AsyncWrite + Unpin>(socket: &mut SocketOn<S>) {
    let stream = socket.get_mut();
    if stream.layer.is_empty() && stream.below.forget_growth() {
        let turn = Arc::clone(stream.layer.turn());
        let stream = mem::replace(stream, read_ahead(Inbound::closed(), turn));
        *socket = speak(stream).await;
    }
}

async fn speak<S: AsyncRead + AsyncWrite + Unpin>(stream: ReadAhead<Inbound<S>>) -> SocketOn<S> {
    let bytes = stream.below.message_bytes();
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_message_size(Some(bytes))
        .max_frame_size(Some(bytes));
    WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbound::LARGE;
    use crate::inbound::tests::{HEADER, inbound};
    use crate::turns::Turns;
    use futures_util::{FutureExt, SinkExt, StreamExt};
    use std::future::poll_fn;
    use std::pin::pin;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
    use tokio_tungstenite::tungstenite::Message;

    #[tokio::test(start_paused = true)]
    async fn between_two_messages_a_socket_that_has_grown_shrinks_and_goes_on() {
        let (inbound, mut client) = inbound(1_000_000);
        let mut socket = speak(read_ahead(inbound, Turns::new(1).of(Arc::default()))).await;
        let large = [&[0x82, 0xfe, 0x40, 0, 0, 0, 0, 0][..], &[0; 0x4000]].concat();
        let has_grown = |socket: &mut SocketOn<DuplexStream>| socket.get_mut().below.has_grown();

        let (received, sent) = tokio::join!(socket.next(), client.write_all(&large));
        sent.unwrap();
        assert_eq!(received.unwrap().unwrap().len(), 0x4000);
        assert!(has_grown(&mut socket));
        client.write_all(&HEADER).await.unwrap();
        assert!(socket.next().now_or_never().is_none());
        shrink(&mut socket).await;
        assert!(has_grown(&mut socket), "a message has begun");

        client.write_all(&[0; 100]).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap().len(), 100);
        shrink(&mut socket).await;
        assert!(!has_grown(&mut socket));

        client.write_all(&HEADER).await.unwrap();
        client.write_all(&[0; 100]).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap().len(), 100);
        let (sent, ()) = tokio::join!(socket.send(Message::binary(vec![0; LARGE + 1])), async {
            client.read_exact(&mut vec![0; LARGE + 5]).await.unwrap();
        });
        sent.unwrap();
        assert!(has_grown(&mut socket));
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_of_which_the_rest_waits_for_its_turn_is_not_lost() {
        let turns = Turns::new(1);
        let [own, other] = [(); 2].map(|()| turns.of(Arc::default()));
        let (inbound, mut client) = inbound(1_000_000);
        let mut socket = speak(read_ahead(inbound, Arc::clone(&own))).await;
        let large = [&[0x82, 0xfe, 0x40, 0, 0, 0, 0, 0][..], &[0; 0x4000]].concat();
        let (most, rest) = large.split_at(0x3f00);

        for bytes in most.chunks(1000) {
            client.write_all(bytes).await.unwrap();
            assert!(own.run(pin!(socket.next())).now_or_never().is_none());
        }
        assert!(poll_fn(|cx| other.poll_take(cx)).now_or_never().is_some());
        client.write_all(rest).await.unwrap();
        assert!(own.run(pin!(socket.next())).now_or_never().is_none());
        shrink(&mut socket).await;
        drop(other);

        let received = own.run(pin!(socket.next())).await;
        assert_eq!(received.unwrap().unwrap().len(), 0x4000);
    }
}
