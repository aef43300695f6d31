//! Keeps the server of `wasm-bindgen-test-runner` from stalling.
//!
//! It is built on tiny_http 0.12, whose pool queues a connection for a waiting thread although that thread has been
//! promised to another connection. A browser that opens six connections at once then waits for a module until the page
//! load times out. Any later connection makes the pool look at its queue again.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

const INTERVAL: Duration = Duration::from_secs(1);

/// Connects to an address every second until dropped.
#[derive(Debug)]
pub struct Nudges {
    address: SocketAddr,
    _stop: Sender<()>,
}

impl Nudges {
    /// Begins with a free port of this machine.
    ///
    /// # Errors
    ///
    /// If there is no free port.
    pub fn to_free_port() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
        let address = listener.local_addr().context("the free port is unknown")?;
        drop(listener);
        Ok(Self::to(address, INTERVAL))
    }

    /// The address for the server, which nobody may be listening on yet.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn to(address: SocketAddr, interval: Duration) -> Self {
        let (stop, stopped) = mpsc::channel();
        thread::spawn(move || {
            while stopped.recv_timeout(interval) == Err(RecvTimeoutError::Timeout) {
                // Refused before the server starts and after it ends.
                drop(TcpStream::connect(address));
            }
        });
        Self { address, _stop: stop }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connects_again_and_again_until_dropped() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let nudges = Nudges::to(listener.local_addr().unwrap(), Duration::from_millis(1));

        for _ in 0..3 {
            listener.accept().unwrap();
        }
        drop(nudges);
    }
}
