//! The flags of the server, and the configuration that they describe.

use super::admin::AdminFlags;
use super::limits::LimitFlags;
use super::secret::TokenKey;
use super::tls::TlsFlags;
use super::turn::TurnFlags;
use super::webhook::WebhookFlags;
use super::{TOKEN_SECRET, secret};
use crate::certificate::Source;
use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use ipnet::IpNet;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;
use tracing::level_filters::LevelFilter;
use visavis_protocol::IceServer;
use visavis_server::{
    Allowed, Config, Hosts, LogAddresses, Origin, Origins, Tokens, TrustedProxies, parse_host,
    parse_ice_server, parse_proxy,
};

const YEAR: u64 = 366 * 24 * 60 * 60;
const DAY: u64 = 24 * 60 * 60;

/// Who needs a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TokenNeed {
    /// Nobody; tokens are ignored
    Off,
    /// The host of a room
    Optional,
    /// Everyone who enters a room
    Required,
}

/// How the lines of the log look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// For programs: one JSON object a line
    Json,
}

/// How addresses of clients appear in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Addresses {
    /// IPv4 as a whole, 64 bits of IPv6
    Full,
    /// 24 bits of IPv4, 48 bits of IPv6
    Short,
    /// A number that changes when the server is started
    Hashed,
}

/// The flags of the server itself.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// A file with values for these flags, in TOML: room-size = 4. The command line and the environment (VISAVIS_ROOM_SIZE)
    /// come before it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Check the configuration, secrets and certificates included, and exit
    #[arg(long)]
    pub check: bool,

    /// The address to listen on; port 0 chooses a free port, which is printed. The default is 127.0.0.1:8080; with HTTPS
    /// it is port 443, or with --tls self-signed 8443, of all addresses
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<SocketAddr>,

    /// How much to write to standard error
    #[arg(long, value_name = "LEVEL", default_value = "info",
          value_parser = PossibleValuesParser::new(["off", "error", "warn", "info", "debug", "trace"]))]
    log: String,

    /// How lines on standard error look
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log_format: LogFormat,

    /// How addresses of clients appear in the log
    #[arg(long, value_name = "HOW", default_value = "full")]
    log_addresses: Addresses,

    /// Serve the built page in this folder at /
    #[arg(long, value_name = "DIR", value_parser = page_folder)]
    page: Option<PathBuf>,

    /// Pages that may use this server besides its own: origins such as https://school.example, all subdomains such as
    /// https://*.school.example, localhost, or *
    #[arg(
        long,
        value_name = "ORIGIN,...",
        value_delimiter = ',',
        default_value = "localhost"
    )]
    embed_origins: Vec<Allowed>,

    /// Other servers that the pages may use, such as wss://other.example
    #[arg(long, value_name = "SERVER,...", value_delimiter = ',', value_parser = page_server)]
    page_servers: Vec<String>,

    /// The names by which browsers reach this server, such as calls.example, besides localhost and addresses; the
    /// default is every name, and none on a loopback address
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = parse_host)]
    host: Option<Vec<String>>,

    /// The proxies whose word is taken for the address of a client (Forwarded or X-Forwarded-For): addresses or networks
    #[arg(long, value_name = "CIDR,...", value_delimiter = ',', value_parser = parse_proxy)]
    trusted_proxy: Vec<IpNet>,

    /// The trusted proxies speak the PROXY protocol (version 1 or 2)
    #[arg(long, requires = "trusted_proxy")]
    proxy_protocol: bool,

    /// A STUN or TURN server for the clients: stun:HOST, turn:USER:PASSWORD@HOST[?transport=tcp], or turns:...; may be
    /// given several times
    #[arg(long, value_name = "SERVER", value_parser = parse_ice_server)]
    ice_server: Vec<IceServer>,

    /// Who needs a signed token, a JSON Web Token with the claims room, exp and host
    #[arg(long, value_name = "NEED", default_value = "off")]
    tokens: TokenNeed,

    /// The file with the secret that signs tokens (HS256, at least 32 bytes); the default is the environment variable
    /// VISAVIS_TOKEN_SECRET. May be given several times: tokens signed with any of the secrets are valid. With a name,
    /// tokens that have it in their header (kid) are verified with this secret alone
    #[arg(long, value_name = "[KID=]FILE", value_parser = secret::read_key, requires = "tokens")]
    token_secret_file: Vec<TokenKey>,

    /// The origins of the pictures in tokens, such as https://school.example; pictures from elsewhere are not shown
    #[arg(long, value_name = "ORIGIN,...", value_delimiter = ',', requires = "tokens")]
    avatar_origins: Vec<Allowed>,

    /// Each token admits one browser alone, which may come back with it; tokens then need the claim jti
    #[arg(long, requires = "tokens")]
    token_single_use: bool,

    /// How far in the future a token may expire
    #[arg(long, value_name = "SECONDS", default_value_t = Tokens::MAX_AGE.as_secs(),
          value_parser = clap::value_parser!(u64).range(60..=100 * YEAR), requires = "tokens")]
    token_max_age: u64,

    /// How long a person whose connection was lost keeps their place in the room
    #[arg(long, value_name = "SECONDS", default_value_t = Config::default().away_timeout.as_secs(),
          value_parser = clap::value_parser!(u64).range(0..=DAY))]
    away_timeout: u64,

    /// How long to go on after the signal to stop, while /readyz already tells that newcomers should be sent elsewhere
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=DAY))]
    stop_delay: u64,

    /// Listen on this address for Prometheus, which asks for /metrics; best a loopback address, such as 127.0.0.1:9090
    #[arg(long, value_name = "HOST:PORT")]
    metrics: Option<SocketAddr>,

    #[command(flatten)]
    turn: TurnFlags,

    #[command(flatten)]
    admin: AdminFlags,

    #[command(flatten)]
    webhook: WebhookFlags,

    #[command(flatten)]
    tls: TlsFlags,

    #[command(flatten)]
    limits: LimitFlags,
}

