//! Whom the operator shuts out. Sans-IO: time is an argument.
//!
//! They are kept in memory alone: a firewall shuts out addresses for good, and whoever issues tokens their bearers.

use crate::network::Network;
use crate::refusal::Refusal;
use crate::token::Pass;
use ipnet::IpNet;
use std::collections::BTreeMap;
use std::net::IpAddr;
use visavis_protocol::CloseCode;
use visavis_roap::Timestamp;

/// The most bans at a time: each newcomer is compared with all of them that are addresses.
const MAX_BANS: usize = 4096;

/// Somebody who is shut out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An address, or a network.
    Address(IpNet),
    /// The claim `sub` of tokens.
    Sub(String),
    /// The claim `jti` of a token: that one is revoked.
    Jti(String),
}

/// Who is shut out, and until when; `None`: until the server stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ban {
    pub target: Target,
    pub until: Option<Timestamp>,
}

/// There are as many bans as can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany;

/// All who are shut out.
#[derive(Debug, Default)]
pub struct Bans(BTreeMap<Target, Option<Timestamp>>);

impl Bans {
    /// Shuts somebody out, and forgets those whose time has come.
    pub fn add(&mut self, Ban { target, until }: Ban, now: Timestamp) -> Result<(), TooMany> {
        self.0.retain(|_, until| is_in_force(*until, now));
        if self.0.len() >= MAX_BANS && !self.0.contains_key(&target) {
            return Err(TooMany);
        }
        self.0.insert(target, until);
        Ok(())
    }

    /// Lets somebody in again; returns whether they were shut out.
    pub fn lift(&mut self, target: &Target, now: Timestamp) -> bool {
        self.0.remove(target).is_some_and(|until| is_in_force(until, now))
    }

    /// Returns who is shut out, and until when.
    pub fn list(&self, now: Timestamp) -> Vec<Ban> {
        let in_force = self.0.iter().filter(|(_, until)| is_in_force(**until, now));
        in_force
            .map(|(target, until)| Ban {
                target: target.clone(),
                until: *until,
            })
            .collect()
    }

    /// Returns why somebody is refused, by their address and what they have presented.
    pub fn check(&self, network: Network, pass: &Pass, now: Timestamp) -> Result<(), Refusal> {
        if self.0.is_empty() {
            return Ok(());
        }
        let is_banned = |target| {
            let until = self.0.get(&target);
            until.is_some_and(|until| is_in_force(*until, now))
        };
        let is_address = self.0.iter().any(|(target, until)| match target {
            Target::Address(banned) => network.is_in(banned) && is_in_force(*until, now),
            Target::Sub(_) | Target::Jti(_) => false,
        });
        let subject = pass
            .identity
            .as_ref()
            .and_then(|identity| identity.subject.clone());
        if is_address || subject.is_some_and(|subject| is_banned(Target::Sub(subject))) {
            return Err(Refusal::Banned);
        }
        if pass.token_id.clone().is_some_and(|id| is_banned(Target::Jti(id))) {
            return Err(Refusal::Code(CloseCode::TokenNotValid));
        }
        Ok(())
    }
}

fn is_in_force(until: Option<Timestamp>, now: Timestamp) -> bool {
    until.is_none_or(|until| now < until)
}

/// The text is no address and no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an address, or a network such as 192.0.2.0/24")]
pub struct NotANetwork;

/// Reads an address, or a network with the length of its prefix. Of IPv6, 64 bits count.
pub fn parse_network(text: &str) -> Result<IpNet, NotANetwork> {
    /// The longest prefix: whoever has one address of IPv6 has 64 bits of them.
    const MAX_PREFIX: u8 = 64;
    let address = text
        .parse::<IpAddr>()
        .map(|address| IpNet::from(address.to_canonical()));
    let network = address
        .or_else(|_| text.parse::<IpNet>())
        .map_err(|_| NotANetwork)?;
    let network = match network.addr() {
        IpAddr::V6(address) if network.prefix_len() > MAX_PREFIX => {
            IpNet::new(address.into(), MAX_PREFIX).map_err(|_| NotANetwork)?
        }
        IpAddr::V4(_) | IpAddr::V6(_) => network,
    };
    Ok(network.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use visavis_protocol::Identity;

    #[test]
    fn an_address_and_its_network_are_shut_out() {
        for (banned, address, is_banned) in [
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("::ffff:192.0.2.7", "192.0.2.7", true),
            ("192.0.2.99/24", "192.0.2.7", true),
            ("2001:db8::1", "2001:db8::2", true),
            ("2001:db8::1", "2001:db8:0:1::2", false),
            ("2001:db8::/32", "2001:db8:7::2", true),
            ("0.0.0.0/0", "2001:db8:7::2", false),
        ] {
            let bans = with(Target::Address(parse_network(banned).unwrap()), None);
            let network = address.parse::<IpAddr>().unwrap().into();

            let checked = bans.check(network, &Pass::default(), at(0));
            assert_eq!(
                checked,
                if is_banned { Err(Refusal::Banned) } else { Ok(()) },
                "{banned} {address}"
            );
        }
    }

    #[test]
    fn a_person_and_a_token_are_shut_out_by_their_claims() {
        let network = IpAddr::from([192, 0, 2, 7]).into();
        let pass = |subject: &str, id: &str| Pass {
            identity: Some(Identity {
                subject: Some(subject.into()),
                ..Identity::default()
            }),
            token_id: Some(id.into()),
            ..Pass::default()
        };

        let person = with(Target::Sub("7".into()), None);
        let token = with(Target::Jti("t".into()), None);

        assert_eq!(
            person.check(network, &pass("7", "u"), at(0)),
            Err(Refusal::Banned)
        );
        assert_eq!(person.check(network, &pass("8", "7"), at(0)), Ok(()));
        let refused = Err(Refusal::Code(CloseCode::TokenNotValid));
        assert_eq!(token.check(network, &pass("7", "t"), at(0)), refused);
        assert_eq!(token.check(network, &pass("t", "u"), at(0)), Ok(()));
    }

    #[test]
    fn a_ban_ends_with_its_time_or_is_lifted() {
        let target = Target::Sub("7".into());
        let mut bans = with(target.clone(), Some(at(60)));

        assert_eq!((bans.list(at(59)).len(), bans.list(at(60)).len()), (1, 0));
        assert!(!bans.lift(&target, at(60)));
        bans.add(
            Ban {
                target: target.clone(),
                until: None,
            },
            at(60),
        )
        .unwrap();
        assert!(bans.lift(&target, at(99)) && bans.list(at(99)).is_empty());
    }

    #[test]
    fn the_number_of_bans_is_bounded() {
        let mut bans = Bans::default();
        let ban = |number: usize, until| Ban {
            target: Target::Jti(number.to_string()),
            until,
        };
        for number in 0..MAX_BANS {
            bans.add(ban(number, Some(at(60))), at(0)).unwrap();
        }

        assert_eq!(bans.add(ban(MAX_BANS, None), at(0)), Err(TooMany));
        assert_eq!(bans.add(ban(1, None), at(0)), Ok(()));
        assert_eq!(bans.add(ban(MAX_BANS, None), at(60)), Ok(()));
        assert_eq!(bans.list(at(60)).len(), 2);
    }

    fn with(target: Target, until: Option<Timestamp>) -> Bans {
        let mut bans = Bans::default();
        bans.add(Ban { target, until }, at(0)).unwrap();
        bans
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp::new(Duration::from_secs(seconds))
    }
}
