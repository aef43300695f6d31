//! What arrives on a WebSocket, below the frames: bounds what an unfinished message may take, time and memory of the
//! [`Budget`], and reads on when the [`Inflow`] says so.
//!
//! [`Budget`]: crate::budget::Budget

use crate::budget::Account;
use crate::frame_scanner::FrameScanner;
use crate::inflow::Inflow;
use crate::refusal::Refusal;
use std::io;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};
use visavis_protocol::CloseCode;

/// A message that is larger than this grows a buffer, which does not shrink by itself.
pub const LARGE: usize = 4 * 1024;

/// What one message of a client may take.
#[derive(Debug)]
pub struct MessageLimits {
    /// The bytes of a message.
    pub bytes: usize,
    /// The time from its first byte to its last.
    pub time: Duration,
    /// What is held for an unfinished message.
    pub account: Account,
    /// Where it counts, and what says when to read on.
    pub inflow: Inflow,
}

/// The stream below the frames, with the limits of [`MessageLimits`]. A read fails with the [`Refusal`].
///
/// `None` in [`Inbound::closed`].
#[derive(Debug)]
pub struct Inbound<S>(Option<Box<Inner<S>>>);

#[derive(Debug)]
struct Inner<S> {
    stream: S,
    limits: MessageLimits,
    scanner: FrameScanner,
    /// When the next message to be completed has to be complete, and which one that is.
    deadline: Option<(u64, Instant)>,
    /// Until when nothing is read.
    paused: Option<Instant>,
    /// Only while something is waited for: most sockets are idle.
    timer: Option<Pin<Box<Sleep>>>,
    /// A message was larger than [`LARGE`].
    has_grown: bool,
    /// What arrives is thrown away.
    is_ignored: bool,
}

impl<S> Inbound<S> {
    /// Limits what arrives on a stream.
    pub fn new(stream: S, limits: MessageLimits) -> Self {
        Self(Some(Box::new(Inner {
            stream,
            limits,
            scanner: FrameScanner::default(),
            deadline: None,
            paused: None,
            timer: None,
            has_grown: false,
            is_ignored: false,
        })))
    }

    /// Returns what stands in its place while it is taken from one socket to another.
    pub fn closed() -> Self {
        Self(None)
    }

    /// Returns how large a message may be.
    pub fn message_bytes(&self) -> usize {
        self.0.as_ref().map_or(0, |inner| inner.limits.bytes)
    }

    /// Returns whether a message was larger than [`LARGE`] since this was last true, and none is unfinished: what has
    /// arrived of it is in the buffer of the socket.
    pub fn forget_growth(&mut self) -> bool {
        let grown = self
            .0
            .as_mut()
            .filter(|inner| inner.has_grown && inner.scanner.unfinished().is_none());
        grown.is_some_and(|inner| mem::take(&mut inner.has_grown))
    }

    /// From now on, follows no frames: what is read is thrown away. It still counts for the address.
    pub fn ignore_frames(&mut self) {
        if let Some(inner) = &mut self.0 {
            inner.is_ignored = true;
        }
    }

    #[cfg(test)]
    pub fn has_grown(&self) -> bool {
        self.0.as_ref().is_some_and(|inner| inner.has_grown)
    }

