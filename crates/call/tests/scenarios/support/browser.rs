//! Simulated browsers: queued operations of each connection, `negotiationneeded`, candidates, and media flow.

use super::client::Who;
use super::connection::{CONNECTS_AFTER, Connection, FAILS_AFTER, NOTICES_AFTER, Outcome, Serial};
use super::happening::{Happening, Pair};
use super::{Network, World, millis};
use visavis_call::protocol::ClientId;
use visavis_call::roap::{Effect, Input as Negotiation, OperationFailed};
use visavis_call::{ConnectionState, Input};

impl World {
    /// Returns whether media can flow between two clients: both have a stable connection that has applied the same
    /// exchange.
    pub fn are_in_call(&self, one: Who, other: Who) -> bool {
        let ends = (self.end(one, other), self.end(other, one));
        let (Some(one), Some(other)) = ends else {
            return false;
        };
        let is_up = |end: &Connection| end.is_stable() && end.state == ConnectionState::Connected;
        is_up(one) && is_up(other) && one.is_matched_by(other)
    }

    /// Returns whether neither of two clients has a connection to the other.
    pub fn are_apart(&self, one: Who, other: Who) -> bool {
        self.end(one, other).is_none() && self.end(other, one).is_none()
    }

    pub fn has_connection(&self, who: Who, peer: Who) -> bool {
        self.end(who, peer).is_some()
    }

    /// Returns the connection of `who` to `peer`.
    pub fn connection(&mut self, who: Who, peer: Who) -> &mut Connection {
        let peer = self.client(peer).id.clone();
        self.client(who).connections.get_mut(&peer).unwrap()
    }

    /// Changes a connection and lets the browser check for `negotiationneeded`.
    pub fn change(&mut self, who: Who, peer: Who, change: impl FnOnce(&mut Connection)) {
        change(self.connection(who, peer));
        let serial = self.connection(who, peer).serial;
        let peer = self.client(peer).id.clone();
        self.plan(self.now, Happening::Needed(Pair { who, peer, serial }));
    }

    /// Blocks the media path between two clients.
    pub fn cut_path(&mut self, one: Who, other: Who) {
        self.cut_paths.extend([(one, other), (other, one)]);
        self.is_rewired = true;
    }

    pub fn mend_path(&mut self, one: Who, other: Who) {
        self.cut_paths.remove(&(one, other));
        self.cut_paths.remove(&(other, one));
        self.is_rewired = true;
    }

    /// Has the browser find `number` candidates at once.
    pub fn find_candidates(&mut self, who: Who, peer: Who, number: u32) {
        let serial = self.connection(who, peer).serial;
        let peer = self.client(peer).id.clone();
        for number in 0..number {
            let pair = Pair {
                who,
                peer: peer.clone(),
                serial,
            };
            self.candidate_found(&pair, number);
        }
    }

    /// Ends all faults: of the network, of paths, and of operations.
    pub fn calm_down(&mut self) {
        self.network = Network::calm();
        self.cut_paths.clear();
        self.is_rewired = true;
        for client in &mut self.clients {
            client.fails.clear();
        }
    }

    pub(super) fn browser_performs(&mut self, who: Who, peer: &ClientId, effect: Effect) {
        self.is_rewired = true;
        match effect {
            Effect::Open { connection, offers } => {
                self.connections_made += 1;
                let serial = self.connections_made;
                let fresh = Connection::new(serial, connection, offers, self.now);
                let previous = self.client(who).connections.insert(peer.clone(), fresh);
                if let Some(previous) = previous {
                    let (peer, serial) = (peer.clone(), previous.serial);
                    self.client(who).draining.push(previous);
                    self.parts(&Pair { who, peer, serial });
                }
                let peer = peer.clone();
                self.plan(
                    self.now + millis(1),
                    Happening::Needed(Pair { who, peer, serial }),
                );
            }
            Effect::Close => self.part(who, peer),
            Effect::Send(_) => unreachable!("the core handles `Send` itself"),
            Effect::MakeOffer(_)
            | Effect::TakeOffer(..)
            | Effect::TakeAnswer { .. }
            | Effect::Rollback
            | Effect::AddCandidate(_) => {
                let connection = self.client(who).connections.get_mut(peer);
                let connection = connection.expect("an operation needs a connection");
                connection.waiting.push_back(effect);
                self.work(who, peer);
            }
        }
    }

    fn work(&mut self, who: Who, peer: &ClientId) {
        let (least, most) = self.operations_take;
        let took = millis(least + self.random.below(most - least + 1));
        let Some(connection) = self.client(who).connections.get_mut(peer) else {
            return;
        };
        if !connection.is_working && !connection.waiting.is_empty() {
            connection.is_working = true;
            let (peer, serial) = (peer.clone(), connection.serial);
            self.plan(self.now + took, Happening::Done(Pair { who, peer, serial }));
        }
    }

    fn pair(&mut self, pair: &Pair) -> Option<&mut Connection> {
        let connection = self.client(pair.who).connections.get_mut(&pair.peer)?;
        (connection.serial == pair.serial).then_some(connection)
    }

