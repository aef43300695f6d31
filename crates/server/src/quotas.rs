//! What each network may use of the server: sockets, joins, looks and traffic.
//!
//! Sans-IO: time is an argument.

use crate::config::Limits;
use crate::network::Network;
use crate::rate_limiter::RateLimiter;
use crate::traffic::Traffic;
use crate::turns::Former;
use std::collections::BTreeMap;
use std::sync::Arc;
use visavis_protocol::CloseCode;
use visavis_roap::Timestamp;

/// Networks that are remembered although they have no socket. A stranger with more of them is not bounded by what each
/// may do.
const MAX_IDLE_NETWORKS: usize = 65_536;

/// The use that all networks make of the server.
#[derive(Debug)]
pub struct Quotas {
    limits: QuotaLimits,
    sockets: usize,
    networks: BTreeMap<Network, Usage>,
    /// The sockets of each site of IPv6.
    sites: BTreeMap<Network, usize>,
    /// When there are more networks than this, those that have used nothing lately are forgotten.
    forget_at: usize,
}

/// The bounds of [`Quotas`].
#[derive(Debug, Clone)]
pub struct QuotaLimits {
    pub sockets: usize,
    pub sockets_per_address: usize,
    pub sockets_per_site: usize,
    pub connections_per_minute: u32,
    pub joins_per_minute: u32,
    pub looks_per_minute: u32,
    pub messages_per_second: u32,
    pub bytes_per_second: u32,
}

#[derive(Debug)]
struct Usage {
    sockets: usize,
    connections: RateLimiter,
    joins: RateLimiter,
    looks: RateLimiter,
    traffic: Arc<Traffic>,
    former_turns: Arc<Former>,
}

impl QuotaLimits {
    /// Takes the bounds from the configuration.
    pub fn new(limits: &Limits) -> Self {
        // One address never takes the last socket, however few there are.
        let half = (limits.sockets / 2).max(1);
        let sockets_per_address = limits
            .sockets_per_address
            .unwrap_or_else(|| Limits::SOCKETS_PER_ADDRESS.min(half));
        Self {
            sockets: limits.sockets,
            sockets_per_address,
            sockets_per_site: sockets_per_address.max(half),
            connections_per_minute: limits.connections_per_minute,
            joins_per_minute: limits.joins_per_minute,
            looks_per_minute: limits.looks_per_minute,
            messages_per_second: limits.messages_per_second_of_address,
            bytes_per_second: limits.bytes_per_second_of_address,
        }
    }
}

impl Quotas {
    /// Creates quotas that nobody has used.
    pub fn new(limits: QuotaLimits) -> Self {
        Self {
            limits,
            sockets: 0,
            networks: BTreeMap::new(),
            sites: BTreeMap::new(),
            forget_at: 1024,
        }
    }

    /// Changes the bounds. Rates begin anew; traffic of an address keeps its own for as long as it has a socket.
    pub fn resize(&mut self, limits: QuotaLimits, now: Timestamp) {
        self.limits = limits;
        let QuotaLimits {
            connections_per_minute,
            joins_per_minute,
            looks_per_minute,
            ..
        } = self.limits;
        for usage in self.networks.values_mut() {
            usage.connections = RateLimiter::per_minute(connections_per_minute, now);
            usage.joins = RateLimiter::per_minute(joins_per_minute, now);
            usage.looks = RateLimiter::per_minute(looks_per_minute, now);
        }
    }

    /// Takes a socket, which is given back with [`Quotas::close_socket`].
    pub fn open_socket(&mut self, network: Network, now: Timestamp) -> Result<(), CloseCode> {
        let QuotaLimits {
            sockets,
            sockets_per_address,
            sockets_per_site,
            ..
        } = self.limits;
        if self.sockets >= sockets {
            return Err(CloseCode::NoMoreSockets);
        }
        let of_site = self.sites.get(&network.site()).copied().unwrap_or(0);
        if of_site >= sockets_per_site || self.usage(network, now).sockets >= sockets_per_address {
            return Err(CloseCode::AddressSockets);
        }
        self.usage(network, now).sockets += 1;
        self.sites.insert(network.site(), of_site + 1);
        self.sockets += 1;
        Ok(())
    }

