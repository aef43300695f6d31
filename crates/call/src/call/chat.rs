//! Chat messages, raised hands and reactions.

use super::{Call, Phase, draw_id};
use crate::event::Event;
use crate::{Allowance, Body, Participant};
use std::time::Duration;
use visavis_protocol::{ChatMessage, ClientId, Permission};
use visavis_roap::{Entropy, Timestamp};

/// Maximum length of a chat message in characters. Longer text is truncated.
pub const LONGEST_CHAT: usize = 4_000;

/// Chat and reactions that this client sends: never more than its peers take, and more than anybody reads.
pub(super) const TALK: Allowance = Allowance::new(200, Duration::from_millis(10));

/// How long everyone waits for a peer that acknowledges nothing. After that, only that peer's queue overflows.
const PATIENCE: Duration = Duration::from_secs(10);

/// Maximum length of a reaction: an emoji of a family has several characters.
const LONGEST_REACTION: usize = 16;

impl<E: Entropy> Call<E> {
    /// Sends a chat message to everyone in the call once earlier messages have left room: a page may send a thousand
    /// at once. In a ring room, "everyone" is the people this client is in a call with.
    pub(super) fn say_to_all(&mut self, text: &str) {
        let text = bounded(text, LONGEST_CHAT);
        if !text.is_empty() && self.phase == Phase::Inside && self.may_chat(None) {
            self.unsaid.push(text);
        }
    }

    pub(super) fn say_what_waits(&mut self, now: Timestamp) {
        self.talk_at = None;
        // The permission may be gone since they were written.
        if !self.may_chat(None) {
            self.unsaid.clear();
        }
        while !self.unsaid.is_empty() && self.has_room(now) {
            if let Err(at) = self.talk.take(now, 1) {
                self.talk_at = Some(at);
                return;
            }
            let text = self.unsaid.remove(0);
            let (id, at) = (draw_id(&mut self.entropy), self.clock.read(now));
            self.send_to_all(
                now,
                &Body::Chat(ChatMessage {
                    id: Some(id.clone()),
                    at: Some(at),
                    text: text.clone(),
                }),
            );
            self.tell(Event::Said {
                from: Participant::Local,
                id,
                at,
                text,
            });
        }
    }

    /// Returns whether a peer, or this client, may send chat and reactions, as far as the server vouches for it.
    fn may_chat(&self, peer: Option<&ClientId>) -> bool {
        let identity = match peer {
            Some(peer) => self
                .roster
                .person(peer)
                .and_then(|person| person.identity.as_ref()),
            None => self.identity.as_ref(),
        };
        identity.is_none_or(|identity| identity.allows(Permission::Chat))
    }

    fn has_room(&self, now: Timestamp) -> bool {
        self.links.values().all(|link| {
            let unheard_since = link.delivery.unheard_since();
            let is_stuck = unheard_since.is_some_and(|since| now.since(since) >= PATIENCE);
            is_stuck || link.delivery.has_room()
        })
    }

    pub(super) fn chat_heard(&mut self, now: Timestamp, from: &ClientId, message: ChatMessage) {
        let text = bounded(&message.text, LONGEST_CHAT);
        if !text.is_empty() && self.may_chat(Some(from)) {
            let from = Participant::Remote(from.clone());
            let id = message.id.unwrap_or_else(|| draw_id(&mut self.entropy));
            let at = self.clock.believe(now, message.at);
            self.tell(Event::Said { from, id, at, text });
        }
    }

    /// Raises or lowers the hand; people who join later see it too.
    pub(super) fn raise_hand(&mut self, now: Timestamp, is_up: bool) {
        if self.is_hand_up != is_up && self.phase == Phase::Inside {
            self.is_hand_up = is_up;
            self.send_to_all(now, &Body::Hand(is_up));
            self.tell(Event::HandChanged {
                from: Participant::Local,
                is_up,
            });
        }
    }

