//! What people write to each other.

use super::{Call, Phase};
use crate::Body;
use crate::event::Event;
use visavis_roap::envelope::ClientId;
use visavis_roap::{Entropy, Timestamp};

/// Characters of one message of the chat; what is longer is cut off.
pub const LONGEST_CHAT: usize = 4_000;

impl<E: Entropy> Call<E> {
    /// Says it to everyone in the call. In a room where one is called that is whoever this person is in a call with.
    pub(super) fn say_to_all(&mut self, now: Timestamp, text: &str) {
        let text = bounded(text);
        if text.is_empty() || self.phase != Phase::Inside {
            return;
        }
        let everyone: Vec<_> = self.links.keys().cloned().collect();
        for peer in everyone {
            if !self.options.ring || self.is_engaged(&peer) {
                self.say(now, &peer, Body::Chat(text.clone()));
            }
        }
        self.tell(Event::Said { from: None, text });
    }

    pub(super) fn chat_heard(&mut self, from: &ClientId, text: &str) {
        let text = bounded(text);
        if !text.is_empty() {
            let from = Some(from.clone());
            self.tell(Event::Said { from, text });
        }
    }
}

fn bounded(text: &str) -> String {
    text.trim().chars().take(LONGEST_CHAT).collect()
}
