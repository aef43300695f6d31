//! The rules of the relay (RFC 8656): what is sent where when a message arrives.
//!
//! Sans-IO: time is an argument, and so is what opens a port. Whatever a client names is looked up by hashing, so what a
//! packet costs does not depend on how many clients there are.

use super::account::Accounts;
use super::allocation::Allocation;
use super::authority::Authority;
use super::client::{Client, Now, canonical};
use super::framing::{Kind, kind_of, pad};
use super::metrics::{Dropped, TurnMetrics};
use super::peers::PeerPolicy;
use super::reservations::Reservations;
use super::shut_out::ShutOut;
use super::unproven::Unproven;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::ops::Range;
use turn_types::attribute::{Data, XorPeerAddress};
use turn_types::message::{DATA, SEND};
use turn_types::stun::message::{Message, MessageClass, MessageHeader, MessageWriteVec};
use turn_types::stun::prelude::{
    Attribute, AttributeFromRaw, AttributeStaticType, MessageWrite, MessageWriteExt,
};
use visavis_roap::Timestamp;

/// The heads of IP and UDP, which cost as much as content.
const HEADS: usize = 28;
/// The longest content of a Data indication, with 35 bytes for what else is in it.
const LONGEST_DATA: usize = 65_500;

/// The relay, with sockets `P` that peers send to.
#[derive(Debug)]
pub struct Relay<P> {
    pub(super) authority: Authority,
    pub(super) accounts: Accounts,
    pub(super) allocations: HashMap<Client, Allocation<P>>,
    /// Whose the addresses are that peers send to.
    pub(super) relayed: HashMap<SocketAddr, Client>,
    pub(super) reservations: Reservations<P>,
    pub(super) routes: Vec<Route>,
    pub(super) metrics: TurnMetrics,
    pub(super) policy: PeerPolicy,
    pub(super) shut_out: ShutOut,
    pub(super) unproven: Unproven,
}

/// An address at which peers reach the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// As peers know it.
    pub public: IpAddr,
    /// The same on this machine. It differs behind a NAT that maps one to one, which may not lead back what comes from
    /// inside.
    pub local: IpAddr,
}

/// What is to be done about a message of a client.
#[derive(Debug, PartialEq, Eq)]
pub enum Action<P> {
    Nothing,
    /// The client gets an answer.
    Answer(Vec<u8>),
    /// The client gets an answer, and from now on what arrives at the port.
    Opened {
        answer: Vec<u8>,
        port: P,
        /// The address that peers send to.
        relayed: SocketAddr,
    },
    /// This part of the message is sent from the port.
    ToPeer {
        port: P,
        peer: SocketAddr,
        payload: Range<usize>,
    },
}

/// Which ports a client wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    Any,
    /// One with an even number.
    Even,
    /// One with an even number, and the next one.
    Pair,
}

/// Ports that were opened.
#[derive(Debug)]
pub struct OpenedPorts<P> {
    pub number: u16,
    pub port: P,
    /// The next one, if a pair was wished.
    pub next: Option<P>,
}

/// Opens ports on a route.
pub type OpenPort<'a, P> = &'a mut dyn FnMut(Route, Wish) -> Option<OpenedPorts<P>>;

impl<P: Clone> Relay<P> {
    /// Creates a relay without clients.
    pub fn new(
        authority: Authority,
        accounts: Accounts,
        policy: PeerPolicy,
        routes: Vec<Route>,
        metrics: TurnMetrics,
    ) -> Self {
        Self {
            authority,
            accounts,
            allocations: HashMap::new(),
            relayed: HashMap::new(),
            reservations: Reservations::new(),
            routes,
            metrics,
            policy,
            shut_out: ShutOut::default(),
            unproven: Unproven::new(),
        }
    }

    /// A client sent a message: one datagram, or one message of a stream.
    pub fn handle_message(
        &mut self,
        client: Client,
        message: &[u8],
        now: Now,
        open: OpenPort<'_, P>,
    ) -> Action<P> {
        match message.first().copied().map(kind_of) {
            Some(Kind::Channel) => self.channel_data(client, message, now.time),
            Some(Kind::Stun) => self.stun(client, message, now, open).unwrap_or(Action::Nothing),
            Some(Kind::Other) | None => Action::Nothing,
        }
    }

    /// A datagram of a peer arrived at an address; appends what its client gets to `out`, and returns who that is.
    pub fn handle_datagram(
        &self,
        relayed: SocketAddr,
        peer: SocketAddr,
        payload: &[u8],
        now: Timestamp,
        out: &mut Vec<u8>,
    ) -> Option<Client> {
        let client = *self.relayed.get(&relayed)?;
        let allocation = self.allocation(client, now)?;
        let Some(peer) = self.origin(peer) else {
            self.metrics.drop_packet(Dropped::Forbidden);
            return None;
        };
        if !allocation.permits(peer.ip(), now) {
            return None;
        }
        if !allocation.lease.bandwidth.take(payload.len() + HEADS, now) {
            self.metrics.drop_packet(Dropped::Bandwidth);
            return None;
        }
        self.metrics.received.inc_by(count(payload.len()));
        match allocation.channel(peer, now) {
            Some(channel) => {
                let start = out.len();
                out.extend(channel.to_be_bytes());
                out.extend(u16::try_from(payload.len()).ok()?.to_be_bytes());
                out.extend_from_slice(payload);
                if client.connection.is_some() {
                    pad(out, start);
                }
            }
            None => out.extend(data_indication(peer, payload)?),
        }
        Some(client)
    }

