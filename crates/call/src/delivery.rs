use crate::sorted::SortedMap;
use std::time::Duration;
use visavis_protocol::SequenceHeader;
use visavis_roap::Timestamp;

/// What may wait for an acknowledgement before the link is reset.
const MOST_UNACKNOWLEDGED: usize = 512;
/// What people write may fill as much of that: the rest is for the call itself.
const MOST_OF_PEOPLE: usize = 256;
/// How much of it is under way at a time: whatever piled up must not exceed the rate that a server allows.
const MOST_UNDER_WAY: usize = 32;
/// How far ahead of the next message another may arrive and be kept: more than is ever under way.
const MOST_AHEAD: u32 = 64;
/// How many epochs that are over are remembered, so that a message by a slow route does not bring one back.
const MOST_RETIRED: usize = 8;
/// A message that nothing is said in return to is acknowledged after this, so that its sender need not keep it.
const ACKNOWLEDGE_AFTER: Duration = Duration::from_millis(500);
/// So many are acknowledged at once: half of what is under way at most.
const MOST_OWED: u32 = 16;
/// A socket loses nothing while it lives, but may have been replaced at the other end without a word to this one.
const REPEAT_AFTER: Duration = Duration::from_secs(3);
/// The wait is doubled so often while nothing is heard.
const MOST_DOUBLINGS: u32 = 3;

/// Too much waits for an acknowledgement: the link has to be reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

impl std::fmt::Display for Overflow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the other side acknowledges too little")
    }
}

impl std::error::Error for Overflow {}

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
    /// What was not acknowledged, in order; the first so many of it are under way.
    kept: Vec<(u32, Option<B>)>,
    under_way: usize,
    /// The last message that the other side said it has.
    acknowledged: u32,
    repeat_at: Option<Timestamp>,
    unheard_since: Option<Timestamp>,
    doublings: u32,
    has_route: bool,
    remote: Option<Remote<B>>,
    /// Messages that arrived since this side last acknowledged.
    owed: u32,
    acknowledge_at: Option<Timestamp>,
    retired: Epochs,
}

/// Epochs of the other side that are over.
#[derive(Debug, Default)]
pub struct Epochs(Vec<String>);

impl Epochs {
    fn retire(&mut self, epoch: String) {
        if self.0.len() == MOST_RETIRED {
            self.0.remove(0);
        }
        self.0.push(epoch);
    }
}

#[derive(Debug)]
struct Remote<B> {
    epoch: String,
    received: u32,
    /// A message without a body keeps its place in the order like any other.
    early: SortedMap<u32, Option<B>>,
}

impl<B: Clone> Delivery<B> {
    /// A new life of the link, without a route. `epoch` is random; what is of the `former` epochs is not heard.
    pub fn new(epoch: String, former: Epochs) -> Self {
        Self {
            epoch,
            last_sent: 0,
            kept: Vec::new(),
            under_way: 0,
            acknowledged: 0,
            repeat_at: None,
            unheard_since: None,
            doublings: 0,
            has_route: false,
            remote: None,
            owed: 0,
            acknowledge_at: None,
            retired: former,
        }
    }

    /// Drops what is kept. The new epoch tells the other side not to wait for it.
    pub fn drop_kept(&mut self, epoch: String) {
        self.begin_anew(epoch);
    }

    /// Ends the link for good: the other side's life is over, and must not be heard again on a link that follows.
    pub fn end(self) -> Epochs {
        let mut epochs = self.retired;
        if let Some(remote) = self.remote {
            epochs.retire(remote.epoch);
        }
        epochs
    }

    /// Keeps a message until it is acknowledged; [`Delivery::poll_send`] gives it out.
    ///
    /// # Errors
    /// [`Overflow`] if too many are kept already.
    pub fn push(&mut self, body: B) -> Result<(), Overflow> {
        if self.kept.len() >= MOST_UNACKNOWLEDGED {
            return Err(Overflow);
        }
        self.last_sent += 1;
        self.kept.push((self.last_sent, Some(body)));

        Ok(())
    }

    /// Whether what can wait may be pushed.
    pub fn has_room(&self) -> bool {
        self.kept.len() < MOST_OF_PEOPLE
    }

    /// Makes a new life known by a message that says nothing, so that the other side ends what it had with a former
    /// one.
    pub fn announce(&mut self) {
        self.last_sent += 1;
        self.kept.push((self.last_sent, None));
    }

    /// There is a way to the other side, another than before: what is not acknowledged goes that way.
    pub fn route_found(&mut self, now: Timestamp) {
        self.has_route = true;
        self.doublings = 0;
        self.unheard_since = None;
        self.repeat();
        if self.remote.is_some() {
            self.acknowledge_at = Some(now);
        }
    }

    /// There is no way to the other side for the time being.
    pub fn route_lost(&mut self) {
        self.has_route = false;
        self.unheard_since = None;
    }

    /// Whether the way that messages take may be dead: what went out was not acknowledged in time.
    pub fn is_doubtful(&self) -> bool {
        self.doublings > 0
    }

    /// Since when the other side acknowledges nothing of what goes out to it.
    pub fn unheard_since(&self) -> Option<Timestamp> {
        self.unheard_since
    }

