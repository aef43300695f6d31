//! Handles frames from the server and from other tabs.

use super::{Call, Phase};
use crate::effect::Effect;
use crate::event::{Event, Signalling};
use crate::input::SocketClosed;
use crate::server::{Action, Ending};
use crate::{Body, Code, MeasuredStep, SetUpStep, TabFrame};
use visavis_protocol::{ClientId, IceServer, LeftReason, Person, ToClient, ToServer, VERSION};
use visavis_roap::{Entropy, State, Timestamp};

impl<E: Entropy> Call<E> {
    pub(super) fn server_opened(&mut self, socket: u32) {
        if self.server.is_current(socket) {
            let hello = self.hello();
            self.effects.push(hello);
            self.server.hello_sent();
        }
    }

    pub(super) fn server_closed(&mut self, now: Timestamp, socket: u32, closed: &SocketClosed) {
        if self.server.is_current(socket) {
            self.lost_server(now, closed);
        }
    }

    /// A policy does not change while the page is open, except that a page can make it stricter: a running call goes on,
    /// as with any server that is lost.
    pub(super) fn server_forbidden(&mut self, now: Timestamp, socket: u32) {
        if !self.server.is_current(socket) {
            return;
        }
        if self.is_in_call() {
            return self.lost_server(now, &unexplained());
        }
        self.server.stop();
        self.fail(now, Code::ServerForbidden.into());
    }

    fn is_in_call(&self) -> bool {
        self.links.values().any(crate::link::Link::is_established)
    }

    fn lost_server(&mut self, now: Timestamp, closed: &SocketClosed) {
        self.token_unanswered();
        let was_alone = self.is_alone();
        let jitter = self.entropy.below(1_000);
        match self.server.closed(now, closed, jitter, self.is_in_call()) {
            Ending::TriedAgain if self.options.requires_server && !self.server.was_welcomed() => {
                self.fail(now, Code::ServerUnreachable.into());
            }
            Ending::TriedAgain if was_alone => {}
            // The tabs become a path to other clients.
            Ending::TriedAgain => self.tell_tabs(),
            Ending::Refused(failure) => self.fail(now, failure),
            Ending::Replaced(failure) => self.be_replaced(failure),
        }
    }

    pub(super) fn act(&mut self, now: Timestamp, action: Action) {
        match action {
            Action::Open(socket) => self.effects.push(Effect::OpenServer(socket)),
            Action::Ping => self.effects.push(Effect::SendToServer(ToServer::Ping)),
            Action::Close => {
                self.effects.push(Effect::CloseServer);
                self.lost_server(now, &unexplained());
            }
        }
    }

    pub(super) fn server_message(&mut self, now: Timestamp, socket: u32, said: ToClient<Body>) {
        if !self.server.is_current(socket) {
            return;
        }
        self.server.heard(now);
        match said {
            ToClient::Welcome {
                you,
                identity,
                people,
                ice_servers,
                takes_token,
            } => {
                self.server.offers_to_take_token(takes_token);
                self.identified(identity);
                self.welcomed(now, you, people, ice_servers);
            }
            ToClient::Waiting { name } => self.knocked(now, name),
            ToClient::Room { host, locked } => self.host_changed(host, locked),
            ToClient::Knocking { people } => self.knocking(people),
            ToClient::From { from, header, body } => self.arrived(now, &from, &header, body),
            ToClient::Joined { person } => self.roster.joined(person),
            ToClient::Renamed { person } if person.id == self.options.id => self.identified(person.identity),
            ToClient::Renamed { person } => self.roster.renamed(person),
            ToClient::Away { id } => self.roster.away(&id),
            ToClient::Back { id } => self.roster.back(&id),
            ToClient::Left { id, reason } => self.left(now, &id, reason),
            ToClient::IceServers { ice_servers } => self.effects.push(Effect::UseIceServers(ice_servers)),
            ToClient::Return { within } => self.server.told_to_return(within),
            ToClient::Token { refused } => self.token_answered(refused),
            // The delivery keeps the message until it is acknowledged and resends it when the peer is back.
            ToClient::Undeliverable { .. } | ToClient::Present { .. } | ToClient::Pong => {}
        }
    }

