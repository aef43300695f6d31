//! A TCP connection that ends if the client reads too slowly.

use crate::layered::{Layer, Layered};
use crate::pace::Pace;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep};
use visavis_roap::Timestamp;

/// A stream whose writes fail with [`io::ErrorKind::TimedOut`] once the client falls behind its [`Pace`].
pub type PacedStream<S> = Layered<S, Paced>;

/// Fails if the reader takes too little.
#[derive(Debug)]
pub struct Paced {
    pace: Pace,
    clock: Instant,
    /// Only while a write waits.
    timer: Option<Pin<Box<Sleep>>>,
}

/// Wraps a stream; its reader may take nothing for `patience`.
pub fn paced<S>(stream: S, patience: Duration) -> PacedStream<S> {
    let clock = Instant::now();
    Layered {
        below: stream,
        layer: Paced {
            pace: Pace::new(patience),
            clock,
            timer: None,
        },
    }
}

impl Layer for Paced {
    fn written(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        let now = Timestamp::new(self.clock.elapsed());
        if let Poll::Ready(outcome) = written {
            self.pace.moved(*outcome.as_ref().unwrap_or(&0), now);
            self.timer = None;
            return Poll::Ready(outcome);
        }
        let deadline = self.clock + self.pace.stalled(now).since(Timestamp::default());
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if timer.deadline() != deadline {
            timer.as_mut().reset(deadline);
        }
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    const PATIENCE: Duration = Duration::from_secs(10);

    #[tokio::test(start_paused = true)]
    async fn a_write_that_nobody_reads_fails() {
        let (server, _client) = duplex(16);
        let mut stream = paced(server, PATIENCE);

        let written = stream.write_all(&[0; 17]).await;

        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_who_pauses_again_and_again_but_keeps_up_is_waited_for() {
        let (server, mut client) = duplex(16 * 1024);
        let mut stream = paced(server, PATIENCE);

        let read = async {
            let mut chunk = [0; 16 * 1024];
            for _ in 0..32 {
                tokio::time::sleep(PATIENCE - Duration::from_millis(1)).await;
                client.read_exact(&mut chunk).await.unwrap();
            }
        };
        let (written, ()) = tokio::join!(stream.write_all(&[0; 32 * 16 * 1024]), read);

        assert!(written.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_who_takes_a_byte_now_and_then_is_not() {
        let (server, mut client) = duplex(16);
        let mut stream = paced(server, PATIENCE);

        let written = tokio::select! {
            written = stream.write_all(&[0; 4096]) => written,
            () = async { loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                client.read_u8().await.unwrap();
            } } => Ok(()),
        };

        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
