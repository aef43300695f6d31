//! What goes over the links.

use super::Call;
use crate::Body;
use crate::effect::Effect;
use crate::event::{Direction, Event};
use crate::input::ConnectionState;
use crate::media::Source;
use crate::roster::Route;
use std::collections::BTreeMap;
use visavis_roap::envelope::{ClientId, Place, ToServer};
use visavis_roap::{
    self as roap, ConnectionId, Entropy, Input as Negotiation, Message, Received, State, Timestamp,
};

impl<E: Entropy> Call<E> {
    /// Something arrived for this client from `from`, by whatever way.
    pub(super) fn arrived(&mut self, now: Timestamp, from: &ClientId, place: &Place, body: Option<Body>) {
        let fresh_epoch = self.draw_epoch();
        let Some(link) = self.links.get_mut(from) else {
            return;
        };
        let receipt = link.delivery.receive(place, body, || fresh_epoch);
        if place.n > 0 {
            link.spoken_to(now);
        }
        if receipt.restarted {
            self.negotiate(now, from, Negotiation::PeerLeft);
        }
        for body in receipt.bodies {
            self.heard(now, from, body);
        }
    }

    fn heard(&mut self, now: Timestamp, from: &ClientId, body: Body) {
        match body {
            Body::Negotiation(message) => {
                self.log(from, Direction::Received, &message);
                self.negotiate(now, from, Negotiation::Received(Received::Message(message)));
            }
            Body::Malformed(exchange) => {
                self.negotiate(now, from, Negotiation::Received(Received::Malformed(exchange)));
            }
            Body::Media(report) => {
                let Some(link) = self.links.get_mut(from) else {
                    return;
                };
                if link.remote_media != report {
                    link.remote_media.clone_from(&report);
                    self.events.push_back(Event::MediaChanged(from.clone(), report));
                }
            }
            Body::Unknown => {
                self.events.push_back(Event::Dropped {
                    peer: from.clone(),
                    why: "not known to this version",
                });
            }
        }
    }

    /// Gives an input to the negotiation with someone, and carries on what comes of it.
    pub(super) fn negotiate(&mut self, now: Timestamp, peer: &ClientId, input: Negotiation) {
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        link.endpoint.handle(now, input, &mut self.entropy);
        self.drain(now, peer);
    }

    fn drain(&mut self, now: Timestamp, peer: &ClientId) {
        loop {
            let Some(link) = self.links.get_mut(peer) else {
                return;
            };
            let effect = link.endpoint.poll_effect();
            let event = link.endpoint.poll_event();
            if effect.is_none() && event.is_none() {
                break;
            }
            match effect {
                Some(roap::Effect::Send(message)) => {
                    self.log(peer, Direction::Sent, &message);
                    self.say(now, peer, Body::Negotiation(message));
                }
                Some(effect) => self.effects.push_back(Effect::Peer(peer.clone(), effect)),
                None => {}
            }
            if let Some(event) = event {
                self.negotiation_told(now, peer, event);
            }
        }
        self.tell_link_state(peer);
    }

    fn negotiation_told(&mut self, now: Timestamp, peer: &ClientId, event: roap::Event) {
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        match event {
            roap::Event::Established => {
                link.established();
                self.report_media(now, peer);
            }
            roap::Event::Ended(reason) => {
                link.ended(now, reason);
                link.remote_media.clear();
            }
            roap::Event::Dropped(why) => self.events.push_back(Event::Dropped {
                peer: peer.clone(),
                why,
            }),
            // Nobody is asked in an open room.
            roap::Event::Ringing => {}
        }
    }

    /// Puts something on the link to someone. Where there is no way at the moment it waits for one.
    fn say(&mut self, now: Timestamp, peer: &ClientId, body: Body) {
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        match link.delivery.send(body.clone()) {
            Ok(place) => {
                link.acknowledged();
                self.dispatch(peer, place, Some(body));
            }
            Err(crate::Overflow) => self.reset_link(now, peer),
        }
    }

    /// The other side has not acknowledged anything for far too long: both begin anew.
    fn reset_link(&mut self, now: Timestamp, peer: &ClientId) {
        let epoch = self.draw_epoch();
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        link.delivery = crate::Delivery::new(epoch);
        link.offer_if_nothing_comes(now);
        link.endpoint
            .handle(now, Negotiation::PeerLeft, &mut self.entropy);
    }

    fn dispatch(&mut self, peer: &ClientId, place: Place, body: Option<Body>) {
        match self.roster.route(peer, self.server.is_welcomed()) {
            Some(Route::Server) => {
                self.effects.push_back(Effect::TellServer(ToServer::Send {
                    to: peer.clone(),
                    place,
                    body,
                }));
            }
            Some(Route::Tabs) => {
                let from = self.options.id.clone();
                let frame = crate::TabFrame::Send {
                    from,
                    to: peer.clone(),
                    place,
                    body,
                };
                self.effects.push_back(Effect::TellTabs(frame));
            }
            None => {}
        }
    }

    /// A way to someone is there again: what they have not acknowledged goes out once more.
    pub(super) fn send_again(&mut self, peer: &ClientId) {
        let Some(link) = self.links.get(peer) else { return };
        for (place, body) in link.delivery.unacknowledged() {
            self.dispatch(peer, place, Some(body));
        }
    }

    pub(super) fn offer_if_due(&mut self, now: Timestamp, peer: &ClientId) {
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        if link.is_offer_due(now) && matches!(link.endpoint.state(), State::None | State::Closing) {
            self.negotiate(now, peer, Negotiation::Need);
        }
    }

    pub(super) fn links_timed_out(&mut self, now: Timestamp) {
        for peer in self.links.keys().cloned().collect::<Vec<_>>() {
            let Some(link) = self.links.get_mut(&peer) else {
                continue;
            };
            link.endpoint.handle_timeout(now, &mut self.entropy);
            link.note_death(now);
            if link.is_acknowledgement_due(now) {
                let place = link.delivery.acknowledgement();
                self.dispatch(&peer, place, None);
            }
            self.drain(now, &peer);
            self.offer_if_due(now, &peer);
            self.drop_link_if_dead(now, &peer);
        }
    }

    pub(super) fn sections_known(&mut self, peer: &ClientId, sections: BTreeMap<String, Source>) {
        if let Some(link) = self.links.get_mut(peer) {
            link.sections = sections;
        }
    }

    pub(super) fn connection_changed(
        &mut self,
        now: Timestamp,
        peer: &ClientId,
        connection: ConnectionId,
        state: ConnectionState,
    ) {
        if let Some(link) = self.links.get_mut(peer) {
            link.connection_changed(now, connection, state);
            self.tell_link_state(peer);
        }
    }

    pub(super) fn report_media_to_all(&mut self, now: Timestamp) {
        for peer in self.links.keys().cloned().collect::<Vec<_>>() {
            self.report_media(now, &peer);
        }
    }

    fn report_media(&mut self, now: Timestamp, peer: &ClientId) {
        if let Some(link) = self.links.get(peer)
            && link.is_established()
        {
            let report = self.media.report(&link.sections);
            self.say(now, peer, Body::Media(report));
        }
    }

    fn tell_link_state(&mut self, peer: &ClientId) {
        if let Some(state) = self
            .links
            .get_mut(peer)
            .and_then(crate::link::Link::changed_state)
        {
            self.events.push_back(Event::LinkChanged(peer.clone(), state));
        }
    }

    fn log(&mut self, peer: &ClientId, direction: Direction, message: &Message) {
        let message = message.clone();
        self.events.push_back(Event::Logged {
            peer: peer.clone(),
            direction,
            message,
        });
    }
}
