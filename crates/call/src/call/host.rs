//! The room's host, as reported by the server, and the host's commands.

use super::Call;
use crate::effect::Effect;
use crate::event::Event;
use crate::{Allowance, Body};
use std::time::Duration;
use visavis_protocol::{ClientId, Person, ToServer};
use visavis_roap::{Entropy, Timestamp};

/// Reports about the room: anybody may knock again and again, and a host may lock and unlock it as often as they like.
const NEWS: Allowance = Allowance::new(24, Duration::from_millis(250));

/// The host and lock state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RoomHost {
    host: ClientId,
    is_locked: bool,
}

/// What the server has said about the room.
#[derive(Debug)]
pub(super) struct RoomNews {
    host: Option<RoomHost>,
    reported_host: Option<RoomHost>,
    /// Those who knock, until that is reported.
    knocking: Option<Vec<Person>>,
    /// The server has reported people waiting to be admitted.
    has_knocks: bool,
    allowance: Allowance,
    /// When there may be another report.
    pub(super) due: Option<Timestamp>,
}

impl RoomNews {
    pub(super) const fn new() -> Self {
        Self {
            host: None,
            reported_host: None,
            knocking: None,
            has_knocks: false,
            allowance: NEWS,
            due: None,
        }
    }

    pub(super) fn has_knocks(&self) -> bool {
        self.has_knocks
    }

    fn may_report(&mut self, now: Timestamp) -> bool {
        self.due = self.allowance.take(now, 1).err();
        self.due.is_none()
    }
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
        self.room.has_knocks = !people.is_empty();
        self.room.knocking = Some(people);
    }

    pub(super) fn host_changed(&mut self, host: ClientId, is_locked: bool) {
        self.room.host = Some(RoomHost { host, is_locked });
    }

    /// Reports what has changed in the room; of many changes, the last one.
    pub(super) fn tell_room(&mut self, now: Timestamp) {
        self.room.due = None;
        if self.room.host != self.room.reported_host
            && self.room.may_report(now)
            && let Some(RoomHost { host, is_locked }) = self.room.host.clone()
        {
            self.room.reported_host.clone_from(&self.room.host);
            self.tell(Event::HostChanged {
                is_self: host == self.options.id,
                host,
                is_locked,
            });
        }
        if self.room.knocking.is_some()
            && self.room.may_report(now)
            && let Some(people) = self.room.knocking.take()
        {
            self.tell(Event::Knocking(people));
        }
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
            reason: "Your request to join was declined.".into(),
        };
        call.handle(at(30), Input::ServerClosed(1, closed));

        let told = events(&mut call);
        assert!(
            matches!(&told[0], Event::Failed(failure) if failure.message == "Your request to join was declined."),
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
    fn of_a_flood_of_knocks_and_locks_the_last_ones_count() {
        let mut call = welcomed(vec![]);
        forget(&mut call);

        for count in 0..1_000_u64 {
            let people = vec![person("kim", &format!("Kim {count}"))];
            say(&mut call, at(20 + count), ToClient::Knocking { people });
            let host = ClientId("ada".into());
            let locked = count % 2 == 1;
            say(&mut call, at(20 + count), ToClient::Room { host, locked });
        }
        let mut told = events(&mut call);
        call.handle_timeout(at(2_000));
        told.extend(events(&mut call));

        assert!((4..40).contains(&told.len()), "{}", told.len());
        let last_knock = Event::Knocking(vec![person("kim", "Kim 999")]);
        assert!(told.contains(&last_knock));
        let is_host = |event: &&Event| matches!(event, Event::HostChanged { .. });
        let last_host = told.iter().rfind(is_host);
        assert!(matches!(
            last_host,
            Some(Event::HostChanged { is_locked: true, .. })
        ));
    }

    #[test]
    fn a_person_who_stopped_waiting_during_an_outage_is_removed() {
        let mut call = welcomed(vec![]);
        let people = vec![person("kim", "Kim")];
        say(&mut call, at(20), ToClient::Knocking { people });
        forget(&mut call);

        let welcome = ToClient::Welcome {
            you: ClientId("ada".into()),
            identity: None,
            people: vec![],
            ice_servers: vec![],
            takes_token: false,
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
