//! The sockets of UDP. Each is read by one task, which sends what is to be sent itself: a packet is copied once, and
//! waits for no other task.

use super::client::{Client, Now, canonical};
use super::ports::{Port, widen};
use super::relay::Action;
use super::server::TurnServer;
use std::cell::RefCell;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, UdpSocket};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, warn};

/// How many datagrams are read before other tasks get their turn.
const BATCH: usize = 64;
/// The longest datagram.
const MAX_DATAGRAM: usize = 65_535;
/// Pause after a socket could not be read.
const PAUSE: Duration = Duration::from_millis(500);

/// The sockets of one address at which clients come to the TURN server inside.
#[derive(Debug)]
#[non_exhaustive]
pub struct TurnListener {
    /// For clients that come by UDP.
    pub udp: UdpSocket,
    /// For clients that come by TCP; best on the same port.
    pub tcp: TcpListener,
}

impl TurnListener {
    /// Listens with these sockets.
    pub fn new(udp: UdpSocket, tcp: TcpListener) -> Self {
        Self { udp, tcp }
    }
}

/// What the tasks of all sockets have in common.
#[derive(Debug, Clone)]
pub struct Surroundings {
    pub turn: Arc<TurnServer>,
    pub tasks: TaskTracker,
    /// Cancelled when the server ends.
    pub draining: CancellationToken,
}

/// Serves the clients that come by UDP. Never returns.
pub async fn listen(surroundings: Surroundings, socket: Arc<UdpSocket>) {
    widen(&socket);
    let is_ipv6 = socket.local_addr().is_ok_and(|address| address.is_ipv6());
    loop {
        let read = async {
            socket.readable().await?;
            let now = surroundings.turn.now();
            read(&socket, |message, from| {
                let client = Client {
                    address: canonical(from),
                    connection: None,
                };
                serve(&surroundings, &socket, client, is_ipv6, message, now);
                ControlFlow::Continue(())
            })
        };
        if let Err(error) = read.await {
            warn!(%error, "cannot read the socket of TURN");
            tokio::time::sleep(PAUSE).await;
        }
        // Of a flood, the runtime would let a task read thousands of datagrams before anybody else gets a turn.
        tokio::task::yield_now().await;
    }
}

fn serve(
    surroundings: &Surroundings,
    socket: &Arc<UdpSocket>,
    client: Client,
    is_ipv6: bool,
    message: &[u8],
    now: Now,
) {
    let to = reachable(client.address, is_ipv6);
    match surroundings.turn.take_message(client, message, now) {
        Action::Nothing => {}
        Action::Answer(answer) => send(socket, &answer, to),
        Action::Opened {
            answer,
            port,
            relayed,
        } => {
            let path = Path {
                turn: Arc::clone(&surroundings.turn),
                port: Arc::clone(&port.socket),
                relayed,
                clients: Arc::clone(socket),
                client: to,
            };
            let (closed, draining) = (port.closed(), surroundings.draining.clone());
            surroundings.tasks.spawn(async move {
                tokio::select! {
                    () = path.relay() => {}
                    () = closed.cancelled() => {}
                    () = draining.cancelled() => {}
                }
            });
            send(socket, &answer, to);
        }
        Action::ToPeer { port, peer, payload } => send_to_peer(&port, message.get(payload), peer),
    }
}

/// The way from the peers to a client that came by UDP.
struct Path {
    turn: Arc<TurnServer>,
    port: Arc<UdpSocket>,
    relayed: SocketAddr,
    clients: Arc<UdpSocket>,
    client: SocketAddr,
}

impl Path {
    /// Relays what arrives until the port cannot be read.
    async fn relay(&self) {
        let mut out = Vec::with_capacity(2048);
        loop {
            let read = async {
                self.port.readable().await?;
                let now = self.turn.now().time;
                read(&self.port, |payload, peer| {
                    out.clear();
                    if self
                        .turn
                        .relay()
                        .handle_datagram(self.relayed, peer, payload, now, &mut out)
                        .is_some()
                    {
                        send(&self.clients, &out, self.client);
                    }
                    ControlFlow::Continue(())
                })
            };
            if let Err(error) = read.await {
                return debug!(%error, "cannot read a port of TURN");
            }
            tokio::task::yield_now().await;
        }
    }
}

/// Sends what a client has for a peer.
pub fn send_to_peer(port: &Port, payload: Option<&[u8]>, peer: SocketAddr) {
    if let Some(payload) = payload {
        send(&port.socket, payload, peer);
    }
}

/// Reads the datagrams that have arrived, up to some, or until one is the last that is wanted.
pub fn read(
    socket: &UdpSocket,
    mut take: impl FnMut(&[u8], SocketAddr) -> ControlFlow<()>,
) -> io::Result<()> {
    thread_local! {
        static DATAGRAM: RefCell<Vec<u8>> = RefCell::new(vec![0; MAX_DATAGRAM]);
    }
    DATAGRAM.with_borrow_mut(|datagram| {
        for _ in 0..BATCH {
            match socket.try_recv_from(datagram) {
                Ok((length, from)) => {
                    if take(&datagram[..length], from).is_break() {
                        break;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    })
}

/// Sends a datagram, or loses it, as networks do.
fn send(socket: &UdpSocket, bytes: &[u8], to: SocketAddr) {
    if let Err(error) = socket.try_send_to(bytes, to) {
        debug!(%error, "a datagram was not sent");
    }
}

/// Returns an address as a socket of that family needs it.
fn reachable(address: SocketAddr, is_ipv6: bool) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if is_ipv6 => SocketAddr::new(ip.to_ipv6_mapped().into(), address.port()),
        IpAddr::V4(_) | IpAddr::V6(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::turn::config::RelayConfig;
    use std::net::Ipv4Addr;

    #[tokio::test]
    async fn others_get_a_turn_during_a_flood_of_datagrams() {
        // As many as fit into the buffer of any kernel.
        const DATAGRAMS: usize = 2 * BATCH;
        let binding = b"\0\x01\0\0\x21\x12\xa4\x42twelve bytes";
        let [server, client] = [socket().await, socket().await];
        let address = server.local_addr().unwrap();
        let surroundings = Surroundings {
            turn: Arc::new(TurnServer::new(
                &RelayConfig::new([Ipv4Addr::LOCALHOST.into()]),
                &[address],
                None,
            )),
            tasks: TaskTracker::new(),
            draining: CancellationToken::new(),
        };
        for _ in 0..DATAGRAMS {
            client.send_to(binding, address).await.unwrap();
        }

        let listening = tokio::spawn(listen(surroundings, Arc::new(server)));
        let mut answers = 0;
        client.readable().await.unwrap();
        while client.try_recv(&mut [0; 512]).is_ok() {
            answers += 1;
        }
        listening.abort();

        assert!((1..DATAGRAMS).contains(&answers), "{answers}");
    }

    async fn socket() -> UdpSocket {
        UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap()
    }
}
