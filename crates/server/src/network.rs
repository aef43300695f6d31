//! Whom a limit per address counts as one.

use ipnet::IpNet;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whoever is behind one address: an IPv4 address, or the first 64 bits of an IPv6 address, since a provider assigns
/// at least that many addresses to one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(IpAddr);

impl From<IpAddr> for Network {
    /// An IPv4 address that is mapped into IPv6, as sockets that listen on `[::]` report it, is an IPv4 address.
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
            }
            address @ IpAddr::V4(_) => Self(address),
        }
    }
}

impl Network {
    /// Returns whom a limit counts as one that must hold against somebody with a whole network of IPv6: the first 48 bits of
    /// an address, the most that a provider assigns to one customer (RFC 6177). An IPv4 address is one as it is.
    pub fn site(self) -> Self {
        match self.0 {
            IpAddr::V4(_) => self,
            IpAddr::V6(address) => {
                let [a, b, c, ..] = address.segments();
                Self(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).into())
            }
        }
    }
}

impl Network {
    /// Returns whether this is a part of that network.
    pub fn is_in(self, network: &IpNet) -> bool {
        network.contains(&self.0)
    }

    /// Returns the text for a part of the address that many share: 24 bits of IPv4, 48 bits of IPv6.
    pub fn shortened(self) -> String {
        match self.site().0 {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                format!("{}/24", Ipv4Addr::new(a, b, c, 0))
            }
            IpAddr::V6(address) => format!("{address}/48"),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(f),
            IpAddr::V6(address) => write!(f, "{address}/64"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv4_address_is_a_network_of_its_own() {
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("192.0.2.1").to_string(), "192.0.2.1");
    }

    #[test]
    fn a_mapped_address_is_the_ipv4_address() {
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }

    #[test]
    fn addresses_with_the_same_64_bits_are_one_network() {
        assert_eq!(network("2001:db8:0:7::1"), network("2001:db8:0:7:ffff::2"));
        assert_ne!(network("2001:db8:0:7::1"), network("2001:db8:0:8::1"));
        assert_eq!(network("2001:db8:0:7::1").to_string(), "2001:db8:0:7::/64");
    }

    #[test]
    fn a_site_has_48_bits_of_ipv6() {
        assert_eq!(
            network("2001:db8:0:7::1").site(),
            network("2001:db8:0:8::1").site()
        );
        assert_ne!(
            network("2001:db8:0:7::1").site(),
            network("2001:db8:1:7::1").site()
        );
        assert_ne!(network("192.0.2.1").site(), network("192.0.2.2").site());
    }

    fn network(address: &str) -> Network {
        Network::from(address.parse::<IpAddr>().unwrap())
    }
}