    pub(super) fn operation_done(&mut self, pair: &Pair) {
        self.is_rewired = true;
        let Some(connection) = self.pair(pair) else { return };
        connection.is_working = false;
        let effect = connection.waiting.pop_front().unwrap();
        let outcome = self.outcome(pair, &effect);
        let Some(connection) = self.pair(pair) else { return };
        let media_sections = connection.media_sections();
        let news = match (effect, outcome) {
            (Effect::MakeOffer(ticket), Outcome::Described(made)) => {
                Some(Negotiation::OfferMade(ticket, made))
            }
            (Effect::TakeOffer(ticket, _), Outcome::Described(made)) => {
                Some(Negotiation::AnswerMade(ticket, made))
            }
            (Effect::TakeAnswer { ticket, .. }, Outcome::Applied(applied)) => {
                Some(Negotiation::AnswerTaken(ticket, applied))
            }
            (_, Outcome::Described(_) | Outcome::Applied(_) | Outcome::Nothing) => None,
        };
        self.work(pair.who, &pair.peer);
        if let Some(news) = news {
            self.plan(self.now + millis(1), Happening::Needed(pair.clone()));
            self.plan(self.now + FAILS_AFTER, Happening::Perceives(pair.clone()));
            for number in 1..=2 {
                let at = self.now + millis(u64::from(number) * 10);
                self.plan(at, Happening::Found(pair.clone(), number));
            }
            self.input(pair.who, Input::MediaSections(pair.peer.clone(), media_sections));
            self.input(pair.who, Input::Peer(pair.peer.clone(), news));
        }
    }

    fn outcome(&mut self, pair: &Pair, effect: &Effect) -> Outcome {
        let kind = match effect {
            Effect::MakeOffer(_) => "make",
            Effect::TakeOffer(..) => "take",
            Effect::TakeAnswer { .. } => "answer",
            Effect::Rollback
            | Effect::AddCandidate(_)
            | Effect::Open { .. }
            | Effect::Close
            | Effect::Send(_) => "",
        };
        let fails = &mut self.client(pair.who).fails;
        let failure = fails
            .iter()
            .position(|fails| *fails == kind)
            .map(|at| fails.remove(at));
        let connection = self.pair(pair).unwrap();
        match (failure, effect) {
            (None, _) => connection.perform(effect.clone()),
            (Some(_), Effect::TakeAnswer { .. }) => {
                Outcome::Applied(Err(OperationFailed("injected failure".into())))
            }
            (Some(_), _) => {
                connection.roll_back();
                Outcome::Described(Err(OperationFailed("injected failure".into())))
            }
        }
    }

    pub(super) fn negotiation_needed(&mut self, pair: &Pair) {
        let Some(connection) = self.pair(pair) else { return };
        if connection.needs_negotiation() {
            let input = Negotiation::NeedOf(connection.id);
            self.input(pair.who, Input::Peer(pair.peer.clone(), input));
        }
    }

    pub(super) fn candidate_found(&mut self, pair: &Pair, number: u32) {
        let Some(connection) = self.pair(pair) else { return };
        if let Some(candidate) = connection.candidate(number) {
            let input = Negotiation::LocalCandidates(connection.id, vec![candidate]);
            self.input(pair.who, Input::Peer(pair.peer.clone(), input));
        }
    }

    /// Updates between which clients media can flow, and schedules when their browsers notice.
    pub(super) fn update_paths(&mut self) {
        if !std::mem::take(&mut self.is_rewired) {
            return;
        }
        let now = self.now;
        let mut changed = Vec::new();
        for client in &self.clients {
            for (peer, end) in &client.connections {
                let mut others = self.clients.iter().filter(|other| other.id == *peer);
                let is_reached = others.any(|other| {
                    let back = other.connections.get(&client.id);
                    let is_cut = self.cut_paths.contains(&(client.who, other.who));
                    back.is_some_and(|back| end.is_matched_by(back)) && !is_cut
                });
                if end.reach.0 != is_reached {
                    let (who, peer, serial) = (client.who, peer.clone(), end.serial);
                    changed.push((Pair { who, peer, serial }, is_reached));
                }
            }
        }
        for (pair, is_reached) in changed {
            if let Some(end) = self.pair(&pair) {
                end.reach = (is_reached, now);
            }
            for after in [millis(0), CONNECTS_AFTER, NOTICES_AFTER, FAILS_AFTER] {
                self.plan(now + after, Happening::Perceives(pair.clone()));
            }
        }
    }

    pub(super) fn perceive(&mut self, pair: &Pair) {
        let now = self.now;
        let Some(connection) = self.pair(pair) else { return };
        let state = connection.perceive(now);
        if connection.state != state {
            connection.state = state;
            let input = Input::Connection(pair.peer.clone(), connection.id, state);
            let is_connected = state == ConnectionState::Connected;
            self.input(pair.who, input);
            if let Some(far) = self.far_serial(pair).filter(|_| is_connected) {
                self.channel_opens(pair, far);
            }
        }
    }

    fn far_serial(&self, pair: &Pair) -> Option<Serial> {
        let own = &self.clients[pair.who.0].id;
        let far = self.clients.iter().find(|client| client.id == pair.peer)?;
        Some(far.connections.get(own)?.serial)
    }

    fn end(&self, who: Who, peer: Who) -> Option<&Connection> {
        let peer = &self.clients[peer.0].id;
        self.clients[who.0].connections.get(peer)
    }
}
