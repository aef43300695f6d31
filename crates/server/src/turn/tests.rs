//! The rules of the relay, without sockets.

use super::account::{AccountLimits, Accounts};
use super::authority::Authority;
use super::client::{Client, Now};
use super::credentials::Turn;
use super::metrics::TurnMetrics;
use super::peers::PeerPolicy;
use super::relay::{Action, OpenedPorts, Relay, Route, Wish};
use crate::secret::Secret;
use std::net::SocketAddr;
use std::time::{Duration, UNIX_EPOCH};
use turn_types::AddressFamily;
use turn_types::attribute::{
    ChannelNumber, Data, DontFragment, EvenPort, Lifetime, RequestedAddressFamily, RequestedTransport,
    ReservationToken, XorPeerAddress, XorRelayedAddress,
};
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CONNECT, CREATE_PERMISSION, DATA, REFRESH, SEND};
use turn_types::stun::attribute::{
    ErrorCode, Fingerprint, MessageIntegrity, Nonce, Realm, UnknownAttributes, Username, XorMappedAddress,
};
use turn_types::stun::message::{
    BINDING, IntegrityAlgorithm, IntegrityKey, LongTermKeyCredentials, Message, MessageClass,
    MessageWriteVec, Method,
};
use turn_types::stun::prelude::{AttributeStaticType, AttributeWrite, MessageWrite, MessageWriteExt};
use visavis_roap::Timestamp;

/// The time of day at which each test begins.
const START: u64 = 1_700_000_000;
const ADA: &str = "1700043200:ada";
const LIN: &str = "1700043200:lin";
const PEER: &str = "192.0.2.9:5000";
const FIRST_PORT: u16 = 50_000;

mod allocating;
mod authenticating;
mod changing;
mod relaying;

/// A relay at 198.51.100.1, which is 10.0.0.1 inside, and the time.
struct Bench {
    relay: Relay<u16>,
    seconds: u64,
    next_port: u16,
}

impl Bench {
    fn new() -> Self {
        Self::with_limits(AccountLimits {
            allocations: 100,
            allocations_per_account: 100,
            bytes_per_second: 1_000_000,
        })
    }

    fn with_limits(limits: AccountLimits) -> Self {
        let policy = PeerPolicy {
            allow_private: false,
            own: vec![address("198.51.100.1:3478")],
        };
        let route = Route {
            public: address("198.51.100.1:0").ip(),
            local: address("10.0.0.1:0").ip(),
        };
        let authority = Authority::new(turn(), [7; 32]);
        let (accounts, metrics) = (Accounts::new(limits), TurnMetrics::default());
        Self {
            relay: Relay::new(authority, accounts, policy, vec![route], metrics),
            seconds: 0,
            next_port: FIRST_PORT,
        }
    }

    fn now(&self) -> Now {
        Now {
            time: Timestamp::new(Duration::from_secs(self.seconds)),
            date: UNIX_EPOCH + Duration::from_secs(START + self.seconds),
        }
    }

    fn send(&mut self, client: Client, message: &[u8]) -> Action<u16> {
        let (now, next_port) = (self.now(), &mut self.next_port);
        let mut open = |_: Route, wish| {
            let number = *next_port;
            let next = (wish == Wish::Pair).then_some(number + 1);
            *next_port += 2;
            Some(OpenedPorts {
                number,
                port: number,
                next,
            })
        };
        self.relay.handle_message(client, message, now, &mut open)
    }

    /// Sends a request and returns the answer.
    fn ask(&mut self, client: Client, message: &[u8]) -> Vec<u8> {
        match self.send(client, message) {
            Action::Answer(answer) | Action::Opened { answer, .. } => answer,
            Action::Nothing | Action::ToPeer { .. } => panic!("no answer"),
        }
    }

    /// Sends a request of somebody who knows the password, and returns the answer.
    fn request(
        &mut self,
        client: Client,
        user: &str,
        method: Method,
        attributes: &[&dyn AttributeWrite],
    ) -> Vec<u8> {
        let nonce = self.nonce(client);
        self.ask(client, &signed(method, user, &password(user), &nonce, attributes))
    }

    fn nonce(&mut self, client: Client) -> String {
        let challenge = self.ask(client, &allocate_unsigned());
        let challenge = parse(&challenge);
        challenge.attribute::<Nonce>().unwrap().nonce().to_owned()
    }

