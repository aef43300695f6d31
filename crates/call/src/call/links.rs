//! Sending and receiving on links.

use super::{Call, Phase};
use crate::ConnectionState;
use crate::effect::Effect;
use crate::event::{Direction, Event};
use crate::link::Path;
use crate::ring::Ring;
use crate::roster::Route;
use crate::{Body, Overflow, Participant, TabFrame};
use visavis_protocol::{ClientId, SequenceHeader, ToServer};
use visavis_roap::{
    self as roap, ConnectionId, EndReason, Entropy, Input as Negotiation, Message, Policy, Received,
    Timestamp,
};

impl<E: Entropy> Call<E> {
    /// Handles a message from `from`, whichever path it took.
    pub(super) fn arrived(
        &mut self,
        now: Timestamp,
        from: &ClientId,
        header: &SequenceHeader,
        body: Option<Body>,
    ) {
        let Some(link) = self.links.get_mut(from) else {
            return;
        };
        // Another life of the peer needs another session. Not acknowledged, it is announced again.
        if link.delivery.is_of_another_epoch(header) && !link.inbox.may_begin_session(now) {
            return;
        }
        let entropy = &mut self.entropy;
        let receipt = link
            .delivery
            .receive(now, header, body, || super::draw_id(entropy));
        if receipt.restarted {
            self.negotiate(now, from, Negotiation::PeerLeft);
        }
        if receipt.is_flooded {
            self.reset_link(now, from);
        }
        self.hear_what_came(now, from);
        self.send_what_waits(now, from);
    }

    /// Handles what has arrived on a link, as far as the peer may cause that now.
    fn hear_what_came(&mut self, now: Timestamp, from: &ClientId) {
        if let Some(link) = self.links.get_mut(from) {
            link.look();
        }
        while let Some(link) = self.links.get_mut(from)
            && let Some(body) = link.next_body(now, &mut self.sessions)
        {
            self.heard(now, from, body);
        }
    }

    fn heard(&mut self, now: Timestamp, from: &ClientId, body: Body) {
        match body {
            Body::Negotiation(received) => self.negotiation_received(now, from, received),
            Body::Media(report) => self.media_reported(from, report),
            Body::FrameRate(frames) => {
                if let Some(link) = self.links.get_mut(from) {
                    link.remote_frame_rate = Some(frames);
                }
            }
            Body::Chat(message) => self.chat_heard(now, from, message),
            Body::Hand(is_up) => self.tell(Event::HandChanged {
                from: Participant::Remote(from.clone()),
                is_up,
            }),
            Body::Pictures(wanted) => self.pictures_wanted(now, from, wanted),
            Body::Recording { state, seconds } => self.recording_heard(now, from, state, seconds),
            Body::Reaction(emoji) => self.reaction_heard(from, &emoji),
            Body::Dropped(count) => self.tell(Event::MessagesDropped {
                peer: from.clone(),
                count,
            }),
            Body::Bye => self.said_goodbye(now, from),
            Body::AnsweredElsewhere => self.was_answered_elsewhere(from),
            Body::Unknown => self.tell(Event::Dropped {
                peer: from.clone(),
                why: "not known to this version",
            }),
        }
    }

    fn negotiation_received(&mut self, now: Timestamp, from: &ClientId, received: Received) {
        let mut hint = None;
        if let Received::Message(message) = &received {
            self.log(now, from, Direction::Received, message);
            hint = Self::hint_of(message);
        }
        if let Some(link) = self.links.get_mut(from).filter(|_| hint.is_some()) {
            link.ring_state.hint = hint;
        }
        self.negotiate(now, from, Negotiation::Received(received));
        // The message ended the call, or belonged to another one.
        if let Some(link) = self.links.get_mut(from).filter(|_| hint.is_some()) {
            link.ring_state.hint = None;
        }
    }

    /// Passes an input to the negotiation with a peer and processes its effects and events.
    pub(super) fn negotiate(&mut self, now: Timestamp, peer: &ClientId, input: Negotiation) {
        let policy = self.policy(peer);
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        link.endpoint.set_policy(policy);
        link.inquiry.overhear(&input);
        link.endpoint.handle(now, input, &mut self.entropy);
        self.drain(now, peer);
    }

    /// Returns the policy for an incoming OFFER: in an open room it is accepted without asking.
    fn policy(&self, peer: &ClientId) -> Policy {
        let is_inside = matches!(self.phase, Phase::Outside | Phase::Inside);
        let is_busy = || self.links.keys().any(|id| id != peer && self.is_engaged(id));
        match self.options.ring {
            _ if !is_inside => Policy::Refuse,
            true if is_busy() => Policy::Refuse,
            true => Policy::Ring,
            false => Policy::Accept,
        }
    }