impl Serve {
    /// Returns the address to listen on.
    pub fn listen(&self) -> SocketAddr {
        let default = match self.tls.default_port() {
            Some(port) => (Ipv6Addr::UNSPECIFIED, port).into(),
            None => (Ipv4Addr::LOCALHOST, 8080).into(),
        };
        self.listen.unwrap_or(default)
    }

    /// Returns how long the server goes on after the signal to stop.
    pub fn stop_delay(&self) -> Duration {
        Duration::from_secs(self.stop_delay)
    }

    /// Returns the address for Prometheus.
    pub fn metrics(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// Returns the flags for administration.
    pub fn admin(&self) -> &AdminFlags {
        &self.admin
    }

    /// Returns the address that redirects to HTTPS.
    pub fn redirect(&self) -> Option<SocketAddr> {
        self.tls.redirect()
    }

    /// Returns the addresses for clients of the TURN server inside.
    pub fn turn_listen(&self) -> Result<Vec<SocketAddr>, clap::Error> {
        self.turn.listen()
    }

    /// Returns where the certificate comes from, if HTTPS is spoken.
    pub fn certificate(&self) -> Result<Option<Source>, clap::Error> {
        self.tls
            .source(self.listen(), self.host.as_deref().unwrap_or_default())
    }

    /// Returns what the flags say that take effect at a start alone. The public addresses of TURN are compared where they
    /// are used.
    pub fn fixed(&self) -> Vec<(&'static str, String)> {
        let own = [
            ("--listen", shown(&self.listen)),
            ("--metrics", shown(&self.metrics)),
            ("--log", shown(&self.log)),
            ("--log-format", shown(&self.log_format)),
            ("--stop-delay", shown(&self.stop_delay)),
        ];
        let own = own.into_iter().chain(self.turn.fixed());
        own.chain(self.admin.fixed()).chain(self.tls.fixed()).collect()
    }

    /// Returns the log level.
    pub fn log_level(&self) -> LevelFilter {
        // The parser accepts known levels only.
        self.log.parse().unwrap_or(LevelFilter::INFO)
    }

    /// Returns how the lines of the log look.
    pub fn log_format(&self) -> LogFormat {
        self.log_format
    }

    /// Returns the configuration that the flags describe.
    pub fn config(self) -> Result<Config, clap::Error> {
        let turn = self.turn.shared()?;
        let relay = self.turn.inside(self.name())?;
        let tokens = self.tokens()?;
        let mut config = Config::default();
        config.page = self.page;
        config.page_servers = self.page_servers;
        config.origins = Origins::new(self.embed_origins);
        config.strict_transport = self.tls.strict_transport();
        // A certificate is for these names alone.
        let names = Some(self.tls.names().to_vec()).filter(|names| !names.is_empty());
        config.hosts = self.host.or(names).map(Hosts::new);
        config.trusted_proxies = TrustedProxies::new(self.trusted_proxy);
        config.proxy_protocol = self.proxy_protocol;
        config.ice_servers = self.ice_server;
        config.turn = turn;
        config.relay = relay;
        config.tokens = tokens;
        config.away_timeout = Duration::from_secs(self.away_timeout);
        config.log_addresses = match self.log_addresses {
            Addresses::Full => LogAddresses::Full,
            Addresses::Short => LogAddresses::Short,
            Addresses::Hashed => LogAddresses::Hashed,
        };
        config.webhook = self.webhook.webhook()?;
        config.admin_secret = self.admin.secret()?;
        config.limits = self.limits.limits();
        Ok(config)
    }

    /// Returns the name by which browsers reach the server, if it has one.
    fn name(&self) -> Option<&str> {
        let hosts = self.host.iter().flatten().chain(self.tls.names());
        hosts.map(String::as_str).find(|host| !host.contains('*'))
    }

    fn tokens(&self) -> Result<Option<Tokens>, clap::Error> {
        if self.tokens == TokenNeed::Off {
            return Ok(None);
        }
        let mut secrets = self.token_secret_file.iter().cloned();
        let key = TOKEN_SECRET.find_key(secrets.next())?;
        let tokens = Tokens::new(key.secret, self.tokens == TokenNeed::Required);
        let mut tokens = with_id(tokens.map_err(secret::unusable)?, key.id);
        for TokenKey { id, secret } in secrets {
            let former = tokens.with_former_secret(secret).map_err(secret::unusable)?;
            tokens = with_id(former, id);
        }
        tokens = tokens.with_picture_origins(self.avatar_origins.iter().cloned());
        if self.token_single_use {
            tokens = tokens.for_single_use();
        }
        Ok(Some(tokens.with_max_age(Duration::from_secs(self.token_max_age))))
    }
}

/// Names the secret that was added last.
pub(super) fn with_id(tokens: Tokens, id: Option<String>) -> Tokens {
    match id {
        Some(id) => tokens.with_key_id(id),
        None => tokens,
    }
}

/// Returns a value as text, to be compared.
pub(super) fn shown(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}")
}

fn page_server(text: &str) -> Result<String, String> {
    let is_socket = ["wss://", "ws://"].iter().any(|scheme| text.starts_with(scheme));
    match text.parse::<Origin>() {
        Ok(origin) if is_socket && origin.is_ipv6() => {
            Err("the policies of browsers know no IPv6 addresses: give the server a name".to_owned())
        }
        Ok(_) if is_socket => Ok(text.to_owned()),
        Ok(_) | Err(_) => Err("expected something like wss://other.example, without a path".to_owned()),
    }
}

fn page_folder(text: &str) -> Result<PathBuf, String> {
    let folder = PathBuf::from(text);
    if !folder.join("index.html").is_file() {
        return Err("there is no index.html in it".to_owned());
    }
    Ok(folder)
}