    /// Gives a socket back.
    pub fn close_socket(&mut self, network: Network) {
        if let Some(usage) = self.networks.get_mut(&network) {
            usage.sockets = usage.sockets.saturating_sub(1);
            self.sockets = self.sockets.saturating_sub(1);
        }
        if let Some(of_site) = self.sites.get_mut(&network.site()) {
            *of_site -= 1;
            if *of_site == 0 {
                self.sites.remove(&network.site());
            }
        }
    }

    /// Returns how many sockets are open.
    pub fn sockets(&self) -> usize {
        self.sockets
    }

    /// Counts a connection; returns whether it is let in.
    pub fn connect(&mut self, network: Network, now: Timestamp) -> bool {
        self.usage(network, now).connections.try_take(1, now)
    }

    /// Counts a join.
    pub fn join(&mut self, network: Network, now: Timestamp) -> Result<(), CloseCode> {
        let is_within = self.usage(network, now).joins.try_take(1, now);
        is_within.then_some(()).ok_or(CloseCode::AddressRate)
    }

    /// Counts a look.
    pub fn look(&mut self, network: Network, now: Timestamp) -> Result<(), CloseCode> {
        let is_within = self.usage(network, now).looks.try_take(1, now);
        is_within.then_some(()).ok_or(CloseCode::AddressRate)
    }

    /// Returns the traffic of a network, for one of its sockets.
    pub fn traffic(&mut self, network: Network, now: Timestamp) -> Arc<Traffic> {
        Arc::clone(&self.usage(network, now).traffic)
    }

    /// Returns what counts the turns that a network took before it had sockets.
    pub fn former_turns(&mut self, network: Network, now: Timestamp) -> Arc<Former> {
        Arc::clone(&self.usage(network, now).former_turns)
    }

    fn usage(&mut self, network: Network, now: Timestamp) -> &mut Usage {
        if self.networks.len() >= self.forget_at && !self.networks.contains_key(&network) {
            self.forget_idle(now);
        }
        let QuotaLimits {
            connections_per_minute,
            joins_per_minute,
            looks_per_minute,
            messages_per_second,
            bytes_per_second,
            ..
        } = self.limits;
        self.networks.entry(network).or_insert_with(|| Usage {
            sockets: 0,
            connections: RateLimiter::per_minute(connections_per_minute, now),
            joins: RateLimiter::per_minute(joins_per_minute, now),
            looks: RateLimiter::per_minute(looks_per_minute, now),
            traffic: Arc::new(Traffic::new(messages_per_second, bytes_per_second, now)),
            former_turns: Arc::default(),
        })
    }

    fn forget_idle(&mut self, now: Timestamp) {
        let most = MAX_IDLE_NETWORKS + self.sockets;
        self.networks.retain(|_, usage| !usage.is_as_new(now));
        if self.networks.len() >= most {
            self.networks.retain(|_, usage| usage.is_in_use());
        }
        // Doubled, so that the work for each newcomer stays constant on average.
        let networks = self.networks.len();
        self.forget_at = (2 * networks).clamp(1024, most.max(networks + 1024));
    }
}

impl Usage {
    fn is_as_new(&mut self, now: Timestamp) -> bool {
        if self.is_in_use() || !self.traffic.is_as_new(now) {
            return false;
        }
        let mut rates = [&mut self.connections, &mut self.joins, &mut self.looks].into_iter();
        rates.all(|rate| rate.is_full(now))
    }

