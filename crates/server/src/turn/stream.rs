//! A client that came by TCP or TLS.

use super::client::{Client, canonical};
use super::framing::{Kind, NotAMessage, first, kind_of};
use super::relay::Action;
use super::server::TurnServer;
use super::udp::{read, send_to_peer};
use std::io;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, WriteHalf, split};
use tokio::net::UdpSocket;
use tokio::sync::{Mutex, mpsc};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

/// How long a client may go without an allocation, or a message take to arrive. Browsers ask at once.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much is read at once: a few packets of a picture.
const CHUNK: usize = 8 * 1024;
/// How much is collected before it is written: a record of TLS.
const MAX_WRITE: usize = 16 * 1024;

/// A port from which the client gets what arrives.
struct Opened {
    socket: Arc<UdpSocket>,
    closed: CancellationToken,
    relayed: SocketAddr,
}

/// Why a client is not served any longer.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    NotAMessage(#[from] NotAMessage),
    #[error("no allocation, or an unfinished message, for {} s", PATIENCE.as_secs())]
    Idle,
    #[error("it made room for another connection")]
    Displaced,
}

/// Returns whether a connection that begins with this byte is one of STUN and TURN. None begins with `ChannelData`.
pub fn is_stun(first: u8) -> bool {
    kind_of(first) == Kind::Stun
}

/// Serves a client until it goes, or has no allocation for a while, or is displaced: who has an allocation is bounded by that,
/// and not displaced. Its writes have to fail if it takes nothing.
pub async fn serve<S>(
    turn: &TurnServer,
    stream: S,
    address: SocketAddr,
    displaced: impl Future<Output = ()>,
) -> Result<(), Ended>
where
    S: AsyncRead + AsyncWrite + Send,
{
    let connected = turn.connect(canonical(address));
    let (reader, writer) = split(stream);
    let writer = Mutex::new(writer);
    let (opened, ports) = mpsc::channel(1);
    let session = Session {
        turn,
        client: connected.client,
        writer: &writer,
    };
    let displaced = async {
        displaced.await;
        if turn.serves(connected.client) {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        ended = session.take(reader, opened) => ended,
        ended = session.relay(ports) => ended,
        () = displaced => Err(Ended::Displaced),
    }
}

struct Session<'a, S> {
    turn: &'a TurnServer,
    client: Client,
    writer: &'a Mutex<WriteHalf<S>>,
}

impl<S: AsyncRead + AsyncWrite> Session<'_, S> {
    /// Takes what the client sends.
    async fn take(
        &self,
        mut reader: impl AsyncRead + Unpin,
        opened: mpsc::Sender<Opened>,
    ) -> Result<(), Ended> {
        let mut stream = Vec::new();
        let mut deadline = Instant::now() + PATIENCE;
        loop {
            stream.reserve(CHUNK);
            match timeout_at(deadline, reader.read_buf(&mut stream)).await {
                Ok(Ok(0)) => return Ok(()),
                Ok(read) => drop(read?),
                Err(_) if stream.is_empty() && self.turn.serves(self.client) => {
                    deadline = Instant::now() + PATIENCE;
                    continue;
                }
                Err(_) => return Err(Ended::Idle),
            }
            let taken = self.take_messages(&stream, &opened).await?;
            stream.drain(..taken);
            if taken > 0 && self.turn.serves(self.client) {
                deadline = Instant::now() + PATIENCE;
            }
        }
    }

    /// Takes all messages that have arrived completely; returns how much that is.
    async fn take_messages(&self, stream: &[u8], opened: &mpsc::Sender<Opened>) -> Result<usize, Ended> {
        let mut taken = 0;
        while let Some(frame) = first(&stream[taken..])? {
            let Some(message) = stream.get(taken..taken + frame.padded) else {
                break;
            };
            // The padding is no part of it.
            self.take_message(&message[..frame.message], opened).await?;
            taken += frame.padded;
        }
        Ok(taken)
    }

    async fn take_message(&self, message: &[u8], opened: &mpsc::Sender<Opened>) -> Result<(), Ended> {
        match self.turn.take_message(self.client, message, self.turn.now()) {
            Action::Nothing => {}
            Action::Answer(answer) => self.write(&answer).await?,
            Action::Opened {
                answer,
                port,
                relayed,
            } => {
                let port = Opened {
                    socket: Arc::clone(&port.socket),
                    closed: port.closed(),
                    relayed,
                };
                self.write(&answer).await?;
                // The other end goes together with this one.
                let _ = opened.send(port).await;
            }
            Action::ToPeer { port, peer, payload } => send_to_peer(&port, message.get(payload), peer),
        }
        Ok(())
    }

    /// Relays what arrives at the ports of the client, of which it has one at a time.
    async fn relay(&self, mut ports: mpsc::Receiver<Opened>) -> Result<(), Ended> {
        while let Some(port) = ports.recv().await {
            self.relay_from(&port).await?;
        }
        std::future::pending().await
    }

    async fn relay_from(&self, port: &Opened) -> Result<(), Ended> {
        let mut out = Vec::new();
        loop {
            // A write is not given up: half a message would be taken for another.
            tokio::select! {
                readable = port.socket.readable() => readable?,
                () = port.closed.cancelled() => return Ok(()),
            }
            let now = self.turn.now().time;
            read(&port.socket, |payload, peer| {
                self.turn
                    .relay()
                    .handle_datagram(port.relayed, peer, payload, now, &mut out);
                // What comes after that waits in the kernel, and what does not fit there is lost.
                match out.len() {
                    ..MAX_WRITE => ControlFlow::Continue(()),
                    _ => ControlFlow::Break(()),
                }
            })?;
            self.write(&out).await?;
            out.clear();
        }
    }

    async fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut writer = self.writer.lock().await;
        writer.write_all(bytes).await?;
        writer.flush().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::turn::config::RelayConfig;
    use std::net::Ipv4Addr;
    use tokio::io::duplex;

    #[tokio::test(start_paused = true)]
    async fn who_does_not_get_an_allocation_in_time_is_closed() {
        let binding = b"\0\x01\0\0\x21\x12\xa4\x42twelve bytes";
        for sent in [&[][..], &[0], &binding[..19], binding] {
            let (mut client, server) = duplex(1024);
            client.write_all(sent).await.unwrap();
            let start = Instant::now();

            let ended = serve(
                &turn(),
                server,
                (Ipv4Addr::LOCALHOST, 1).into(),
                std::future::pending(),
            )
            .await;

            assert!(matches!(ended, Err(Ended::Idle)), "{ended:?}");
            assert_eq!(start.elapsed().as_secs(), PATIENCE.as_secs());
        }
    }

    #[tokio::test]
    async fn a_client_that_goes_is_not_served_any_longer() {
        let (client, server) = duplex(1024);
        drop(client);

        let ended = serve(
            &turn(),
            server,
            (Ipv4Addr::LOCALHOST, 1).into(),
            std::future::pending(),
        )
        .await;

        assert!(ended.is_ok(), "{ended:?}");
    }

    fn turn() -> TurnServer {
        TurnServer::new(&RelayConfig::new([Ipv4Addr::LOCALHOST.into()]), &[], None)
    }
}
