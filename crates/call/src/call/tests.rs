mod identity;
mod names;

use super::*;
use crate::{Body, Code, Command, Direction, Signalling};
use visavis_protocol::{LeftReason, Person, SequenceHeader, ToClient};
use visavis_roap::{self as roap, ConnectionId, Exchange, Message, Ticket};

#[test]
fn joining_asks_the_tabs_and_opens_a_socket() {
    let mut call = call();

    call.handle(at(0), join());

    assert_eq!(
        effects(&mut call),
        [
            Effect::OpenServer(1),
            Effect::SendToTabs(TabFrame::Hello {
                person: person("ada", "Ada"),
                alone: false,
            }),
        ]
    );
    assert_eq!(
        events(&mut call),
        [Event::SignallingChanged(Signalling::Connecting)]
    );
    assert_eq!(call.poll_timeout(), Some(at(4_000)));
}

#[test]
fn an_open_socket_gets_a_hello_but_is_not_yet_connected() {
    let mut call = call();
    call.handle(at(0), join());
    forget(&mut call);

    call.handle(at(10), Input::ServerOpened(1));

    let hello = ToServer::Hello {
        v: 1,
        secret: "secret".into(),
        room: "standup".into(),
        name: "Ada".into(),
        token: None,
    };
    assert_eq!(effects(&mut call), [Effect::SendToServer(hello)]);
    assert_eq!(events(&mut call), []);
}

#[test]
fn a_newcomer_offers_at_once() {
    let call = &mut welcomed(vec![person("lin", "Lin")]);

    assert_eq!(
        effects(call)[2..],
        [
            to_lin(roap::Effect::Open {
                connection: ConnectionId(1),
                offers: true
            }),
            to_lin(roap::Effect::MakeOffer(Ticket(1))),
        ]
    );
}

#[test]
fn clients_already_present_offer_only_after_3_seconds_without_an_offer() {
    let call = &mut welcomed(vec![]);
    forget(call);

    say(call, at(1_000), lin_joined());
    assert_eq!(effects(call), []);
    call.handle_timeout(at(3_999));
    assert_eq!(effects(call), []);
    call.handle_timeout(at(4_000));

    assert_eq!(
        effects(call),
        [
            to_lin(roap::Effect::Open {
                connection: ConnectionId(1),
                offers: true
            }),
            to_lin(roap::Effect::MakeOffer(Ticket(1))),
        ]
    );
}

#[test]
fn an_unknown_body_keeps_its_place_in_the_order() {
    let call = &mut welcomed(vec![]);
    say(call, at(0), lin_joined());
    forget(call);

    from_lin(call, 2, Message::Ok(exchange()).into());
    assert_eq!(events(call), []);
    from_lin(call, 1, Body::Unknown);

    assert_eq!(
        events(call),
        [
            dropped("not known to this version"),
            Event::Logged {
                peer: id("lin"),
                direction: Direction::Received,
                message: Message::Ok(exchange()),
            },
            dropped("an OK for nothing that waits for one"),
        ]
    );
}

#[test]
fn messages_of_a_stranger_are_ignored() {
    let call = &mut welcomed(vec![]);
    forget(call);

    from_lin(call, 1, Body::Unknown);

    assert_eq!(effects(call), []);
    assert_eq!(events(call), []);
}

#[test]
fn frames_of_a_replaced_socket_are_ignored() {
    let call = &mut welcomed(vec![]);
    say(call, at(0), lin_joined());
    call.handle(at(1), Input::ServerClosed(1, lost()));
    forget(call);

    let left = ToClient::Left {
        id: id("lin"),
        reason: LeftReason::Left,
    };
    say(call, at(2), left);
    call.handle(at(3), Input::ServerClosed(1, lost()));

    assert_eq!(effects(call), []);
    assert_eq!(events(call), []);
}

#[test]
fn the_floor_is_free_before_its_holder_is_reported_gone() {
    let call = &mut welcomed(vec![]);
    say(call, at(0), lin_joined());
    for time in (0..=900).step_by(150) {
        call.handle(at(time), Input::Levels(vec![(id("lin"), 0.5)]));
    }
    forget(call);

    let left = ToClient::Left {
        id: id("lin"),
        reason: LeftReason::Left,
    };
    say(call, at(1_000), left);

    let told = events(call);
    let position = |event: &Event| told.iter().position(|one| one == event).unwrap();
    let gone = Event::PersonLeft {
        id: id("lin"),
        reason: LeftReason::Left,
    };
    assert!(position(&Event::SpeakerChanged(None)) < position(&gone));
}

#[test]
fn an_id_assigned_by_the_server_replaces_the_one_known_to_the_tabs() {
    let mut call = call();
    call.handle(at(0), join());
    call.handle(at(0), Input::ServerOpened(1));
    forget(&mut call);

    say(&mut call, at(0), welcome("another", vec![]));

    assert_eq!(
        effects(&mut call),
        [
            Effect::SendToTabs(TabFrame::Bye { id: id("ada") }),
            Effect::UseIceServers(vec![]),
            Effect::SendToTabs(TabFrame::Hello {
                person: person("another", "Ada"),
                alone: false,
            }),
        ]
    );
}

