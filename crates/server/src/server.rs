//! State shared by all sockets.

use crate::bans::{Ban, Bans, Target, TooMany};
use crate::budget::Budget;
use crate::config::{Config, Limits};
use crate::connections::Connections;
use crate::hosts::Hosts;
use crate::inflow::Inflow;
use crate::metrics::Metrics;
use crate::network::Network;
use crate::places::PlaceLimits;
use crate::quotas::{QuotaLimits, Quotas};
use crate::refusal::Refusal;
use crate::refusal_log::{RefusalLog, Refused};
use crate::rooms::{RoomLimits, Rooms};
use crate::sync::lock;
use crate::token::{Pass, UsedTokens};
use crate::turn::{Outcast, TurnServer};
use crate::turns::{Former, Turns};
use axum::extract::Request;
use axum::http::StatusCode;
use ipnet::IpNet;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::warn;
use visavis_protocol::{ClientId, CloseCode};

/// The longest time for which a seat is kept, whatever the configuration says.
const MAX_AWAY: Duration = Duration::from_secs(24 * 60 * 60);

/// State shared by all sockets.
#[derive(Debug)]
pub struct Server {
    settings: RwLock<Arc<Config>>,
    /// The hosts that are allowed unless others are configured.
    default_hosts: Hosts,
    pub rooms: Arc<Rooms>,
    /// The connections that are not sockets, or not yet.
    pub connections: Arc<Connections>,
    /// The memory for messages.
    pub budget: Arc<Budget>,
    /// The turns in which sockets are read and requests are answered: one for each thread. With two, others would wait twice
    /// as long.
    pub turns: Arc<Turns>,
    pub refusals: RefusalLog,
    pub metrics: Metrics,
    /// The TURN server inside.
    pub turn: Option<Arc<TurnServer>>,
    /// Connections beyond the rate of their address.
    refused_connections: AtomicU64,
    quotas: Mutex<Quotas>,
    /// Sockets in the lobby.
    lobby: Arc<AtomicUsize>,
    used_tokens: Mutex<UsedTokens>,
    bans: Mutex<Bans>,
    /// The server is about to stop, and whoever asks is told to go elsewhere.
    is_leaving: AtomicBool,
    /// Cancelled when the server shuts down.
    pub draining: CancellationToken,
    /// Tasks that shutdown waits for.
    pub tasks: TaskTracker,
}

/// Whether newcomers should be sent here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// They are welcome.
    Ready,
    /// The server is about to stop.
    Draining,
    /// There is no room for another socket.
    Full,
    /// The TURN server inside does not work.
    TurnDown,
}

/// A socket that counts for its network. Dropping it makes room for another.
#[derive(Debug)]
pub struct OpenSocket {
    server: Arc<Server>,
    network: Network,
}

/// A place for a socket in the lobby. Dropping it makes room for another.
#[derive(Debug)]
pub struct LobbyPlace(Arc<AtomicUsize>);

impl Server {
    /// Creates the state. Must be called within a Tokio runtime.
    pub fn new(config: Config, default_hosts: Hosts, turn: Option<Arc<TurnServer>>) -> Self {
        let limits = &config.limits;
        Self {
            rooms: Rooms::new(room_limits(&config, turn.as_deref())),
            connections: Connections::new(limits.http_connections, limits.http_connections_per_address),
            budget: Budget::new(limits.buffered_bytes),
            turns: Turns::new(Handle::current().metrics().num_workers()),
            refusals: RefusalLog::default(),
            metrics: Metrics::default(),
            turn,
            refused_connections: AtomicU64::new(0),
            used_tokens: Mutex::default(),
            bans: Mutex::default(),
            quotas: Mutex::new(Quotas::new(QuotaLimits::new(limits))),
            lobby: Arc::default(),
            is_leaving: AtomicBool::new(false),
            draining: CancellationToken::new(),
            tasks: TaskTracker::new(),
            default_hosts,
            settings: RwLock::new(Arc::new(config)),
        }
    }

