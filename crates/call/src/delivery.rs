use std::collections::{BTreeMap, VecDeque};
use visavis_roap::envelope::Place;

/// What may wait for an acknowledgement before the link is reset.
const MOST_UNACKNOWLEDGED: usize = 512;
/// How far ahead of the next message another may arrive and be kept.
const MOST_AHEAD: u32 = 512;
/// How many epochs that are over are remembered, so that a message by a slow route does not bring one back.
const MOST_RETIRED: usize = 8;

/// Too much waits for an acknowledgement: the link has to be reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

/// What an arrival amounts to.
#[derive(Debug, PartialEq, Eq)]
pub struct Receipt<B> {
    /// What is now next in order.
    pub bodies: Vec<B>,
    /// The other side has begun a new life and knows nothing of what was said before.
    pub restarted: bool,
}

/// Ordered delivery, each message once, over routes that lose, repeat and reorder: the `epoch`, `n`, `ack` of a link.
#[derive(Debug)]
pub struct Delivery<B> {
    epoch: String,
    last_sent: u32,
    unacknowledged: VecDeque<(u32, B)>,
    /// The last message that the other side said it has.
    acknowledged: u32,
    remote: Option<Remote<B>>,
    retired: VecDeque<String>,
}

#[derive(Debug)]
struct Remote<B> {
    epoch: String,
    received: u32,
    early: BTreeMap<u32, B>,
}

impl<B: Clone> Delivery<B> {
    /// A new life of the link. `epoch` is random.
    pub fn new(epoch: String) -> Self {
        Self {
            epoch,
            last_sent: 0,
            unacknowledged: VecDeque::new(),
            acknowledged: 0,
            remote: None,
            retired: VecDeque::new(),
        }
    }

    /// Gives the next message its place and keeps it until it is acknowledged.
    ///
    /// # Errors
    /// [`Overflow`] if too many are kept already.
    pub fn send(&mut self, body: B) -> Result<Place, Overflow> {
        if self.unacknowledged.len() >= MOST_UNACKNOWLEDGED {
            return Err(Overflow);
        }
        self.last_sent += 1;
        self.unacknowledged.push_back((self.last_sent, body));

        Ok(self.place(self.last_sent))
    }

    /// The place of a message that only acknowledges.
    pub fn acknowledgement(&self) -> Place {
        self.place(0)
    }

    /// Everything not acknowledged, to be sent again after a route was lost.
    pub fn unacknowledged(&self) -> Vec<(Place, B)> {
        self.unacknowledged
            .iter()
            .map(|(n, body)| (self.place(*n), body.clone()))
            .collect()
    }

    /// Takes what arrived. `fresh_epoch` is used if the other side has begun a new life, so that it need not know
    /// what was said in its former one.
    pub fn receive(
        &mut self,
        place: &Place,
        body: Option<B>,
        fresh_epoch: impl FnOnce() -> String,
    ) -> Receipt<B> {
        if self.retired.contains(&place.epoch) {
            return Receipt {
                bodies: Vec::new(),
                restarted: false,
            };
        }
        let restarted = self.meet(place, fresh_epoch);
        if place.ack_epoch.as_ref() == Some(&self.epoch) {
            self.forget_up_to(place.ack);
        }

        Receipt {
            bodies: self.put_in_order(place.n, body),
            restarted,
        }
    }

    fn place(&self, n: u32) -> Place {
        Place {
            epoch: self.epoch.clone(),
            n,
            ack: self.remote.as_ref().map_or(0, |remote| remote.received),
            ack_epoch: self.remote.as_ref().map(|remote| remote.epoch.clone()),
        }
    }

    /// Makes the message's epoch the other side's current one; tells whether that is a new life.
    fn meet(&mut self, place: &Place, fresh_epoch: impl FnOnce() -> String) -> bool {
        let former = match &self.remote {
            Some(remote) if remote.epoch == place.epoch => return false,
            former => former.as_ref().map(|remote| remote.epoch.clone()),
        };
        // Whoever says to have less than was acknowledged before has forgotten it, even where it names our epoch.
        let knows_us = place.ack_epoch.as_ref() == Some(&self.epoch) && place.ack >= self.acknowledged;
        let has_former = former.is_some();
        self.retired.extend(former);
        self.remote = Some(Remote {
            epoch: place.epoch.clone(),
            received: 0,
            early: BTreeMap::new(),
        });
        if self.acknowledged > 0 && !knows_us {
            self.begin_anew(fresh_epoch());
        }
        while self.retired.len() > MOST_RETIRED {
            self.retired.pop_front();
        }

        has_former && !knows_us
    }

    /// What was said in the former life was for somebody who is no more.
    fn begin_anew(&mut self, epoch: String) {
        self.epoch = epoch;
        self.last_sent = 0;
        self.unacknowledged.clear();
        self.acknowledged = 0;
    }

    fn forget_up_to(&mut self, ack: u32) {
        let ack = ack.min(self.last_sent);
        while self.unacknowledged.front().is_some_and(|(n, _)| *n <= ack) {
            self.unacknowledged.pop_front();
        }
        self.acknowledged = self.acknowledged.max(ack);
    }

    fn put_in_order(&mut self, n: u32, body: Option<B>) -> Vec<B> {
        let (Some(remote), Some(body)) = (&mut self.remote, body) else {
            return Vec::new();
        };
        if n <= remote.received || n > remote.received.saturating_add(MOST_AHEAD) {
            return Vec::new();
        }
        remote.early.insert(n, body);
        let mut next = Vec::new();
        while let Some(body) = remote.early.remove(&(remote.received + 1)) {
            remote.received += 1;
            next.push(body);
        }

        next
    }
}

#[cfg(test)]
mod tests;
