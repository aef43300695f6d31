//! The bounded queue of messages to one socket.

use crate::budget::Account;
use crate::refusal::Refusal;
use crate::sync::lock;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use visavis_protocol::{ClientId, CloseCode};

mod topic;

pub use topic::Topic;

/// The memory that a message takes besides its content, roughly.
const OVERHEAD: usize = 64;

/// What is taken out at once, in bytes: as much as is written at once.
const AT_ONCE: usize = 16 * 1024;

/// Messages queued for one socket: many producers, one consumer.
///
/// Bounded by messages and bytes, and by the server's budget. The server's own messages describe the room, and none may
/// be missing: one too many closes the outbox with [`CloseCode::SlowReader`] and drops its content. So what others cause
/// the server to say has a [`Topic`], and what waits does not grow with what they do: to a slow reader, who came and went
/// meanwhile was never there. Messages of other people may be lost, since links repeat them: whoever sends faster than the
/// socket takes loses their own messages, and leaves space for those of everybody else.
#[derive(Debug)]
pub struct Outbox {
    max_messages: usize,
    max_bytes: usize,
    queue: Mutex<Queue>,
    changed: Notify,
}

#[derive(Debug)]
struct Queue {
    messages: VecDeque<Queued>,
    total: Share,
    /// The part of each sender in `total`.
    shares: BTreeMap<ClientId, Share>,
    /// The size of the message that is being written to the socket.
    in_writing: usize,
    account: Account,
    closed: Option<Refusal>,
}

#[derive(Debug)]
struct Queued {
    message: Message,
    origin: Origin,
    since: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    /// The server, in answer to the reader.
    Answer,
    /// The server, about what others do.
    News(Topic),
    /// Another person.
    Person(ClientId),
}

#[derive(Debug, Clone, Copy, Default)]
struct Share {
    messages: usize,
    bytes: usize,
}

impl Outbox {
    /// Creates an empty outbox.
    pub fn new(max_messages: usize, max_bytes: usize, account: Account) -> Self {
        Self {
            max_messages,
            max_bytes,
            queue: Mutex::new(Queue {
                messages: VecDeque::new(),
                total: Share::default(),
                shares: BTreeMap::new(),
                in_writing: 0,
                account,
                closed: None,
            }),
            changed: Notify::new(),
        }
    }

    /// Queues an answer of the server, or closes the outbox if that exceeds a bound. Does nothing once closed.
    pub fn push(&self, message: Message) {
        let mut queue = lock(&self.queue);
        if queue.closed.is_none() {
            self.push_or_close(&mut queue, message, Origin::Answer);
            drop(queue);
            self.changed.notify_one();
        }
    }

    /// Queues what the server says about a topic, in place of what still waits and is no longer true. It closes the outbox
    /// if that exceeds a bound, or is dropped if it may be missing. Does nothing once closed.
    pub fn tell(&self, topic: Topic, message: Message) {
        let mut queue = lock(&self.queue);
        if queue.closed.is_some() {
            return;
        }
        if queue.supersede(&topic) {
            if !topic.may_be_missing() {
                self.push_or_close(&mut queue, message, Origin::News(topic));
            } else if self.fits(&mut queue, &message) {
                queue.push(message, Origin::News(topic));
            }
        }
        drop(queue);
        self.changed.notify_one();
    }

    fn push_or_close(&self, queue: &mut Queue, message: Message, origin: Origin) {
        if self.fits(queue, &message) {
            queue.push(message, origin);
        } else {
            queue.close(Refusal::Code(CloseCode::SlowReader));
        }
    }

    fn fits(&self, queue: &mut Queue, message: &Message) -> bool {
        let total = queue.total.with(message);
        total.messages <= self.max_messages && total.bytes <= self.max_bytes && queue.hold(total)
    }

    /// Queues a message of another person, or drops it. One message of each person may wait; all that wait of one person
    /// may take a quarter of the free space; and a quarter of the outbox is left to the server.
    pub fn relay(&self, sender: ClientId, message: Message) {
        let mut queue = lock(&self.queue);
        if queue.closed.is_some() {
            return;
        }
        let total = queue.total.with(&message);
        let share = queue.shares.get(&sender).map(|share| share.with(&message));
        let fits = |share: Option<usize>, total: usize, max: usize| {
            let is_fair = share.is_none_or(|share| share <= max.saturating_sub(total) / 4);
            is_fair && total <= max - max / 4
        };
        let fits = fits(
            share.map(|share| share.messages),
            total.messages,
            self.max_messages,
        ) && fits(share.map(|share| share.bytes), total.bytes, self.max_bytes);
        if fits && queue.hold(total) {
            queue.push(message, Origin::Person(sender));
            drop(queue);
            self.changed.notify_one();
        } else {
            queue.account.drop_message();
        }
    }

    /// Closes the outbox and drops its content. The first reason is kept.
    pub fn close(&self, refusal: Refusal) {
        lock(&self.queue).close(refusal);
        self.changed.notify_one();
    }