    /// Returns the configuration. Whoever serves somebody keeps it, and does not see later ones.
    pub fn config(&self) -> Arc<Config> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes another configuration over. It holds for newcomers; nobody is closed for it.
    pub fn reload(&self, config: Config) {
        let limits = &config.limits;
        self.connections
            .resize(limits.http_connections, limits.http_connections_per_address);
        self.budget.resize(limits.buffered_bytes);
        lock(&self.quotas).resize(QuotaLimits::new(limits), self.rooms.now());
        match (&self.turn, &config.relay) {
            (Some(turn), Some(relay)) => turn.reload(relay),
            (Some(_), None) | (None, Some(_)) => {
                warn!("whether there is a TURN server inside changes at a restart alone");
            }
            (None, None) => {}
        }
        self.rooms.reload(room_limits(&config, self.turn.as_deref()));
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(config);
    }

    /// Returns whether a request is for this server.
    pub fn is_host(&self, request: &Request) -> bool {
        let config = self.config();
        let hosts = config.hosts.as_ref().unwrap_or(&self.default_hosts);
        hosts.allow(request.uri(), request.headers())
    }

    /// Returns whether newcomers should be sent here.
    pub fn readiness(&self) -> Readiness {
        if self.is_leaving.load(Ordering::Relaxed) || self.draining.is_cancelled() {
            return Readiness::Draining;
        }
        if self.sockets() >= self.config().limits.sockets {
            return Readiness::Full;
        }
        if self.turn.as_ref().is_some_and(|turn| turn.is_down()) {
            return Readiness::TurnDown;
        }
        Readiness::Ready
    }

    /// Tells whoever asks to send newcomers elsewhere. Who comes nevertheless is served.
    pub fn leave(&self) {
        self.is_leaving.store(true, Ordering::Relaxed);
    }

    /// Counts a connection from an address; returns whether it is let in.
    pub fn admits(&self, address: IpAddr) -> bool {
        if self.config().trusted_proxies.contains(address) {
            return true;
        }
        let network = Network::from(address);
        let is_within = lock(&self.quotas).connect(network.site(), self.rooms.now());
        if !is_within {
            self.refused_connections.fetch_add(1, Ordering::Relaxed);
            let status = StatusCode::TOO_MANY_REQUESTS.as_u16();
            self.log_refusal(network, status, &"too many connections come from this address");
        }
        is_within
    }

    /// Returns how many connections were refused because of the rate of their address.
    pub fn refused_connections(&self) -> u64 {
        self.refused_connections.load(Ordering::Relaxed)
    }

    /// Takes a socket for somebody in that network.
    pub fn open_socket(self: &Arc<Self>, network: Network) -> Result<OpenSocket, CloseCode> {
        lock(&self.quotas).open_socket(network, self.rooms.now())?;
        Ok(OpenSocket {
            server: Arc::clone(self),
            network,
        })
    }

    /// Returns what counts what arrives at one socket or connection of a network, or site of IPv6.
    pub fn inflow(&self, network: Network) -> Inflow {
        let traffic = lock(&self.quotas).traffic(network.site(), self.rooms.now());
        Inflow::new(traffic, self.rooms.clock())
    }

    /// Returns what counts the turns that an address took before it had sockets: for handshakes of TLS, and requests.
    pub fn former_turns(&self, address: IpAddr) -> Arc<Former> {
        lock(&self.quotas).former_turns(Network::from(address).site(), self.rooms.now())
    }

    /// Returns how many sockets are open.
    pub fn sockets(&self) -> usize {
        lock(&self.quotas).sockets()
    }