    /// Ends what a client has.
    pub fn end(&mut self, client: Client) {
        if let Some(allocation) = self.allocations.remove(&client) {
            self.relayed.remove(&allocation.lease.relayed);
            self.accounts.close(&allocation.lease.account);
        }
    }

    /// Ends what has expired.
    pub fn sweep(&mut self, now: Timestamp) {
        let over = self
            .allocations
            .iter()
            .filter(|(_, allocation)| allocation.is_over(now));
        for client in over.map(|(&client, _)| client).collect::<Vec<_>>() {
            self.end(client);
        }
        for reserved in self.reservations.sweep(now) {
            self.accounts.close(&reserved.account);
        }
        for allocation in self.allocations.values_mut() {
            allocation.sweep(now);
        }
        self.accounts.sweep(now);
        self.shut_out.sweep(now);
    }

    /// Returns whether a client has an allocation.
    pub fn serves(&self, client: Client, now: Timestamp) -> bool {
        self.allocation(client, now).is_some()
    }

    /// Returns how many allocations there are.
    pub fn allocations(&self) -> usize {
        self.accounts.allocations()
    }

    /// Returns where to send what is for a peer; `None` if nobody may talk to it.
    pub(super) fn way_to(&self, peer: SocketAddr) -> Option<SocketAddr> {
        if self.relayed.contains_key(&peer) {
            let route = self.routes.iter().find(|route| route.public == peer.ip())?;
            return Some(SocketAddr::new(route.local, peer.port()));
        }
        self.policy.allows(peer).then_some(peer)
    }

    /// Returns whom a datagram comes from, as clients know them; `None` if nobody may talk to them.
    fn origin(&self, from: SocketAddr) -> Option<SocketAddr> {
        let from = canonical(from);
        let own = self.routes.iter().filter(|route| route.local == from.ip());
        let mut own = own.map(|route| SocketAddr::new(route.public, from.port()));
        let own = own.find(|public| self.relayed.contains_key(public));
        own.or_else(|| self.policy.allows(from).then_some(from))
    }

    pub(super) fn allocation(&self, client: Client, now: Timestamp) -> Option<&Allocation<P>> {
        self.allocations
            .get(&client)
            .filter(|allocation| !allocation.is_over(now))
    }

    fn stun(&mut self, client: Client, message: &[u8], now: Now, open: OpenPort<'_, P>) -> Option<Action<P>> {
        let length = MessageHeader::from_bytes(message).ok()?.data_length();
        let message = message.get(..MessageHeader::LENGTH + usize::from(length))?;
        let message = Message::from_bytes(message).ok()?;
        match message.class() {
            MessageClass::Request => Some(self.request(&message, client, now, open)),
            MessageClass::Indication if message.has_method(SEND) => {
                self.send_indication(&message, client, now.time)
            }
            MessageClass::Indication | MessageClass::Success | MessageClass::Error => None,
        }
    }

    fn channel_data(&self, client: Client, message: &[u8], now: Timestamp) -> Action<P> {
        let &[high, low, length_high, length_low, ref payload @ ..] = message else {
            return Action::Nothing;
        };
        let number = u16::from_be_bytes([high, low]);
        let length = usize::from(u16::from_be_bytes([length_high, length_low]));
        if payload.len() < length {
            return Action::Nothing;
        }
        let peer = self
            .allocation(client, now)
            .and_then(|allocation| Some((allocation, allocation.peer(number, now)?)));
        match peer {
            Some((allocation, peer)) => self.send(allocation, peer, 4..4 + length, now),
            None => Action::Nothing,
        }
    }

    fn send_indication(&self, message: &Message<'_>, client: Client, now: Timestamp) -> Option<Action<P>> {
        let (mut peer, mut payload) = (None, None);
        for (offset, attribute) in message.iter_attributes() {
            match attribute.get_type() {
                XorPeerAddress::TYPE => {
                    let address = XorPeerAddress::from_raw(attribute).ok()?;
                    peer = Some(address.addr(message.transaction_id()));
                }
                Data::TYPE => {
                    let start = offset + 4;
                    payload = Some(start..start + usize::from(attribute.length()));
                }
                kind if kind.comprehension_required() => return None,
                _ => {}
            }
        }
        let allocation = self.allocation(client, now)?;
        Some(self.send(allocation, peer?, payload?, now))
    }

    fn send(
        &self,
        allocation: &Allocation<P>,
        peer: SocketAddr,
        payload: Range<usize>,
        now: Timestamp,
    ) -> Action<P> {
        if !allocation.permits(peer.ip(), now) {
            return Action::Nothing;
        }
        let Some(peer) = self.way_to(peer) else {
            self.metrics.drop_packet(Dropped::Forbidden);
            return Action::Nothing;
        };
        if !allocation.lease.bandwidth.take(payload.len() + HEADS, now) {
            self.metrics.drop_packet(Dropped::Bandwidth);
            return Action::Nothing;
        }
        self.metrics.sent.inc_by(count(payload.len()));
        Action::ToPeer {
            port: allocation.lease.port.clone(),
            peer,
            payload,
        }
    }
}

fn data_indication(peer: SocketAddr, payload: &[u8]) -> Option<Vec<u8>> {
    // Its length would not fit, and the rest would be taken for messages.
    if payload.len() > LONGEST_DATA {
        return None;
    }
    let message = MessageWriteVec::with_capacity(payload.len() + 64);
    let mut message = Message::builder_indication(DATA, message);
    let transaction = Message::from_bytes(message.data()).ok()?.transaction_id();
    message
        .add_attribute(&XorPeerAddress::new(peer, transaction))
        .ok()?;
    message.add_attribute(&Data::new(payload)).ok()?;
    Some(message.finish())
}

fn count(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
