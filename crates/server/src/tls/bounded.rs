//! A stream of which only so much may be read.

use crate::layered::{Layer, Layered};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};

/// A stream that fails with [`io::ErrorKind::InvalidData`] once more was read than allowed, until the bound is lifted.
pub type Bounded<S> = Layered<S, Bound>;

/// How much may be read.
#[derive(Debug)]
pub struct Bound(Option<usize>);

/// Wraps a stream of which `bytes` may be read.
pub fn bounded<S>(stream: S, bytes: usize) -> Bounded<S> {
    Layered {
        below: stream,
        layer: Bound(Some(bytes)),
    }
}

impl Bound {
    /// From now on, everything may be read.
    pub fn lift(&mut self) {
        self.0 = None;
    }
}

impl Layer for Bound {
    fn read<S: AsyncRead + Unpin>(
        &mut self,
        below: &mut S,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(below).poll_read(cx, buffer))?;
        if let Self(Some(left)) = self {
            let read = buffer.filled().len() - before;
            *left = left.checked_sub(read).ok_or(io::ErrorKind::InvalidData)?;
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    #[tokio::test]
    async fn what_exceeds_the_bound_is_refused_until_it_is_lifted() {
        let (mut client, server) = tokio::io::duplex(64);
        let mut stream = bounded(server, 4);
        tokio::io::AsyncWriteExt::write_all(&mut client, &[7; 10])
            .await
            .unwrap();
        let mut three = [0; 3];

        stream.read_exact(&mut three).await.unwrap();
        let beyond = stream.read_exact(&mut three).await;
        stream.layer.lift();
        let lifted = stream.read_exact(&mut three).await;

        assert_eq!(beyond.unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert!(lifted.is_ok());
    }
}
