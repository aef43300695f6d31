//! A person in a room, and the id of their client.

use crate::limits::{flag, if_true, short};
use crate::readable_name;
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
    /// The name that the person chose; empty if they chose none.
    pub name: String,
    /// The person's connection to the server is lost at the moment.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub away: bool,
}

impl ClientId {
    pub(crate) fn read(id: Value) -> Option<Self> {
        short(id).map(Self)
    }
}

impl Person {
    pub(crate) fn read(mut person: Value) -> Option<Self> {
        let name = person.take("name").into_string()?;
        Some(Self {
            id: ClientId::read(person.take("id"))?,
            name: readable_name(&name),
            away: flag(person.take("away")),
        })
    }

    pub(crate) fn write(&self) -> Value {
        Value::object(vec![
            ("id", self.id.0.as_str().into()),
            ("name", self.name.as_str().into()),
            ("away", if_true(self.away)),
        ])
    }
}