    pub(super) fn drain(&mut self, now: Timestamp, peer: &ClientId) {
        while let Some(link) = self.links.get_mut(peer) {
            match link.endpoint.poll_effect() {
                Some(roap::Effect::Send(mut message)) => {
                    self.explain(peer, &mut message);
                    self.log(now, peer, Direction::Sent, &message);
                    self.say(now, peer, message.into());
                }
                Some(effect) => {
                    if matches!(effect, roap::Effect::TakeOffer(..)) {
                        link.repair.other_acts(now);
                    }
                    link.inquiry.watch(&effect);
                    self.effects.push(Effect::Peer(peer.clone(), effect));
                }
                None => match link.endpoint.poll_event() {
                    Some(event) => self.negotiation_told(now, peer, event),
                    None => break,
                },
            }
        }
        self.tell_link_state(peer);
        self.ring_moved(now, peer);
    }

    fn negotiation_told(&mut self, now: Timestamp, peer: &ClientId, event: roap::Event) {
        match event {
            roap::Event::Established => {
                if let Some(link) = self.links.get_mut(peer) {
                    link.established();
                    link.inquiry.established(now);
                }
                self.ring_established(peer);
                self.report_media(now, peer);
            }
            roap::Event::Ended(reason) => self.ended(now, peer, reason),
            roap::Event::Dropped(why) => self.tell(Event::Dropped {
                peer: peer.clone(),
                why,
            }),
            roap::Event::Ringing => self.rings(peer),
        }
    }

    fn ended(&mut self, now: Timestamp, peer: &ClientId, reason: EndReason) {
        self.recording_ended(peer, reason);
        if let Some(link) = self.links.get_mut(peer) {
            let wait = link.ended(now, reason);
            link.offer_at(now + wait);
        }
        self.ring_ended(peer, reason);
    }

    /// Queues a message on the link to a peer. Without a path, it waits for one.
    pub(super) fn say(&mut self, now: Timestamp, peer: &ClientId, body: Body) {
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        match link.delivery.push(body) {
            Ok(()) => self.send_what_waits(now, peer),
            Err(Overflow) => self.reset_link(now, peer),
        }
    }

    /// Resets a link whose peer has stopped acknowledging: both sides start over.
    fn reset_link(&mut self, now: Timestamp, peer: &ClientId) {
        let epoch = super::draw_id(&mut self.entropy);
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        link.delivery.drop_kept(epoch);
        self.give_session_up(now, peer, Ring::Failed);
    }

    /// Sends the queued messages of a link, as far as its paths allow.
    pub(super) fn send_what_waits(&mut self, now: Timestamp, peer: &ClientId) {
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        while let Some((header, body)) = link.delivery.poll_send(now) {
            let is_doubtful = link.delivery.is_doubtful();
            for way in link.paths_beside(link.paths.outside).to_take(is_doubtful) {
                let (from, to) = (self.options.id.clone(), peer.clone());
                let (header, body) = (header.clone(), body.clone());
                self.effects.push(match way {
                    Path::Channel(connection) => Effect::SendToPeer {
                        peer: to,
                        connection,
                        header,
                        body,
                    },
                    Path::Outside(Route::Server) => Effect::SendToServer(ToServer::Send { to, header, body }),
                    Path::Outside(Route::Tabs) => Effect::SendToTabs(TabFrame::Send {
                        from,
                        to,
                        header,
                        body,
                    }),
                });
            }
        }
    }

    pub(super) fn links_timed_out(&mut self, now: Timestamp) {
        for peer in self.links.keys().cloned().collect::<Vec<_>>() {
            if let Some(link) = self.links.get_mut(&peer) {
                link.endpoint.handle_timeout(now, &mut self.entropy);
                link.delivery.handle_timeout(now);
                link.inquiry.handle_timeout(now);
            }
            self.drain(now, &peer);
            self.hear_what_came(now, &peer);
            self.report_dropped(now, &peer);
            self.send_what_waits(now, &peer);
            self.mend_if_due(now, &peer);
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
            link.inquiry.changed(now, connection, state);
            self.tell_link_state(peer);
        }
    }

    fn tell_link_state(&mut self, peer: &ClientId) {
        if let Some(state) = self
            .links
            .get_mut(peer)
            .and_then(crate::link::Link::changed_state)
        {
            self.tell(Event::LinkChanged(peer.clone(), state));
        }
    }

    /// Handles the first media of a connection; of a replaced one it says nothing.
    pub(super) fn media_arrived(&mut self, now: Timestamp, peer: &ClientId, connection: ConnectionId) {
        let link = self.links.get_mut(peer);
        if let Some(steps) = link
            .filter(|link| link.endpoint.connection() == Some(connection))
            .and_then(|link| link.set_up.media_arrived(now))
        {
            self.tell(Event::SetUp(peer.clone(), steps));
        }
    }

    fn log(&mut self, now: Timestamp, peer: &ClientId, direction: Direction, message: &Message) {
        if let Some(link) = self.links.get_mut(peer) {
            link.set_up.exchanged(now, message);
        }
        let message = message.clone();
        self.tell(Event::Logged {
            peer: peer.clone(),
            direction,
            message,
        });
    }
}