    /// Tells a peer how many of its messages were dropped.
    pub(super) fn report_dropped(&mut self, now: Timestamp, peer: &ClientId) {
        let dropped = self.links.get_mut(peer).and_then(|link| link.inbox.dropped(now));
        if let Some(count) = dropped {
            self.tell(Event::Dropped {
                peer: peer.clone(),
                why: "more chat messages and reactions than anybody can follow",
            });
            self.say(now, peer, Body::Dropped(count));
        }
    }

    /// Shows a reaction to everyone for a moment. In a flood, which nobody could follow, some are dropped.
    pub(super) fn react(&mut self, now: Timestamp, emoji: &str) {
        let emoji = bounded(emoji, LONGEST_REACTION);
        let is_permitted = !emoji.is_empty() && self.may_chat(None);
        let can_be_sent = is_permitted && self.phase == Phase::Inside && self.has_room(now);
        if can_be_sent && self.talk.take(now, 1).is_ok() {
            self.send_to_all(now, &Body::Reaction(emoji.clone()));
            self.tell(Event::Reacted {
                from: Participant::Local,
                emoji,
            });
        }
    }

    pub(super) fn reaction_heard(&mut self, from: &ClientId, emoji: &str) {
        let emoji = bounded(emoji, LONGEST_REACTION);
        if !emoji.is_empty() && self.may_chat(Some(from)) {
            let from = Participant::Remote(from.clone());
            self.tell(Event::Reacted { from, emoji });
        }
    }

    pub(super) fn send_to_all(&mut self, now: Timestamp, body: &Body) {
        let everyone: Vec<_> = self.links.keys().cloned().collect();
        for peer in everyone {
            if !self.options.ring || self.is_engaged(&peer) {
                self.say(now, &peer, body.clone());
            }
        }
    }
}

