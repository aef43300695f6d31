//! To which addresses the relay sends: not into the network of the operator.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Whom clients may talk to through the relay.
#[derive(Debug, Clone)]
pub struct PeerPolicy {
    /// Addresses of private networks are allowed.
    pub allow_private: bool,
    /// The sockets on which the relay listens. Sent to these, a client could be its own client without end.
    pub own: Vec<SocketAddr>,
}

impl PeerPolicy {
    /// Returns whether a client may talk to this address.
    pub fn allows(&self, peer: SocketAddr) -> bool {
        let reach = Reach::of(peer.ip());
        let is_reachable = match reach {
            Reach::Public => true,
            Reach::Private => self.allow_private,
            Reach::Nowhere => false,
        };
        let ip = peer.ip().to_canonical();
        is_reachable && !self.own.contains(&SocketAddr::new(ip, peer.port()))
    }
}

/// From where an address can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// From the internet.
    Public,
    /// From a network of its own (RFC 1918, RFC 4193, RFC 6598).
    Private,
    /// From nowhere else, or by nobody in particular.
    Nowhere,
}

impl Reach {
    /// Returns from where an address can be reached. An IPv4 address in any of the notations of IPv6 is what it is in
    /// IPv4, since a router would take it for that.
    pub fn of(ip: IpAddr) -> Self {
        match ip.to_canonical() {
            IpAddr::V4(ip) => Self::of_ipv4(ip),
            IpAddr::V6(ip) => Self::of_ipv6(ip),
        }
    }

    fn of_ipv4(ip: Ipv4Addr) -> Self {
        let [a, b, c, _] = ip.octets();
        let is_special = matches!((a, b, c), (0 | 240..=255, _, _) | (192, 0, 0) | (198, 18..=19, _));
        if is_special || ip.is_loopback() || ip.is_link_local() || ip.is_multicast() {
            return Self::Nowhere;
        }
        let is_shared = a == 100 && (64..=127).contains(&b);
        if ip.is_private() || is_shared {
            return Self::Private;
        }
        Self::Public
    }

    fn of_ipv6(ip: Ipv6Addr) -> Self {
        let embedded = |high: u16, low: u16| {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            Self::of_ipv4(Ipv4Addr::new(a, b, c, d))
        };
        match ip.segments() {
            // Unspecified, loopback, and the former notation of IPv4.
            [0, 0, 0, 0, 0, 0, _, _] => Self::Nowhere,
            // NAT64 (RFC 6052, RFC 8215) and 6to4 (RFC 3056).
            [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
            [0x64, 0xff9b, 1, ..] => Self::Private,
            [0x2002, high, low, ..] => embedded(high, low),
            [0xfc00..=0xfdff, ..] => Self::Private,
            [0x2000..=0x3fff, ..] => Self::Public,
            // Link-local, site-local, multicast, and what is not assigned.
            _ => Self::Nowhere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses_are_allowed() {
        for ip in [
            "192.0.2.1",
            "8.8.8.8",
            "2001:db8::1",
            "64:ff9b::808:808",
            "::ffff:8.8.8.8",
        ] {
            assert!(policy(false).allows(at(ip)), "{ip}");
        }
    }

    #[test]
    fn private_addresses_are_allowed_if_the_operator_says_so() {
        for ip in [
            "10.1.2.3",
            "172.16.0.1",
            "192.168.0.1",
            "100.64.0.1",
            "fd00::1",
            "::ffff:10.1.2.3",
            "64:ff9b::10.1.2.3",
            "2002:0a01:0203::1",
        ] {
            assert!(!policy(false).allows(at(ip)), "{ip}");
            assert!(policy(true).allows(at(ip)), "{ip}");
        }
    }

    #[test]
    fn what_is_nowhere_is_never_allowed() {
        for ip in [
            "0.0.0.0",
            "0.1.2.3",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "198.18.0.1",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "2002:7f00:0001::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!policy(true).allows(at(ip)), "{ip}");
        }
    }

    #[test]
    fn a_socket_of_the_server_is_denied_by_address_and_port() {
        let own = SocketAddr::new(at("192.0.2.1").ip(), 3478);
        let policy = PeerPolicy {
            own: vec![own],
            ..policy(false)
        };

        assert!(!policy.allows(own));
        assert!(!policy.allows("[::ffff:192.0.2.1]:3478".parse().unwrap()));
        assert!(policy.allows(SocketAddr::new(own.ip(), 3479)));
        assert!(policy.allows("192.0.2.2:3478".parse().unwrap()));
    }

    fn policy(allow_private: bool) -> PeerPolicy {
        PeerPolicy {
            allow_private,
            own: Vec::new(),
        }
    }

    fn at(ip: &str) -> SocketAddr {
        SocketAddr::new(ip.parse().unwrap(), 5000)
    }
}
