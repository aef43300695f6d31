//! What one client has at the relay: an address, and the peers it may talk to.

use super::account::Bandwidth;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use turn_types::stun::message::{IntegrityKey, TransactionId};
use visavis_roap::Timestamp;

/// How long an allocation lasts if the client does not say, and at least (RFC 8656, 3.2).
const LIFETIME: Duration = Duration::from_secs(600);
/// How long an allocation lasts at most, if it is not refreshed (RFC 8656, 7.2).
const MAX_LIFETIME: Duration = Duration::from_secs(3600);
/// How long a permission lasts (RFC 8656, 9).
const PERMISSION_LIFETIME: Duration = Duration::from_secs(300);
/// How long a channel lasts (RFC 8656, 12).
const CHANNEL_LIFETIME: Duration = Duration::from_secs(600);
/// How many peers a client may name. A browser names those of one connection.
const MAX_PEERS: usize = 256;

/// An allocation, with the socket `P` that the peers send to.
#[derive(Debug)]
pub struct Allocation<P> {
    pub lease: Lease<P>,
    expiry: Timestamp,
    permissions: HashMap<IpAddr, Timestamp>,
    channels: HashMap<u16, Channel>,
    /// The channels by their peers.
    numbers: HashMap<SocketAddr, u16>,
}

#[derive(Debug)]
struct Channel {
    peer: SocketAddr,
    expiry: Timestamp,
}

/// What stays the same about an allocation.
#[derive(Debug)]
pub struct Lease<P> {
    pub port: P,
    /// The address that peers send to, as the client knows it.
    pub relayed: SocketAddr,
    pub username: String,
    /// What the password of that user is. It stays when the secret changes of which passwords are made.
    pub key: IntegrityKey,
    pub account: String,
    pub bandwidth: Bandwidth,
    /// The request for it, which may arrive again.
    pub request: TransactionId,
    /// The answer to that request.
    pub answer: Vec<u8>,
}

/// Why a client cannot talk to a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPath {
    /// The channel is that of another peer, or the peer has another channel.
    Conflict,
    /// The client has named too many peers.
    TooMany,
}

/// Returns how long an allocation lasts for which a client wishes so many seconds.
pub fn lifetime(wish: Option<u32>) -> Duration {
    let wish = wish.map_or(LIFETIME, |seconds| Duration::from_secs(seconds.into()));
    wish.clamp(LIFETIME, MAX_LIFETIME)
}

impl<P> Allocation<P> {
    /// Creates an allocation without peers.
    pub fn new(lease: Lease<P>, lifetime: Duration, now: Timestamp) -> Self {
        Self {
            lease,
            expiry: now + lifetime,
            permissions: HashMap::new(),
            channels: HashMap::new(),
            numbers: HashMap::new(),
        }
    }

    /// Lets it last for this time from now.
    pub fn refresh(&mut self, lifetime: Duration, now: Timestamp) {
        self.expiry = now + lifetime;
    }

