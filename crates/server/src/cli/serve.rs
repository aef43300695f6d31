//! The flags of the server, and the configuration that they describe.

use super::limits::LimitFlags;
use super::{TOKEN_SECRET, TURN_SECRET, secret};
use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use ipnet::IpNet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tracing::level_filters::LevelFilter;
use visavis_protocol::IceServer;
use visavis_server::{
    Allowed, Config, Hosts, Origin, Origins, Secret, Tokens, TrustedProxies, Turn, parse_host,
    parse_ice_server, parse_proxy, parse_turn_url,
};

const YEAR: u64 = 366 * 24 * 60 * 60;
const DAY: u64 = 24 * 60 * 60;
const MONTH: u64 = 30 * 24 * 60 * 60;

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

/// The flags of the server itself.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// The address to listen on; port 0 chooses a free port, which is printed
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// How much to write to standard error
    #[arg(long, value_name = "LEVEL", default_value = "info",
          value_parser = PossibleValuesParser::new(["off", "error", "warn", "info", "debug", "trace"]))]
    log: String,

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

    /// A TURN server to generate passwords for: turn:HOST[:PORT][?transport=tcp] or turns:...; may be given several times
    #[arg(long, value_name = "URL", value_parser = parse_turn_url)]
    turn: Vec<String>,

    /// The file with the secret that this server shares with the TURN server (coturn: static-auth-secret); the default
    /// is the environment variable VISAVIS_TURN_SECRET
    #[arg(long, value_name = "FILE", value_parser = secret::read, requires = "turn")]
    turn_secret_file: Option<Secret>,

    /// How long a password for the TURN server is valid
    #[arg(long, value_name = "SECONDS", default_value_t = 12 * 60 * 60,
          value_parser = clap::value_parser!(u64).range(60..=MONTH), requires = "turn")]
    turn_ttl: u64,

    /// Who needs a signed token, a JSON Web Token with the claims room, exp and host
    #[arg(long, value_name = "NEED", default_value = "off")]
    tokens: TokenNeed,

    /// The file with the secret that signs tokens (HS256, at least 32 bytes); the default is the environment variable
    /// VISAVIS_TOKEN_SECRET. May be given several times: tokens signed with any of the secrets are valid
    #[arg(long, value_name = "FILE", value_parser = secret::read, requires = "tokens")]
    token_secret_file: Vec<Secret>,

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

    #[command(flatten)]
    limits: LimitFlags,
}

impl Serve {
    /// Returns the log level.
    pub fn log_level(&self) -> LevelFilter {
        // The parser accepts known levels only.
        self.log.parse().unwrap_or(LevelFilter::INFO)
    }

    /// Returns the configuration that the flags describe.
    pub fn config(self) -> Result<Config, clap::Error> {
        let turn = self.turn()?;
        let tokens = self.tokens()?;
        let mut config = Config::default();
        config.page = self.page;
        config.page_servers = self.page_servers;
        config.origins = Origins::new(self.embed_origins);
        config.hosts = self.host.map(Hosts::new);
        config.trusted_proxies = TrustedProxies::new(self.trusted_proxy);
        config.proxy_protocol = self.proxy_protocol;
        config.ice_servers = self.ice_server;
        config.turn = turn;
        config.tokens = tokens;
        config.away_timeout = Duration::from_secs(self.away_timeout);
        config.limits = self.limits.limits();
        Ok(config)
    }

    fn tokens(&self) -> Result<Option<Tokens>, clap::Error> {
        if self.tokens == TokenNeed::Off {
            return Ok(None);
        }
        let mut secrets = self.token_secret_file.iter().cloned();
        let secret = TOKEN_SECRET.find(secrets.next())?;
        let mut tokens = Tokens::new(secret, self.tokens == TokenNeed::Required).map_err(secret::unusable)?;
        for secret in secrets {
            tokens = tokens.with_former_secret(secret).map_err(secret::unusable)?;
        }
        if self.token_single_use {
            tokens = tokens.for_single_use();
        }
        Ok(Some(tokens.with_max_age(Duration::from_secs(self.token_max_age))))
    }

    fn turn(&self) -> Result<Option<Turn>, clap::Error> {
        if self.turn.is_empty() {
            return Ok(None);
        }
        let secret = TURN_SECRET.find(self.turn_secret_file.clone())?;
        let time_to_live = Duration::from_secs(self.turn_ttl);
        Ok(Some(Turn::new(self.turn.clone(), secret, time_to_live)))
    }
}

fn page_server(text: &str) -> Result<String, String> {
    let is_socket = ["wss://", "ws://"].iter().any(|scheme| text.starts_with(scheme));
    if !is_socket || text.parse::<Origin>().is_err() {
        return Err("expected something like wss://other.example, without a path".to_owned());
    }
    Ok(text.to_owned())
}

fn page_folder(text: &str) -> Result<PathBuf, String> {
    let folder = PathBuf::from(text);
    if !folder.join("index.html").is_file() {
        return Err("there is no index.html in it".to_owned());
    }
    Ok(folder)
}
