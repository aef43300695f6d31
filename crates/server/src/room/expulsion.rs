//! People whom the operator of the server takes out of a room.

use super::identity::subject;
use super::{Newcomer, Occupant, Output, Room};
use crate::network::Network;
use crate::refusal::Refusal;
use ipnet::IpNet;
use visavis_protocol::{ClientId, Identity};
use visavis_roap::Timestamp;

/// Who is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// Everybody in the room, and at its door.
    Everybody,
    /// One client and, with a claim `sub`, all clients of that person. They cannot come back as long as the room exists.
    Person(ClientId),
    /// Those with this claim `sub` in their token.
    Subject(String),
    /// Those who came with the token that has this claim `jti`.
    Token(String),
    /// Those who come from this network.
    Address(IpNet),
}

impl Whom {
    fn is(
        &self,
        id: &ClientId,
        identity: Option<&Identity>,
        token: Option<&String>,
        network: Network,
    ) -> bool {
        match self {
            Self::Everybody => true,
            Self::Person(wanted) => wanted == id,
            Self::Subject(wanted) => subject(identity) == Some(wanted),
            Self::Token(wanted) => token == Some(wanted),
            Self::Address(wanted) => network.is_in(wanted),
        }
    }

    fn is_occupant(&self, id: &ClientId, occupant: &Occupant) -> bool {
        let Occupant {
            identity,
            token_id,
            place,
            ..
        } = occupant;
        self.is(id, identity.as_ref(), token_id.as_ref(), place.network())
    }

    fn is_newcomer(&self, newcomer: &Newcomer) -> bool {
        let Newcomer {
            id,
            identity,
            token_id,
            ..
        } = newcomer;
        self.is(id, identity.as_ref(), token_id.as_ref(), newcomer.network())
    }
}

impl Room {
    /// Takes people out of the room and from its door, and tells them why; returns how many as well.
    pub fn expel(&mut self, now: Timestamp, whom: &Whom, refusal: Refusal) -> (Vec<Output<'static>>, usize) {
        self.begin(now);
        let own = self.subject_of(whom);
        let is_theirs = |identity: Option<&Identity>| own.is_some() && subject(identity) == own.as_ref();
        let people = self.people.iter();
        let ids: Vec<_> = people
            .filter(|(id, occupant)| whom.is_occupant(id, occupant) || is_theirs(occupant.identity.as_ref()))
            .map(|(id, _)| id.clone())
            .collect();
        let waiting = self
            .host_state
            .knocking
            .take_those(|newcomer| whom.is_newcomer(newcomer) || is_theirs(newcomer.identity.as_ref()));
        let count = ids.len() + waiting.len();
        if let Whom::Person(_) = whom {
            let removed = &mut self.host_state.removed;
            for (id, occupant) in ids.iter().filter_map(|id| self.people.get_key_value(id)) {
                removed.add(id.clone(), occupant.identity.as_ref(), occupant.token_id.as_ref());
            }
            for (_, newcomer) in &waiting {
                let (identity, token_id) = (newcomer.identity.as_ref(), newcomer.token_id.as_ref());
                removed.add(newcomer.id.clone(), identity, token_id);
            }
        }
        let closed = waiting
            .into_iter()
            .map(|(socket, _)| Output::Close { socket, refusal });
        let mut outputs: Vec<_> = closed.collect();
        for id in ids {
            outputs.extend(self.evict(id, refusal));
        }
        outputs.extend(self.ensure_host());
        outputs.extend(self.tell_knocking());
        (outputs, count)
    }

    /// Returns the claim `sub` of a person, who may be here as other clients too.
    fn subject_of(&self, whom: &Whom) -> Option<String> {
        let Whom::Person(id) = whom else {
            return None;
        };
        subject(self.people.get(id)?.identity.as_ref()).cloned()
    }
}
