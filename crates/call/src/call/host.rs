//! The room's host, as reported by the server, and the host's commands.

use super::Call;
use crate::Body;
use crate::effect::Effect;
use crate::event::Event;
use visavis_protocol::{ClientId, Person, ToServer};
use visavis_roap::{Entropy, Timestamp};

/// The host and lock state reported last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RoomHost {
    host: ClientId,
    is_locked: bool,
}

impl<E: Entropy> Call<E> {
    /// Forwards a host command to the server, which checks the permission. Without a server it has no effect.
    pub(super) fn decide(&mut self, what: ToServer<Body>) {
        if self.server.is_welcomed() {
            self.effects.push(Effect::SendToServer(what));
        }
    }

    pub(super) fn knocked(&mut self, now: Timestamp, host: String) {
        self.server.knocked(now);
        self.tell(Event::WaitingFor(host));
    }

    pub(super) fn knocking(&mut self, people: Vec<Person>) {
        self.has_knocks = !people.is_empty();
        self.tell(Event::Knocking(people));
    }

    pub(super) fn host_changed(&mut self, host: ClientId, is_locked: bool) {
        let room_host = RoomHost { host, is_locked };
        if self.host.as_ref() == Some(&room_host) {
            return;
        }
        self.tell(Event::HostChanged {
            host: room_host.host.clone(),
            is_self: room_host.host == self.options.id,
            is_locked,
        });
        self.host = Some(room_host);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, call, effects, events, forget, join, person, say, welcomed};
    use super::*;
    use crate::{Command, Input, Signalling, SocketClosed};
    use std::time::Duration;
    use visavis_protocol::ToClient;

    #[test]
    fn a_client_waits_at_a_locked_room_without_limit() {
        let mut call = call();
        call.handle(at(0), join());
        call.handle(at(10), Input::ServerOpened(1));
        forget(&mut call);

        say(&mut call, at(20), ToClient::Waiting { name: "Lin".into() });

        assert_eq!(
            events(&mut call),
            [
                Event::WaitingFor("Lin".into()),
                Event::SignallingChanged(Signalling::Waiting)
            ]
        );
        for minute in 1..10 {
            let now = at(20) + Duration::from_secs(60 * minute);
            call.handle_timeout(now);
            assert_eq!(effects(&mut call), [Effect::SendToServer(ToServer::Ping)]);
            say(&mut call, now, ToClient::Pong);
        }
        assert_eq!(events(&mut call), []);
    }

    #[test]
    fn a_waiting_client_calls_no_tabs() {
        let mut call = call();
        call.handle(at(0), join());
        call.handle(at(10), Input::ServerOpened(1));
        say(&mut call, at(20), ToClient::Waiting { name: "Lin".into() });
        forget(&mut call);

        let hello = crate::TabFrame::Hello {
            person: person("lin", "Lin"),
            alone: false,
        };
        call.handle(at(30), Input::TabMessage(hello));
        call.handle_timeout(at(9_000));

        let calls = effects(&mut call);
        assert!(
            !calls.iter().any(|effect| matches!(effect, Effect::Peer(..))),
            "{calls:?}"
        );
    }

    #[test]
    fn a_client_that_is_turned_away_reports_it_and_does_not_retry() {
        let mut call = call();
        call.handle(at(0), join());
        call.handle(at(10), Input::ServerOpened(1));
        say(&mut call, at(20), ToClient::Waiting { name: "Lin".into() });
        forget(&mut call);

        let closed = SocketClosed {
            code: 4442,
            reason: "You were not let in.".into(),
        };
        call.handle(at(30), Input::ServerClosed(1, closed));

        let told = events(&mut call);
        assert!(
            matches!(&told[0], Event::Failed(failure) if failure.message == "You were not let in."),
            "{told:?}"
        );
        assert_eq!(call.poll_timeout(), None);
    }

    #[test]
    fn an_unchanged_host_is_reported_once() {
        let mut call = welcomed(vec![]);
        forget(&mut call);
        let room = |host: &str, locked| ToClient::Room {
            host: ClientId(host.into()),
            locked,
        };

        say(&mut call, at(20), room("ada", false));
        say(&mut call, at(30), room("ada", false));
        say(&mut call, at(40), room("lin", true));

        let changed = |host: &str, is_self, is_locked| Event::HostChanged {
            host: ClientId(host.into()),
            is_self,
            is_locked,
        };
        assert_eq!(
            events(&mut call),
            [changed("ada", true, false), changed("lin", false, true)]
        );
    }

    #[test]
    fn a_person_who_stopped_waiting_during_an_outage_is_removed() {
        let mut call = welcomed(vec![]);
        let people = vec![person("kim", "Kim")];
        say(&mut call, at(20), ToClient::Knocking { people });
        forget(&mut call);

        let welcome = ToClient::Welcome {
            you: ClientId("ada".into()),
            people: vec![],
            ice_servers: vec![],
        };
        say(&mut call, at(30), welcome.clone());
        say(&mut call, at(40), welcome);

        let knocks = events(&mut call)
            .into_iter()
            .filter(|event| matches!(event, Event::Knocking(_)));
        assert_eq!(knocks.collect::<Vec<_>>(), [Event::Knocking(vec![])]);
    }

    #[test]
    fn host_commands_are_sent_only_while_there_is_a_server() {
        let mut call = welcomed(vec![]);
        forget(&mut call);
        let decide = |call: &mut Call<_>| {
            call.handle(at(30), Command::Lock(true).into());
            let person = ClientId("lin".into());
            let refused = Command::Admit {
                person,
                admitted: false,
            };
            call.handle(at(30), refused.into());
            call.handle(at(30), Command::Remove(ClientId("kim".into())).into());
            effects(call).len()
        };

        assert_eq!(decide(&mut call), 3);

        call.handle(
            at(40),
            Input::ServerClosed(
                1,
                SocketClosed {
                    code: 1006,
                    reason: String::new(),
                },
            ),
        );
        forget(&mut call);
        assert_eq!(decide(&mut call), 0);
    }
}
