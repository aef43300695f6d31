//! Who comes and goes, and what that means for the links.

use super::{Call, Phase};
use crate::effect::Effect;
use crate::event::Event;
use crate::link::Link;
use crate::roster::{Presence, Roster};
use visavis_roap::envelope::{ClientId, LeftReason};
use visavis_roap::{Entropy, Input as Negotiation, Timestamp};

impl<E: Entropy> Call<E> {
    /// Changes what is known of someone and acts on the difference. `newcomer`: this side is, and offers.
    pub(super) fn watch(
        &mut self,
        now: Timestamp,
        id: &ClientId,
        newcomer: bool,
        change: impl FnOnce(&mut Roster),
    ) {
        let alone = self.is_alone();
        let before = self.roster.presence(id, alone);
        let was_same_browser = self.roster.is_same_browser(id);
        let former_name = self.roster.person(id).map(|person| person.name.clone());
        change(&mut self.roster);

        let after = self.roster.presence(id, alone);
        self.presence_changed(now, id, (before, after), newcomer);
        if !self.links.contains_key(id) {
            return;
        }
        if !was_same_browser && before != Presence::Absent && self.roster.is_same_browser(id) {
            self.events.push_back(Event::SameBrowser(id.clone()));
        }
        if let Some(person) = self.roster.person(id)
            && former_name.is_some_and(|former| former != person.name)
        {
            self.events.push_back(Event::PersonRenamed(person.clone()));
        }
    }

    /// Looks again at someone of whom nothing new is known, after this side's own situation has changed.
    pub(super) fn reconsider(&mut self, now: Timestamp, id: &ClientId) {
        let is_here = self.roster.presence(id, self.is_alone()) != Presence::Absent;
        if is_here && !self.links.contains_key(id) {
            self.presence_changed(now, id, (Presence::Absent, Presence::Here), true);
        } else {
            self.send_again(id);
        }
    }

    fn presence_changed(
        &mut self,
        now: Timestamp,
        id: &ClientId,
        change: (Presence, Presence),
        newcomer: bool,
    ) {
        match change {
            (_, Presence::Here) if !self.links.contains_key(id) => self.appeared(now, id, newcomer),
            (Presence::Absent, Presence::Here | Presence::Away) => self.appeared(now, id, newcomer),
            (Presence::Here, Presence::Away) => self.events.push_back(Event::PersonAway(id.clone())),
            (Presence::Away, Presence::Here) => self.events.push_back(Event::PersonBack(id.clone())),
            (Presence::Here | Presence::Away, Presence::Absent) => self.drop_link_if_dead(now, id),
            (Presence::Absent, Presence::Absent)
            | (Presence::Here, Presence::Here)
            | (Presence::Away, Presence::Away) => {}
        }
    }

    fn appeared(&mut self, now: Timestamp, id: &ClientId, newcomer: bool) {
        if self.phase != Phase::Inside || *id == self.options.id {
            return;
        }
        if self.links.contains_key(id) {
            self.send_again(id);
            return;
        }
        let mut link = Link::new(self.draw_epoch());
        if newcomer {
            link.offer_now(now);
        } else {
            link.offer_if_nothing_comes(now);
        }
        self.links.insert(id.clone(), link);
        if let Some(person) = self.roster.person(id).cloned() {
            let is_same_browser = self.roster.is_same_browser(id);
            self.events.push_back(Event::PersonJoined {
                person,
                is_same_browser,
            });
        }
        self.offer_if_due(now, id);
    }

    /// The call with someone whom the server has lost goes on as long as there is media.
    pub(super) fn drop_link_if_dead(&mut self, now: Timestamp, id: &ClientId) {
        let Some(link) = self.links.get(id) else { return };
        let is_gone = match self.roster.presence(id, self.is_alone()) {
            Presence::Here => false,
            Presence::Away => link.has_dead_media(now),
            Presence::Absent => !link.has_live_media(now),
        };
        if is_gone {
            self.drop_link(now, id, LeftReason::Gone);
        }
    }

    pub(super) fn drop_link(&mut self, now: Timestamp, id: &ClientId, reason: LeftReason) {
        if !self.links.contains_key(id) {
            return;
        }
        self.negotiate(now, id, Negotiation::PeerLeft);
        self.links.remove(id);
        self.effects.push_back(Effect::DropPeer(id.clone()));
        self.events.push_back(Event::PersonLeft {
            id: id.clone(),
            reason,
        });
    }
}
