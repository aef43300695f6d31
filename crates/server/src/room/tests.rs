//! Presence and addressing: joining, leaving, being away, and relaying messages.

use super::*;
use std::net::{IpAddr, Ipv4Addr};

mod expulsion;
mod host;
mod host_token;
mod identity;
mod names;
mod removal;
mod renewed;
mod roster;
mod strangers;

const AWAY_TIMEOUT: Duration = Duration::from_secs(60);

#[test]
fn the_first_person_is_welcomed_into_an_empty_room() {
    let mut room = room();

    assert_eq!(
        enter(&mut room, 1, "ada"),
        [r#"1 {"type":"welcome","you":"ada","people":[],"iceServers":[]}"#]
    );
}

#[test]
fn a_newcomer_gets_the_roster_and_the_others_get_joined() {
    let mut room = room_with(["ada"]);

    assert_eq!(
        enter(&mut room, 2, "lin"),
        [
            r#"2 {"type":"welcome","you":"lin","people":[{"id":"ada","name":"ADA"}],"iceServers":[]}"#,
            r#"1 {"type":"joined","person":{"id":"lin","name":"LIN"}}"#,
        ]
    );
}

#[test]
fn the_welcome_carries_the_ice_servers() {
    let ice_servers = vec![IceServer {
        urls: vec!["stun:here".into()],
        username: None,
        credential: None,
    }];

    let outputs = room().handle(
        at(0),
        Input::Entered {
            socket: SocketId(1),
            newcomer: Newcomer {
                ice_servers,
                ..newcomer("ada", "Ada")
            },
        },
    );

    assert_eq!(
        lines(outputs),
        [r#"1 {"type":"welcome","you":"ada","people":[],"iceServers":[{"urls":["stun:here"]}]}"#]
    );
}

#[test]
fn a_message_reaches_only_its_addressee_and_names_the_sender() {
    let mut room = room_with(["ada", "lin", "mia"]);

    assert_eq!(
        send(&mut room, 1, "lin", r#"{"sdp" : "v=0\r\n"}"#),
        [r#"2 {"type":"from","from":"ada","epoch":"k3","n":4,"ack":2,"body":{"sdp" : "v=0\r\n"}}"#]
    );
}

#[test]
fn a_message_to_an_unknown_id_is_undeliverable() {
    let mut room = room_with(["ada", "lin"]);

    assert_eq!(
        send(&mut room, 1, "mia", "{}"),
        [r#"1 {"type":"undeliverable","to":"mia","epoch":"k3","n":4}"#]
    );
}

#[test]
fn a_message_to_an_away_person_is_undeliverable() {
    let mut room = room_with(["ada", "lin", "mia"]);
    lose(&mut room, 2, at(0));

    assert_eq!(
        send(&mut room, 1, "lin", "{}"),
        [r#"1 {"type":"undeliverable","to":"lin","epoch":"k3","n":4}"#]
    );
}

#[test]
fn inputs_of_a_socket_that_never_entered_are_ignored() {
    let mut room = room_with(["ada"]);

    assert!(send(&mut room, 7, "ada", "{}").is_empty());
    assert!(
        lines(room.handle(
            at(0),
            Input::Renamed {
                socket: SocketId(7),
                name: "x".into()
            }
        ))
        .is_empty()
    );
    assert!(lines(room.handle(at(0), Input::Left { socket: SocketId(7) })).is_empty());
    assert!(lose(&mut room, 7, at(0)).is_empty());
}

#[test]
fn a_lost_socket_marks_the_person_as_away_and_keeps_the_seat() {
    let mut room = room_with(["ada", "lin"]);

    assert_eq!(lose(&mut room, 2, at(5)), [r#"1 {"type":"away","id":"lin"}"#]);
    assert_eq!(room.poll_timeout(), Some(at(65)));
}

#[test]
fn the_welcome_marks_who_is_away() {
    let mut room = room_with(["ada"]);
    lose(&mut room, 1, at(0));

    assert_eq!(
        enter(&mut room, 2, "lin"),
        [
            r#"2 {"type":"welcome","you":"lin","people":[{"id":"ada","name":"ADA","away":true}],"iceServers":[]}"#
        ]
    );
}

#[test]
fn a_person_who_returns_in_time_keeps_the_seat() {
    let mut room = room_with(["ada", "lin"]);
    lose(&mut room, 2, at(0));

    assert_eq!(
        enter(&mut room, 3, "lin"),
        [
            r#"3 {"type":"welcome","you":"lin","people":[{"id":"ada","name":"ADA"}],"iceServers":[]}"#,
            r#"1 {"type":"back","id":"lin"}"#,
        ]
    );
    assert_eq!(room.poll_timeout(), None);
}

#[test]
fn a_person_away_for_too_long_is_gone_and_joins_anew() {
    let mut room = room_with(["ada", "lin"]);
    lose(&mut room, 2, at(0));

    assert!(lines(room.handle_timeout(at(59))).is_empty());
    assert_eq!(
        lines(room.handle_timeout(at(60))),
        [r#"1 {"type":"left","id":"lin","reason":"gone"}"#]
    );
    assert_eq!(room.poll_timeout(), None);
    assert_eq!(
        enter(&mut room, 3, "lin")[1],
        r#"1 {"type":"joined","person":{"id":"lin","name":"LIN"}}"#
    );
}

#[test]
fn a_reloaded_page_is_back_and_a_closed_page_has_left() {
    let mut room = room_with(["ada", "lin"]);
    let unload = |room: &mut Room, socket| {
        let socket = SocketId(socket);
        lines(room.handle(at(0), Input::Unloaded { socket }))
    };

    assert_eq!(unload(&mut room, 2), [r#"1 {"type":"away","id":"lin"}"#]);
    assert_eq!(enter(&mut room, 3, "lin")[1], r#"1 {"type":"back","id":"lin"}"#);

    unload(&mut room, 3);
    assert!(lines(room.handle_timeout(at(2))).is_empty());
    assert_eq!(
        lines(room.handle_timeout(at(3))),
        [r#"1 {"type":"left","id":"lin","reason":"left"}"#]
    );
}

#[test]
fn a_newer_socket_replaces_the_older_unnoticed_by_others() {
    let mut room = room_with(["ada", "lin"]);

    assert_eq!(
        enter(&mut room, 3, "lin"),
        [
            "2 closed 4409: You came in again from elsewhere.",
            r#"3 {"type":"welcome","you":"lin","people":[{"id":"ada","name":"ADA"}],"iceServers":[]}"#,
        ]
    );
}

#[test]
fn the_end_of_a_replaced_socket_has_no_effect() {
    let mut room = room_with(["ada", "lin"]);
    enter(&mut room, 3, "lin");

    assert!(lose(&mut room, 2, at(1)).is_empty());
    assert!(send(&mut room, 2, "ada", "{}").is_empty());
    assert_eq!(send(&mut room, 1, "lin", "1")[0][..2], *"3 ");
}

#[test]
fn a_person_who_says_bye_has_left_immediately() {
    let mut room = room_with(["ada", "lin"]);

    assert_eq!(
        lines(room.handle(at(0), Input::Left { socket: SocketId(2) })),
        [r#"1 {"type":"left","id":"lin","reason":"left"}"#]
    );
    assert!(lose(&mut room, 2, at(0)).is_empty());
    assert_eq!(room.poll_timeout(), None);
}

#[test]
fn a_full_room_admits_only_people_who_return() {
    let mut room = room_with(["ada", "lin", "mia"]);
    lose(&mut room, 2, at(0));

    assert_eq!(
        enter(&mut room, 4, "eve"),
        ["4 closed 4440: This call is full (3 people)."]
    );
    assert!(lose(&mut room, 4, at(0)).is_empty());
    assert_eq!(enter(&mut room, 5, "lin").len(), 3);
}

#[test]
fn a_room_is_empty_when_nobody_is_present_or_away() {
    let mut room = room_with(["ada", "lin"]);

    room.handle(at(0), Input::Left { socket: SocketId(1) });
    lose(&mut room, 2, at(0));
    assert!(!room.is_empty());

    room.handle_timeout(at(60));
    assert!(room.is_empty());
}

#[test]
fn away_people_expire_in_the_order_they_went_away() {
    let mut room = room_with(["ada", "lin", "mia"]);
    lose(&mut room, 2, at(10));
    lose(&mut room, 3, at(20));

    assert_eq!(room.poll_timeout(), Some(at(70)));
    assert_eq!(
        lines(room.handle_timeout(at(70))),
        [r#"1 {"type":"left","id":"lin","reason":"gone"}"#]
    );
    assert_eq!(room.poll_timeout(), Some(at(80)));
}

/// A room for three people.
fn room() -> Room {
    Room::new(3, AWAY_TIMEOUT, Duration::ZERO)
}

/// A room with these people, on sockets numbered from 1 in this order.
fn room_with<const N: usize>(ids: [&str; N]) -> Room {
    let mut room = room();
    for (socket, id) in (1..).zip(ids) {
        enter(&mut room, socket, id);
    }
    room
}

fn enter(room: &mut Room, socket: u64, id: &str) -> Vec<String> {
    lines(room.handle(at(0), entered(socket, id, &id.to_uppercase())))
}

fn entered<'a>(socket: u64, id: &str, name: &str) -> Input<'a> {
    Input::Entered {
        socket: SocketId(socket),
        newcomer: newcomer(id, name),
    }
}

fn newcomer(id: &str, name: &str) -> Newcomer {
    Newcomer {
        id: ClientId(id.into()),
        name: name.into(),
        is_host: false,
        identity: None,
        token_id: None,
        place: Place::uncounted(network(1)),
        ice_servers: Vec::new(),
        takes_token: false,
    }
}

fn network(number: u32) -> Network {
    IpAddr::from(Ipv4Addr::from_bits(number)).into()
}

#[test]
fn everyone_present_gets_their_own_new_ice_servers() {
    let mut room = room_with(["ada", "lin", "eve"]);
    lose(&mut room, 3, at(0));

    let outputs = room.send_ice_servers(|_, network| {
        vec![IceServer {
            urls: vec!["turn:there".into()],
            username: Some(network.to_string()),
            credential: None,
        }]
    });

    assert_eq!(
        lines(outputs),
        [
            r#"1 {"type":"iceServers","iceServers":[{"urls":["turn:there"],"username":"0.0.0.1"}]}"#,
            r#"2 {"type":"iceServers","iceServers":[{"urls":["turn:there"],"username":"0.0.0.1"}]}"#,
        ]
    );
}

fn send(room: &mut Room, socket: u64, to: &str, body: &str) -> Vec<String> {
    let header = SequenceHeader {
        epoch: "k3".into(),
        n: 4,
        ack: 2,
        ack_epoch: None,
    };
    let body = serde_json::from_str(body).unwrap();
    lines(room.handle(
        at(0),
        Input::Sent {
            socket: SocketId(socket),
            to: ClientId(to.into()),
            header,
            body: Some(body),
        },
    ))
}

fn lose(room: &mut Room, socket: u64, now: Timestamp) -> Vec<String> {
    lines(room.handle(
        now,
        Input::Lost {
            socket: SocketId(socket),
        },
    ))
}

/// Renders outputs as lines, without `room` frames: only the tests of the host look at those.
fn lines(outputs: Vec<Output<'_>>) -> Vec<String> {
    let mut sent = all_lines(outputs);
    sent.retain(|line| !line.contains(r#"{"type":"room""#));
    sent
}

fn all_lines(outputs: Vec<Output<'_>>) -> Vec<String> {
    let line = |output| match output {
        Output::Send { socket, frame } => format!("{} {}", socket.0, serde_json::to_string(&frame).unwrap()),
        Output::Close { socket, refusal } => {
            format!("{} closed {}: {refusal}", socket.0, refusal.code())
        }
    };
    outputs.into_iter().map(line).collect()
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::new(Duration::from_secs(seconds))
}
