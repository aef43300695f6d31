use crate::refusal::Refusal;
use crate::sync::lock;
use axum::extract::ws::Message;
use std::collections::VecDeque;
use std::sync::Mutex;
use tokio::sync::Notify;
use visavis_protocol::CloseCode;

/// What a socket has yet to be sent. Bounded: whoever does not read is closed, and what waited for it is dropped.
///
/// Many may push, one task takes out.
#[derive(Debug)]
pub struct Outbox {
    most_messages: usize,
    most_bytes: usize,
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
    /// An empty outbox with its bounds.
    pub fn new(most_messages: usize, most_bytes: usize) -> Self {
        Self {
            most_messages,
            most_bytes,
            queue: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// Adds a message, or closes the outbox if it holds too much already.
    pub fn push(&self, message: Message) {
        let mut queue = lock(&self.queue);
        if queue.closed.is_some() {
            return;
        }
        queue.bytes += weight(&message);
        queue.messages.push_back(message);
        if queue.messages.len() > self.most_messages || queue.bytes > self.most_bytes {
            queue.close(Refusal::Code(CloseCode::SlowReader));
        }
        drop(queue);
        self.changed.notify_one();
    }

    /// Has the socket closed for this reason; the first reason stays.
    pub fn close(&self, refusal: Refusal) {
        lock(&self.queue).close(refusal);
        self.changed.notify_one();
    }

    /// The message that is to be sent next.
    pub fn pop(&self) -> Option<Message> {
        let mut queue = lock(&self.queue);
        let message = queue.messages.pop_front()?;
        queue.bytes -= weight(&message);
        Some(message)
    }

    /// Waits until there is something to send or the outbox is closed.
    pub async fn ready(&self) {
        while !lock(&self.queue).wants_attention() {
            self.changed.notified().await;
        }
    }

    /// Waits until the outbox is closed, and says why.
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

    fn wants_attention(&self) -> bool {
        self.closed.is_some() || !self.messages.is_empty()
    }
}

fn weight(message: &Message) -> usize {
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
    fn messages_come_out_as_they_went_in() {
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
    fn one_message_too_many_closes_it() {
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
    fn one_byte_too_many_closes_it() {
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
    fn what_was_taken_out_makes_place() {
        let outbox = Outbox::new(1, 4);
        for _ in 0..10 {
            outbox.push("1234".into());
            outbox.pop();
        }

        assert_eq!(outbox.closed().now_or_never(), None);
    }

    #[test]
    fn the_first_reason_to_close_stays_and_nothing_comes_after() {
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
    async fn whoever_waits_is_woken_by_a_message_and_by_the_end() {
        let outbox = Outbox::new(2, 100);

        tokio::join!(outbox.ready(), async { outbox.push("a".into()) });
        outbox.pop();
        let (refusal, ()) = tokio::join!(outbox.closed(), async {
            outbox.close(Refusal::Code(CloseCode::Draining))
        });

        assert_eq!(refusal, Refusal::Code(CloseCode::Draining));
    }
}