    /// Returns whether there is a socket, or a connection, of the network.
    fn is_in_use(&self) -> bool {
        self.sockets > 0 || Arc::strong_count(&self.traffic) > 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;

    #[test]
    fn a_network_has_its_share_of_the_sockets_and_no_more() {
        let mut quotas = Quotas::new(limits());

        assert_eq!(
            [(); 3].map(|()| quotas.open_socket(network(1), at(0))),
            [Ok(()), Ok(()), Err(CloseCode::AddressSockets)]
        );
        assert_eq!(
            [(); 2].map(|()| quotas.open_socket(network(2), at(0))),
            [Ok(()), Err(CloseCode::NoMoreSockets)]
        );
    }

    #[test]
    fn a_closed_socket_is_given_back() {
        let mut quotas = Quotas::new(limits());

        for _ in 0..10 {
            assert_eq!(quotas.open_socket(network(1), at(0)), Ok(()));
            quotas.close_socket(network(1));
        }
        assert!(quotas.sites.is_empty());
    }

    #[test]
    fn a_site_of_ipv6_does_not_take_the_last_socket() {
        let mut quotas = Quotas::new(limits());
        let mut open = |address: &str| quotas.open_socket(address.parse::<IpAddr>().unwrap().into(), at(0));

        assert_eq!(open("2001:db8:0:1::1"), Ok(()));
        assert_eq!(open("2001:db8:0:2::1"), Ok(()));
        assert_eq!(open("2001:db8:0:3::1"), Err(CloseCode::AddressSockets));
        assert_eq!(open("2001:db8:1:1::1"), Ok(()));
    }

    #[test]
    fn joins_and_looks_of_one_network_are_not_those_of_another() {
        let mut quotas = Quotas::new(limits());

        assert_eq!(quotas.join(network(1), at(0)), Ok(()));
        assert_eq!(quotas.join(network(1), at(0)), Err(CloseCode::AddressRate));
        assert_eq!(quotas.look(network(1), at(0)), Ok(()));
        assert_eq!(quotas.look(network(1), at(0)), Err(CloseCode::AddressRate));
        assert!(quotas.connect(network(1), at(0)));
        assert!(!quotas.connect(network(1), at(0)));
        assert_eq!(quotas.join(network(2), at(0)), Ok(()));
        assert_eq!(quotas.join(network(1), at(60_000)), Ok(()));
    }

    #[test]
    fn by_default_one_address_has_half_of_the_sockets_at_most() {
        let limits = |sockets| {
            let limits = Limits {
                sockets,
                ..Limits::default()
            };
            QuotaLimits::new(&limits).sockets_per_address
        };

        assert_eq!([10_000, 100, 1].map(limits), [Limits::SOCKETS_PER_ADDRESS, 50, 1]);
    }

    #[test]
    fn by_default_a_school_behind_one_address_can_call() {
        let mut quotas = Quotas::new(QuotaLimits::new(&Limits::default()));
        let school = network(1);

        // Everybody opens the page, for which browsers use up to six connections.
        for _ in 0..6 * 300 {
            assert!(quotas.connect(school, at(0)));
        }
        // Everybody has a socket in the lobby and one in a call, and all return while their former sockets, of which the
        // server has not heard for a few seconds, still count.
        for _ in 0..300 {
            assert!(quotas.connect(school, at(0)));
            assert_eq!(quotas.open_socket(school, at(0)), Ok(()));
            assert_eq!(quotas.look(school, at(0)), Ok(()));
        }
        for _ in 0..2 * 300 {
            assert!(quotas.connect(school, at(0)));
            assert_eq!(quotas.open_socket(school, at(0)), Ok(()));
            assert_eq!(quotas.join(school, at(0)), Ok(()));
        }
        // A lobby looks every 10 s.
        for second in 0..600 {
            for _ in 0..30 {
                assert!(quotas.connect(school, at(1000 * second)));
                assert_eq!(quotas.look(school, at(1000 * second)), Ok(()));
            }
        }
    }

    #[test]
    fn networks_that_use_nothing_are_forgotten() {
        let mut quotas = Quotas::new(limits());
        quotas.open_socket(network(0), at(0)).unwrap();

        for number in 1..=10_000 {
            quotas
                .join(network(number), at(60_000 * u64::from(number)))
                .unwrap();
        }

        assert!(quotas.networks.len() <= 1024, "{}", quotas.networks.len());
        assert_eq!(quotas.networks[&network(0)].sockets, 1);
    }

    #[test]
    fn the_number_of_remembered_networks_is_bounded_and_traffic_in_use_is_not_forgotten() {
        let mut quotas = Quotas::new(limits());
        let traffic = quotas.traffic(network(u32::MAX), at(0));

        for number in 0..200_000 {
            quotas.join(network(number), at(0)).unwrap();
        }

        assert!(quotas.networks.len() <= MAX_IDLE_NETWORKS);
        assert!(Arc::ptr_eq(&traffic, &quotas.traffic(network(u32::MAX), at(0))));
    }

    fn limits() -> QuotaLimits {
        QuotaLimits {
            sockets: 3,
            sockets_per_address: 2,
            sockets_per_site: 2,
            connections_per_minute: 1,
            joins_per_minute: 1,
            looks_per_minute: 1,
            messages_per_second: 100,
            bytes_per_second: 1_000,
        }
    }

    fn network(number: u32) -> Network {
        IpAddr::from(Ipv4Addr::from_bits(number)).into()
    }

    fn at(milliseconds: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(milliseconds))
    }
}
