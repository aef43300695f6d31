//! Handles joins: seats a newcomer, makes it wait at a locked room, or refuses it.

use super::entries::Entrant;
use super::identity::subject;
use super::naming::Renaming;
use super::stay::Stay;
use super::{Newcomer, Occupant, Output, Presence, Room, SocketId};
use crate::names::skeleton;
use crate::network::Network;
use crate::refusal::Refusal;
use visavis_protocol::{CloseCode, LeftReason, ToClient};

impl Newcomer {
    pub(super) fn network(&self) -> Network {
        self.place.network()
    }
}

impl Room {
    pub(super) fn enter<'a>(&mut self, socket: SocketId, newcomer: Newcomer) -> Vec<Output<'a>> {
        // Who is inside pays for themselves alone: others at their address cannot keep them from coming back.
        let entrant = if self.people.contains_key(&newcomer.id) {
            Entrant::Person(newcomer.id.clone())
        } else {
            Entrant::Stranger(newcomer.network())
        };
        if !self.entries.count(entrant, self.size, self.now) {
            return vec![Output::Close {
                socket,
                refusal: Refusal::Code(CloseCode::AddressRate),
            }];
        }
        if newcomer.is_host {
            return self.seat(socket, newcomer);
        }
        if self.host_state.removed.contains(&newcomer) {
            return vec![Output::Close {
                socket,
                refusal: Refusal::Code(CloseCode::Removed),
            }];
        }
        let is_inside = self.people.contains_key(&newcomer.id) && !self.is_another_person(&newcomer);
        if self.host_state.locks_out(&newcomer) && !is_inside {
            return self.knock(socket, newcomer);
        }
        self.seat(socket, newcomer)
    }

    pub(super) fn seat<'a>(&mut self, socket: SocketId, newcomer: Newcomer) -> Vec<Output<'a>> {
        let mut outputs = Vec::new();
        if self.is_another_person(&newcomer) {
            outputs.extend(self.depart(&newcomer));
        }
        if !self.people.contains_key(&newcomer.id) && self.people.len() >= self.size {
            let Some(left) = self.make_way() else {
                outputs.push(Output::Close {
                    socket,
                    refusal: Refusal::RoomFull(self.size),
                });
                return outputs;
            };
            outputs.extend(left);
        }
        let (name, renamed) = self.name_in_the_room(&newcomer);
        outputs.extend(renamed);
        let Newcomer {
            id,
            is_host,
            identity,
            token_id,
            place,
            ice_servers,
            takes_token,
            ..
        } = newcomer;
        let former = self.people.remove(&id);
        let before = former.as_ref().map(|former| {
            let is_renamed = former.name != name || former.identity != identity;
            (former.presence, is_renamed)
        });
        if let Some((Presence::Here(older), _)) = before {
            self.seats.remove(&older);
            outputs.push(Output::Close {
                socket: older,
                refusal: Refusal::Code(CloseCode::Replaced),
            });
        }
        self.arrivals += 1;
        let (arrival, stay, renaming) = match former {
            Some(former) => (
                former.arrival,
                former.stay.resume(self.now, former.presence.away_for(self.now)),
                former.renaming.superseded(),
            ),
            None => (self.arrivals, Stay::new(self.now), Renaming::default()),
        };
        let occupant = Occupant {
            looks: skeleton(&name),
            name,
            is_host,
            identity,
            token_id,
            presence: Presence::Here(socket),
            arrival,
            stay,
            renaming,
            place,
        };
        let person = occupant.person(&id);
        if before.is_none() {
            self.movements.push(occupant.comes(&id));
        }
        self.people.insert(id.clone(), Box::new(occupant));
        self.seats.insert(socket, id.clone());

        let you = id.clone();
        outputs.push(Output::Send {
            socket,
            frame: ToClient::Welcome {
                people: self.others(&id),
                identity: person.identity.clone(),
                you,
                ice_servers,
                takes_token,
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
        match before {
            None => outputs.extend(self.send_to_others(&id, ToClient::Joined { person })),
            Some((presence, is_renamed)) => {
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

    /// Returns whether a client that is in the room comes back with a token of somebody else.
    fn is_another_person(&self, newcomer: &Newcomer) -> bool {
        self.people.get(&newcomer.id).is_some_and(|occupant| {
            subject(occupant.identity.as_ref()) != subject(newcomer.identity.as_ref())
        })
    }

    /// Removes the person whose client comes back as another one, who inherits neither their place nor their role.
    fn depart<'a>(&mut self, newcomer: &Newcomer) -> Vec<Output<'a>> {
        let id = newcomer.id.clone();
        let mut outputs = Vec::new();
        let former = self.take_out(&id, LeftReason::Left);
        if let Some(Presence::Here(older)) = former.map(|former| former.presence) {
            self.seats.remove(&older);
            outputs.push(Output::Close {
                socket: older,
                refusal: Refusal::Code(CloseCode::Replaced),
            });
        }
        if self.host_state.host.as_ref() == Some(&id) {
            self.host_state.host = None;
        }
        let reason = LeftReason::Left;
        outputs.extend(self.send_to_all(ToClient::Left { id, reason }));
        outputs
    }
}
