//! The bounded queue of messages to one socket.

use crate::budget::Account;
use crate::refusal::Refusal;
use crate::sync::lock;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Message;
use visavis_protocol::{ClientId, CloseCode};

/// The memory that a message takes besides its content, roughly.
const OVERHEAD: usize = 64;

/// Messages queued for one socket: many producers, one consumer.
///
/// Bounded by messages and bytes, and by the server's budget. The server's own messages describe the room, and none may
/// be missing: one too many closes the outbox with [`CloseCode::SlowReader`] and drops its content. Messages of other
/// people may be lost, since links repeat them: whoever sends faster than the socket takes loses their own messages, and
/// leaves space for those of everybody else.
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
    sender: Sender,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Sender {
    Server,
    /// The server, with a message that the next of its kind replaces.
    Latest,
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

    /// Queues a message of the server, or closes the outbox if that exceeds a bound. Does nothing once closed.
    pub fn push(&self, message: Message) {
        let mut queue = lock(&self.queue);
        if queue.closed.is_some() {
            return;
        }
        let total = queue.total.with(&message);
        if total.messages > self.max_messages || total.bytes > self.max_bytes || !queue.hold(total) {
            queue.close(Refusal::Code(CloseCode::SlowReader));
        } else {
            queue.push(message, Sender::Server);
        }
        drop(queue);
        self.changed.notify_one();
    }

    /// Queues a message of the server that describes what strangers do, and makes the one before it obsolete: it takes the
    /// place of one that still waits. If it does not fit it is dropped, since strangers must not be able to close the
    /// outbox.
    pub fn push_latest(&self, message: Message) {
        let mut queue = lock(&self.queue);
        if queue.closed.is_some() {
            return;
        }
        let waiting = queue
            .messages
            .iter()
            .position(|queued| queued.sender == Sender::Latest);
        let former = waiting.and_then(|index| queue.messages.remove(index));
        if let Some(former) = &former {
            queue.total = queue.total.without(&former.message);
        }
        let total = queue.total.with(&message);
        if total.messages <= self.max_messages && total.bytes <= self.max_bytes && queue.hold(total) {
            queue.push(message, Sender::Latest);
        } else {
            // Less than before always fits.
            let total = queue.total;
            let _ = queue.hold(total);
        }
        drop(queue);
        self.changed.notify_one();
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
            queue.push(message, Sender::Person(sender));
            drop(queue);
            self.changed.notify_one();
        }
    }

    /// Closes the outbox and drops its content. The first reason is kept.
    pub fn close(&self, refusal: Refusal) {
        lock(&self.queue).close(refusal);
        self.changed.notify_one();
    }

    /// Removes the message to send next. Its memory counts until the next call, which therefore follows once it has been
    /// written.
    pub fn pop(&self) -> Option<Message> {
        lock(&self.queue).pop()
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
    fn push(&mut self, message: Message, sender: Sender) {
        self.total = self.total.with(&message);
        if let Sender::Person(sender) = &sender {
            let share = self.shares.entry(sender.clone()).or_default();
            *share = share.with(&message);
        }
        self.messages.push_back(Queued { message, sender });
    }

    fn pop(&mut self) -> Option<Message> {
        let next = self.messages.pop_front();
        self.in_writing = next.as_ref().map_or(0, |queued| size(&queued.message));
        if let Some(Queued { message, sender }) = &next {
            self.total = self.total.without(message);
            if let Sender::Person(sender) = sender
                && let Some(share) = self.shares.get_mut(sender)
            {
                *share = share.without(message);
                if share.messages == 0 {
                    self.shares.remove(sender);
                }
            }
        }
        if self.messages.is_empty() {
            self.messages = VecDeque::new();
        }
        // Less than before always fits.
        let _ = self.hold(self.total);
        next.map(|queued| queued.message)
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
