//! Simulated data channels: ordered and reliable while both ends exist, and stalled while there is no path.

use super::client::Who;
use super::connection::{Connection, Serial};
use super::happening::{Happening, Pair};
use super::{World, millis};
use std::time::Duration;
use visavis_call::protocol::{ClientId, SequenceHeader};
use visavis_call::roap::ConnectionId;
use visavis_call::{Body, Input};

/// How long a closed connection still delivers what was queued on its data channel.
const PARTS_AFTER: Duration = Duration::from_secs(1);
const TAKES: Duration = Duration::from_millis(15);

impl World {
    pub(super) fn send_to_peer(
        &mut self,
        who: Who,
        peer: &ClientId,
        connection: ConnectionId,
        header: SequenceHeader,
        body: Option<Body>,
    ) {
        let client = self.client(who);
        let ends = client
            .connections
            .get_mut(peer)
            .into_iter()
            .chain(&mut client.draining);
        let Some(end) = ends.into_iter().find(|end| end.id == connection) else {
            return;
        };
        end.outgoing.push_back((header, body));
        let (peer, serial) = (peer.clone(), end.serial);
        self.plan(self.now, Happening::Flows(Pair { who, peer, serial }));
    }

    /// Sends the queue of a data channel, if there is a path.
    pub(super) fn channel_flows(&mut self, pair: &Pair) {
        let Some(far) = self.far_end(pair) else { return };
        let Some(end) = self.any_end(pair) else { return };
        for (header, body) in std::mem::take(&mut end.outgoing) {
            self.plan(self.now + TAKES, Happening::InBand(far.clone(), header, body));
        }
    }

    pub(super) fn channel_receives(&mut self, pair: &Pair, header: SequenceHeader, body: Option<Body>) {
        if self.any_end(pair).is_some() {
            self.input(
                pair.who,
                Input::ChannelMessage {
                    peer: pair.peer.clone(),
                    header,
                    body,
                },
            );
        }
    }

    pub(super) fn channel_closes(&mut self, pair: &Pair) {
        let Some(end) = self.any_end(pair) else { return };
        if std::mem::take(&mut end.is_channel_open) {
            let id = end.id;
            self.input(pair.who, Input::ChannelClosed(pair.peer.clone(), id));
        }
    }

    /// Closes a connection; messages queued on its data channel are still delivered.
    pub(super) fn part(&mut self, who: Who, peer: &ClientId) {
        self.is_rewired = true;
        if let Some(end) = self.client(who).connections.remove(peer) {
            let (peer, serial) = (peer.clone(), end.serial);
            self.client(who).draining.push(end);
            self.plan(
                self.now + PARTS_AFTER,
                Happening::Parts(Pair { who, peer, serial }),
            );
        }
    }

    pub(super) fn parts(&mut self, pair: &Pair) {
        self.notify_far_end(pair);
        self.channel_closes(pair);
        self.client(pair.who)
            .draining
            .retain(|end| end.serial != pair.serial);
    }

    /// Notifies the other side that the connection is closed.
    pub(super) fn notify_far_end(&mut self, pair: &Pair) {
        if let Some(far) = self.far_end(pair) {
            self.plan(self.now + millis(20), Happening::ChannelCloses(far));
        }
    }

    /// Returns the other end of a connection that was connected once, if it still exists and can be reached.
    fn far_end(&self, pair: &Pair) -> Option<Pair> {
        let own = &self.clients[pair.who.0];
        let end = ends(own, &pair.peer).find(|end| end.serial == pair.serial)?;
        let far = self.clients.iter().find(|client| client.id == pair.peer)?;
        let serial = end.far?;
        let is_there = ends(far, &own.id).any(|end| end.serial == serial);
        let is_cut = self.cut_paths.contains(&(pair.who, far.who));
        (is_there && !is_cut).then(|| Pair {
            who: far.who,
            peer: own.id.clone(),
            serial,
        })
    }

    fn any_end(&mut self, pair: &Pair) -> Option<&mut Connection> {
        let client = self.client(pair.who);
        let current = client.connections.get_mut(&pair.peer);
        let all = current.into_iter().chain(&mut client.draining);
        all.into_iter().find(|end| end.serial == pair.serial)
    }

    /// Opens the data channel of a connection, once both ends are connected.
    pub(super) fn channel_opens(&mut self, pair: &Pair, far: Serial) {
        let Some(end) = self.any_end(pair) else { return };
        end.far = Some(far);
        if !std::mem::replace(&mut end.is_channel_open, true) {
            let id = end.id;
            self.input(pair.who, Input::ChannelOpened(pair.peer.clone(), id));
        }
        self.plan(self.now, Happening::Flows(pair.clone()));
    }
}

fn ends<'a>(client: &'a super::client::Client, peer: &ClientId) -> impl Iterator<Item = &'a Connection> {
    client.connections.get(peer).into_iter().chain(&client.draining)
}
