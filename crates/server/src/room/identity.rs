//! What the room tells about its people because of their tokens.

use super::{Newcomer, Occupant, Presence};
use visavis_protocol::{ClientId, Identity, Person};

/// Returns the id that whoever issues the tokens has for a person.
pub(super) fn subject(identity: Option<&Identity>) -> Option<&String> {
    identity?.subject.as_ref()
}

impl Occupant {
    /// Returns whether the name is that of the token.
    pub(super) fn has_vouched_name(&self) -> bool {
        has_name(self.identity.as_ref())
    }

    /// Returns whether the token has this subject.
    pub(super) fn has_subject(&self, other: Option<&String>) -> bool {
        subject(self.identity.as_ref()) == other
    }

    /// Returns what the others are told.
    pub(super) fn person(&self, id: &ClientId) -> Person {
        Person {
            id: id.clone(),
            name: self.name.clone(),
            away: matches!(self.presence, Presence::Away { .. }),
            identity: self.identity.clone(),
        }
    }
}

impl Newcomer {
    /// Returns whether the name is that of the token.
    pub(super) fn has_vouched_name(&self) -> bool {
        has_name(self.identity.as_ref())
    }

    /// Returns the person that the others will be told of.
    pub(super) fn person(&self) -> Person {
        Person::new(self.id.clone(), &*self.name).with_identity(self.identity.clone())
    }

    /// Returns what the host is told about somebody who waits: who it is, and no more, since the whole list is sent again
    /// whenever somebody comes or goes.
    pub(super) fn at_the_door(&self) -> Person {
        let identity = self.identity.as_ref().map(|identity| Identity {
            picture: None,
            metadata: None,
            ..identity.clone()
        });
        let identity = identity.filter(|identity| *identity != Identity::default());
        Person::new(self.id.clone(), &*self.name).with_identity(identity)
    }
}

fn has_name(identity: Option<&Identity>) -> bool {
    identity.is_some_and(|identity| identity.name.is_some())
}
