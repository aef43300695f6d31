//! Presence: people who join and leave, and the links that follow from it.

use super::{Call, MAX_PARKED, Phase};
use crate::delivery::Epochs;
use crate::effect::Effect;
use crate::event::{Event, LinkState};
use crate::link::{LastReported, Link};
use crate::ring::Ring;
use crate::roster::{Presence, Tabs};
use crate::set_up::SetUp;
use crate::sorted::SortedSet;
use crate::{Body, Delivery, Participant, TabFrame};
use visavis_protocol::{ClientId, LeftReason, Person};
use visavis_roap::{self as roap, Entropy, Input as Negotiation, State, Timestamp};

impl<E: Entropy> Call<E> {
    /// Brings the links in line with the roster. Idempotent.
    pub(super) fn reconcile(&mut self, now: Timestamp) {
        self.arrivals.look();
        let known: SortedSet<_> = self
            .roster
            .ids()
            .into_iter()
            .chain(self.links.keys().cloned())
            .collect();
        for id in known {
            self.drop_tab_if_vanished(now, &id);
            let presence = self.presence(&id);
            if !self.links.contains_key(&id) {
                self.appear_if_present(now, &id, presence);
            }
            self.tell_changes(now, &id, presence);
            self.follow_ways(now, &id);
            self.drop_link_if_dead(now, &id);
            self.offer_if_due(now, &id);
        }
    }

    pub(super) fn presence(&self, id: &ClientId) -> Presence {
        let tabs = if self.is_alone() {
            Tabs::Needed
        } else if self.links.contains_key(id) {
            Tabs::InUse
        } else {
            Tabs::Spare
        };
        self.roster.presence(id, tabs)
    }

    fn appear_if_present(&mut self, now: Timestamp, id: &ClientId, presence: Presence) {
        let is_away = match presence {
            Presence::Absent => return,
            Presence::Away => true,
            Presence::Here => false,
        };
        if self.phase != Phase::Inside || *id == self.options.id {
            return;
        }
        let Some(person) = self.roster.person(id).cloned() else {
            return;
        };
        if !self.roster.was_welcomed(id) && !self.arrivals.admits(now, id, self.roster.is_on_bus(id)) {
            return;
        }
        let is_same_browser = self.roster.is_same_browser(id);
        let last_reported = LastReported {
            name: person.name.clone(),
            identity: person.identity.clone(),
            is_away,
            is_same_browser,
            state: LinkState::Idle,
        };
        let mut link = Link::new(self.delivery_to(id), last_reported, self.links_made);
        self.links_made = self.links_made.wrapping_add(1);
        if self.roster.was_welcomed(id) {
            // Later welcomes, of a server that was lost, are not part of it.
            link.set_up = SetUp::after(self.entrance.filter(|entrance| entrance.to == now));
        }
        link.repair.set_second(self.options.id > *id);
        if self.roster.came_first(id) && !is_away {
            link.offer_at(now);
        }
        if self.options.ring {
            // In a ring room nobody offers unprompted, and a peer called before a reload still waits for media.
            link.delivery.announce();
        }
        self.links.insert(id.clone(), link);
        self.tell(Event::PersonJoined {
            person: Person {
                away: is_away,
                ..person
            },
            is_same_browser,
            was_there: self.roster.came_first(id),
        });
        self.tell_unusual_playback(id);
    }

    /// Returns the delivery state for a new link, resuming a parked one.
    fn delivery_to(&mut self, id: &ClientId) -> Delivery<Body> {
        let entropy = &mut self.entropy;
        let parked = self.parked.remove(id);
        parked.unwrap_or_else(|| Delivery::new(super::draw_id(entropy), Epochs::default()))
    }

    fn tell_changes(&mut self, now: Timestamp, id: &ClientId, presence: Presence) {
        let Some(link) = self.links.get_mut(id) else {
            return;
        };
        link.present(now, presence);
        let mut changes = Vec::new();
        let is_away = presence != Presence::Here;
        let reported = &link.last_reported;
        let is_another =
            |person: &Person| person.name != reported.name || person.identity != reported.identity;
        let is_news = self.roster.person(id).is_some_and(is_another) || reported.is_away != is_away;
        if is_news && !link.inbox.may_report(now) {
            return;
        }
        if std::mem::replace(&mut link.last_reported.is_away, is_away) != is_away {
            changes.push(if is_away {
                Event::PersonAway(id.clone())
            } else {
                Event::PersonBack(id.clone())
            });
        }
        let is_same_browser = self.roster.is_same_browser(id) && !link.last_reported.is_same_browser;
        if is_same_browser {
            link.last_reported.is_same_browser = true;
            changes.push(Event::SameBrowser(id.clone()));
        }
        if let Some(person) = self.roster.person(id) {
            let reported = &mut link.last_reported;
            if reported.name != person.name {
                reported.name.clone_from(&person.name);
                changes.push(Event::PersonRenamed(Person {
                    away: is_away,
                    ..person.clone()
                }));
            }
            if reported.identity != person.identity {
                reported.identity.clone_from(&person.identity);
                changes.push(Event::IdentityChanged {
                    of: Participant::Remote(id.clone()),
                    identity: person.identity.clone(),
                });
            }
        }
        for change in changes {
            self.tell(change);
        }
        if is_same_browser {
            self.tell_unusual_playback(id);
        }
    }

