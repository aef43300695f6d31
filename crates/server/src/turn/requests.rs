//! The requests of clients: what each needs, and why it is refused. Those for an allocation are in `allocate`.

use super::account::Exceeded;
use super::allocation::{Allocation, NoPath, lifetime};
use super::answer::Answer;
use super::authority::User;
use super::client::{Client, Now};
use super::relay::{Action, OpenPort, Relay};
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use turn_types::AddressFamily;
use turn_types::attribute::{ChannelNumber, Lifetime, RequestedAddressFamily, XorPeerAddress};
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH};
use turn_types::stun::attribute::{
    AttributeType, ErrorCode, MessageIntegrity, MessageIntegritySha256, Nonce, PasswordAlgorithm,
    PasswordAlgorithms, Realm, UnknownAttributes, Username, XorMappedAddress,
};
use turn_types::stun::message::{BINDING, Message};
use turn_types::stun::prelude::{Attribute, AttributeFromRaw, AttributeStaticType};
use visavis_roap::Timestamp;

/// The channels of RFC 5766, of which RFC 8656 keeps the lower quarter.
const CHANNELS: RangeInclusive<u16> = 0x4000..=0x7ffe;

/// What proves who somebody is. It is understood in each request.
const PROOFS: [AttributeType; 7] = [
    Username::TYPE,
    Realm::TYPE,
    Nonce::TYPE,
    MessageIntegrity::TYPE,
    MessageIntegritySha256::TYPE,
    PasswordAlgorithm::TYPE,
    PasswordAlgorithms::TYPE,
];

/// Why a request is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// With this error code.
    Code(u16),
    /// These attributes have to be understood, and are not.
    Unknown(Vec<AttributeType>),
}

pub(super) type Outcome = Result<Answer, Refused>;

impl From<u16> for Refused {
    fn from(code: u16) -> Self {
        Self::Code(code)
    }
}

impl From<NoPath> for Refused {
    fn from(no_path: NoPath) -> Self {
        Self::Code(match no_path {
            NoPath::Conflict => ErrorCode::BAD_REQUEST,
            NoPath::TooMany => ErrorCode::INSUFFICIENT_CAPACITY,
        })
    }
}

impl From<Exceeded> for Refused {
    fn from(exceeded: Exceeded) -> Self {
        Self::Code(match exceeded {
            Exceeded::Account => ErrorCode::ALLOCATION_QUOTA_REACHED,
            Exceeded::All => ErrorCode::INSUFFICIENT_CAPACITY,
        })
    }
}

impl Refused {
    fn answer(&self, request: &Message<'_>) -> Answer {
        match self {
            Self::Code(code) => Answer::error(request, *code),
            Self::Unknown(kinds) => {
                Answer::error(request, ErrorCode::UNKNOWN_ATTRIBUTE).with(&UnknownAttributes::new(kinds))
            }
        }
    }

    fn code(&self) -> u16 {
        match self {
            Self::Code(code) => *code,
            Self::Unknown(_) => ErrorCode::UNKNOWN_ATTRIBUTE,
        }
    }
}

impl<P: Clone> Relay<P> {
    /// Answers a request.
    pub(super) fn request(
        &mut self,
        request: &Message<'_>,
        client: Client,
        now: Now,
        open: OpenPort<'_, P>,
    ) -> Action<P> {
        if request.has_method(BINDING) {
            return self.answer_unproven(client, now.time, || binding(request, client));
        }
        let lease = self.allocations.get(&client).map(|allocation| &allocation.lease);
        let holder = lease.map(|lease| (&*lease.username, &lease.key));
        let user = match self.authority.identify(request, client, holder, now) {
            Ok(user) => user,
            Err(refusal) => {
                // The first request of each client is without a proof.
                if request.has_attribute(MessageIntegrity::TYPE) {
                    self.metrics.refuse(refusal.code);
                }
                return self.answer_unproven(client, now.time, || refusal.answer);
            }
        };
        let outcome = match request.method() {
            ALLOCATE => return self.allocate(request, client, &user, now, open),
            REFRESH => self.refresh(request, client, &user, now.time),
            CREATE_PERMISSION => self.create_permission(request, client, &user, now.time),
            CHANNEL_BIND => self.channel_bind(request, client, &user, now.time),
            _ => Err(ErrorCode::BAD_REQUEST.into()),
        };
        Action::Answer(self.conclude(request, &user, outcome))
    }

    /// Answers somebody whose address may be made up, unless that address gets too many answers.
    fn answer_unproven(
        &mut self,
        client: Client,
        now: Timestamp,
        answer: impl FnOnce() -> Vec<u8>,
    ) -> Action<P> {
        if self.unproven.may_answer(client, now) {
            return Action::Answer(answer());
        }
        self.metrics.unanswered.inc();
        Action::Nothing
    }

    /// Returns the answer to a user.
    pub(super) fn conclude(&self, request: &Message<'_>, user: &User, outcome: Outcome) -> Vec<u8> {
        let answer = outcome.unwrap_or_else(|refused| {
            self.metrics.refuse(refused.code());
            refused.answer(request)
        });
        answer.finish(Some(&user.key))
    }