    /// Gets an allocation and returns the address that peers send to.
    fn allocate(&mut self, client: Client, user: &str) -> SocketAddr {
        let answer = self.request(client, user, ALLOCATE, &[&udp()]);
        assert_eq!(code(&answer), None);
        let answer = parse(&answer);
        let relayed = answer.attribute::<XorRelayedAddress>().unwrap();
        relayed.addr(answer.transaction_id())
    }

    fn permit(&mut self, client: Client, user: &str, peer: &str) -> Option<u16> {
        let nonce = self.nonce(client);
        let request = with_peer(CREATE_PERMISSION, peer);
        code(&self.ask(client, &sign(request, user, &password(user), &nonce)))
    }

    fn bind(&mut self, client: Client, user: &str, number: u16, peer: &str) -> Option<u16> {
        let nonce = self.nonce(client);
        let mut request = with_peer(CHANNEL_BIND, peer);
        request.add_attribute(&ChannelNumber::new(number)).unwrap();
        code(&self.ask(client, &sign(request, user, &password(user), &nonce)))
    }

    /// Returns what the client at an address gets from a peer.
    fn reach(&mut self, relayed: SocketAddr, peer: &str, payload: &[u8]) -> Option<(Client, Vec<u8>)> {
        let mut out = Vec::new();
        let now = self.now().time;
        let client = self
            .relay
            .handle_datagram(relayed, address(peer), payload, now, &mut out)?;
        Some((client, out))
    }
}

fn turn() -> Turn {
    with_secret("north")
}

fn with_secret(secret: &str) -> Turn {
    Turn::new([], Secret::new(secret).unwrap(), Duration::from_secs(43_200))
}

fn password(user: &str) -> String {
    turn().password(user)
}

fn by_udp(port: u16) -> Client {
    Client {
        address: SocketAddr::new([203, 0, 113, 5].into(), port),
        connection: None,
    }
}

fn by_tcp(connection: u64) -> Client {
    Client {
        connection: Some(connection),
        ..by_udp(1)
    }
}

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn udp() -> RequestedTransport {
    RequestedTransport::new(RequestedTransport::UDP)
}

fn allocate_unsigned() -> Vec<u8> {
    let mut request = Message::builder_request(ALLOCATE, MessageWriteVec::new());
    request.add_attribute(&udp()).unwrap();
    request.finish()
}

fn with_peer(method: Method, peer: &str) -> MessageWriteVec {
    let request = Message::builder_request(method, MessageWriteVec::new());
    add_peer(request, peer)
}

fn add_peer(mut message: MessageWriteVec, peer: &str) -> MessageWriteVec {
    let transaction = parse(message.data()).transaction_id();
    message
        .add_attribute(&XorPeerAddress::new(address(peer), transaction))
        .unwrap();
    message
}

fn send_indication(peer: &str, payload: &[u8]) -> Vec<u8> {
    let indication = Message::builder_indication(SEND, MessageWriteVec::new());
    let mut indication = add_peer(indication, peer);
    indication.add_attribute(&Data::new(payload)).unwrap();
    indication.finish()
}

fn signed(
    method: Method,
    user: &str,
    password: &str,
    nonce: &str,
    attributes: &[&dyn AttributeWrite],
) -> Vec<u8> {
    let mut request = Message::builder_request(method, MessageWriteVec::new());
    for attribute in attributes {
        request.add_attribute(*attribute).unwrap();
    }
    sign(request, user, password, nonce)
}

fn sign(mut request: MessageWriteVec, user: &str, password: &str, nonce: &str) -> Vec<u8> {
    request.add_attribute(&Username::new(user).unwrap()).unwrap();
    request.add_attribute(&Realm::new("visavis").unwrap()).unwrap();
    request.add_attribute(&Nonce::new(nonce).unwrap()).unwrap();
    request
        .add_message_integrity_with_key(&key(user, password), IntegrityAlgorithm::Sha1)
        .unwrap();
    request.finish()
}

fn key(user: &str, password: &str) -> IntegrityKey {
    LongTermKeyCredentials::new(user.to_owned(), password.to_owned(), "visavis".to_owned())
        .make_key(IntegrityAlgorithm::Sha1)
}

fn parse(message: &[u8]) -> Message<'_> {
    Message::from_bytes(message).unwrap()
}

/// Returns the error code of an answer; `None` if it is a success.
fn code(answer: &[u8]) -> Option<u16> {
    let answer = parse(answer);
    match answer.class() {
        MessageClass::Success => None,
        MessageClass::Error | MessageClass::Request | MessageClass::Indication => {
            Some(answer.attribute::<ErrorCode>().unwrap().code())
        }
    }
}
