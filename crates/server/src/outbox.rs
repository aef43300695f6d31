//! The bounded queue of messages to one socket.

use crate::refusal::Refusal;
use crate::sync::lock;
use axum::extract::ws::Message;
use std::collections::VecDeque;
use std::sync::Mutex;
use tokio::sync::Notify;
use visavis_protocol::CloseCode;

/// Messages queued for one socket: many producers, one consumer.
///
/// Bounded by messages and bytes. Exceeding a bound closes the outbox with [`Refusal::TooSlow`] and drops its content.
#[derive(Debug)]
pub struct Outbox {
    max_messages: usize,
    max_bytes: usize,
    queue: Mutex<Queue>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    messages: VecDeque<Message>,
    bytes: usize,
    closed: Option<Refusal>,
}

impl Outbox {
    /// Creates an empty outbox.
    pub fn new(max_messages: usize, max_bytes: usize) -> Self {
        Self {
            max_messages,
            max_bytes,
            queue: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// Queues a message, or closes the outbox if that exceeds a bound. Does nothing once closed.
    pub fn push(&self, message: Message) {
        let mut queue = lock(&self.queue);
        if queue.closed.is_some() {
            return;
        }
        queue.bytes += size(&message);
        queue.messages.push_back(message);
        if queue.messages.len() > self.max_messages || queue.bytes > self.max_bytes {
            queue.close(Refusal::Code(CloseCode::SlowReader));
        }
        drop(queue);
        self.changed.notify_one();
    }

    /// Closes the outbox and drops its content. The first reason is kept.
    pub fn close(&self, refusal: Refusal) {
        lock(&self.queue).close(refusal);
        self.changed.notify_one();
    }

    /// Removes the message to send next.
    pub fn pop(&self) -> Option<Message> {
        let mut queue = lock(&self.queue);
        let message = queue.messages.pop_front()?;
        queue.bytes -= size(&message);
        Some(message)
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
    fn close(&mut self, refusal: Refusal) {
        self.closed.get_or_insert(refusal);
        self.messages = VecDeque::new();
        self.bytes = 0;
    }

    fn is_ready(&self) -> bool {
        self.closed.is_some() || !self.messages.is_empty()
    }
}

fn size(message: &Message) -> usize {
    match message {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
        Message::Close(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[test]
    fn messages_come_out_in_order() {
        let outbox = Outbox::new(2, 100);
        outbox.push("a".into());
        outbox.push("b".into());

        assert_eq!(
            [(); 3].map(|()| outbox.pop()),
            [Some("a".into()), Some("b".into()), None]
        );
        assert_eq!(outbox.closed().now_or_never(), None);
    }

    #[test]
    fn one_message_too_many_closes_the_outbox() {
        let outbox = Outbox::new(2, 100);
        for text in ["a", "b", "c"] {
            outbox.push(text.into());
        }

        assert_eq!(
            outbox.closed().now_or_never(),
            Some(Refusal::Code(CloseCode::SlowReader))
        );
        assert_eq!(outbox.pop(), None);
    }

    #[test]
    fn one_byte_too_many_closes_the_outbox() {
        let outbox = Outbox::new(10, 4);
        outbox.push("1234".into());
        assert_eq!(outbox.closed().now_or_never(), None);

        outbox.push("5".into());

        assert_eq!(
            outbox.closed().now_or_never(),
            Some(Refusal::Code(CloseCode::SlowReader))
        );
    }

    #[test]
    fn popping_a_message_frees_its_space() {
        let outbox = Outbox::new(1, 4);
        for _ in 0..10 {
            outbox.push("1234".into());
            outbox.pop();
        }

        assert_eq!(outbox.closed().now_or_never(), None);
    }

    #[test]
    fn the_first_close_reason_is_kept_and_later_messages_are_dropped() {
        let outbox = Outbox::new(2, 100);
        outbox.close(Refusal::Code(CloseCode::Replaced));
        outbox.close(Refusal::Code(CloseCode::SlowReader));
        outbox.push("a".into());

        assert_eq!(
            outbox.closed().now_or_never(),
            Some(Refusal::Code(CloseCode::Replaced))
        );
        assert_eq!(outbox.pop(), None);
    }

    #[tokio::test]
    async fn a_waiter_wakes_on_a_message_and_on_close() {
        let outbox = Outbox::new(2, 100);

        tokio::join!(outbox.ready(), async { outbox.push("a".into()) });
        outbox.pop();
        let (refusal, ()) = tokio::join!(outbox.closed(), async {
            outbox.close(Refusal::Code(CloseCode::Draining))
        });

        assert_eq!(refusal, Refusal::Code(CloseCode::Draining));
    }
}
