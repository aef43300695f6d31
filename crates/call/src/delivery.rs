use crate::sorted::SortedMap;
use std::time::Duration;
use visavis_protocol::SequenceHeader;
use visavis_roap::Timestamp;

/// Unacknowledged messages allowed before the link is reset.
const MOST_UNACKNOWLEDGED: usize = 512;
/// Share of that bound available to chat; the rest is reserved for the call itself.
const MOST_OF_PEOPLE: usize = 256;
/// Messages in flight at a time: a backlog must not exceed the server's rate limit.
const MOST_UNDER_WAY: usize = 32;
/// How far ahead of the expected number a message may arrive and be kept: more than is ever in flight.
const MOST_AHEAD: u32 = 64;
/// Messages beyond that after which the peer is flooding: one that reads acknowledgements sends none.
const MOST_BEYOND: u32 = 512;
/// Retired epochs remembered, so that a late message on a slow route does not revive one.
const MOST_RETIRED: usize = 8;
/// Delay of a pure acknowledgement when nothing else is sent in return.
const ACKNOWLEDGE_AFTER: Duration = Duration::from_millis(500);
/// Received messages after which an acknowledgement is sent at once: half of the maximum in flight.
const MOST_OWED: u32 = 16;
/// Retransmission delay: a live socket loses nothing, but the peer may have replaced its socket silently.
const REPEAT_AFTER: Duration = Duration::from_secs(3);
/// How often the retransmission delay doubles while nothing is received.
const MOST_DOUBLINGS: u32 = 3;

/// Too many messages are unacknowledged: the link must be reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow;

impl std::fmt::Display for Overflow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the other side acknowledges too little")
    }
}

impl std::error::Error for Overflow {}

/// The result of receiving a message.
#[derive(Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The peer started a new epoch and knows nothing of earlier messages.
    pub restarted: bool,
    /// The peer goes on sending although nothing is acknowledged: the link must be reset.
    pub is_flooded: bool,
}

/// Ordered exactly-once delivery over routes that lose, repeat and reorder: the `epoch`, `n` and `ack` of a link.
#[derive(Debug)]
pub struct Delivery<B> {
    epoch: String,
    last_sent: u32,
    /// Unacknowledged messages in order; the first `in_flight` of them have been sent.
    kept: Vec<(u32, Option<B>)>,
    under_way: usize,
    /// The last message acknowledged by the peer.
    acknowledged: u32,
    repeat_at: Option<Timestamp>,
    unheard_since: Option<Timestamp>,
    doublings: u32,
    has_route: bool,
    remote: Option<Remote<B>>,
    /// Messages received since the last acknowledgement was sent.
    owed: u32,
    acknowledge_at: Option<Timestamp>,
    retired: Epochs,
}

/// Retired epochs of the peer.
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
    /// Messages received early, or withheld. One without a body keeps its position too.
    early: SortedMap<u32, Option<B>>,
    /// Messages that were too far ahead to be kept.
    beyond: u32,
}

