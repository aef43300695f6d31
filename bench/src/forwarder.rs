//! A TCP forwarder: gives a person a line of their own to a server, which counts bytes and may be slow.
//!
//! Each forwarder listens on a port of its own, so its page has an origin of its own: storage and caches are fresh,
//! in every browser, without another profile. Whoever is there and whoever joins have different addresses
//! (`127.0.0.1` and `127.0.0.2`), so they are different sites, as different people's browsers would be.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

/// How much is sent at once on a slow line: one packet.
const PACKET: usize = 1460;
/// How much is sent at once on a line without a limit.
const WHOLE: usize = 64 * 1024;
/// How many packets may be under way on a connection.
const UNDER_WAY: usize = 64;

/// The speed of a line, the same in both directions. Media between browsers does not take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed {
    /// In bits per second; `None` for as fast as the machine.
    pub bits: Option<u64>,
    /// The time for a packet and its answer. Opening a connection takes one.
    pub round_trip: Duration,
}

impl Speed {
    /// As fast as the machine.
    pub const LOOPBACK: Self = Self {
        bits: None,
        round_trip: Duration::ZERO,
    };
    /// A slow mobile connection.
    pub const SLOW: Self = Self {
        bits: Some(1_600_000),
        round_trip: Duration::from_millis(60),
    };
}

/// A line to a server; it is cut when this is dropped.
#[derive(Debug)]
#[must_use = "the line is cut when this is dropped"]
pub struct Forwarder {
    address: SocketAddr,
    received: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Forwarder {
    /// Opens a line from a free port of `host` to a port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub async fn open(host: Ipv4Addr, server: u16, speed: Speed) -> Result<Self> {
        let listener = TcpListener::bind((host, 0)).await.context("no free port")?;
        let address = listener.local_addr().context("no free port")?;
        let received = Arc::new(AtomicU64::new(0));
        let [up, down] = [(); 2].map(|()| Arc::new(Direction::new(speed)));
        let counted = Arc::clone(&received);
        let task = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let (up, down) = (Arc::clone(&up), Arc::clone(&down));
                let counted = Arc::clone(&counted);
                tokio::spawn(async move {
                    // The server may be down: then the browser sees a closed connection.
                    let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).await else {
                        return;
                    };
                    // Neither end reports an error to anybody but its peer.
                    let _ = (browser.set_nodelay(true), server.set_nodelay(true));
                    let ((from_browser, to_browser), (from_server, to_server)) =
                        (browser.into_split(), server.into_split());
                    let opening = speed.round_trip;
                    tokio::join!(
                        up.carry(from_browser, to_server, opening, None),
                        down.carry(from_server, to_browser, Duration::ZERO, Some(&counted)),
                    );
                });
            }
        });
        Ok(Self {
            address,
            received,
            task,
        })
    }

    /// Returns the address on which it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns how many bytes the server has sent so far.
    pub fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }
}

impl Drop for Forwarder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One direction of a line, which all its connections share.
#[derive(Debug)]
struct Direction {
    speed: Speed,
    /// When everything that was sent so far will have left.
    is_free: Mutex<Instant>,
}

impl Direction {
    fn new(speed: Speed) -> Self {
        let is_free = Mutex::new(Instant::now());
        Self { speed, is_free }
    }

    /// Waits until `bytes` have left.
    async fn send(&self, bytes: usize) {
        let Some(bits) = self.speed.bits else { return };
        let mut is_free = self.is_free.lock().await;
        let length = Duration::from_secs_f64(bytes as f64 * 8.0 / bits as f64);
        *is_free = (*is_free).max(Instant::now()) + length;
        let end = *is_free;
        drop(is_free);
        sleep_until(end).await;
    }

    /// Carries one direction of a connection to its end. Its first bytes take `opening` longer.
    async fn carry(
        &self,
        mut from: OwnedReadHalf,
        mut to: OwnedWriteHalf,
        opening: Duration,
        counted: Option<&AtomicU64>,
    ) {
        let delay = self.speed.round_trip / 2;
        let mut buffer = vec![0; if self.speed.bits.is_some() { PACKET } else { WHOLE }];
        let (sender, mut receiver) = mpsc::channel::<(Instant, Vec<u8>)>(UNDER_WAY);
        let read = async move {
            let earliest = Instant::now() + opening;
            while let Ok(length) = from.read(&mut buffer).await
                && length > 0
            {
                if let Some(counted) = counted {
                    counted.fetch_add(length as u64, Ordering::Relaxed);
                }
                self.send(length).await;
                let arrival = Instant::now().max(earliest) + delay;
                if sender.send((arrival, buffer[..length].to_vec())).await.is_err() {
                    break;
                }
            }
        };
        let write = async move {
            while let Some((arrival, bytes)) = receiver.recv().await {
                if delay > Duration::ZERO {
                    sleep_until(arrival).await;
                }
                if to.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            // The other end may be gone already.
            let _ = to.shutdown().await;
        };
        tokio::join!(read, write);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_slow_line_takes_the_time_that_its_bits_need() {
        let direction = Direction::new(Speed::SLOW);
        let start = Instant::now();

        for _ in 0..100 {
            direction.send(2_000).await;
        }

        assert_eq!(start.elapsed().as_millis(), 1_000);
    }
}