    fn welcomed(&mut self, now: Timestamp, you: ClientId, people: Vec<Person>, ice_servers: Vec<IceServer>) {
        self.server.welcomed(now);
        self.entrance.get_or_insert(MeasuredStep {
            step: SetUpStep::Server,
            from: self.joined_at,
            to: now,
        });
        self.tell_signalling();
        if self.room.has_knocks() {
            // The server lists those still waiting next.
            self.knocking(Vec::new());
        }
        if self.options.id != you {
            let id = std::mem::replace(&mut self.options.id, you);
            self.effects.push(Effect::SendToTabs(TabFrame::Bye { id }));
        }
        self.effects.push(Effect::UseIceServers(ice_servers));
        self.roster.welcome(people);
        self.tell_tabs();
    }

    pub(super) fn tab_message(&mut self, now: Timestamp, frame: TabFrame) {
        let is_inside = self.phase == Phase::Inside;
        match frame {
            TabFrame::Hello { person, alone } if person.id != self.options.id && is_inside => {
                if self.replies.take(now, 1).is_ok() {
                    let here = TabFrame::Here {
                        person: self.myself(),
                        alone: self.is_alone(),
                        to: person.id.clone(),
                    };
                    self.effects.push(Effect::SendToTabs(here));
                }
                self.roster.tab_came(person, alone);
            }
            TabFrame::Here { person, alone, to }
                if to == self.options.id && person.id != self.options.id && is_inside =>
            {
                // The peer was present first but may learn of this client only now: do not wait for its offer.
                if let Some(link) = self.links.get_mut(&person.id)
                    && link.endpoint.state() == State::None
                {
                    link.offer_at(now);
                }
                self.roster.tab_is_here(person, alone);
            }
            TabFrame::Bye { id } => {
                self.roster.off_tabs(&id);
                self.said_goodbye(now, &id);
            }
            TabFrame::Send {
                from,
                to,
                header,
                body,
            } if to == self.options.id => self.arrived(now, &from, &header, body),
            TabFrame::Hello { .. } | TabFrame::Here { .. } | TabFrame::Send { .. } => {}
        }
    }

    fn hello(&self) -> Effect {
        Effect::SendToServer(ToServer::Hello {
            v: VERSION,
            secret: self.options.secret.clone(),
            room: self.options.room.clone(),
            name: self.name.clone(),
            token: self.options.token.clone(),
        })
    }

    /// Says goodbye to a peer that might not learn from the server that this client leaves.
    pub(super) fn say_goodbye(&mut self, now: Timestamp, peer: &ClientId) {
        if self
            .links
            .get(peer)
            .is_some_and(|link| link.paths.channel.is_some())
        {
            self.say(now, peer, Body::Bye);
        }
    }

    /// Handles a peer's goodbye. Where there is a server, its word takes precedence.
    pub(super) fn said_goodbye(&mut self, now: Timestamp, id: &ClientId) {
        let is_known_to_server = self.server.is_welcomed() && self.roster.person(id).is_some();
        if !is_known_to_server {
            self.left(now, id, LeftReason::Left);
        } else if let Some(link) = self.links.get_mut(id) {
            // Firefox closes a page's sockets before `pagehide`, so the server reports the peer as away.
            link.has_said_goodbye = true;
        }
    }

    /// Returns whether this client currently has no server.
    pub(super) fn is_alone(&self) -> bool {
        !self.options.transport.has_server()
            || matches!(
                self.server.signalling(),
                Signalling::TabsOnly | Signalling::Reconnecting
            )
    }

    pub(super) fn tell_signalling(&mut self) {
        let transport = self.options.transport;
        let signalling = if transport.has_server() {
            self.server.signalling()
        } else {
            transport.signalling_of_bus()
        };
        if self.phase == Phase::Inside && self.last_reported != Some(signalling) {
            self.last_reported = Some(signalling);
            self.tell(Event::SignallingChanged(signalling));
        }
    }
}

