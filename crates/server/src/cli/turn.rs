//! The flags of TURN servers: of others, and of the one inside.

use super::limits::within;
use super::serve::shown;
use super::{TURN_SECRET, mistake, secret};
use clap::ArgGroup;
use clap::error::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::Duration;
use tracing::warn;
use visavis_server::{RelayConfig, Secret, Turn, parse_turn_url};

const MONTH: u64 = 30 * 24 * 60 * 60;
/// The port of TURN (RFC 8656, 5).
const PORT: u16 = 3478;

/// An address at which the internet reaches this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PublicAddress {
    /// That of its interfaces.
    Auto,
    Given(IpAddr),
}

/// The flags of TURN servers.
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("turn_servers").multiple(true))]
pub struct TurnFlags {
    /// A TURN server to generate passwords for: turn:HOST[:PORT][?transport=tcp] or turns:...; may be given several times
    #[arg(long, value_name = "URL", value_parser = parse_turn_url, group = "turn_servers")]
    turn: Vec<String>,

    /// The file with the secret that this server shares with the TURN server (coturn: static-auth-secret); the default
    /// is the environment variable VISAVIS_TURN_SECRET
    #[arg(long, value_name = "FILE", value_parser = secret::read, requires = "turn_servers")]
    turn_secret_file: Option<Secret>,

    /// How long a password for the TURN server is valid
    #[arg(long, value_name = "SECONDS", default_value_t = 12 * 60 * 60,
          value_parser = clap::value_parser!(u64).range(60..=MONTH), requires = "turn_servers")]
    turn_ttl: u64,

    /// Be a STUN and TURN server as well, which the internet reaches at these addresses, one of IPv4, one of IPv6 or both;
    /// auto: those of the interfaces of this machine, if they are public
    #[arg(long, alias = "public-ip", value_name = "IP,...|auto", value_delimiter = ',', value_parser = public_address,
          group = "turn_servers")]
    turn_public_ip: Vec<PublicAddress>,

    /// The address to listen on for STUN and TURN, by UDP and by TCP; the default is port 3478 of the public addresses, or
    /// of all addresses if this machine does not have them itself
    #[arg(long, value_name = "HOST:PORT", requires = "turn_public_ip")]
    turn_listen: Option<SocketAddr>,

    /// The UDP ports that peers send to
    #[arg(long, value_name = "LOW-HIGH", default_value = "49152-65535", value_parser = ports,
          requires = "turn_public_ip")]
    turn_ports: RangeInclusive<u16>,

    /// Let people talk to addresses of private networks through the TURN server
    #[arg(long, requires = "turn_public_ip")]
    turn_allow_private: bool,

    /// The most allocations of the TURN server at the same time
    #[arg(long, value_name = "ALLOCATIONS", default_value_t = RelayConfig::new([]).allocations,
          value_parser = within(1, 60_000), requires = "turn_public_ip")]
    turn_allocations: usize,

    /// The most allocations of one account, which is a person with a token or else everybody behind one address
    #[arg(long, value_name = "ALLOCATIONS", default_value_t = RelayConfig::new([]).allocations_per_account,
          value_parser = within(1, 60_000), requires = "turn_public_ip")]
    turn_allocations_per_account: usize,

    /// The most bytes per second that the TURN server relays for one account
    #[arg(long, value_name = "BYTES", default_value_t = RelayConfig::new([]).bytes_per_second,
          value_parser = clap::value_parser!(u32).range(1024..=1024 * 1024 * 1024), requires = "turn_public_ip")]
    turn_byte_rate: u32,
}

impl TurnFlags {
    /// Returns the TURN server that shares a secret with this one.
    pub(super) fn shared(&self) -> Result<Option<Turn>, clap::Error> {
        if self.turn.is_empty() {
            return Ok(None);
        }
        let secret = TURN_SECRET.find(self.turn_secret_file.clone())?;
        Ok(Some(Turn::new(self.turn.clone(), secret, self.time_to_live())))
    }

    /// Returns the TURN server inside, which has this name in the certificate of HTTPS.
    pub(super) fn inside(&self, name: Option<&str>) -> Result<Option<RelayConfig>, clap::Error> {
        let addresses = self.public_addresses()?;
        if addresses.is_empty() {
            if !self.turn_public_ip.is_empty() {
                warn!("no interface has a public address, so there is no TURN server: see --turn-public-ip");
            }
            return Ok(None);
        }
        let mut relay = RelayConfig::new(addresses);
        relay.tls_name = name.map(str::to_owned);
        relay.ports = self.turn_ports.clone();
        relay.allow_private = self.turn_allow_private;
        relay.secret = TURN_SECRET.find_if_any(self.turn_secret_file.clone())?;
        relay.time_to_live = self.time_to_live();
        relay.allocations = self.turn_allocations;
        relay.allocations_per_account = self.turn_allocations_per_account;
        relay.bytes_per_second = self.turn_byte_rate;
        Ok(Some(relay))
    }

    /// Returns the addresses to listen on for the TURN server inside.
    pub(super) fn listen(&self) -> Result<Vec<SocketAddr>, clap::Error> {
        let public = self.public_addresses()?;
        if let Some(address) = self.turn_listen {
            return Ok(if public.is_empty() {
                Vec::new()
            } else {
                vec![address]
            });
        }
        let is_here = |address: IpAddr| std::net::UdpSocket::bind((address, 0)).is_ok();
        let reachable = public.into_iter().map(|address| match address {
            address if is_here(address) => address,
            IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        });
        Ok(reachable.map(|address| (address, PORT).into()).collect())
    }

    /// Returns what the flags say that take effect at a start alone.
    pub(super) fn fixed(&self) -> [(&'static str, String); 1] {
        [("--turn-listen", shown(&self.turn_listen))]
    }

    fn time_to_live(&self) -> Duration {
        Duration::from_secs(self.turn_ttl)
    }

    fn public_addresses(&self) -> Result<Vec<IpAddr>, clap::Error> {
        let mut addresses = Vec::new();
        for address in &self.turn_public_ip {
            match address {
                PublicAddress::Given(address) => addresses.push(*address),
                PublicAddress::Auto => addresses.extend(RelayConfig::public_interfaces()),
            }
        }
        let of_ipv4 = addresses.iter().filter(|address| address.is_ipv4()).count();
        if of_ipv4 > 1 || addresses.len() - of_ipv4 > 1 {
            let sentence = "--turn-public-ip takes one address of IPv4 and one of IPv6";
            return Err(mistake(ErrorKind::TooManyValues, sentence));
        }
        Ok(addresses)
    }
}

fn public_address(text: &str) -> Result<PublicAddress, String> {
    if text == "auto" {
        return Ok(PublicAddress::Auto);
    }
    match text.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(address) if address.is_unspecified() || address.is_multicast() => {
            Err("not an address of one machine".to_owned())
        }
        Ok(address) => Ok(PublicAddress::Given(address)),
        Err(_) => Err("expected an address such as 203.0.113.7, or auto".to_owned()),
    }
}

fn ports(text: &str) -> Result<RangeInclusive<u16>, String> {
    let bounds = text.split_once('-');
    let bounds = bounds.and_then(|(low, high)| Some((low.parse::<u16>().ok()?, high.parse::<u16>().ok()?)));
    match bounds {
        Some((low @ 1024.., high)) if low <= high => Ok(low..=high),
        Some(_) | None => Err("expected two ports from 1024 to 65535, such as 49152-65535".to_owned()),
    }
}