#[test]
fn leaving_ends_everything_and_later_inputs_are_ignored() {
    let call = &mut welcomed(vec![]);
    forget(call);

    call.handle(at(1), Command::Leave.into());

    assert_eq!(
        effects(call),
        [
            Effect::SendToServer(ToServer::Bye),
            Effect::SendToTabs(TabFrame::Bye { id: id("ada") }),
            Effect::CloseServer,
            Effect::Finished,
        ]
    );
    assert_eq!(events(call), [Event::Left]);
    say(call, at(2), lin_joined());
    call.handle(at(3), join());
    call.handle_timeout(at(1_000_000));
    assert_eq!(effects(call), []);
    assert_eq!(events(call), []);
    assert_eq!(call.poll_timeout(), None);
}

pub(super) fn join() -> Input {
    let name = "Ada".to_owned();
    Command::Join { name }.into()
}

pub(super) fn call() -> Call<Counter> {
    Call::new(Options::new(id("ada"), "secret", "standup"), Counter(0))
}

pub(super) fn welcomed(people: Vec<Person>) -> Call<Counter> {
    let mut call = call();
    call.handle(at(0), join());
    call.handle(at(0), Input::ServerOpened(1));
    effects(&mut call);
    say(&mut call, at(0), welcome("ada", people));
    call
}

fn welcome(you: &str, people: Vec<Person>) -> ToClient<Body> {
    ToClient::Welcome {
        you: id(you),
        identity: None,
        people,
        ice_servers: vec![],
        takes_token: false,
    }
}

pub(super) fn say(call: &mut Call<Counter>, now: Timestamp, said: ToClient<Body>) {
    call.handle(now, Input::ServerMessage(1, said));
}

#[test]
fn a_call_that_requires_a_server_fails_without_one() {
    let mut options = Options::new(id("ada"), "secret", "standup");
    options.requires_server = true;
    let mut call = Call::new(options, Counter(0));
    call.handle(at(0), join());
    forget(&mut call);

    call.handle(at(10), Input::ServerClosed(1, lost()));

    let told = events(&mut call);
    assert!(
        matches!(&told[..], [Event::Failed(failure), Event::Left] if failure.code == Code::ServerUnreachable),
        "{told:?}"
    );
    assert!(effects(&mut call).contains(&Effect::Finished));
}

#[test]
fn a_call_that_requires_a_server_survives_it() {
    let mut options = Options::new(id("ada"), "secret", "standup");
    options.requires_server = true;
    let mut call = Call::new(options, Counter(0));
    call.handle(at(0), join());
    call.handle(at(10), Input::ServerOpened(1));
    say(&mut call, at(20), welcome("ada", vec![]));
    forget(&mut call);

    call.handle(at(30), Input::ServerClosed(1, lost()));

    assert_eq!(
        events(&mut call),
        [Event::SignallingChanged(Signalling::Reconnecting)]
    );
}

fn from_lin(call: &mut Call<Counter>, n: u32, body: Body) {
    let header = SequenceHeader {
        epoch: "lin's".into(),
        n,
        ack: 0,
        ack_epoch: None,
    };
    let from = id("lin");
    let body = Some(body);
    say(call, at(0), ToClient::From { from, header, body });
}

fn to_lin(effect: roap::Effect) -> Effect {
    Effect::Peer(id("lin"), effect)
}

fn dropped(why: &'static str) -> Event {
    let peer = id("lin");
    Event::Dropped { peer, why }
}

fn exchange() -> Exchange {
    Exchange {
        offerer: roap::SessionId::new("theirs"),
        answerer: roap::SessionId::new("ours"),
        seq: 1,
    }
}

#[test]
fn a_peer_that_ignores_missing_acknowledgements_has_its_link_reset() {
    let call = &mut welcomed(vec![person("lin", "Lin"), person("kim", "Kim")]);
    let epochs = |call: &mut Call<Counter>| {
        forget(call);
        call.handle(at(0), Command::SendMessage("Hello".into()).into());
        let mut epochs = SortedMap::new();
        for effect in effects(call) {
            if let Effect::SendToServer(ToServer::Send { to, header, .. }) = effect {
                epochs.insert(to.0, header.epoch);
            }
        }
        epochs
    };
    let before = epochs(call);

    (100..700).for_each(|n| from_lin(call, n, Body::Unknown));

    let after = epochs(call);
    assert_ne!(after.get("lin"), before.get("lin"));
    assert_eq!(after.get("kim"), before.get("kim"));
}

pub(super) fn forget(call: &mut Call<Counter>) {
    effects(call);
    events(call);
}

pub(super) fn effects(call: &mut Call<Counter>) -> Vec<Effect> {
    std::iter::from_fn(|| call.poll_effect()).collect()
}

pub(super) fn events(call: &mut Call<Counter>) -> Vec<Event> {
    std::iter::from_fn(|| call.poll_event()).collect()
}

pub(super) fn id(text: &str) -> ClientId {
    ClientId(text.to_owned())
}

fn lin_joined() -> ToClient<Body> {
    ToClient::Joined {
        person: person("lin", "Lin"),
    }
}

pub(super) fn person(id_text: &str, name: &str) -> Person {
    Person::new(id(id_text), name)
}

fn lost() -> crate::SocketClosed {
    crate::SocketClosed {
        code: 1006,
        reason: String::new(),
    }
}

pub(super) fn at(milliseconds: u64) -> Timestamp {
    Timestamp::new(Duration::from_millis(milliseconds))
}

#[derive(Debug)]
pub(super) struct Counter(u128);

impl Entropy for Counter {
    fn bits(&mut self) -> u128 {
        self.0 += 1;
        self.0
    }
}
