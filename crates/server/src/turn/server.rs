//! The TURN server inside: the relay with its sockets.

use super::account::{AccountLimits, Accounts};
use super::authority::Authority;
use super::client::{Client, Now};
use super::config::RelayConfig;
use super::credentials::Turn;
use super::metrics::TurnMetrics;
use super::peers::PeerPolicy;
use super::ports::Port;
use super::random;
use super::relay::{Action, Relay, Route};
use crate::secret::Secret;
use crate::sync::lock;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;
use tracing::warn;
use visavis_protocol::IceServer;
use visavis_roap::Timestamp;

/// How often what has expired is forgotten. It is not used meanwhile.
const SWEEP_PERIOD: Duration = Duration::from_secs(5);

/// The TURN server inside.
#[derive(Debug)]
pub struct TurnServer {
    relay: Mutex<Relay<Arc<Port>>>,
    ports: RangeInclusive<u16>,
    allocations_limit: usize,
    clock: Instant,
    connections: AtomicU64,
    /// The last attempt to open a port failed.
    is_down: AtomicBool,
    stun: IceServer,
    turn: Turn,
    pub metrics: TurnMetrics,
}

/// A client that came by TCP or TLS. Dropping it ends what it has at the relay.
#[derive(Debug)]
pub struct Connected<'a> {
    server: &'a TurnServer,
    pub client: Client,
}

impl TurnServer {
    /// Creates a server whose clients come to these addresses, and over TLS to a port, if there is one.
    pub fn new(config: &RelayConfig, listening: &[SocketAddr], tls_port: Option<u16>) -> Self {
        let secret = config
            .secret
            .clone()
            .or_else(|| Secret::new(&STANDARD.encode(random::<32>())).ok());
        let port = listening.first().map_or(0, SocketAddr::port);
        let turn = Turn {
            urls: turn_urls(config, port, tls_port),
            #[expect(clippy::expect_used, reason = "32 bytes in base64 are not empty")]
            secret: secret.expect("a secret"),
            time_to_live: config.time_to_live,
        };
        let limits = AccountLimits {
            allocations: config.allocations,
            allocations_per_account: config
                .allocations_per_account
                .min((config.allocations / 2).max(1)),
            bytes_per_second: config.bytes_per_second,
        };
        let addresses = &config.public_addresses;
        let policy = PeerPolicy {
            allow_private: config.allow_private,
            own: own_addresses(addresses, listening),
        };
        let routes = addresses.iter().map(|&address| Route::find(address, listening));
        let metrics = TurnMetrics::default();
        let relay = Relay::new(
            Authority::new(turn.clone(), random()),
            Accounts::new(limits),
            policy,
            routes.collect(),
            metrics.clone(),
        );
        Self {
            relay: Mutex::new(relay),
            ports: config.ports.clone(),
            allocations_limit: config.allocations,
            clock: Instant::now(),
            connections: AtomicU64::new(0),
            is_down: AtomicBool::new(false),
            stun: stun(config, port),
            turn,
            metrics,
        }
    }

    /// Returns what clients are told about STUN.
    pub fn stun(&self) -> &IceServer {
        &self.stun
    }

    /// Returns what clients are told about TURN, except for their passwords.
    pub fn turn(&self) -> &Turn {
        &self.turn
    }

    /// Returns the time.
    pub fn now(&self) -> Now {
        Now {
            time: Timestamp::new(self.clock.elapsed()),
            date: SystemTime::now(),
        }
    }

    /// Returns what is to be done about a message of a client.
    pub fn handle_message(&self, client: Client, message: &[u8], now: Now) -> Action<Arc<Port>> {
        let mut open = |route, wish| match Port::open(route, &self.ports, wish) {
            Ok(opened) => {
                self.is_down.store(false, Ordering::Relaxed);
                Some(opened)
            }
            Err(error) => {
                if !self.is_down.swap(true, Ordering::Relaxed) {
                    warn!(%error, "cannot open a port for TURN");
                }
                None
            }
        };
        lock(&self.relay).handle_message(client, message, now, &mut open)
    }

    /// Appends what the client at an address gets from a peer to `out`; returns who that is.
    pub fn handle_datagram(
        &self,
        relayed: SocketAddr,
        peer: SocketAddr,
        payload: &[u8],
        now: Timestamp,
        out: &mut Vec<u8>,
    ) -> Option<Client> {
        lock(&self.relay).handle_datagram(relayed, peer, payload, now, out)
    }