/// How a socket closes without a close frame.
fn unexplained() -> SocketClosed {
    SocketClosed {
        code: 1006,
        reason: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, call, effects, events, forget, join, welcomed};
    use super::*;
    use crate::{Command, Failure, Input};

    #[test]
    fn a_new_token_is_sent_with_the_next_hello_alone() {
        let mut call = welcomed(vec![]);
        forget(&mut call);

        renew(&mut call, "new");

        assert_eq!(effects(&mut call), []);
        assert_eq!(events(&mut call), []);
        call.handle(at(20), Input::ServerClosed(1, unexplained()));
        forget(&mut call);
        let due = call.poll_timeout().unwrap();
        call.handle_timeout(due);
        assert_eq!(token_of_hello(&mut call, 2), Some("new".to_owned()));
        renew(&mut call, "");
        assert_eq!(token_of_hello(&mut call, 2), None);
    }

    #[test]
    fn a_new_token_is_tried_at_once_if_the_server_was_lost() {
        let mut call = welcomed(vec![]);
        call.handle(at(20), Input::ServerClosed(1, unexplained()));
        forget(&mut call);

        renew(&mut call, "new");

        assert_eq!(effects(&mut call), [Effect::OpenServer(2)]);
        renew(&mut call, "newer");
        assert_eq!(effects(&mut call), []);
    }

    #[test]
    fn a_policy_that_forbids_the_socket_is_reported_and_not_tried_again() {
        let mut call = call();
        call.handle(at(0), join());
        forget(&mut call);

        call.handle(at(5), Input::ServerForbidden(1));

        let failure = Failure::from(Code::ServerForbidden);
        assert_eq!(events(&mut call), [Event::Failed(failure), Event::Left]);
        assert_eq!(call.poll_timeout(), None);
    }

    #[test]
    fn a_policy_counts_only_for_the_socket_in_use() {
        let mut call = welcomed(vec![]);
        call.handle(at(20), Input::ServerClosed(1, unexplained()));
        forget(&mut call);

        call.handle(at(30), Input::ServerForbidden(1));

        assert_eq!(events(&mut call), []);
    }

    #[test]
    fn a_new_token_is_sent_at_once_to_a_server_that_takes_it() {
        for takes_token in [true, false] {
            let mut call = call();
            call.handle(at(0), join());
            call.handle(at(0), Input::ServerOpened(1));
            let welcome = ToClient::Welcome {
                you: ClientId("ada".into()),
                identity: None,
                people: vec![],
                ice_servers: vec![],
                takes_token,
            };
            super::super::tests::say(&mut call, at(10), welcome);
            forget(&mut call);

            renew(&mut call, "new");
            renew(&mut call, "");

            let token = "new".to_owned();
            let sent = takes_token.then_some(Effect::SendToServer(ToServer::Token { token }));
            assert_eq!(effects(&mut call), Vec::from_iter(sent));
        }
    }

    #[test]
    fn a_new_token_waits_for_the_next_hello_while_there_is_no_server() {
        let mut call = welcomed(vec![]);
        call.server.offers_to_take_token(true);
        call.handle(at(20), Input::ServerClosed(1, unexplained()));
        forget(&mut call);

        renew(&mut call, "new");

        assert_eq!(effects(&mut call), [Effect::OpenServer(2)]);
        assert_eq!(token_of_hello(&mut call, 2), Some("new".into()));
    }

    fn renew(call: &mut Call<impl Entropy>, token: &str) {
        call.handle(at(30), Command::RenewToken(token.into()).into());
    }

    fn token_of_hello(call: &mut Call<super::super::tests::Counter>, socket: u32) -> Option<String> {
        call.handle(at(9_000), Input::ServerOpened(socket));
        let sent = effects(call);
        match sent.as_slice() {
            [.., Effect::SendToServer(ToServer::Hello { token, .. })] => token.clone(),
            _ => panic!("expected a hello, got {sent:?}"),
        }
    }
}