    fn inner(&mut self) -> io::Result<&mut Inner<S>> {
        self.0
            .as_deref_mut()
            .ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl<S> Inner<S> {
    /// Takes bytes that arrived.
    fn take(&mut self, bytes: &[u8]) {
        let before = self.scanner.frames();
        if !self.is_ignored {
            self.scanner.feed(bytes);
        }
        // A message in many fragments costs as much as many messages.
        let frames = usize::try_from(self.scanner.frames() - before).unwrap_or(usize::MAX);
        self.paused = self.limits.inflow.count(frames, bytes.len());
    }

    /// Checks the limits of the unfinished message. If nothing has arrived, the task is woken when its time is over.
    fn check(&mut self, has_arrived: bool, cx: &mut Context<'_>) -> Result<(), CloseCode> {
        let unfinished = self.scanner.unfinished().filter(|_| !self.is_ignored);
        // What is larger than a message may be is refused before it is stored.
        let bytes = unfinished.map_or(0, |message| message.bytes.min(self.limits.bytes));
        self.has_grown |= bytes > LARGE;
        if !self.limits.account.set(bytes) {
            return Err(CloseCode::NoMoreMemory);
        }
        let number = unfinished.map(|message| message.number);
        if self.deadline.map(|(number, _)| number) != number {
            self.deadline = number.map(|number| (number, Instant::now() + self.limits.time));
        }
        let is_late = match self.deadline {
            Some((_, deadline)) if has_arrived => deadline <= Instant::now(),
            Some((_, deadline)) => self.is_past(deadline, cx),
            None => {
                self.timer = None;
                false
            }
        };
        if is_late {
            return Err(CloseCode::MessageTimeout);
        }
        Ok(())
    }

    /// Returns whether a time has come; if not, the task is woken then.
    fn is_past(&mut self, time: Instant, cx: &mut Context<'_>) -> bool {
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(time)));
        if timer.deadline() != time {
            timer.as_mut().reset(time);
        }
        timer.as_mut().poll(cx).is_ready()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Inbound<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let inner = self.inner()?;
        if let Some(end) = inner.paused {
            if !inner.is_past(end, cx) {
                return Poll::Pending;
            }
            inner.paused = None;
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut inner.stream).poll_read(cx, buffer);
        let arrived = &buffer.filled()[before..];
        if !arrived.is_empty() {
            inner.take(arrived);
        }
        match inner.check(read.is_ready(), cx) {
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
        let inner = self.inner()?;
        inner.has_grown |= bytes.len() > LARGE;
        Pin::new(&mut inner.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner()?.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner()?.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::budget::Budget;
    use crate::network::Network;
    use crate::traffic::Traffic;
    use futures_util::FutureExt;
    use std::net::{IpAddr, Ipv4Addr};
    use std::sync::Arc;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use visavis_roap::Timestamp;

    const TIME: Duration = Duration::from_secs(10);
    /// A text frame of 100 bytes.
    pub const HEADER: [u8; 6] = [0x81, 0x80 | 100, 0, 0, 0, 0];

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

    #[tokio::test(start_paused = true)]
    async fn what_an_address_sends_too_much_is_read_later() {
        let (mut inbound, mut client) = inbound(1_000_000);
        inbound.inner().unwrap().limits.inflow = inflow(1, 1_000_000);
        let start = Instant::now();
        let mut ping = [0; 6];

        let mut seconds = Vec::new();
        for _ in 0..5 {
            client.write_all(&[0x89, 0x80, 0, 0, 0, 0]).await.unwrap();
            inbound.read_exact(&mut ping).await.unwrap();
            seconds.push(start.elapsed().as_secs());
        }

        // Two at once, and the third, which is owed.
        assert_eq!(seconds, [0, 0, 0, 1, 2]);
    }

    #[tokio::test(start_paused = true)]
    async fn fragments_count_as_messages_and_what_is_thrown_away_counts_as_well() {
        let (mut inbound, mut client) = inbound(1_000_000);
        inbound.inner().unwrap().limits.inflow = inflow(1, 10);
        let start = Instant::now();

        // Twelve empty fragments, of which two are free.
        client.write_all(&[0x01, 0x80, 0, 0, 0, 0]).await.unwrap();
        client
            .write_all(&[0x00, 0x80, 0, 0, 0, 0].repeat(11))
            .await
            .unwrap();
        inbound.read_exact(&mut [0; 72]).await.unwrap();
        inbound.ignore_frames();
        client.write_all(&[0; 50]).await.unwrap();
        inbound.read_exact(&mut [0; 50]).await.unwrap();
        client.write_all(&[0]).await.unwrap();
        inbound.read_exact(&mut [0]).await.unwrap();

        // Of 50 bytes, 20 are free.
        assert_eq!(start.elapsed().as_secs(), 10 + 3);
    }

    pub fn inbound(budget: usize) -> (Inbound<DuplexStream>, DuplexStream) {
        let (server, client) = duplex(1024);
        let network = Network::from(IpAddr::from(Ipv4Addr::LOCALHOST));
        let limits = MessageLimits {
            bytes: 64 * 1024,
            time: TIME,
            account: Budget::new(budget).account(network),
            inflow: inflow(1_000, 1_000_000),
        };
        (Inbound::new(server, limits), client)
    }

    fn inflow(messages_per_second: u32, bytes_per_second: u32) -> Inflow {
        let traffic = Traffic::new(messages_per_second, bytes_per_second, Timestamp::default());
        Inflow::new(Arc::new(traffic), Instant::now())
    }

    async fn read_all(inbound: &mut Inbound<DuplexStream>) -> Refusal {
        let error = inbound.read_to_end(&mut Vec::new()).await.unwrap_err();
        *error.get_ref().and_then(|cause| cause.downcast_ref()).unwrap()
    }
}
