//! Handles joins: seats a newcomer, makes it wait at a locked room, or refuses it.

use super::{Newcomer, Occupant, Output, Presence, Room, SocketId};
use crate::refusal::Refusal;
use visavis_protocol::{CloseCode, Person, ToClient};

impl Room {
    pub(super) fn enter<'a>(&mut self, socket: SocketId, newcomer: Newcomer) -> Vec<Output<'a>> {
        if newcomer.is_host {
            return self.seat(socket, newcomer);
        }
        if self.host_state.has_removed(&newcomer.id) {
            return vec![Output::Close {
                socket,
                refusal: Refusal::Code(CloseCode::Removed),
            }];
        }
        if self.host_state.locks_out(&newcomer.id) && !self.people.contains_key(&newcomer.id) {
            return self.knock(socket, newcomer);
        }
        self.seat(socket, newcomer)
    }

    pub(super) fn seat<'a>(&mut self, socket: SocketId, newcomer: Newcomer) -> Vec<Output<'a>> {
        let Newcomer {
            id,
            mut name,
            is_host,
            ice_servers,
        } = newcomer;
        if let Some(occupant) = self.people.get(&id)
            && name.is_empty()
        {
            name.clone_from(&occupant.name);
        }
        let before = self
            .people
            .get(&id)
            .map(|occupant| (occupant.presence, occupant.name != name, occupant.arrival));
        if before.is_none() && self.people.len() >= self.size {
            return vec![Output::Close {
                socket,
                refusal: Refusal::RoomFull(self.size),
            }];
        }
        let mut outputs = Vec::new();
        if let Some((Presence::Here(older), ..)) = before {
            self.seats.remove(&older);
            outputs.push(Output::Close {
                socket: older,
                refusal: Refusal::Code(CloseCode::Replaced),
            });
        }
        self.arrivals += 1;
        self.people.insert(
            id.clone(),
            Occupant {
                name: name.clone(),
                is_host,
                presence: Presence::Here(socket),
                arrival: before.map_or(self.arrivals, |(.., arrival)| arrival),
            },
        );
        self.seats.insert(socket, id.clone());

        let you = id.clone();
        outputs.push(Output::Send {
            socket,
            frame: ToClient::Welcome {
                people: self.others(&id),
                you,
                ice_servers,
            },
        });
        if self.keeps_host(is_host) {
            outputs.extend(self.send_host_to(socket));
            if self.host_state.host.as_ref() == Some(&id) && self.has_knocks() {
                outputs.extend(self.send_knocking());
            }
        } else {
            outputs.extend(self.appoint_host());
        }
        let person = Person {
            id: id.clone(),
            name,
            away: false,
        };
        match before {
            None => outputs.extend(self.send_to_others(&id, ToClient::Joined { person })),
            Some((presence, is_renamed, _)) => {
                if matches!(presence, Presence::Away { .. }) {
                    outputs.extend(self.send_to_others(&id, ToClient::Back { id: id.clone() }));
                }
                if is_renamed {
                    outputs.extend(self.send_to_others(&id, ToClient::Renamed { person }));
                }
            }
        }
        outputs
    }
}