/// Returns the text without the white space around it, and at most that many characters of it.
pub(super) fn bounded(text: &str, chars: usize) -> String {
    text.trim().chars().take(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Counter, at, effects, events, forget, id, person, say, welcomed};
    use super::*;
    use crate::effect::Effect;
    use crate::{Command, Input};
    use visavis_protocol::{Identity, Permissions, SequenceHeader, ToClient, ToServer};

    const NOON: u64 = 1_764_504_000_000;

    #[test]
    fn everyone_gets_a_message_with_the_id_and_the_time_that_its_sender_sees() {
        let mut call = welcomed(vec![person("lin", "Lin"), person("kim", "Kim")]);
        call.handle(at(50), Input::Clock(NOON));
        forget(&mut call);

        call.handle(at(100), Command::SendMessage("Hello".into()).into());

        let told = events(&mut call);
        let [
            Event::Said {
                from: Participant::Local,
                id,
                at,
                text,
            },
        ] = &told[..]
        else {
            unreachable!("{told:?}");
        };
        assert_eq!((id.len(), *at, &**text), (16, NOON + 50, "Hello"));
        let message = ChatMessage {
            id: Some(id.clone()),
            at: Some(*at),
            text: text.clone(),
        };
        let sent = effects(&mut call).into_iter().filter_map(body_sent);
        assert_eq!(
            sent.collect::<Vec<_>>(),
            [Body::Chat(message.clone()), Body::Chat(message)]
        );
    }

    #[test]
    fn who_may_not_chat_sends_nothing_and_is_not_heard() {
        let silent = |names: &[&str]| {
            Some(Identity {
                permissions: Some(Permissions::read(names.iter().copied())),
                ..Identity::default()
            })
        };
        let mut call = welcomed(vec![person("lin", "Lin").with_identity(silent(&["publish"]))]);
        let heard = |call: &mut Call<Counter>| {
            call.chat_heard(at(60), &id("lin"), ChatMessage::from("Hello"));
            call.reaction_heard(&id("lin"), "👍");
            events(call).len()
        };
        forget(&mut call);

        assert_eq!(heard(&mut call), 0);
        let person = person("lin", "Lin").with_identity(silent(&["chat"]));
        say(&mut call, at(70), ToClient::Renamed { person });
        forget(&mut call);
        assert_eq!(heard(&mut call), 2);

        call.identified(silent(&[]));
        forget(&mut call);
        call.handle(at(80), Command::SendMessage("Hello".into()).into());
        call.handle(at(80), Command::React("👍".into()).into());
        assert_eq!((events(&mut call), effects(&mut call)), (vec![], vec![]));
    }

    #[test]
    fn what_waits_when_the_permission_goes_is_not_sent() {
        let mut call = welcomed(vec![person("lin", "Lin")]);
        for _ in 0..300 {
            call.handle(at(80), Command::SendMessage("Hello".into()).into());
        }
        forget(&mut call);

        call.identified(Some(Identity {
            permissions: Some(Permissions::read(["publish"])),
            ..Identity::default()
        }));
        call.handle_timeout(at(2_000));

        let told = events(&mut call);
        let is_said = |event: &Event| matches!(event, Event::Said { .. });
        assert!(!told.iter().any(is_said), "{told:?}");
    }

    #[test]
    fn a_message_keeps_its_id_and_a_time_that_can_be() {
        let mut call = hearing_lin();

        hear(&mut call, 1, message(Some("7f3a"), Some(NOON - 5_000)));
        hear(&mut call, 2, message(Some("7f3b"), Some(7)));

        assert_eq!(
            events(&mut call),
            [said("7f3a", NOON - 5_000), said("7f3b", NOON)]
        );
    }

    #[test]
    fn a_message_of_an_earlier_version_gets_an_id_and_the_time_of_its_arrival() {
        let mut call = hearing_lin();

        hear(&mut call, 1, message(None, None));
        hear(&mut call, 2, message(None, None));

        let told = events(&mut call);
        let [Event::Said { id: one, at, .. }, Event::Said { id: other, .. }] = &told[..] else {
            unreachable!("{told:?}");
        };
        assert_eq!(*at, NOON);
        assert_ne!(one, other);
    }

    #[test]
    fn a_peer_that_acknowledges_nothing_does_not_hold_up_the_others() {
        let mut call = welcomed(vec![person("lin", "Lin")]);
        forget(&mut call);
        let mut said = 0;
        let mut count = |call: &mut Call<_>| {
            let told = events(call).into_iter();
            said += told.filter(|event| matches!(event, Event::Said { .. })).count();
            said
        };

        for number in 0..400 {
            call.handle(at(100), Command::SendMessage(number.to_string()).into());
        }
        assert!(count(&mut call) < 300, "they wait for her");
        for second in 1..12 {
            call.handle_timeout(at(100 + second * 1_000));
        }

        assert_eq!(count(&mut call), 400);
    }

    fn hearing_lin() -> Call<Counter> {
        let mut call = welcomed(vec![person("lin", "Lin")]);
        call.handle(at(100), Input::Clock(NOON));
        forget(&mut call);
        call
    }

    fn message(id: Option<&str>, at: Option<u64>) -> ChatMessage {
        ChatMessage {
            id: id.map(str::to_owned),
            at,
            text: "Hello".to_owned(),
        }
    }

    fn hear(call: &mut Call<Counter>, n: u32, message: ChatMessage) {
        let header = SequenceHeader {
            epoch: "of Lin".into(),
            n,
            ack: 0,
            ack_epoch: None,
        };
        let body = Some(Body::Chat(message));
        let from = id("lin");
        say(call, at(100), ToClient::From { from, header, body });
    }

    fn said(message: &str, at: u64) -> Event {
        Event::Said {
            from: Participant::Remote(id("lin")),
            id: message.to_owned(),
            at,
            text: "Hello".to_owned(),
        }
    }

    fn body_sent(effect: Effect) -> Option<Body> {
        if let Effect::SendToServer(ToServer::Send { body, .. }) = effect {
            body
        } else {
            None
        }
    }
}