    /// The next thing to send, if there is a route: a message, or an acknowledgement alone.
    pub fn poll_send(&mut self, now: Timestamp) -> Option<(SequenceHeader, Option<B>)> {
        if !self.has_route {
            return None;
        }
        if self.under_way < MOST_UNDER_WAY
            && let Some((n, body)) = self.kept.get(self.under_way)
        {
            let (header, body) = (self.header(*n), body.clone());
            self.under_way += 1;
            self.repeat_at.get_or_insert(now + self.patience());
            self.unheard_since.get_or_insert(now);
            self.acknowledge_at = None;
            self.owed = 0;
            return Some((header, body));
        }
        self.acknowledge_at.take_if(|at| *at <= now)?;
        self.owed = 0;

        Some((self.header(0), None))
    }

    /// When [`Delivery::handle_timeout`] wants to be called.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let due = self.repeat_at.into_iter().chain(self.acknowledge_at).min();
        due.filter(|_| self.has_route)
    }

    /// Looks whether something has to be sent again.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        if self.has_route && self.repeat_at.is_some_and(|at| at <= now) {
            self.doublings = (self.doublings + 1).min(MOST_DOUBLINGS);
            self.repeat();
        }
    }

    /// Takes what arrived. `fresh_epoch` is used if the other side has begun a new life, so that it need not know
    /// what was said in its former one.
    pub fn receive(
        &mut self,
        now: Timestamp,
        header: &SequenceHeader,
        body: Option<B>,
        fresh_epoch: impl FnOnce() -> String,
    ) -> Receipt<B> {
        if self.retired.0.contains(&header.epoch) {
            return Receipt {
                bodies: Vec::new(),
                restarted: false,
            };
        }
        let restarted = self.meet(header, fresh_epoch);
        if header.ack_epoch.as_ref() == Some(&self.epoch) {
            self.forget_up_to(now, header.ack);
        }
        if header.n > 0 {
            self.owe(now);
        }

        Receipt {
            bodies: self.put_in_order(header.n, body),
            restarted,
        }
    }

    fn header(&self, n: u32) -> SequenceHeader {
        SequenceHeader {
            epoch: self.epoch.clone(),
            n,
            ack: self.remote.as_ref().map_or(0, |remote| remote.received),
            ack_epoch: self.remote.as_ref().map(|remote| remote.epoch.clone()),
        }
    }

    fn patience(&self) -> Duration {
        REPEAT_AFTER * (1 << self.doublings)
    }

    /// Everything is sent once more.
    fn repeat(&mut self) {
        self.under_way = 0;
        self.repeat_at = None;
    }

    /// Makes the message's epoch the other side's current one; tells whether that is a new life.
    fn meet(&mut self, header: &SequenceHeader, fresh_epoch: impl FnOnce() -> String) -> bool {
        if self
            .remote
            .as_ref()
            .is_some_and(|remote| remote.epoch == header.epoch)
        {
            return false;
        }
        let former = self.remote.replace(Remote {
            epoch: header.epoch.clone(),
            received: 0,
            early: SortedMap::new(),
        });
        let Some(former) = former else { return false };
        let restarted = !self.is_known_by(header, former.received);
        self.retired.retire(former.epoch);
        if restarted {
            self.begin_anew(fresh_epoch());
        }

        restarted
    }

    /// Whether the sender knows this life of ours. Whoever says to have less than was acknowledged before, or nothing
    /// where it has spoken before, has forgotten it, even where a message that went out twice told it our epoch.
    fn is_known_by(&self, header: &SequenceHeader, received_before: u32) -> bool {
        header.ack_epoch.as_ref() == Some(&self.epoch)
            && header.ack >= self.acknowledged
            && (header.ack > 0 || received_before == 0)
    }

    /// What was said in the former life was for somebody who is no more.
    fn begin_anew(&mut self, epoch: String) {
        self.epoch = epoch;
        self.last_sent = 0;
        self.kept.clear();
        self.acknowledged = 0;
        self.unheard_since = None;
        self.repeat();
    }

    fn forget_up_to(&mut self, now: Timestamp, ack: u32) {
        let ack = ack.min(self.last_sent);
        if ack <= self.acknowledged {
            return;
        }
        self.acknowledged = ack;
        while self.kept.first().is_some_and(|(n, _)| *n <= ack) {
            self.kept.remove(0);
            self.under_way = self.under_way.saturating_sub(1);
        }
        self.doublings = 0;
        self.repeat_at = (self.under_way > 0).then(|| now + self.patience());
        self.unheard_since = (self.under_way > 0).then_some(now);
    }

    fn owe(&mut self, now: Timestamp) {
        self.owed += 1;
        let due = if self.owed < MOST_OWED {
            now + ACKNOWLEDGE_AFTER
        } else {
            now
        };
        self.acknowledge_at = self.acknowledge_at.into_iter().chain([due]).min();
    }

    fn put_in_order(&mut self, n: u32, body: Option<B>) -> Vec<B> {
        let Some(remote) = &mut self.remote else {
            return Vec::new();
        };
        if n <= remote.received || n > remote.received.saturating_add(MOST_AHEAD) {
            return Vec::new();
        }
        remote.early.insert(n, body);
        let mut next = Vec::new();
        while let Some(body) = remote.early.remove(&(remote.received + 1)) {
            remote.received += 1;
            next.extend(body);
        }

        next
    }
}

#[cfg(test)]
mod tests;
