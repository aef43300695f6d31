//! A person in a room, and the id of their client.

use crate::limits::{flag, short};
use crate::{Identity, readable_name};
use serde::{Deserialize, Serialize};
use visavis_roap::Value;

/// The public id of a client: 128 bits of the SHA-256 of its secret, as 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(pub String);

/// A person in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The client's id.
    pub id: ClientId,
    /// The name that the server vouches for or, without one, that the person chose; empty if they chose none.
    pub name: String,
    /// The person's connection to the server is lost at the moment.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub away: bool,
    /// What the server vouches for, if anything. There is none on a bus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
}

impl ClientId {
    pub(crate) fn read(id: Value) -> Option<Self> {
        short(id).map(Self)
    }
}

impl Person {
    /// Creates a person who is here and for whom nobody vouches.
    pub fn new(id: ClientId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            away: false,
            identity: None,
        }
    }

    /// Returns whether the server vouches for the name, so that the person cannot change it.
    pub fn has_vouched_name(&self) -> bool {
        self.identity
            .as_ref()
            .is_some_and(|identity| identity.name.is_some())
    }

    /// Adds what the server vouches for: a name in it is that of the person.
    #[must_use]
    pub fn with_identity(self, identity: Option<Identity>) -> Self {
        let vouched = identity.as_ref().and_then(|identity| identity.name.clone());
        Self {
            name: vouched.unwrap_or(self.name),
            identity,
            ..self
        }
    }

    /// Reads a person on a bus, where nobody is away and nobody vouches for anything.
    pub(crate) fn read_on_bus(mut person: Value) -> Option<Self> {
        let name = person.take("name").into_string()?;
        Some(Self::new(
            ClientId::read(person.take("id"))?,
            readable_name(&name),
        ))
    }

    /// Reads a person as a server reports them.
    pub(crate) fn read(mut person: Value) -> Option<Self> {
        let away = flag(person.take("away"));
        let identity = Identity::read(person.take("identity"));
        let person = Self::read_on_bus(person)?.with_identity(identity);
        Some(Self { away, ..person })
    }

    /// Writes the person for a bus.
    pub(crate) fn write(&self) -> Value {
        Value::object(vec![
            ("id", self.id.0.as_str().into()),
            ("name", self.name.as_str().into()),
        ])
    }
}
