//! The connections that speak HTTP: pages, health checks, and sockets that are opened or refused.
//!
//! Their number is bounded, and a newcomer is always let in: whoever holds the most loses the oldest one. So nobody can
//! keep others out by holding connections, and the health check always answers.

use crate::network::Network;
use crate::sync::lock;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

/// All connections that speak HTTP.
#[derive(Debug)]
pub struct Connections {
    table: Mutex<Table>,
}

/// A connection in the table. Dropping it makes room for another.
#[derive(Debug)]
pub struct Connection {
    connections: Arc<Connections>,
    network: Network,
    id: u64,
    displaced: CancellationToken,
}

/// Which connections are open, and which one has to go. Sans-IO: a connection is a number that grows with time.
#[derive(Debug)]
struct Table {
    max: usize,
    max_per_address: usize,
    next_id: u64,
    open: BTreeMap<u64, CancellationToken>,
    by_network: BTreeMap<Network, BTreeSet<u64>>,
    /// The networks by the number of their connections.
    by_count: BTreeSet<(usize, Network)>,
}

impl Connections {
    /// Creates a table for `max` connections, of which one network may have `max_per_address`.
    pub fn new(max: usize, max_per_address: usize) -> Arc<Self> {
        Arc::new(Self {
            table: Mutex::new(Table {
                max,
                max_per_address,
                next_id: 0,
                open: BTreeMap::new(),
                by_network: BTreeMap::new(),
                by_count: BTreeSet::new(),
            }),
        })
    }

    /// Returns how many are open.
    pub fn len(&self) -> usize {
        lock(&self.table).open.len()
    }

    /// Changes the bounds. Connections beyond them make room for the next ones.
    pub fn resize(&self, max: usize, max_per_address: usize) {
        let mut table = lock(&self.table);
        table.max = max;
        table.max_per_address = max_per_address;
    }

    /// Lets a connection in. At a limit, another one is told to end. The limit of its own network holds if `is_limited`.
    pub fn open(self: &Arc<Self>, network: Network, is_limited: bool) -> Connection {
        // Somebody with a site of IPv6 has 65,536 networks, each of which would have less than an honest one.
        let network = network.site();
        let displaced = CancellationToken::new();
        let (id, other) = lock(&self.table).open(network, is_limited, displaced.clone());
        if let Some(other) = other {
            other.cancel();
        }
        Connection {
            connections: Arc::clone(self),
            network,
            id,
            displaced,
        }
    }
}

impl Connection {
    /// Waits until this connection has to make room for another.
    pub async fn displaced(&self) {
        self.displaced.cancelled().await;
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        lock(&self.connections.table).close(self.network, self.id);
    }
}

impl Table {
    /// Adds a connection; returns its number, and the one that makes room for it.
    fn open(
        &mut self,
        network: Network,
        is_limited: bool,
        token: CancellationToken,
    ) -> (u64, Option<CancellationToken>) {
        let of_network = self.by_network.get(&network).map_or(0, BTreeSet::len);
        let has_too_many = is_limited && of_network >= self.max_per_address;
        let displaced = match self.by_count.last() {
            _ if has_too_many => self.displace(network),
            Some(&(_, greediest)) if self.open.len() >= self.max => self.displace(greediest),
            Some(_) | None => None,
        };
        let id = self.next_id;
        self.next_id += 1;
        self.open.insert(id, token);
        self.count(network, |ids| ids.insert(id));
        (id, displaced)
    }

    fn displace(&mut self, network: Network) -> Option<CancellationToken> {
        let oldest = *self.by_network.get(&network)?.first()?;
        self.close(network, oldest)
    }

    /// Removes a connection, unless it was displaced before.
    fn close(&mut self, network: Network, id: u64) -> Option<CancellationToken> {
        let token = self.open.remove(&id)?;
        self.count(network, |ids| ids.remove(&id));
        Some(token)
    }

    /// Changes the connections of a network and keeps the order by number.
    fn count(&mut self, network: Network, change: impl FnOnce(&mut BTreeSet<u64>) -> bool) {
        let ids = self.by_network.entry(network).or_default();
        self.by_count.remove(&(ids.len(), network));
        change(ids);
        if ids.is_empty() {
            self.by_network.remove(&network);
        } else {
            self.by_count.insert((ids.len(), network));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn whoever_holds_the_most_makes_room_for_a_newcomer() {
        let connections = Connections::new(4, 4);
        let honest = connections.open(network(1), true);
        let greedy: Vec<_> = (0..3).map(|_| connections.open(network(2), true)).collect();

        let newcomer = connections.open(network(3), true);

        assert_eq!(displaced(&greedy), [true, false, false]);
        assert_eq!(displaced([&honest, &newcomer]), [false, false]);
    }

    #[test]
    fn a_network_at_its_own_limit_displaces_itself() {
        let connections = Connections::new(10, 2);
        let honest = connections.open(network(1), true);
        let greedy: Vec<_> = (0..4).map(|_| connections.open(network(2), true)).collect();

        assert_eq!(displaced(&greedy), [true, true, false, false]);
        assert_eq!(displaced([&honest]), [false]);
    }

    #[test]
    fn a_proxy_is_limited_with_all_others_alone() {
        let connections = Connections::new(3, 1);
        let proxied: Vec<_> = (0..3).map(|_| connections.open(network(1), false)).collect();
        assert_eq!(displaced(&proxied), [false, false, false]);

        let _direct = connections.open(network(2), true);

        assert_eq!(displaced(&proxied), [true, false, false]);
    }

    #[test]
    fn a_closed_connection_makes_room() {
        let connections = Connections::new(2, 2);
        let first = connections.open(network(1), true);
        drop(connections.open(network(1), true));

        let others = [connections.open(network(2), true)];

        assert_eq!(displaced([&first]), [false]);
        assert_eq!(displaced(&others), [false]);
    }

    #[test]
    fn closing_a_displaced_connection_counts_once() {
        let connections = Connections::new(1, 1);
        let first = connections.open(network(1), true);
        let second = connections.open(network(1), true);
        drop(first);
        let third = connections.open(network(2), true);

        assert_eq!(displaced([&second, &third]), [true, false]);
        drop((second, third));
        let table = lock(&connections.table);
        assert!(table.open.is_empty() && table.by_network.is_empty() && table.by_count.is_empty());
    }

    fn displaced<'a>(connections: impl IntoIterator<Item = &'a Connection>) -> Vec<bool> {
        connections
            .into_iter()
            .map(|connection| connection.displaced.is_cancelled())
            .collect()
    }

    fn network(number: u32) -> Network {
        IpAddr::from(Ipv4Addr::from_bits(number)).into()
    }
}
