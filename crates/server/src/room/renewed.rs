//! What a new token changes for a person who is in the room.

use super::entries::Entrant;
use super::identity::subject;
use super::{Output, Room, SocketId};
use crate::token::Pass;
use visavis_protocol::{ClientId, CloseCode, ToClient};

impl Room {
    /// Takes over what a token says that a person presents in the session. Before the welcome there is nothing to renew.
    pub(super) fn renew_token<'a>(&mut self, socket: SocketId, pass: Pass) -> Vec<Output<'a>> {
        let Some(id) = self.seats.get(&socket).cloned() else {
            return Vec::new();
        };
        // The others are told of it, so it counts as often as coming in does.
        let is_within = self
            .entries
            .count(Entrant::Person(id.clone()), self.size, self.now);
        let refused = match is_within {
            true => self.refuses_token(&id, &pass).map(CloseCode::number),
            false => Some(CloseCode::AddressRate.number()),
        };
        let mut outputs = vec![Output::Send {
            socket,
            frame: ToClient::Token { refused },
        }];
        if refused.is_none() {
            outputs.extend(self.take_over(&id, pass));
        }
        outputs
    }

    /// Returns why the person cannot go on with this token: it is that of somebody who was removed, or of somebody else, who
    /// has to come in with it.
    fn refuses_token(&self, id: &ClientId, pass: &Pass) -> Option<CloseCode> {
        let subject = subject(pass.identity.as_ref());
        if !pass.is_host && self.host_state.removed.knows(subject, pass.token_id.as_ref()) {
            return Some(CloseCode::Removed);
        }
        let is_same = self.people.get(id)?.has_subject(subject);
        (!is_same).then_some(CloseCode::Token)
    }

    fn take_over<'a>(&mut self, id: &ClientId, pass: Pass) -> Vec<Output<'a>> {
        let vouched = pass.identity.as_ref().and_then(|identity| identity.name.clone());
        let mut outputs = Vec::new();
        if let Some(vouched) = &vouched {
            outputs.extend(self.make_room_for_name(id, vouched));
        }
        let Some(occupant) = self.people.get_mut(id) else {
            return outputs;
        };
        let is_news = occupant.identity != pass.identity;
        occupant.is_host = pass.is_host;
        occupant.token_id = pass.token_id;
        occupant.identity = pass.identity;
        if let Some(vouched) = vouched {
            occupant.set_name(vouched);
        }
        let (is_host, may_be_host) = (occupant.is_host, occupant.may_be_host());
        if is_news {
            let person = occupant.person(id);
            outputs.extend(self.send_to_all(ToClient::Renamed { person }));
        }
        let is_host_now = self.host_state.host.as_ref() == Some(id);
        let hands_over = if is_host_now {
            let mut others = self.people.iter().filter(|(other, _)| *other != id);
            !may_be_host || (!is_host && others.any(|(_, other)| other.is_host && other.presence.is_here()))
        } else {
            !self.keeps_host(is_host)
        };
        if hands_over {
            self.host_state.host = None;
            outputs.extend(self.appoint_host());
        }
        outputs
    }
}
