//! What comes from the server and from the tabs.

use super::{Call, Phase};
use crate::effect::Effect;
use crate::event::{Event, Signalling};
use crate::input::SocketClosed;
use crate::{Body, TabFrame};
use visavis_roap::envelope::{ClientId, IceServer, LeftReason, Person, ToClient};
use visavis_roap::{Entropy, Timestamp};

impl<E: Entropy> Call<E> {
    pub(super) fn server_opened(&mut self, socket: u32) {
        if self.server.is_current(socket) {
            let hello = self.hello();
            self.effects.push_back(hello);
        }
    }

    pub(super) fn server_closed(&mut self, now: Timestamp, socket: u32, closed: &SocketClosed) {
        if self.server.is_current(socket) {
            self.lost_server(now, closed);
        }
    }

    pub(super) fn lost_server(&mut self, now: Timestamp, closed: &SocketClosed) {
        let was_alone = self.is_alone();
        let jitter = self.entropy.below(1_000);
        if let Err(failure) = self.server.closed(now, closed, jitter) {
            self.fail(now, failure);
            return;
        }
        if !was_alone {
            self.became_alone(now);
        }
    }

    pub(super) fn server_said(&mut self, now: Timestamp, socket: u32, said: ToClient<Body>) {
        if !self.server.is_current(socket) {
            return;
        }
        self.server.heard(now);
        match said {
            ToClient::Welcome {
                you,
                people,
                ice_servers,
            } => self.welcomed(now, you, people, ice_servers),
            ToClient::From { from, place, body } => self.arrived(now, &from, &place, body),
            ToClient::Joined(person) | ToClient::Renamed(person) => {
                self.watch(now, &person.id.clone(), false, |roster| roster.on_server(person));
            }
            ToClient::Away(id) => self.watch(now, &id, false, |roster| roster.away(&id)),
            ToClient::Back(id) => {
                self.watch(now, &id, false, |roster| roster.back(&id));
                self.send_again(&id);
            }
            ToClient::Left { id, reason } => self.left(now, &id, reason),
            // The message is kept until it is acknowledged: it goes out again when that person is back.
            ToClient::Undeliverable { .. } | ToClient::Pong => {}
        }
    }

    fn welcomed(&mut self, now: Timestamp, you: ClientId, people: Vec<Person>, ice_servers: Vec<IceServer>) {
        self.server.welcomed(now);
        self.tell_signalling();
        self.options.id = you;
        self.effects.push_back(Effect::UseIceServers(ice_servers));
        let here: Vec<_> = people.iter().map(|person| person.id.clone()).collect();
        for person in people {
            self.watch(now, &person.id.clone(), true, |roster| roster.on_server(person));
        }
        for id in self.roster.ids() {
            if !here.contains(&id) {
                self.watch(now, &id, false, |roster| roster.off_server(&id));
            }
            self.send_again(&id);
        }
        self.tell_tabs();
    }

    fn left(&mut self, now: Timestamp, id: &ClientId, reason: LeftReason) {
        match reason {
            LeftReason::Left | LeftReason::Removed => {
                self.roster.off_server(id);
                self.roster.off_tabs(id);
                self.drop_link(now, id, reason);
            }
            LeftReason::Gone => self.watch(now, id, false, |roster| roster.off_server(id)),
        }
    }

    pub(super) fn tab_said(&mut self, now: Timestamp, frame: TabFrame) {
        match frame {
            TabFrame::Hello { person, alone } if person.id != self.options.id => {
                let id = person.id.clone();
                self.watch(now, &id, false, |roster| roster.in_tab(person, alone));
                let here = TabFrame::Here {
                    person: self.myself(),
                    alone: self.is_alone(),
                    to: id,
                };
                self.effects.push_back(Effect::TellTabs(here));
            }
            TabFrame::Here { person, alone, to } if to == self.options.id => {
                self.watch(now, &person.id.clone(), true, |roster| {
                    roster.in_tab(person, alone)
                });
            }
            // Also where the server still counts them in: a page that closes is heard here first, or only here.
            TabFrame::Bye { id } => self.left(now, &id, LeftReason::Left),
            TabFrame::Send {
                from,
                to,
                place,
                body,
            } if to == self.options.id => {
                self.arrived(now, &from, &place, body);
            }
            TabFrame::Hello { .. } | TabFrame::Here { .. } | TabFrame::Send { .. } => {}
        }
    }

    /// Says to the other tabs of this browser that this one is here, and whether it needs them.
    pub(super) fn tell_tabs(&mut self) {
        let hello = TabFrame::Hello {
            person: self.myself(),
            alone: self.is_alone(),
        };
        self.effects.push_back(Effect::TellTabs(hello));
    }

    /// Whether this client reaches no server, as far as it knows.
    pub(super) fn is_alone(&self) -> bool {
        !self.options.has_server
            || matches!(
                self.server.signalling(),
                Signalling::TabsOnly | Signalling::Reconnecting
            )
    }

    /// From now on the tabs are a way to the others.
    fn became_alone(&mut self, now: Timestamp) {
        for id in self.roster.ids() {
            self.reconsider(now, &id);
        }
        self.tell_tabs();
    }

    pub(super) fn tell_signalling(&mut self) {
        let signalling = if self.options.has_server {
            self.server.signalling()
        } else {
            Signalling::TabsOnly
        };
        if self.phase == Phase::Inside && self.told != Some(signalling) {
            self.told = Some(signalling);
            self.events.push_back(Event::SignallingChanged(signalling));
        }
    }
}
