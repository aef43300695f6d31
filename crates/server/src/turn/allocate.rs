//! The request for an allocation (RFC 8656, 7.2).

use super::allocation::{Allocation, Lease, lifetime};
use super::answer::Answer;
use super::authority::User;
use super::client::{Client, Now};
use super::relay::{Action, OpenPort, Relay, Wish};
use super::requests::{Refused, check, of_seconds, seconds};
use super::reservations::Reserved;
use std::net::SocketAddr;
use turn_types::AddressFamily;
use turn_types::attribute::{
    EvenPort, Lifetime, RequestedAddressFamily, RequestedTransport, ReservationToken, XorRelayedAddress,
};
use turn_types::stun::attribute::{ErrorCode, XorMappedAddress};
use turn_types::stun::message::Message;
use turn_types::stun::prelude::AttributeStaticType;
use visavis_roap::Timestamp;

/// What a new allocation gets.
struct Opening<P> {
    reserved: Reserved<P>,
    /// What the next one gets its port with.
    token: Option<u64>,
}

impl<P: Clone> Relay<P> {
    /// Gives a client an allocation.
    pub(super) fn allocate(
        &mut self,
        request: &Message<'_>,
        client: Client,
        user: &User,
        now: Now,
        open: OpenPort<'_, P>,
    ) -> Action<P> {
        if let Some(allocation) = self.allocation(client, now.time) {
            // Its answer was lost, or comes too late (RFC 8656, 7.2).
            if allocation.lease.request == request.transaction_id() && allocation.lease.username == user.name
            {
                return Action::Answer(allocation.lease.answer.clone());
            }
            let mismatch = Err(ErrorCode::ALLOCATION_MISMATCH.into());
            return Action::Answer(self.conclude(request, user, mismatch));
        }
        // One that expired and was not swept yet.
        self.end(client);
        let Some(account) = &user.account else {
            self.metrics.refuse(ErrorCode::UNAUTHORIZED);
            let code = ErrorCode::UNAUTHORIZED;
            return Action::Answer(self.authority.challenge(request, code, client, now.time));
        };
        if self.shut_out.has(account, client.address.ip(), now.time) {
            let forbidden = Err(ErrorCode::FORBIDDEN.into());
            return Action::Answer(self.conclude(request, user, forbidden));
        }
        let Opening { reserved, token } = match self.open(request, account, now.time, open) {
            Ok(opening) => opening,
            Err(refused) => return Action::Answer(self.conclude(request, user, Err(refused))),
        };
        let lifetime = lifetime(seconds(request));
        let Reserved {
            port,
            relayed,
            account,
            bandwidth,
        } = reserved;
        let transaction = request.transaction_id();
        let answer = Answer::success(request)
            .with(&XorRelayedAddress::new(relayed, transaction))
            .with(&of_seconds(lifetime.as_secs()))
            .with(&XorMappedAddress::new(client.address, transaction));
        let answer = match token {
            Some(token) => answer.with(&ReservationToken::new(token)),
            None => answer,
        };
        let answer = answer.finish(Some(&user.key));
        let lease = Lease {
            port: port.clone(),
            relayed,
            username: user.name.clone(),
            key: user.key.clone(),
            account,
            bandwidth,
            request: transaction,
            answer: answer.clone(),
        };
        self.relayed.insert(relayed, client);
        self.allocations
            .insert(client, Allocation::new(lease, lifetime, now.time));
        Action::Opened {
            answer,
            port,
            relayed,
        }
    }

    /// Opens a port for a client that has none, or gives out one that was kept.
    fn open(
        &mut self,
        request: &Message<'_>,
        account: &str,
        now: Timestamp,
        open: OpenPort<'_, P>,
    ) -> Result<Opening<P>, Refused> {
        let known = [
            Lifetime::TYPE,
            RequestedTransport::TYPE,
            RequestedAddressFamily::TYPE,
            EvenPort::TYPE,
            ReservationToken::TYPE,
        ];
        check(request, &known)?;
        let transport = request.attribute::<RequestedTransport>();
        let transport = transport.map_err(|_| ErrorCode::BAD_REQUEST)?;
        if transport.protocol() != RequestedTransport::UDP {
            return Err(ErrorCode::UNSUPPORTED_TRANSPORT_PROTOCOL.into());
        }
        let even = request.attribute::<EvenPort>().ok();
        let family = request.attribute::<RequestedAddressFamily>().ok();
        if let Ok(token) = request.attribute::<ReservationToken>() {
            if even.is_some() || family.is_some() {
                return Err(ErrorCode::BAD_REQUEST.into());
            }
            let reserved = self.reservations.claim(token.token(), account, now);
            let reserved = reserved.ok_or(ErrorCode::INSUFFICIENT_CAPACITY)?;
            return Ok(Opening {
                reserved,
                token: None,
            });
        }
        let is_ipv6 = family.is_some_and(|family| family.family() == AddressFamily::IPV6);
        let route = self.routes.iter().find(|route| route.public.is_ipv6() == is_ipv6);
        let route = *route.ok_or(ErrorCode::ADDRESS_FAMILY_NOT_SUPPORTED)?;
        let (wish, needed) = match even {
            None => (Wish::Any, 1),
            Some(even) if even.requested() => (Wish::Pair, 2),
            Some(_) => (Wish::Even, 1),
        };
        self.accounts.check(account, needed)?;
        let opened = open(route, wish).ok_or(ErrorCode::INSUFFICIENT_CAPACITY)?;
        let mut reserve = |port, number| Reserved {
            port,
            relayed: SocketAddr::new(route.public, number),
            account: account.to_owned(),
            bandwidth: self.accounts.open(account, now),
        };
        let reserved = reserve(opened.port, opened.number);
        let next = opened
            .next
            .map(|port| reserve(port, opened.number.saturating_add(1)));
        Ok(Opening {
            reserved,
            token: next.map(|next| self.reservations.keep(next, now)),
        })
    }
}
