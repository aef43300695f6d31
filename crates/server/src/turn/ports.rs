//! The sockets that peers send to.

use super::random;
use super::relay::{OpenedPorts, Route, Wish};
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use tokio::net::UdpSocket;
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::debug;

/// How many ports are tried before there seem to be none: in a range of which nine tenths are taken, one in 200 clients
/// would find none.
const ATTEMPTS: usize = 50;
/// What arrives while the task that reads it waits for its turn: 100 ms of 80 Mbit/s. The kernel may allow less.
const LISTENER_BUFFER: usize = 4 * 1024 * 1024;
const PORT_BUFFER: usize = 1024 * 1024;

/// A socket that peers send to. It is closed when the relay gives it up.
#[derive(Debug)]
pub struct Port {
    pub socket: Arc<UdpSocket>,
    closed: CancellationToken,
    /// Ends the task that reads the socket.
    _close: DropGuard,
}

impl Port {
    /// Opens ports on a route.
    pub fn open(route: Route, range: &RangeInclusive<u16>, wish: Wish) -> io::Result<OpenedPorts<Arc<Self>>> {
        let mut last = ErrorKind::AddrInUse.into();
        for _ in 0..ATTEMPTS {
            let number = choose(range, wish);
            let next = number.checked_add(1).filter(|next| range.contains(next));
            let pair = bind(route, number).and_then(|port| match wish {
                Wish::Any | Wish::Even => Ok((port, None)),
                Wish::Pair => {
                    let next = next.ok_or(ErrorKind::AddrInUse)?;
                    Ok((port, Some(bind(route, next)?)))
                }
            });
            match pair {
                Ok((port, next)) => {
                    return Ok(OpenedPorts {
                        number,
                        port: Arc::new(Self::new(port)),
                        next: next.map(Self::new).map(Arc::new),
                    });
                }
                Err(error) if error.kind() == ErrorKind::AddrInUse => last = error,
                Err(error) => return Err(error),
            }
        }
        Err(last)
    }

    fn new(socket: UdpSocket) -> Self {
        let closed = CancellationToken::new();
        Self {
            socket: Arc::new(socket),
            _close: closed.clone().drop_guard(),
            closed,
        }
    }

    /// Returns what tells that the port was given up.
    pub fn closed(&self) -> CancellationToken {
        self.closed.clone()
    }
}

impl Route {
    /// Finds out how an address is reached on this machine: as it is, or else as the one that the relay listens on.
    pub fn find(public: IpAddr, listening: &[SocketAddr]) -> Self {
        if std::net::UdpSocket::bind((public, 0)).is_ok() {
            return Self {
                public,
                local: public,
            };
        }
        let listening = listening.iter().map(SocketAddr::ip);
        let mut specific = listening.filter(|ip| ip.is_ipv4() == public.is_ipv4() && !ip.is_unspecified());
        let local = specific.next().unwrap_or(match public {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
        Self { public, local }
    }

    /// Returns the address to bind to.
    fn bound(self) -> IpAddr {
        match self.local {
            // Reachable from inside alone: which address it has otherwise, the kernel knows.
            local if local.is_loopback() && !self.public.is_loopback() => match local {
                IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
                IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
            },
            local => local,
        }
    }
}

/// Lets a socket of clients wait long.
pub fn widen(socket: &UdpSocket) {
    set_buffers(&SockRef::from(socket), LISTENER_BUFFER);
}

fn bind(route: Route, number: u16) -> io::Result<UdpSocket> {
    let address = SocketAddr::new(route.bound(), number);
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    set_buffers(&SockRef::from(&socket), PORT_BUFFER);
    socket.bind(&address.into())?;
    UdpSocket::from_std(socket.into())
}

fn set_buffers(socket: &SockRef<'_>, bytes: usize) {
    let set = socket
        .set_recv_buffer_size(bytes)
        .and_then(|()| socket.set_send_buffer_size(bytes));
    if let Err(error) = set {
        debug!(%error, "cannot set the buffers of a socket");
    }
}

/// Chooses a port that nobody can guess (RFC 8656, 7.2).
fn choose(range: &RangeInclusive<u16>, wish: Wish) -> u16 {
    let (first, last) = (*range.start(), *range.end());
    let count = u32::from(last - first) + 1;
    let offset = u32::from_be_bytes(random()) % count;
    let number = first.saturating_add(u16::try_from(offset).unwrap_or(0));
    match wish != Wish::Any && number % 2 == 1 {
        // Out of the range only if it is a single odd port, which is no even one.
        true if number > first => number - 1,
        true => number.saturating_add(1),
        false => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: RangeInclusive<u16> = 49_152..=65_535;

    #[test]
    fn ports_are_of_the_range_and_even_if_wanted() {
        let range = 50_001..=50_004;
        for _ in 0..200 {
            assert!(range.contains(&choose(&range, Wish::Any)));
            let even = choose(&range, Wish::Even);
            assert!(range.contains(&even) && even.is_multiple_of(2), "{even}");
        }
        assert_eq!(choose(&(7..=7), Wish::Any), 7);
        let all = choose(&(0..=u16::MAX), Wish::Pair);
        assert!(all.is_multiple_of(2));
    }

    #[tokio::test]
    async fn a_port_is_closed_when_it_is_given_up() {
        let route = Route::find(Ipv4Addr::LOCALHOST.into(), &[]);
        let OpenedPorts { number, port, .. } = Port::open(route, &ALL, Wish::Any).unwrap();
        let closed = port.closed();
        assert_eq!(
            port.socket.local_addr().unwrap(),
            (Ipv4Addr::LOCALHOST, number).into()
        );
        assert!(!closed.is_cancelled());

        drop(port);

        assert!(closed.is_cancelled());
    }

    #[tokio::test]
    async fn a_range_without_a_free_port_is_an_error() {
        let route = Route::find(Ipv4Addr::LOCALHOST.into(), &[]);
        let opened = Port::open(route, &ALL, Wish::Any).unwrap();
        let number = opened.number;

        let error = Port::open(route, &(number..=number), Wish::Any).unwrap_err();

        assert_eq!(error.kind(), ErrorKind::AddrInUse);
    }

    #[tokio::test]
    async fn a_pair_is_an_even_port_and_the_next_one() {
        let route = Route::find(Ipv4Addr::LOCALHOST.into(), &[]);

        let opened = Port::open(route, &ALL, Wish::Pair).unwrap();

        assert!(opened.number.is_multiple_of(2));
        let next = opened.next.unwrap().socket.local_addr().unwrap();
        assert_eq!(next.port(), opened.number + 1);
    }

    #[test]
    fn behind_a_nat_peers_are_reached_by_the_address_inside() {
        let public = "192.0.2.1".parse().unwrap();
        let inside: SocketAddr = "10.0.0.5:3478".parse().unwrap();
        let anywhere: SocketAddr = "0.0.0.0:3478".parse().unwrap();

        let behind = Route::find(public, &[inside]);
        assert_eq!((behind.local, behind.bound()), (inside.ip(), inside.ip()));
        let behind = Route::find(public, &[anywhere]);
        assert_eq!(
            (behind.local, behind.bound()),
            (Ipv4Addr::LOCALHOST.into(), anywhere.ip())
        );
        let here = Route::find(Ipv4Addr::LOCALHOST.into(), &[anywhere]);
        assert_eq!(
            (here.local, here.bound()),
            (Ipv4Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into())
        );
    }
}
