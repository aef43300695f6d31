//! A WebSocket client that does as little as possible: the server is measured, and not its client.
//!
//! It masks with zeros, does not validate what it reads, and answers no pings: a measurement takes a few seconds.

use std::net::Ipv4Addr;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpSocket, TcpStream};

/// The size of one read: a few windows of messages.
const READ: usize = 256 * 1024;
const TEXT: u8 = 0x81;
const CLOSE: u8 = 0x88;

/// A connection: what arrives, and what is sent.
#[derive(Debug)]
pub struct Wire {
    /// What arrives.
    pub incoming: Incoming,
    /// What is sent.
    pub out: OwnedWriteHalf,
}

/// The frames that arrive.
#[derive(Debug)]
pub struct Incoming {
    stream: OwnedReadHalf,
    buffer: Vec<u8>,
    /// The bytes of `buffer` that were taken.
    taken: usize,
}

impl Wire {
    /// Opens a WebSocket at a path of this machine.
    ///
    /// # Errors
    ///
    /// If the server does not accept it.
    pub async fn connect(port: u16, path: &str) -> Result<Self> {
        Self::connect_from(Ipv4Addr::LOCALHOST, port, path).await
    }

    /// Opens a WebSocket as somebody at another address of this machine (127.0.0.0/8).
    ///
    /// # Errors
    ///
    /// If the server does not accept it.
    pub async fn connect_from(from: Ipv4Addr, port: u16, path: &str) -> Result<Self> {
        let (stream, mut out) = dial(from, port, None).await?.into_split();
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        out.write_all(head.as_bytes())
            .await
            .context("the server is gone")?;
        let mut incoming = Incoming {
            stream,
            buffer: Vec::new(),
            taken: 0,
        };
        incoming.take_head().await?;
        Ok(Self { incoming, out })
    }

    /// Sends a text.
    ///
    /// # Errors
    ///
    /// If the connection is lost.
    pub async fn say(&mut self, text: &str) -> Result<()> {
        self.out
            .write_all(&frame(text))
            .await
            .context("the server is gone")
    }

    /// Waits for the first frame of which `wanted` takes something.
    ///
    /// # Errors
    ///
    /// If the server closes the connection before.
    pub async fn hear<T>(&mut self, wanted: impl Fn(&Value) -> Option<T>) -> Result<T> {
        loop {
            while let Some(text) = self.incoming.next_text()? {
                let frame = serde_json::from_slice(text).ok();
                if let Some(found) = frame.as_ref().and_then(&wanted) {
                    return Ok(found);
                }
            }
            self.incoming.read().await?;
        }
    }
}

/// Connects to a server of this machine. The kernel takes no more than `window` for what was not read, if it is given.
///
/// # Errors
///
/// If there is no server.
pub async fn dial(from: Ipv4Addr, port: u16, window: Option<u32>) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4().context("no socket")?;
    if let Some(window) = window {
        socket.set_recv_buffer_size(window).context("no SO_RCVBUF")?;
    }
    socket.bind((from, 0).into()).context("no free port")?;
    let stream = socket.connect((Ipv4Addr::LOCALHOST, port).into());
    let stream = stream.await.context("no server")?;
    // With Nagle's algorithm, its delays are measured and not the server.
    stream.set_nodelay(true).context("no TCP_NODELAY")?;
    Ok(stream)
}

impl Incoming {
    async fn take_head(&mut self) -> Result<()> {
        const END: &[u8] = b"\r\n\r\n";
        loop {
            let end = self.buffer.windows(END.len()).position(|bytes| bytes == END);
            if let Some(end) = end {
                ensure!(
                    self.buffer.starts_with(b"HTTP/1.1 101 "),
                    "the server accepts no WebSocket"
                );
                self.taken = end + END.len();
                return Ok(());
            }
            self.read().await?;
        }
    }

    /// Waits for more bytes.
    ///
    /// # Errors
    ///
    /// If the connection is lost.
    pub async fn read(&mut self) -> Result<()> {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.buffer.reserve(READ);
        let length = self
            .stream
            .read_buf(&mut self.buffer)
            .await
            .context("the connection is lost")?;
        ensure!(length > 0, "the server closed a connection");
        Ok(())
    }

    /// Returns the next text that has arrived completely; frames of other kinds are skipped.
    ///
    /// # Errors
    ///
    /// If the server closes the connection.
    pub fn next_text(&mut self) -> Result<Option<&[u8]>> {
        loop {
            let Some((kind, header, length)) = header(&self.buffer[self.taken..]) else {
                return Ok(None);
            };
            let start = self.taken + header;
            let end = start + length;
            if end > self.buffer.len() {
                return Ok(None);
            }
            self.taken = end;
            match kind {
                TEXT => return Ok(Some(&self.buffer[start..end])),
                CLOSE => bail!(
                    "the server refuses: {}",
                    String::from_utf8_lossy(&self.buffer[start..end])
                ),
                _ => {}
            }
        }
    }
}

/// Returns the first byte of a frame of the server, the length of its header and that of its content, once its header is
/// complete.
fn header(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    match *bytes {
        [kind, 126, high, low, ..] => Some((kind, 4, usize::from(u16::from_be_bytes([high, low])))),
        [kind, 127, a, b, c, d, e, f, g, h, ..] => {
            let length = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
            Some((kind, 10, usize::try_from(length).ok()?))
        }
        [_, 126 | 127, ..] => None,
        [kind, length, ..] => Some((kind, 2, usize::from(length))),
        _ => None,
    }
}

/// Returns a text as a frame of a client, with a mask of zeros.
pub fn frame(text: &str) -> Vec<u8> {
    const MASKED: u8 = 0x80;
    let mut frame = vec![TEXT];
    match u16::try_from(text.len()) {
        Ok(length @ ..126) => frame.push(MASKED | length as u8),
        Ok(length) => {
            frame.push(MASKED | 126);
            frame.extend(length.to_be_bytes());
        }
        Err(_) => {
            frame.push(MASKED | 127);
            frame.extend((text.len() as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(text.as_bytes());
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_its_length_and_no_mask() {
        for (length, header) in [
            (3, &[0x81, 0x83][..]),
            (200, &[0x81, 0xfe, 0, 200]),
            (70_000, &[0x81, 0xff, 0, 0, 0, 0, 0, 1, 0x11, 0x70]),
        ] {
            let frame = frame(&"x".repeat(length));

            assert_eq!(frame.len(), header.len() + 4 + length);
            assert!(frame.starts_with(header));
        }
    }

    #[test]
    fn a_header_is_read_once_it_is_complete() {
        for (bytes, expected) in [
            (&[0x81][..], None),
            (&[0x81, 5], Some((0x81, 2, 5))),
            (&[0x89, 0], Some((0x89, 2, 0))),
            (&[0x81, 126, 1], None),
            (&[0x81, 126, 1, 2], Some((0x81, 4, 258))),
            (&[0x81, 127, 0, 0, 0, 0, 0, 1, 0], None),
            (&[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0], Some((0x81, 10, 65_536))),
        ] {
            assert_eq!(header(bytes), expected, "{bytes:?}");
        }
    }
}