    /// Updates the paths to a peer.
    fn follow_ways(&mut self, now: Timestamp, id: &ClientId) {
        let outside = self.roster.route(id, self.server.is_welcomed());
        let Some(link) = self.links.get_mut(id) else {
            return;
        };
        let paths = link.paths_beside(outside);
        let before = std::mem::replace(&mut link.paths, paths);
        if paths == before {
            return;
        }
        match (before.outside, outside) {
            (None, Some(_)) => link.repair.hurry(now),
            (_, None) => link.offer_no_more(),
            (Some(_), Some(_)) => {}
        }
        if before.still_deliver_as(paths) {
            // Only what is sent from now on takes the new path.
        } else if paths.is_any() {
            link.delivery.route_found(now);
        } else {
            link.delivery.route_lost();
        }
        if !paths.is_live() {
            self.negotiate(now, id, Negotiation::RouteLost);
            return self.send_what_waits(now, id);
        }
        link.endpoint
            .handle(now, Negotiation::RouteRestored, &mut self.entropy);
        // The delivery kept the unanswered messages and retransmits them.
        while let Some(effect) = link.endpoint.poll_effect() {
            debug_assert!(matches!(effect, roap::Effect::Send(_)));
        }
        self.report_media(now, id);
        self.send_what_waits(now, id);
    }

    /// Offers a call to a reachable peer in an open room. In a ring room, calls are placed only by people.
    pub(super) fn offer_if_due(&mut self, now: Timestamp, id: &ClientId) {
        let Some(link) = self.links.get_mut(id) else {
            return;
        };
        if self.phase != Phase::Inside || self.options.ring || link.paths.outside.is_none() {
            return link.offer_no_more();
        }
        if link.lacks_session() {
            link.offer_if_nothing_comes(now);
        }
        if link.is_offer_due(now) {
            self.negotiate(now, id, Negotiation::Need);
        }
    }

    /// Drops the link to a peer that is away once its media is dead too.
    pub(super) fn drop_link_if_dead(&mut self, now: Timestamp, id: &ClientId) {
        let presence = self.presence(id);
        let Some(link) = self.links.get(id) else { return };
        if link.gone_at(presence).is_some_and(|at| at <= now) {
            let was_in_tab = self.roster.is_on_bus(id);
            let reason = if link.has_said_goodbye {
                LeftReason::Left
            } else {
                LeftReason::Gone
            };
            self.roster.give_up(id);
            self.drop_link(now, id, reason);
            // Only silence indicates a closed tab: a client that is still there replies.
            if was_in_tab {
                self.tell_tabs();
            }
        }
    }

    /// Returns the earliest time at which a peer counts as gone.
    pub(super) fn next_departure(&self) -> Option<Timestamp> {
        let of_links = self.links.iter();
        of_links
            .filter_map(|(id, link)| link.gone_at(self.presence(id)))
            .chain(self.roster.next_vanishing())
            .min()
    }

    pub(super) fn left(&mut self, now: Timestamp, id: &ClientId, reason: LeftReason) {
        self.roster.off_server(id);
        match reason {
            LeftReason::Left | LeftReason::Removed => {
                self.roster.off_tabs(id);
                self.drop_link(now, id, reason);
            }
            LeftReason::Gone => {
                let has_live_media = self.links.get(id).is_some_and(|link| link.has_live_media(now));
                if !has_live_media && self.presence(id) != Presence::Here {
                    self.drop_link(now, id, reason);
                }
            }
        }
    }

    pub(super) fn drop_link(&mut self, now: Timestamp, id: &ClientId, reason: LeftReason) {
        match reason {
            LeftReason::Left | LeftReason::Removed => self.negotiate(now, id, Negotiation::PeerLeft),
            LeftReason::Gone => self.give_session_up(now, id, Ring::Gone),
        }
        let Some(Link { mut delivery, .. }) = self.links.remove(id) else {
            return;
        };
        match reason {
            LeftReason::Left | LeftReason::Removed => {
                delivery = Delivery::new(super::draw_id(&mut self.entropy), delivery.end());
            }
            // The peer may return and resume.
            LeftReason::Gone => delivery.route_lost(),
        }
        if self.parked.len() < MAX_PARKED {
            self.parked.insert(id.clone(), delivery);
        }
        self.effects.push(Effect::DropPeer(id.clone()));
        self.forget_speaker(id);
        self.tell(Event::PersonLeft {
            id: id.clone(),
            reason,
        });
    }

    /// Announces this client to the other tabs, and whether it depends on them.
    pub(super) fn tell_tabs(&mut self) {
        if self.phase == Phase::Inside {
            let hello = TabFrame::Hello {
                person: self.myself(),
                alone: self.is_alone(),
            };
            self.effects.push(Effect::SendToTabs(hello));
        }
    }

    /// Returns whether every session has ended.
    pub(super) fn is_quiet(&self) -> bool {
        self.links
            .values()
            .all(|link| link.endpoint.state() == State::None)
    }
}
