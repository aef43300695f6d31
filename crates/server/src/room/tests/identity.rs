//! What tokens say about people: whom the others are told of, and who a returning client is.

use super::*;
use crate::config::Limits;
use visavis_protocol::{
    Body, Identity, MAX_METADATA_LENGTH, MAX_NAME_LENGTH, MAX_PICTURE_LENGTH, MAX_SERVER_MESSAGE_LENGTH,
    MAX_SUBJECT_LENGTH,
};

const ADA: &str = r#"{"subject":"7","name":"Ada Lovelace","picture":"https://school.example/7.png","metadata":"{\"role\":\"teacher\"}"}"#;

#[test]
fn everyone_is_told_who_a_person_is_and_the_person_as_well() {
    let mut room = room_with(["lin"]);

    let first = lines(room.handle(at(0), known(2, "ada", ada())));
    let second = enter(&mut room, 3, "kim");

    let person = format!(r#"{{"id":"ada","name":"Ada Lovelace","identity":{ADA}}}"#);
    let lin = r#"{"id":"lin","name":"LIN"}"#;
    assert_eq!(
        first,
        [
            format!(
                r#"2 {{"type":"welcome","you":"ada","identity":{ADA},"people":[{lin}],"iceServers":[]}}"#
            ),
            format!(r#"1 {{"type":"joined","person":{person}}}"#),
        ]
    );
    assert_eq!(
        second[0],
        format!(r#"3 {{"type":"welcome","you":"kim","people":[{person},{lin}],"iceServers":[]}}"#)
    );
}

#[test]
fn the_longest_welcome_is_one_that_clients_read() {
    let mut room = Room::new(Limits::MAX_ROOM_SIZE, AWAY_TIMEOUT, Duration::ZERO);
    let mut last = Vec::new();

    for number in 1..=Limits::MAX_ROOM_SIZE as u64 {
        let long = |length: usize, letter: &str| format!("{number:03}{}", letter.repeat(length - 3));
        let identity = Identity {
            subject: Some(long(MAX_SUBJECT_LENGTH, "\u{10400}")),
            name: Some(long(MAX_NAME_LENGTH, "\u{10400}")),
            picture: Some(format!("https://{}", long(MAX_PICTURE_LENGTH - 8, "\""))),
            metadata: Some(format!("{{{}}}", "\"".repeat(MAX_METADATA_LENGTH - 2))),
            ..Identity::default()
        };
        last = lines(room.handle(at(0), known(number, &format!("{number:032}"), identity)));
    }

    let welcome = last[0].strip_prefix("300 ").unwrap();
    assert!(welcome.starts_with(r#"{"type":"welcome""#), "{}", &welcome[..100]);
    let bytes = welcome.len();
    assert!(
        (MAX_SERVER_MESSAGE_LENGTH / 2..MAX_SERVER_MESSAGE_LENGTH).contains(&bytes),
        "{bytes}"
    );
    assert!(ToClient::<Body>::from_json(welcome).is_some());
    assert!((30..100).contains(&welcome.matches("picture").count()));
    assert_eq!(welcome.matches("subject").count(), 300);
}

#[test]
fn a_person_whose_name_is_vouched_for_keeps_it_and_is_told_so() {
    let mut room = room_with(["lin"]);
    room.handle(at(0), known(2, "ada", ada()));

    let outputs = rename(&mut room, 2, "Grace");

    let person = format!(r#"{{"id":"ada","name":"Ada Lovelace","identity":{ADA}}}"#);
    assert_eq!(outputs, [format!(r#"2 {{"type":"renamed","person":{person}}}"#)]);
}

#[test]
fn a_person_without_a_vouched_name_may_change_it() {
    let mut room = room_with(["lin"]);
    room.handle(at(0), known(2, "ada", subject("7")));

    assert_eq!(
        rename(&mut room, 2, "Grace"),
        [r#"1 {"type":"renamed","person":{"id":"ada","name":"Grace","identity":{"subject":"7"}}}"#]
    );
}

#[test]
fn a_renewed_token_changes_what_the_others_are_told() {
    let mut room = room_with(["lin"]);
    room.handle(at(0), known(2, "ada", ada()));
    lose(&mut room, 2, at(0));

    assert_eq!(
        lines(room.handle(at(1), known(3, "ada", subject("7"))))[1..],
        [
            r#"1 {"type":"back","id":"ada"}"#,
            r#"1 {"type":"renamed","person":{"id":"ada","name":"Chosen","identity":{"subject":"7"}}}"#,
        ]
    );
}

#[test]
fn the_same_token_again_is_no_news() {
    let mut room = room_with(["lin"]);
    room.handle(at(0), known(2, "ada", ada()));
    lose(&mut room, 2, at(0));

    assert_eq!(
        lines(room.handle(at(1), known(3, "ada", ada())))[1..],
        [r#"1 {"type":"back","id":"ada"}"#]
    );
}

#[test]
fn a_client_that_returns_with_another_subject_is_another_person() {
    let mut room = room_with(["lin"]);
    room.handle(at(0), known(2, "ada", subject("7")));

    for (socket, next) in [(3, Some("8")), (4, None)] {
        let identity = next.map(subject);
        let identity_text = next.map_or_else(String::new, |next| {
            format!(r#","identity":{{"subject":"{next}"}}"#)
        });
        let outputs = lines(room.handle(at(0), entered_as(socket, "ada", identity)));

        let lin = r#"[{"id":"lin","name":"LIN"}]"#;
        assert_eq!(
            outputs,
            [
                format!("{} closed 4409: You came in again from elsewhere.", socket - 1),
                r#"1 {"type":"left","id":"ada","reason":"left"}"#.to_owned(),
                format!(
                    r#"{socket} {{"type":"welcome","you":"ada"{identity_text},"people":{lin},"iceServers":[]}}"#
                ),
                format!(r#"1 {{"type":"joined","person":{{"id":"ada","name":"Chosen"{identity_text}}}}}"#),
            ]
        );
    }
}

#[test]
fn another_person_inherits_neither_the_role_of_host_nor_a_place_in_a_locked_room() {
    let mut room = room();
    room.handle(at(0), known(1, "ada", subject("7")));
    room.handle(at(0), entered(2, "lin", "Lin"));
    let lock = Input::Locked {
        socket: SocketId(1),
        is_locked: true,
    };
    room.handle(at(0), lock);

    let while_inside = all_lines(room.handle(at(1), known(3, "ada", subject("8"))));
    room.handle(at(2), Input::Left { socket: SocketId(1) });
    let after = all_lines(room.handle(at(3), known(4, "ada", subject("8"))));
    let same = all_lines(room.handle(at(4), known(5, "ada", subject("7"))));

    assert_eq!(while_inside[0], r#"3 {"type":"waiting","name":"Chosen"}"#);
    assert_eq!(after[1], r#"4 {"type":"waiting","name":"Lin"}"#);
    assert!(same[0].starts_with(r#"5 {"type":"welcome""#), "{same:?}");
    assert!(same[1].contains(r#""host":"lin""#), "{same:?}");
}

#[test]
fn the_host_is_told_who_knocks() {
    let mut room = room_with(["lin"]);
    let lock = Input::Locked {
        socket: SocketId(1),
        is_locked: true,
    };
    room.handle(at(0), lock);

    let outputs = all_lines(room.handle(at(1), known(2, "ada", ada())));
    let renamed = rename(&mut room, 2, "Lin's mother");

    let person = r#"{"id":"ada","name":"Ada Lovelace","identity":{"subject":"7","name":"Ada Lovelace"}}"#;
    assert_eq!(
        outputs[1],
        format!(r#"1 {{"type":"knocking","people":[{person}]}}"#)
    );
    assert_eq!(renamed.len(), 1);
    assert!(renamed[0].starts_with(r#"2 {"type":"renamed","person":{"id":"ada","name":"Ada Lovelace""#));
}

#[test]
fn a_look_tells_a_client_what_its_token_says() {
    let room = room_with(["lin"]);

    let present = serde_json::to_string(&room.look(Some(subject("7"))).unwrap()).unwrap();

    assert_eq!(
        present,
        r#"{"type":"present","names":["LIN"],"count":1,"identity":{"subject":"7"}}"#
    );
}

fn known<'a>(socket: u64, id: &str, identity: Identity) -> Input<'a> {
    entered_as(socket, id, Some(identity))
}

fn entered_as<'a>(socket: u64, id: &str, identity: Option<Identity>) -> Input<'a> {
    Input::Entered {
        socket: SocketId(socket),
        newcomer: Newcomer {
            identity,
            ..newcomer(id, "Chosen")
        },
    }
}

fn rename(room: &mut Room, socket: u64, name: &str) -> Vec<String> {
    let socket = SocketId(socket);
    let name = name.to_owned();
    lines(room.handle(at(0), Input::Renamed { socket, name }))
}

fn ada() -> Identity {
    Identity {
        subject: Some("7".into()),
        name: Some("Ada Lovelace".into()),
        picture: Some("https://school.example/7.png".into()),
        metadata: Some(r#"{"role":"teacher"}"#.into()),
        ..Identity::default()
    }
}

fn subject(subject: &str) -> Identity {
    Identity {
        subject: Some(subject.into()),
        ..Identity::default()
    }
}
