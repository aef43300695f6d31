//! The options of the TURN server inside.

use super::peers::Reach;
use crate::secret::Secret;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

/// The configuration of the TURN server inside. It listens on [`Listeners::turn`](crate::Listeners::turn).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RelayConfig {
    /// The addresses at which clients and peers reach this machine, one of IPv4, of IPv6, or both. Behind a NAT that maps
    /// one to one, these are its addresses.
    pub public_addresses: Vec<IpAddr>,
    /// The name in the certificate of HTTPS, by which clients reach the relay over TLS. `None`: the first address.
    pub tls_name: Option<String>,
    /// The UDP ports that peers send to.
    pub ports: RangeInclusive<u16>,
    /// Clients may talk to addresses of private networks through the relay. Off by default: they could reach services of
    /// the operator's own network that the internet cannot.
    pub allow_private: bool,
    /// The secret of which passwords are made. `None`: a random one.
    pub secret: Option<Secret>,
    /// How long a password is valid.
    pub time_to_live: Duration,
    /// Allocations at the same time. A browser makes one for each connection, URL and network interface.
    pub allocations: usize,
    /// Allocations of one account, which is a person with a token or else everybody behind one address.
    pub allocations_per_account: usize,
    /// Bytes per second of one account, in both directions together, of which two seconds' worth may come at once. What is
    /// more is lost.
    pub bytes_per_second: u32,
}

impl RelayConfig {
    /// Creates the configuration of a relay at these addresses.
    pub fn new(public_addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        Self {
            public_addresses: public_addresses.into_iter().collect(),
            tls_name: None,
            // The dynamic ports (RFC 6335).
            ports: 49_152..=65_535,
            allow_private: false,
            secret: None,
            time_to_live: Duration::from_secs(12 * 60 * 60),
            allocations: 2_400,
            allocations_per_account: 600,
            bytes_per_second: 16 * 1024 * 1024,
        }
    }

    /// Returns the addresses of the interfaces of this machine that the internet can reach: one of IPv4, one of IPv6, both
    /// or none.
    pub fn public_interfaces() -> Vec<IpAddr> {
        let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
        let mut addresses = interfaces.iter().map(|interface| interface.ip());
        let is_public = |address: &IpAddr| Reach::of(*address) == Reach::Public;
        let ipv4 = addresses
            .clone()
            .find(|address| address.is_ipv4() && is_public(address));
        let ipv6 = addresses.find(|address| address.is_ipv6() && is_public(address));
        ipv4.into_iter().chain(ipv6).collect()
    }
}
