//! A stream that takes more than was asked for, if more has arrived, and hands it on in its turn.
//!
//! A socket that waits needs a small buffer, and most wait. One that has much to read needs few system calls, each of
//! which costs as much as relaying a message.

use crate::layered::{Layer, Layered};
use crate::turns::Turn;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};

/// How much is read at once at most: a window of messages.
const AT_ONCE: usize = 16 * 1024;

/// A stream with what was read of it ahead.
pub type ReadAhead<S> = Layered<S, Ahead>;

/// What was read ahead. The memory for that is there only while something is in it.
#[derive(Debug)]
pub struct Ahead {
    bytes: Box<[u8]>,
    taken: usize,
    /// All of it waits for its turn.
    is_waiting: bool,
    turn: Arc<Turn>,
}

/// Wraps a stream, of which everything that is read takes a turn.
pub fn read_ahead<S>(stream: S, turn: Arc<Turn>) -> ReadAhead<S> {
    Layered {
        below: stream,
        layer: Ahead {
            bytes: Box::default(),
            taken: 0,
            is_waiting: false,
            turn,
        },
    }
}

impl Ahead {
    /// Returns its turns.
    pub fn turn(&self) -> &Arc<Turn> {
        &self.turn
    }

    /// Returns whether everything that was read was handed on.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Moves as much as fits into a buffer.
    fn give(&mut self, buffer: &mut ReadBuf<'_>) {
        let rest = &self.bytes[self.taken..];
        let length = rest.len().min(buffer.remaining());
        buffer.put_slice(&rest[..length]);
        self.taken += length;
        if self.taken == self.bytes.len() {
            self.bytes = Box::default();
            self.taken = 0;
        }
    }
}

impl Layer for Ahead {
    fn read<S: AsyncRead + Unpin>(
        &mut self,
        below: &mut S,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_waiting {
            ready!(self.turn.poll_take(cx));
            self.is_waiting = false;
        }
        if !self.bytes.is_empty() {
            self.give(buffer);
            return Poll::Ready(Ok(()));
        }
        let mut space = [MaybeUninit::uninit(); AT_ONCE];
        let mut arrived = ReadBuf::uninit(&mut space);
        ready!(Pin::new(below).poll_read(cx, &mut arrived))?;
        let arrived = arrived.filled();
        let is_end = arrived.is_empty();
        if !is_end && self.turn.poll_take(cx).is_pending() {
            self.is_waiting = true;
            self.bytes = arrived.into();
            return Poll::Pending;
        }
        let (now, ahead) = arrived.split_at(arrived.len().min(buffer.remaining()));
        buffer.put_slice(now);
        self.bytes = ahead.into();
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::turns::Turns;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    #[tokio::test]
    async fn everything_arrives_in_order_whatever_is_asked_for() {
        let (server, mut client) = duplex(64 * 1024);
        let sent: Vec<u8> = (0..u8::MAX).cycle().take(50_000).collect();
        client.write_all(&sent).await.unwrap();
        drop(client);
        let mut stream = read_ahead(server, Turns::new(1).of(Arc::default()));

        let mut received = Vec::new();
        let mut chunk = [0_u8; 1000];
        for size in (1..=1000).cycle() {
            let length = stream.read(&mut chunk[..size]).await.unwrap();
            received.extend_from_slice(&chunk[..length]);
            if length == 0 {
                break;
            }
        }

        assert_eq!(received, sent);
        assert_eq!(stream.layer.bytes.len(), 0);
    }

    #[tokio::test]
    async fn nothing_is_read_ahead_of_a_reader_who_gets_everything() {
        let (server, mut client) = duplex(1024);
        let mut stream = read_ahead(server, Turns::new(1).of(Arc::default()));
        client.write_all(&[7; 99]).await.unwrap();

        assert_eq!(stream.read(&mut [0; 100]).await.unwrap(), 99);

        assert_eq!(stream.layer.bytes.len(), 0);
    }
}
