//! Accepts WebSockets, and bounds what an unfinished message may take: time, and memory of the [`Budget`].
//!
//! [`Budget`]: crate::budget::Budget

use crate::budget::Account;
use crate::frame_scanner::FrameScanner;
use crate::refusal::Refusal;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use visavis_protocol::CloseCode;

/// Buffer sizes of each socket. Kept small because most sockets are idle; a larger message takes several reads.
const READ_BUFFER: usize = 2 * 1024;
const WRITE_BUFFER: usize = 4 * 1024;

/// An open WebSocket.
pub type WebSocket = WebSocketStream<Inbound<TokioIo<Upgraded>>>;

/// What one message of a client may take.
#[derive(Debug)]
pub struct MessageLimits {
    /// The bytes of a message.
    pub bytes: usize,
    /// The time from its first byte to its last.
    pub time: Duration,
    /// What is held for an unfinished message.
    pub account: Account,
}

/// The stream below the frames, with the limits of [`MessageLimits`]. A read fails with the [`Refusal`].
#[derive(Debug)]
pub struct Inbound<S> {
    stream: S,
    limits: MessageLimits,
    scanner: FrameScanner,
    /// The message that `deadline` is for.
    message: Option<u64>,
    deadline: Pin<Box<Sleep>>,
}

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
pub async fn open(upgraded: Upgraded, limits: MessageLimits) -> WebSocket {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_message_size(Some(limits.bytes))
        .max_frame_size(Some(limits.bytes));
    let inbound = Inbound::new(TokioIo::new(upgraded), limits);
    WebSocketStream::from_raw_socket(inbound, Role::Server, Some(config)).await
}

impl<S> Inbound<S> {
    fn new(stream: S, limits: MessageLimits) -> Self {
        Self {
            stream,
            limits,
            scanner: FrameScanner::default(),
            message: None,
            deadline: Box::pin(tokio::time::sleep_until(Instant::now())),
        }
    }

    /// Returns the stream itself, on which frames are no longer followed.
    pub fn raw(&mut self) -> &mut S {
        &mut self.stream
    }

    /// Checks the limits of the unfinished message.
    fn check(&mut self, cx: &mut Context<'_>) -> Result<(), CloseCode> {
        let unfinished = self.scanner.unfinished();
        // What is larger than a message may be is refused before it is stored.
        let bytes = unfinished.map_or(0, |message| message.bytes.min(self.limits.bytes));
        if !self.limits.account.set(bytes) {
            return Err(CloseCode::NoMoreMemory);
        }
        let number = unfinished.map(|message| message.number);
        if self.message != number {
            self.message = number;
            self.deadline.as_mut().reset(Instant::now() + self.limits.time);
        }
        if number.is_some() && self.deadline.as_mut().poll(cx).is_ready() {
            return Err(CloseCode::MessageTimeout);
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Inbound<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        self.scanner.feed(&buffer.filled()[before..]);
        match self.check(cx) {
            Ok(()) => read,
            Err(code) => {
                buffer.set_filled(before);
                Poll::Ready(Err(io::Error::other(Refusal::Code(code))))
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Inbound<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Budget;
    use crate::network::Network;
    use futures_util::FutureExt;
    use std::net::{IpAddr, Ipv4Addr};
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    const TIME: Duration = Duration::from_secs(10);
    /// A text frame of 100 bytes.
    const HEADER: [u8; 6] = [0x81, 0x80 | 100, 0, 0, 0, 0];

    #[tokio::test(start_paused = true)]
    async fn a_message_that_is_not_finished_in_time_is_refused() {
        let (mut inbound, mut client) = inbound(1_000_000);
        client.write_all(&HEADER).await.unwrap();

        assert_eq!(
            read_all(&mut inbound).await,
            Refusal::Code(CloseCode::MessageTimeout)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn bytes_and_pings_meanwhile_do_not_extend_the_time() {
        let (mut inbound, mut client) = inbound(1_000_000);

        let refusal = tokio::select! {
            refusal = read_all(&mut inbound) => refusal,
            () = async {
                client.write_all(&[0x01, 0x81, 0, 0, 0, 0, b'x']).await.unwrap();
                loop {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    client.write_all(&[0x89, 0x80, 0, 0, 0, 0]).await.unwrap();
                    client.write_all(&[0x00, 0x81, 0, 0, 0, 0, b'x']).await.unwrap();
                }
            } => unreachable!("the client never stops"),
        };

        assert_eq!(refusal, Refusal::Code(CloseCode::MessageTimeout));
    }

    #[tokio::test(start_paused = true)]
    async fn each_message_has_its_own_time() {
        let (mut inbound, mut client) = inbound(1_000_000);
        let mut half = [0; 53];

        for _ in 0..10 {
            client.write_all(&HEADER).await.unwrap();
            client.write_all(&[0; 47]).await.unwrap();
            inbound.read_exact(&mut half).await.unwrap();
            tokio::time::sleep(TIME - Duration::from_secs(1)).await;
            client.write_all(&[0; 53]).await.unwrap();
            inbound.read_exact(&mut half).await.unwrap();
        }

        // Between two messages, silence is not limited here.
        tokio::time::sleep(100 * TIME).await;
        assert_eq!(inbound.read_u8().now_or_never().map(|read| read.is_ok()), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_beyond_the_budget_is_refused_when_its_frame_begins() {
        let (mut inbound, mut client) = inbound(0);
        client
            .write_all(&[0x81, 0xfe, 0x40, 0, 0, 0, 0, 0])
            .await
            .unwrap();

        assert_eq!(
            read_all(&mut inbound).await,
            Refusal::Code(CloseCode::NoMoreMemory)
        );
    }

    fn inbound(budget: usize) -> (Inbound<DuplexStream>, DuplexStream) {
        let (server, client) = duplex(1024);
        let network = Network::from(IpAddr::from(Ipv4Addr::LOCALHOST));
        let limits = MessageLimits {
            bytes: 64 * 1024,
            time: TIME,
            account: Budget::new(budget).account(network),
        };
        (Inbound::new(server, limits), client)
    }

    async fn read_all(inbound: &mut Inbound<DuplexStream>) -> Refusal {
        let error = inbound.read_to_end(&mut Vec::new()).await.unwrap_err();
        *error.get_ref().and_then(|cause| cause.downcast_ref()).unwrap()
    }
}