    /// Takes a client in that came by TCP or TLS.
    pub fn connect(&self, address: SocketAddr) -> Connected<'_> {
        Connected {
            server: self,
            client: Client {
                address,
                connection: Some(self.connections.fetch_add(1, Ordering::Relaxed)),
            },
        }
    }

    /// Returns whether a client has an allocation.
    pub fn serves(&self, client: Client) -> bool {
        let now = self.now();
        lock(&self.relay).serves(client, now.time)
    }

    /// Returns how many allocations there are, and how many there may be.
    pub fn allocations(&self) -> (usize, usize) {
        (lock(&self.relay).allocations(), self.allocations_limit)
    }

    /// Returns whether newcomers cannot be served, although they are within all limits.
    pub fn is_down(&self) -> bool {
        self.is_down.load(Ordering::Relaxed)
    }

    /// Forgets what has expired, again and again. Never returns.
    pub async fn sweep(&self) {
        loop {
            tokio::time::sleep(SWEEP_PERIOD).await;
            let now = self.now();
            lock(&self.relay).sweep(now.time);
        }
    }
}

impl Drop for Connected<'_> {
    fn drop(&mut self) {
        lock(&self.server.relay).end(self.client);
    }
}

fn stun(config: &RelayConfig, port: u16) -> IceServer {
    let address = config.public_addresses.first();
    let url = address.map(|&address| format!("stun:{}", host_and_port(address, port)));
    IceServer {
        urls: url.into_iter().collect(),
        username: None,
        credential: None,
    }
}

/// Returns the URLs of the server. A browser makes an allocation for each, so there are no more than needed: over TCP come
/// the few to whom UDP is closed.
fn turn_urls(config: &RelayConfig, port: u16, tls_port: Option<u16>) -> Vec<String> {
    let udp = config.public_addresses.iter().map(|&address| (address, "udp"));
    let tcp = config.public_addresses.first().map(|&address| (address, "tcp"));
    let plain = udp.chain(tcp);
    let mut urls: Vec<_> = plain
        .map(|(address, transport)| format!("turn:{}?transport={transport}", host_and_port(address, port)))
        .collect();
    let host = config.tls_name.clone();
    let host = host.or_else(|| config.public_addresses.first().map(|&address| host_of(address)));
    if let (Some(host), Some(port)) = (host, tls_port) {
        urls.push(format!("turns:{host}:{port}?transport=tcp"));
    }
    urls
}

fn host_and_port(address: IpAddr, port: u16) -> String {
    format!("{}:{port}", host_of(address))
}

fn host_of(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// Returns the sockets of the server itself, at each address that leads to them.
fn own_addresses(public: &[IpAddr], listening: &[SocketAddr]) -> Vec<SocketAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let mut own = Vec::new();
    for socket in listening {
        let everywhere = interfaces
            .iter()
            .map(|interface| interface.ip())
            .filter(|_| socket.ip().is_unspecified());
        let addresses = everywhere.chain(public.iter().copied()).chain([socket.ip()]);
        own.extend(addresses.map(|address| SocketAddr::new(address.to_canonical(), socket.port())));
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_told_all_ways_to_the_server() {
        let mut config = RelayConfig::new(["192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap()]);
        let listening = ["127.0.0.1:3478".parse().unwrap()];
        let urls = |config: &RelayConfig, tls_port| TurnServer::new(config, &listening, tls_port).turn.urls;
        let plain = [
            "turn:192.0.2.1:3478?transport=udp",
            "turn:[2001:db8::1]:3478?transport=udp",
            "turn:192.0.2.1:3478?transport=tcp",
        ];

        assert_eq!(urls(&config, None), plain);
        assert_eq!(urls(&config, Some(443))[3], "turns:192.0.2.1:443?transport=tcp");
        config.tls_name = Some("calls.example".into());
        assert_eq!(
            urls(&config, Some(8443))[3],
            "turns:calls.example:8443?transport=tcp"
        );
        let stun = TurnServer::new(&config, &listening, None).stun;
        assert_eq!(stun.urls, ["stun:192.0.2.1:3478"]);
    }

    #[test]
    fn a_socket_for_all_addresses_is_own_at_each_of_them() {
        let public = ["192.0.2.1".parse().unwrap()];
        let own = |listening: &str| own_addresses(&public, &[listening.parse().unwrap()]);

        let everywhere = own("0.0.0.0:3478");
        for address in ["192.0.2.1:3478", "127.0.0.1:3478"] {
            assert!(everywhere.contains(&address.parse().unwrap()), "{everywhere:?}");
        }
        assert_eq!(own("10.0.0.5:3478").len(), 2);
    }
}
