//! What happens in the rooms, for programs of the operator. Whoever causes it never waits for them.

use crate::hello::RoomName;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use visavis_protocol::{ClientId, LeftReason};

/// The most news that wait. What comes while there are as many is lost, and counted.
const CAPACITY: usize = 1024;

/// Something that happened in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    pub at: SystemTime,
    pub room: RoomName,
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Somebody has opened the room.
    Opened,
    /// The last person has left.
    Closed,
    /// A person has entered. A return is no news.
    Joined(Mover),
    /// A person has left for good.
    Left(Mover, LeftReason),
}

/// Somebody who comes or goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mover {
    pub id: ClientId,
    /// The claim `sub` of their token.
    pub subject: Option<String>,
}

/// The news that wait.
#[derive(Debug)]
pub struct NewsQueue {
    sender: Sender<News>,
    /// Taken by the one who delivers them.
    receiver: Mutex<Option<Receiver<News>>>,
    dropped: AtomicU64,
}

impl Default for NewsQueue {
    fn default() -> Self {
        let (sender, receiver) = channel(CAPACITY);
        Self {
            sender,
            receiver: Mutex::new(Some(receiver)),
            dropped: AtomicU64::new(0),
        }
    }
}

impl NewsQueue {
    /// Adds news, or counts them as dropped if too many wait.
    pub fn push(&self, news: News) {
        if self.sender.try_send(news).is_err() {
            self.drop_one();
        }
    }

    /// Counts news that are not delivered.
    pub fn drop_one(&self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns how many were not delivered.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Returns how many wait.
    pub fn waiting(&self) -> usize {
        CAPACITY - self.sender.capacity()
    }

    /// Returns what gives the news in their order; `None` the second time.
    #[cfg_attr(
        all(not(feature = "webhooks"), not(test)),
        expect(dead_code, reason = "nobody else delivers news")
    )]
    pub fn receiver(&self) -> Option<Receiver<News>> {
        crate::sync::lock(&self.receiver).take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    #[test]
    fn news_that_nobody_takes_are_dropped_and_counted() {
        let queue = NewsQueue::default();
        let news = News {
            at: UNIX_EPOCH,
            room: RoomName::read("r1").unwrap(),
            what: What::Opened,
        };

        for _ in 0..CAPACITY + 3 {
            queue.push(news.clone());
        }

        assert_eq!((queue.waiting(), queue.dropped()), (CAPACITY, 3));
        let mut receiver = queue.receiver().unwrap();
        assert_eq!(receiver.try_recv(), Ok(news));
        assert_eq!(queue.waiting(), CAPACITY - 1);
    }
}
