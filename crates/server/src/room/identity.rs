//! What the room tells about its people because of their tokens.

use super::{Newcomer, Occupant, Presence, Room};
use visavis_protocol::{ClientId, Identity, MAX_SERVER_MESSAGE_LENGTH, Permission, Person};

/// The bytes of a welcome after which it goes without pictures and metadata. What remains of the others in a room of the
/// largest size fits into the second half.
const MAX_WITH_PICTURES: usize = MAX_SERVER_MESSAGE_LENGTH / 2;

/// Returns the id that whoever issues the tokens has for a person.
pub(super) fn subject(identity: Option<&Identity>) -> Option<&String> {
    identity?.subject.as_ref()
}

impl Room {
    /// Returns everyone but this client, for its welcome. Pictures and metadata are left out where the message would become
    /// longer than clients read.
    pub(super) fn others(&self, id: &ClientId) -> Vec<Person> {
        let mut bytes = 0;
        let others = self.people.iter().filter(|(other, _)| *other != id);
        others
            .map(|(id, occupant)| {
                let person = occupant.person(id);
                bytes += most_bytes(&person);
                if bytes <= MAX_WITH_PICTURES {
                    return person;
                }
                bare(person)
            })
            .collect()
    }
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

    /// Returns whether the person can become host by being here for longest. One by token always can.
    pub(super) fn may_be_host(&self) -> bool {
        let identity = self.identity.as_ref();
        self.is_host || identity.is_none_or(|identity| identity.allows(Permission::Host))
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
        bare(self.person())
    }
}

/// Leaves out what may be long.
fn bare(person: Person) -> Person {
    let identity = person.identity.map(|identity| Identity {
        picture: None,
        metadata: None,
        ..identity
    });
    Person {
        identity: identity.filter(|identity| *identity != Identity::default()),
        ..person
    }
}

/// Returns how many bytes of JSON a person takes at most.
fn most_bytes(person: &Person) -> usize {
    const NAMES_OF_FIELDS: usize = 128;
    let identity = person.identity.iter().flat_map(|identity| {
        let Identity {
            subject,
            name,
            picture,
            metadata,
            // Few and short: they are among the names of the fields.
            permissions: _,
        } = identity;
        [subject, name, picture, metadata].into_iter().flatten()
    });
    let texts = identity.chain([&person.id.0, &person.name]);
    // Of the characters that occur, quotation marks and backslashes become longest: twice as long.
    NAMES_OF_FIELDS + texts.map(|text| 2 * text.len()).sum::<usize>()
}

fn has_name(identity: Option<&Identity>) -> bool {
    identity.is_some_and(|identity| identity.name.is_some())
}
