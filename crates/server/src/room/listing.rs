//! What the operator of the server sees of a room.

use super::identity::subject;
use super::{Newcomer, Occupant, Presence, Room};
use serde::Serialize;
use visavis_protocol::{ClientId, Identity};

/// A person in a room, or at its door.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonInRoom {
    id: ClientId,
    name: String,
    /// The address as limits count it.
    address: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    host: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    away: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
}

impl Room {
    /// Returns whether newcomers have to be let in.
    pub fn is_locked(&self) -> bool {
        self.host_state.is_locked
    }

    /// Returns everybody who has a seat.
    pub fn list_people(&self) -> Vec<PersonInRoom> {
        let people = self.people.iter();
        people
            .map(|(id, occupant)| {
                let Occupant {
                    name,
                    identity,
                    token_id,
                    place,
                    presence,
                    ..
                } = &**occupant;
                PersonInRoom {
                    id: id.clone(),
                    name: name.clone(),
                    address: place.network().to_string(),
                    host: self.host_state.host.as_ref() == Some(id),
                    away: matches!(presence, Presence::Away { .. }),
                    sub: subject_of(identity.as_ref()),
                    jti: token_id.clone(),
                }
            })
            .collect()
    }

    /// Returns everybody who waits to be let in.
    pub fn list_waiting(&self) -> Vec<PersonInRoom> {
        let waiting = self.host_state.knocking.newcomers();
        waiting
            .map(|newcomer| {
                let Newcomer {
                    id,
                    name,
                    identity,
                    token_id,
                    ..
                } = newcomer;
                PersonInRoom {
                    id: id.clone(),
                    name: name.clone(),
                    address: newcomer.network().to_string(),
                    host: false,
                    away: false,
                    sub: subject_of(identity.as_ref()),
                    jti: token_id.clone(),
                }
            })
            .collect()
    }
}

fn subject_of(identity: Option<&Identity>) -> Option<String> {
    subject(identity).cloned()
}