    fn refresh(&mut self, request: &Message<'_>, client: Client, user: &User, now: Timestamp) -> Outcome {
        let family = request.attribute::<RequestedAddressFamily>();
        let allocation = self.owned(client, user, now)?;
        check(request, &[Lifetime::TYPE, RequestedAddressFamily::TYPE])?;
        let is_other = |family: RequestedAddressFamily| {
            allocation.lease.relayed.is_ipv6() != (family.family() == AddressFamily::IPV6)
        };
        if family.is_ok_and(is_other) {
            return Err(ErrorCode::PEER_ADDRESS_FAMILY_MISMATCH.into());
        }
        let seconds = match seconds(request) {
            Some(0) => {
                self.end(client);
                0
            }
            wish => {
                let lifetime = lifetime(wish);
                allocation.refresh(lifetime, now);
                lifetime.as_secs()
            }
        };
        Ok(Answer::success(request).with(&of_seconds(seconds)))
    }

    fn create_permission(
        &mut self,
        request: &Message<'_>,
        client: Client,
        user: &User,
        now: Timestamp,
    ) -> Outcome {
        self.owned(client, user, now)?;
        check(request, &[XorPeerAddress::TYPE])?;
        let mut peers: Vec<IpAddr> = Vec::new();
        for (_, attribute) in request.iter_attributes() {
            if attribute.get_type() == XorPeerAddress::TYPE {
                let peer = XorPeerAddress::from_raw(attribute).map_err(|_| ErrorCode::BAD_REQUEST)?;
                let peer = peer.addr(request.transaction_id());
                self.check_peer(client, peer)?;
                peers.push(peer.ip());
            }
        }
        if peers.is_empty() {
            return Err(ErrorCode::BAD_REQUEST.into());
        }
        self.owned(client, user, now)?.permit(&peers, now)?;
        Ok(Answer::success(request))
    }

    fn channel_bind(
        &mut self,
        request: &Message<'_>,
        client: Client,
        user: &User,
        now: Timestamp,
    ) -> Outcome {
        self.owned(client, user, now)?;
        check(request, &[XorPeerAddress::TYPE, ChannelNumber::TYPE])?;
        let number = request.attribute::<ChannelNumber>();
        let peer = request.attribute::<XorPeerAddress>();
        let (Ok(number), Ok(peer)) = (number, peer) else {
            return Err(ErrorCode::BAD_REQUEST.into());
        };
        if !CHANNELS.contains(&number.channel()) {
            return Err(ErrorCode::BAD_REQUEST.into());
        }
        let peer = peer.addr(request.transaction_id());
        self.check_peer(client, peer)?;
        self.owned(client, user, now)?.bind(number.channel(), peer, now)?;
        Ok(Answer::success(request))
    }

    /// Returns the allocation of a client, if it is that of the user.
    fn owned(&mut self, client: Client, user: &User, now: Timestamp) -> Result<&mut Allocation<P>, u16> {
        let allocation = self.allocations.get_mut(&client);
        let allocation = allocation.filter(|allocation| !allocation.is_over(now));
        let allocation = allocation.ok_or(ErrorCode::ALLOCATION_MISMATCH)?;
        if allocation.lease.username != user.name {
            return Err(ErrorCode::WRONG_CREDENTIALS);
        }
        Ok(allocation)
    }

    fn check_peer(&self, client: Client, peer: SocketAddr) -> Result<(), u16> {
        let allocation = self
            .allocations
            .get(&client)
            .ok_or(ErrorCode::ALLOCATION_MISMATCH)?;
        if allocation.lease.relayed.is_ipv4() != peer.is_ipv4() {
            return Err(ErrorCode::PEER_ADDRESS_FAMILY_MISMATCH);
        }
        self.way_to(peer).map(|_| ()).ok_or(ErrorCode::FORBIDDEN)
    }
}

fn binding(request: &Message<'_>, client: Client) -> Vec<u8> {
    let answer = match check(request, &[]) {
        Ok(()) => {
            let address = XorMappedAddress::new(client.address, request.transaction_id());
            Answer::success(request).with(&address)
        }
        Err(refused) => refused.answer(request),
    };
    answer.finish(None)
}

/// Refuses a request with attributes that have to be understood and are not (RFC 8489, 6.3.1).
pub(super) fn check(request: &Message<'_>, known: &[AttributeType]) -> Result<(), Refused> {
    let kinds = request
        .iter_attributes()
        .map(|(_, attribute)| attribute.get_type());
    let is_unknown = |kind: &AttributeType| {
        kind.comprehension_required() && !known.contains(kind) && !PROOFS.contains(kind)
    };
    let unknown: Vec<_> = kinds.filter(is_unknown).collect();
    match unknown[..] {
        [] => Ok(()),
        [..] => Err(Refused::Unknown(unknown)),
    }
}

/// Returns for how long a client wishes its allocation to last.
pub(super) fn seconds(request: &Message<'_>) -> Option<u32> {
    Some(request.attribute::<Lifetime>().ok()?.seconds())
}

pub(super) fn of_seconds(seconds: u64) -> Lifetime {
    Lifetime::new(u32::try_from(seconds).unwrap_or(u32::MAX))
}