    /// Returns whether it is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.expiry <= now
    }

    /// Lets the client talk to these addresses, or to none of them.
    pub fn permit(&mut self, peers: &[IpAddr], now: Timestamp) -> Result<(), NoPath> {
        let new = peers
            .iter()
            .filter(|peer| !self.permissions.contains_key(peer))
            .count();
        if self.permissions.len() + new > MAX_PEERS {
            return Err(NoPath::TooMany);
        }
        let expiry = now + PERMISSION_LIFETIME;
        self.permissions.extend(peers.iter().map(|&peer| (peer, expiry)));
        Ok(())
    }

    /// Gives a peer a channel, or keeps it.
    pub fn bind(&mut self, number: u16, peer: SocketAddr, now: Timestamp) -> Result<(), NoPath> {
        let is_other = |channel: &Channel| channel.peer != peer && channel.expiry > now;
        let has_other = |other: &u16| {
            let channel = self.channels.get(other);
            *other != number && channel.is_some_and(|channel| channel.expiry > now)
        };
        if self.channels.get(&number).is_some_and(is_other) || self.numbers.get(&peer).is_some_and(has_other)
        {
            return Err(NoPath::Conflict);
        }
        if self.channels.len() >= MAX_PEERS && !self.channels.contains_key(&number) {
            return Err(NoPath::TooMany);
        }
        self.permit(&[peer.ip()], now)?;
        let expiry = now + CHANNEL_LIFETIME;
        if let Some(former) = self.channels.insert(number, Channel { peer, expiry }) {
            self.numbers.remove(&former.peer);
        }
        if let Some(former) = self
            .numbers
            .insert(peer, number)
            .filter(|&former| former != number)
        {
            self.channels.remove(&former);
        }
        Ok(())
    }

    /// Returns whether client and peer may talk to each other.
    pub fn permits(&self, peer: IpAddr, now: Timestamp) -> bool {
        self.permissions.get(&peer).is_some_and(|&expiry| expiry > now)
    }

    /// Returns the peer at the other end of a channel.
    pub fn peer(&self, number: u16, now: Timestamp) -> Option<SocketAddr> {
        let channel = self.channels.get(&number)?;
        (channel.expiry > now).then_some(channel.peer)
    }

    /// Returns the channel of a peer.
    pub fn channel(&self, peer: SocketAddr, now: Timestamp) -> Option<u16> {
        let number = *self.numbers.get(&peer)?;
        let channel = self.channels.get(&number)?;
        (channel.expiry > now).then_some(number)
    }

    /// Forgets what has expired.
    pub fn sweep(&mut self, now: Timestamp) {
        self.permissions.retain(|_, expiry| *expiry > now);
        let numbers = &mut self.numbers;
        self.channels.retain(|_, channel| {
            let is_open = channel.expiry > now;
            if !is_open {
                numbers.remove(&channel.peer);
            }
            is_open
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::turn::account::{AccountLimits, Accounts};
    use turn_types::stun::message::ShortTermCredentials;

    const LIN: &str = "192.0.2.1:5000";
    const SUE: &str = "192.0.2.2:5000";

    #[test]
    fn a_permission_lasts_for_300_s_and_a_channel_for_600_s() {
        let mut allocation = allocation();
        allocation.bind(0x4000, address(LIN), at(0)).unwrap();

        assert!(allocation.permits(address(LIN).ip(), at(299)));
        assert!(!allocation.permits(address(LIN).ip(), at(300)));
        assert_eq!(allocation.peer(0x4000, at(599)), Some(address(LIN)));
        assert_eq!(allocation.channel(address(LIN), at(599)), Some(0x4000));
        assert_eq!(allocation.peer(0x4000, at(600)), None);
        assert_eq!(allocation.channel(address(LIN), at(600)), None);
    }

    #[test]
    fn a_channel_is_renewed_for_its_peer_alone() {
        let mut allocation = allocation();
        let mut bind = |number, peer, seconds| allocation.bind(number, address(peer), at(seconds));
        bind(0x4000, LIN, 0).unwrap();

        assert_eq!(bind(0x4000, SUE, 1), Err(NoPath::Conflict));
        assert_eq!(bind(0x4001, LIN, 1), Err(NoPath::Conflict));
        assert_eq!(bind(0x4000, LIN, 300), Ok(()));
        assert_eq!(bind(0x4001, LIN, 899), Err(NoPath::Conflict));
        assert_eq!(bind(0x4001, LIN, 900), Ok(()));
        assert_eq!(bind(0x4000, SUE, 900), Ok(()));
        allocation.sweep(at(901));
        assert_eq!(allocation.channel(address(LIN), at(901)), Some(0x4001));
        assert_eq!(allocation.channel(address(SUE), at(901)), Some(0x4000));
    }

    #[test]
    fn what_has_expired_is_forgotten() {
        let mut allocation = allocation();
        allocation.bind(0x4000, address(LIN), at(0)).unwrap();

        allocation.sweep(at(600));

        assert!(allocation.permissions.is_empty());
        assert!(allocation.channels.is_empty());
        assert!(allocation.numbers.is_empty());
    }

    #[test]
    fn a_client_names_so_many_peers_and_no_more() {
        let mut allocation = allocation();
        let peers: Vec<IpAddr> = (0..=255).map(|last| [192, 0, 2, last].into()).collect();

        assert_eq!(allocation.permit(&peers, at(0)), Ok(()));
        assert_eq!(
            allocation.permit(&[[192, 0, 3, 0].into()], at(0)),
            Err(NoPath::TooMany)
        );
        assert_eq!(allocation.permit(&peers, at(1)), Ok(()));
    }

    #[test]
    fn a_lifetime_is_between_10_minutes_and_an_hour() {
        let seconds = [None, Some(1), Some(1800), Some(u32::MAX)].map(|wish| lifetime(wish).as_secs());

        assert_eq!(seconds, [600, 600, 1800, 3600]);
    }

    fn allocation() -> Allocation<()> {
        let limits = AccountLimits {
            allocations: 1,
            allocations_per_account: 1,
            bytes_per_second: 1,
        };
        let lease = Lease {
            port: (),
            relayed: address("198.51.100.1:50000"),
            username: String::new(),
            key: ShortTermCredentials::new(String::new()).make_key(),
            account: String::new(),
            bandwidth: Accounts::new(limits).open("", at(0)),
            request: TransactionId::generate(),
            answer: Vec::new(),
        };
        Allocation::new(lease, lifetime(None), at(0))
    }

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp::new(Duration::from_secs(seconds))
    }
}