impl<B: Clone> Delivery<B> {
    /// Creates a delivery without a route. `epoch` must be random; messages of the `previous` epochs are ignored.
    pub fn new(epoch: String, previous: Epochs) -> Self {
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
            retired: previous,
        }
    }

    /// Drops unacknowledged messages. The new epoch tells the peer not to wait for them.
    pub fn drop_kept(&mut self, epoch: String) {
        self.begin_anew(epoch);
    }

    /// Ends the delivery and returns the peer's epochs, which a later link must ignore.
    pub fn end(self) -> Epochs {
        let mut epochs = self.retired;
        if let Some(remote) = self.remote {
            epochs.retire(remote.epoch);
        }
        epochs
    }

    /// Queues a message until it is acknowledged; [`Delivery::poll_send`] returns it.
    ///
    /// # Errors
    ///
    /// [`Overflow`] if too many are queued already.
    pub fn push(&mut self, body: B) -> Result<(), Overflow> {
        if self.kept.len() >= MOST_UNACKNOWLEDGED {
            return Err(Overflow);
        }
        self.last_sent += 1;
        self.kept.push((self.last_sent, Some(body)));

        Ok(())
    }

    /// Returns the number of the message that was queued last.
    pub fn last_sent(&self) -> u32 {
        self.last_sent
    }

    /// Returns whether the peer has acknowledged the message of this number.
    pub fn is_acknowledged(&self, number: u32) -> bool {
        self.acknowledged >= number
    }

    /// Acknowledges without delay what was received.
    pub fn acknowledge_at_once(&mut self, now: Timestamp) {
        self.acknowledge_at = Some(now);
    }

    /// Returns whether there is room for a message that can wait.
    pub fn has_room(&self) -> bool {
        self.kept.len() < MOST_OF_PEOPLE
    }

    /// Announces a new epoch with an empty message, so that the peer ends what it had with the previous one.
    pub fn announce(&mut self) {
        self.last_sent += 1;
        self.kept.push((self.last_sent, None));
    }

    /// Switches to a new route and retransmits everything unacknowledged on it.
    pub fn route_found(&mut self, now: Timestamp) {
        self.has_route = true;
        self.doublings = 0;
        self.unheard_since = None;
        self.repeat();
        if self.remote.is_some() {
            self.acknowledge_at = Some(now);
        }
    }

    /// Records that there is no route for the time being.
    pub fn route_lost(&mut self) {
        self.has_route = false;
        self.unheard_since = None;
    }

    /// Returns whether the current route may be dead: messages were not acknowledged in time.
    pub fn is_doubtful(&self) -> bool {
        self.doublings > 0
    }

    /// Returns since when the peer has acknowledged nothing.
    pub fn unheard_since(&self) -> Option<Timestamp> {
        self.unheard_since
    }

    /// Returns the next message or pure acknowledgement to send, if there is a route.
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

    /// Returns when [`Delivery::handle_timeout`] must be called next.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let due = self.repeat_at.into_iter().chain(self.acknowledge_at).min();
        due.filter(|_| self.has_route)
    }

    /// Retransmits what is overdue.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        if self.has_route && self.repeat_at.is_some_and(|at| at <= now) {
            self.doublings = (self.doublings + 1).min(MOST_DOUBLINGS);
            self.repeat();
        }
    }

    /// Returns whether a message of that header would begin another epoch of a peer that is known already.
    pub fn is_of_another_epoch(&self, header: &SequenceHeader) -> bool {
        let is_known = |remote: &Remote<B>| remote.epoch == header.epoch;
        self.remote.as_ref().is_some_and(|remote| !is_known(remote))
            && !self.retired.0.contains(&header.epoch)
    }

    /// Receives a message; [`Delivery::poll_receive`] returns it in order. `fresh_epoch` is used if the peer started a
    /// new epoch, so that it need not know what was sent to its previous one.
    pub fn receive(
        &mut self,
        now: Timestamp,
        header: &SequenceHeader,
        body: Option<B>,
        fresh_epoch: impl FnOnce() -> String,
    ) -> Receipt {
        if self.retired.0.contains(&header.epoch) {
            return Receipt {
                restarted: false,
                is_flooded: false,
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
            restarted,
            is_flooded: self.keep(header.n, body),
        }
    }

    /// Returns the message that is next in order, if `admits` is true for it. A message that is not admitted is
    /// withheld and not acknowledged, so that a peer cannot send faster than its messages are handled.
    pub fn poll_receive(&mut self, now: Timestamp, mut admits: impl FnMut(&B) -> bool) -> Option<B> {
        loop {
            let remote = self.remote.as_mut()?;
            let next = remote.received + 1;
            let body = remote.early.get(&next)?;
            if !body.as_ref().is_none_or(&mut admits) {
                return None;
            }
            let body = remote.early.remove(&next)?;
            remote.received = next;
            if self.acknowledge_at.is_none() {
                // It had been withheld.
                self.owe(now);
            }
            if body.is_some() {
                return body;
            }
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

    /// Marks everything unacknowledged for retransmission.
    fn repeat(&mut self) {
        self.under_way = 0;
        self.repeat_at = None;
    }

    /// Adopts the message's epoch as the peer's current one; returns whether the peer restarted.
    fn meet(&mut self, header: &SequenceHeader, fresh_epoch: impl FnOnce() -> String) -> bool {
        if self
            .remote
            .as_ref()
            .is_some_and(|remote| remote.epoch == header.epoch)
        {
            return false;
        }
        let previous = self.remote.replace(Remote {
            epoch: header.epoch.clone(),
            received: 0,
            early: SortedMap::new(),
            beyond: 0,
        });
        let Some(previous) = previous else { return false };
        let restarted = !self.is_known_by(header, previous.received);
        self.retired.retire(previous.epoch);
        if restarted {
            self.begin_anew(fresh_epoch());
        }

        restarted
    }

    /// Returns whether the sender knows our current epoch. A sender that acknowledges less than before, or nothing
    /// although it has sent before, has lost its state, even if a retransmission told it our epoch.
    fn is_known_by(&self, header: &SequenceHeader, received_before: u32) -> bool {
        header.ack_epoch.as_ref() == Some(&self.epoch)
            && header.ack >= self.acknowledged
            && (header.ack > 0 || received_before == 0)
    }

    /// Starts over: earlier messages were meant for a peer that no longer exists.
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

    /// Keeps a message until it is next in order; returns whether too many were too far ahead.
    fn keep(&mut self, n: u32, body: Option<B>) -> bool {
        let Some(remote) = &mut self.remote else {
            return false;
        };
        if n > remote.received.saturating_add(MOST_AHEAD) {
            remote.beyond += 1;
            let is_flooded = remote.beyond >= MOST_BEYOND;
            if is_flooded {
                remote.beyond = 0;
            }
            return is_flooded;
        }
        if n > remote.received {
            remote.early.insert(n, body);
        }
        false
    }
}

#[cfg(test)]
mod tests;
