//! The TURN server inside: the relay with its sockets.

use super::account::{AccountLimits, Accounts};
use super::authority::Authority;
use super::changes::Settings;
use super::client::{Client, Now};
use super::config::RelayConfig;
use super::credentials::Turn;
use super::metrics::TurnMetrics;
use super::peers::PeerPolicy;
use super::ports::Port;
use super::random;
use super::relay::{Action, Relay, Route};
use super::shut_out::Outcast;
use crate::secret::Secret;
use crate::sync::lock;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
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
    settings: RwLock<Current>,
    entrances: Entrances,
    clock: Instant,
    connections: AtomicU64,
    /// The last attempt to open a port failed.
    is_down: AtomicBool,
    stun: IceServer,
    pub metrics: TurnMetrics,
}

/// Settings that may change.
#[derive(Debug, Clone)]
struct Current {
    ports: RangeInclusive<u16>,
    allocations: usize,
    turn: Turn,
}

/// Where clients come in, which stays as it is.
#[derive(Debug)]
struct Entrances {
    public_addresses: Vec<IpAddr>,
    port: u16,
    tls_port: Option<u16>,
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
        #[expect(clippy::expect_used, reason = "32 bytes in base64 are not empty")]
        let secret = secret.expect("a secret");
        let entrances = Entrances {
            public_addresses: config.public_addresses.clone(),
            port: listening.first().map_or(0, SocketAddr::port),
            tls_port,
        };
        let turn = Turn::new(entrances.turn_urls(config), secret, config.time_to_live);
        let addresses = &config.public_addresses;
        let policy = PeerPolicy {
            allow_private: config.allow_private,
            own: own_addresses(addresses, listening),
        };
        let routes = addresses.iter().map(|&address| Route::find(address, listening));
        let metrics = TurnMetrics::default();
        let relay = Relay::new(
            Authority::new(turn.clone(), random()),
            Accounts::new(limits(config)),
            policy,
            routes.collect(),
            metrics.clone(),
        );
        Self {
            relay: Mutex::new(relay),
            clock: Instant::now(),
            connections: AtomicU64::new(0),
            is_down: AtomicBool::new(false),
            stun: entrances.stun(),
            settings: RwLock::new(Current {
                ports: config.ports.clone(),
                allocations: config.allocations,
                turn,
            }),
            entrances,
            metrics,
        }
    }

    /// Takes another configuration over, but for the public addresses. Whoever has an allocation keeps it. Without a secret
    /// the former one stays.
    pub fn reload(&self, config: &RelayConfig) {
        if self.entrances.public_addresses != config.public_addresses {
            warn!("the TURN server inside keeps its public addresses until a restart");
        }
        let former = self.turn();
        let secret = config.secret.clone().unwrap_or_else(|| former.secret.clone());
        let urls = self.entrances.turn_urls(config);
        let turn = Turn::new(urls, secret, config.time_to_live).with_accounts_of(&former);
        let settings = Settings {
            turn: turn.clone(),
            limits: limits(config),
            allow_private: config.allow_private,
        };
        let now = self.now();
        self.relay().reload(settings, now.time);
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = Current {
            ports: config.ports.clone(),
            allocations: config.allocations,
            turn,
        };
    }

    /// Returns what clients are told about STUN.
    pub fn stun(&self) -> &IceServer {
        &self.stun
    }

    /// Returns what clients are told about TURN, except for their passwords.
    pub fn turn(&self) -> Turn {
        self.settings().turn
    }

    /// Returns the time.
    pub fn now(&self) -> Now {
        Now {
            time: Timestamp::new(self.clock.elapsed()),
            date: SystemTime::now(),
        }
    }

    /// Returns the rules, which nobody else can use meanwhile.
    pub fn relay(&self) -> MutexGuard<'_, Relay<Arc<Port>>> {
        lock(&self.relay)
    }

    /// Returns what is to be done about a message of a client, for which ports are opened.
    pub fn take_message(&self, client: Client, message: &[u8], now: Now) -> Action<Arc<Port>> {
        let mut open = |route, wish| match Port::open(route, &self.settings().ports, wish) {
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
        self.relay().handle_message(client, message, now, &mut open)
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
        self.relay().serves(client, now.time)
    }

    /// Ends what somebody has at the relay, and gives them no allocation for so long; `None`: until the server stops.
    pub fn shut_out(&self, outcast: Outcast, duration: Option<Duration>) {
        let until = duration.map(|duration| self.now().time + duration);
        self.relay().shut_out(outcast, until);
    }

    /// Returns how many allocations there are, and how many there may be.
    pub fn allocations(&self) -> (usize, usize) {
        (self.relay().allocations(), self.settings().allocations)
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
            self.relay().sweep(now.time);
        }
    }

    fn settings(&self) -> Current {
        let settings = self.settings.read().unwrap_or_else(PoisonError::into_inner);
        settings.clone()
    }
}

impl Drop for Connected<'_> {
    fn drop(&mut self) {
        self.server.relay().end(self.client);
    }
}

impl Entrances {
    fn stun(&self) -> IceServer {
        let address = self.public_addresses.first();
        let url = address.map(|&address| format!("stun:{}", host_and_port(address, self.port)));
        IceServer {
            urls: url.into_iter().collect(),
            username: None,
            credential: None,
        }
    }

    /// Returns the URLs of the server. A browser makes an allocation for each, so there are no more than needed: over TCP
    /// come the few to whom UDP is closed.
    fn turn_urls(&self, config: &RelayConfig) -> Vec<String> {
        let addresses = &self.public_addresses;
        let udp = addresses.iter().map(|&address| (address, "udp"));
        let tcp = addresses.first().map(|&address| (address, "tcp"));
        let url = |(address, transport)| {
            let host = host_and_port(address, self.port);
            format!("turn:{host}?transport={transport}")
        };
        let mut urls: Vec<_> = udp.chain(tcp).map(url).collect();
        let host = config.tls_name.clone();
        let host = host.or_else(|| addresses.first().map(|&address| host_of(address)));
        if let (Some(host), Some(port)) = (host, self.tls_port) {
            urls.push(format!("turns:{host}:{port}?transport=tcp"));
        }
        urls
    }
}

fn limits(config: &RelayConfig) -> AccountLimits {
    AccountLimits {
        allocations: config.allocations,
        allocations_per_account: config
            .allocations_per_account
            .min((config.allocations / 2).max(1)),
        bytes_per_second: config.bytes_per_second,
    }
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
        let urls = |config: &RelayConfig, tls_port| TurnServer::new(config, &listening, tls_port).turn().urls;
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