    /// Removes the messages to send next, all if they are small, and returns for how long each has waited, if it is that of a
    /// person; `None` if there is none. Their memory counts until the next call, which therefore follows once they have been
    /// written.
    pub fn take(&self) -> Option<impl Iterator<Item = (Message, Option<Duration>)> + use<>> {
        let next = lock(&self.queue).take();
        let now = Instant::now();
        (!next.is_empty()).then(|| {
            next.into_iter().map(move |queued| {
                let is_relayed = matches!(queued.origin, Origin::Person(_));
                (queued.message, is_relayed.then(|| now - queued.since))
            })
        })
    }

    /// Removes the message to send next.
    #[cfg(test)]
    pub fn pop(&self) -> Option<Message> {
        lock(&self.queue).pop().map(|queued| queued.message)
    }

    /// Waits until a message is queued or the outbox is closed.
    pub async fn ready(&self) {
        while !lock(&self.queue).is_ready() {
            self.changed.notified().await;
        }
    }

    /// Waits until the outbox is closed and returns the reason.
    pub async fn closed(&self) -> Refusal {
        loop {
            if let Some(refusal) = lock(&self.queue).closed {
                return refusal;
            }
            self.changed.notified().await;
        }
    }
}

impl Queue {
    fn push(&mut self, message: Message, origin: Origin) {
        self.total = self.total.with(&message);
        if let Origin::Person(sender) = &origin {
            match self.shares.get_mut(sender) {
                Some(share) => *share = share.with(&message),
                None => drop(
                    self.shares
                        .insert(sender.clone(), Share::default().with(&message)),
                ),
            }
        }
        let since = Instant::now();
        self.messages.push_back(Queued {
            message,
            origin,
            since,
        });
    }

    fn take(&mut self) -> VecDeque<Queued> {
        if self.total.bytes > AT_ONCE {
            return self.pop().into_iter().collect();
        }
        self.in_writing = self.total.bytes;
        self.total = Share::default();
        self.shares = BTreeMap::new();
        // Less than before always fits.
        let _ = self.hold(self.total);
        std::mem::take(&mut self.messages)
    }

    fn pop(&mut self) -> Option<Queued> {
        let next = self.messages.pop_front();
        self.in_writing = next.as_ref().map_or(0, |queued| size(&queued.message));
        if let Some(queued) = &next {
            self.release(queued);
        }
        if self.messages.is_empty() {
            self.messages = VecDeque::new();
        }
        // Less than before always fits.
        let _ = self.hold(self.total);
        next
    }

    /// Counts a message no longer.
    fn release(&mut self, Queued { message, origin, .. }: &Queued) {
        self.total = self.total.without(message);
        if let Origin::Person(sender) = origin
            && let Some(share) = self.shares.get_mut(sender)
        {
            *share = share.without(message);
            if share.messages == 0 {
                self.shares.remove(sender);
            }
        }
    }

    /// Removes what is no longer true once there is news about a topic; returns whether the reader has to be told at all:
    /// not if somebody leaves of whom it has not heard yet.
    fn supersede(&mut self, topic: &Topic) -> bool {
        let is_about = |queued: &Queued| match &queued.origin {
            Origin::News(former) => topic.supersedes(former),
            Origin::Answer | Origin::Person(_) => false,
        };
        if !self.messages.iter().any(is_about) {
            return true;
        }
        let is_unheard_of = topic.leaver().is_some_and(|id| {
            let arrival = Origin::News(Topic::Arrival(id.clone()));
            self.messages.iter().any(|queued| queued.origin == arrival)
        });
        let is_from_leaver = |queued: &Queued| match &queued.origin {
            Origin::Person(sender) => is_unheard_of && topic.leaver() == Some(sender),
            Origin::Answer | Origin::News(_) => false,
        };
        let (obsolete, messages) = std::mem::take(&mut self.messages)
            .into_iter()
            .partition::<Vec<_>, _>(|queued| is_about(queued) || is_from_leaver(queued));
        self.messages = messages.into();
        for queued in &obsolete {
            self.release(queued);
        }
        // Less than before always fits.
        let _ = self.hold(self.total);
        !is_unheard_of
    }

    /// Returns whether the budget of the server suffices for this.
    fn hold(&mut self, total: Share) -> bool {
        let overhead = total.messages.saturating_mul(OVERHEAD);
        let bytes = total.bytes.saturating_add(overhead);
        self.account.set(bytes.saturating_add(self.in_writing))
    }

    fn close(&mut self, refusal: Refusal) {
        self.closed.get_or_insert(refusal);
        self.messages = VecDeque::new();
        self.shares = BTreeMap::new();
        self.total = Share::default();
        // Less than before always fits.
        let _ = self.hold(self.total);
    }

    fn is_ready(&self) -> bool {
        self.closed.is_some() || !self.messages.is_empty()
    }
}

impl Share {
    fn with(self, message: &Message) -> Self {
        Self {
            messages: self.messages + 1,
            bytes: self.bytes.saturating_add(size(message)),
        }
    }

    fn without(self, message: &Message) -> Self {
        Self {
            messages: self.messages - 1,
            bytes: self.bytes - size(message),
        }
    }
}

fn size(message: &Message) -> usize {
    message.len()
}

#[cfg(test)]
mod tests;