    /// Takes a place in the lobby, which has half of the sockets at most: the others are for calls.
    pub fn enter_lobby(&self) -> Option<LobbyPlace> {
        let places = half(self.config().limits.sockets);
        let taken = self
            .lobby
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |taken| {
                (taken < places).then_some(taken + 1)
            });
        taken.is_ok().then(|| LobbyPlace(Arc::clone(&self.lobby)))
    }

    /// Counts a join.
    pub fn count_join(&self, network: Network) -> Result<(), CloseCode> {
        lock(&self.quotas).join(network, self.rooms.now())
    }

    /// Uses a token for a client, if it admits one client alone.
    pub fn claim_token(&self, pass: &Pass, client: &ClientId) -> Result<(), CloseCode> {
        match pass {
            Pass {
                token_id: Some(token),
                single_use: Some(expiry),
                ..
            } => lock(&self.used_tokens).claim(token, client, *expiry, SystemTime::now()),
            Pass { .. } => Ok(()),
        }
    }

    /// Returns why somebody is refused whom the operator has shut out.
    pub fn check_bans(&self, network: Network, pass: &Pass) -> Result<(), Refusal> {
        lock(&self.bans).check(network, pass, self.rooms.now())
    }

    /// Shuts somebody out who comes from now on.
    pub fn ban(&self, ban: Ban) -> Result<(), TooMany> {
        let now = self.rooms.now();
        let outcast = self.at_relay(&ban.target);
        let duration = ban.until.map(|until| until.since(now));
        lock(&self.bans).add(ban, now)?;
        if let Some((turn, outcast)) = outcast {
            turn.shut_out(outcast, duration);
        }
        Ok(())
    }

    /// Lets somebody in again; returns whether they were shut out.
    pub fn lift_ban(&self, target: &Target) -> bool {
        if let Some((turn, outcast)) = self.at_relay(target) {
            turn.relay().let_in(&outcast);
        }
        lock(&self.bans).lift(target, self.rooms.now())
    }

    /// Returns who a target is at the TURN server inside, which knows no tokens.
    fn at_relay(&self, target: &Target) -> Option<(&TurnServer, Outcast)> {
        let turn = self.turn.as_deref()?;
        let outcast = match target {
            Target::Address(network) => Outcast::Network(*network),
            Target::Sub(subject) => Outcast::Account(turn.turn().account_of(subject).into()),
            Target::Jti(_) => return None,
        };
        Some((turn, outcast))
    }

    /// Returns whom the operator has shut out.
    pub fn list_bans(&self) -> Vec<Ban> {
        lock(&self.bans).list(self.rooms.now())
    }

    /// Returns what stands for a network in the log.
    pub fn log_network(&self, network: IpNet) -> String {
        self.refusals.write_network(network, self.config().log_addresses)
    }

    /// Counts a look.
    pub fn count_look(&self, network: Network) -> Result<(), CloseCode> {
        lock(&self.quotas).look(network, self.rooms.now())
    }

    /// Logs and counts that somebody was refused.
    pub fn log_refusal(&self, network: Network, reason: u16, sentence: &dyn std::fmt::Display) {
        self.metrics.refuse(reason);
        let refused = Refused {
            network,
            reason,
            sentence,
        };
        let addresses = self.config().log_addresses;
        self.refusals.log(self.rooms.now(), &refused, addresses);
    }
}

fn room_limits(config: &Config, turn: Option<&TurnServer>) -> RoomLimits {
    let limits = &config.limits;
    let rooms_per_address = limits
        .rooms_per_address
        .unwrap_or_else(|| Limits::ROOMS_PER_ADDRESS.min(half(limits.rooms)));
    RoomLimits {
        rooms: limits.rooms,
        places: PlaceLimits {
            rooms_per_address,
            rooms_per_site: rooms_per_address.max(half(limits.rooms)),
            seats_per_address: limits.seats_per_address,
        },
        settling: config.timeouts.settling,
        room_size: limits.room_size.min(Limits::MAX_ROOM_SIZE),
        away_timeout: config.away_timeout.min(MAX_AWAY),
        ice_servers: config
            .ice_servers
            .iter()
            .chain(turn.map(TurnServer::stun))
            .cloned()
            .collect(),
        turn: config
            .turn
            .iter()
            .cloned()
            .chain(turn.map(TurnServer::turn))
            .collect(),
        #[cfg(feature = "webhooks")]
        has_news: config.webhook.is_some(),
        #[cfg(not(feature = "webhooks"))]
        has_news: false,
    }
}

/// One address never takes the last one, however few there are.
fn half(number: usize) -> usize {
    (number / 2).max(1)
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        lock(&self.server.quotas).close_socket(self.network);
    }
}

impl Drop for LobbyPlace {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
