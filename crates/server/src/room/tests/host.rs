//! The host: succession, locking, admission and removal.

use super::*;

#[test]
fn the_person_who_opens_a_room_is_announced_as_its_host() {
    let mut room = room();

    let opened = all_lines(room.handle(at(0), entered(1, "ada", "Ada")));
    let came_later = all_lines(room.handle(at(0), entered(2, "lin", "Lin")));

    assert_eq!(opened[1..], [r#"1 {"type":"room","host":"ada","locked":false}"#]);
    assert_eq!(came_later[1], r#"2 {"type":"room","host":"ada","locked":false}"#);
}

#[test]
fn the_longest_present_person_succeeds_the_host() {
    let mut room = room_with(["mia", "lin", "ada"]);

    let sent = all_lines(room.handle(at(0), Input::Left { socket: SocketId(1) }));

    assert_eq!(
        sent[2..],
        [
            r#"2 {"type":"room","host":"lin","locked":false}"#,
            r#"3 {"type":"room","host":"lin","locked":false}"#
        ]
    );
}

#[test]
fn an_away_host_stays_host_until_gone() {
    let mut room = room_with(["ada", "lin"]);

    assert_eq!(lose(&mut room, 1, at(0)), [r#"2 {"type":"away","id":"ada"}"#]);
    let sent = all_lines(room.handle_timeout(at(60)));

    assert_eq!(
        sent,
        [
            r#"2 {"type":"left","id":"ada","reason":"gone"}"#,
            r#"2 {"type":"room","host":"lin","locked":false}"#
        ]
    );
}

#[test]
fn the_host_admits_people_to_a_locked_room() {
    let mut room = locked();

    assert_eq!(
        enter(&mut room, 3, "kim"),
        [
            r#"3 {"type":"waiting","name":"ADA"}"#,
            r#"1 {"type":"knocking","people":[{"id":"kim","name":"KIM"}]}"#
        ]
    );
    assert!(
        send(&mut room, 3, "ada", "{}").is_empty(),
        "a waiting client cannot send messages"
    );
    assert_eq!(
        lines(room.handle(at(0), admitted(1, "kim", true))),
        [
            r#"3 {"type":"welcome","you":"kim","people":[{"id":"ada","name":"ADA"},{"id":"lin","name":"LIN"}],"iceServers":[]}"#,
            r#"1 {"type":"joined","person":{"id":"kim","name":"KIM"}}"#,
            r#"2 {"type":"joined","person":{"id":"kim","name":"KIM"}}"#,
            r#"1 {"type":"knocking","people":[]}"#
        ]
    );
}

#[test]
fn a_rejected_person_is_closed_with_the_reason() {
    let mut room = locked();
    enter(&mut room, 3, "kim");

    assert_eq!(
        lines(room.handle(at(0), admitted(1, "kim", false))),
        [
            "3 closed 4442: Your request to join was declined.",
            r#"1 {"type":"knocking","people":[]}"#
        ]
    );
}

#[test]
fn a_lost_waiting_socket_stops_knocking() {
    let mut room = locked();
    enter(&mut room, 3, "kim");

    assert_eq!(
        lose(&mut room, 3, at(1)),
        [r#"1 {"type":"knocking","people":[]}"#]
    );
    assert!(lines(room.handle(at(1), admitted(1, "kim", true))).is_empty());
}

#[test]
fn a_second_knock_replaces_the_first() {
    let mut room = locked();
    enter(&mut room, 3, "kim");

    assert_eq!(
        enter(&mut room, 4, "kim"),
        [
            "3 closed 4409: You came in again from elsewhere.",
            r#"4 {"type":"waiting","name":"ADA"}"#,
        ]
    );
    assert_eq!(
        lines(room.handle_timeout(at(1))),
        [r#"1 {"type":"knocking","people":[{"id":"kim","name":"KIM"}]}"#]
    );
}

#[test]
fn an_away_person_returns_to_a_locked_room() {
    let mut room = locked();
    lose(&mut room, 2, at(0));

    let sent = all_lines(room.handle(at(1), entered(3, "lin", "LIN")));

    assert!(sent[0].starts_with(r#"3 {"type":"welcome""#), "{sent:?}");
    assert_eq!(sent[1], r#"3 {"type":"room","host":"ada","locked":true}"#);
}

#[test]
fn a_person_who_left_a_locked_room_may_return_until_it_is_unlocked() {
    let mut room = locked();
    room.handle(at(0), Input::Left { socket: SocketId(2) });
    assert!(enter(&mut room, 3, "lin")[0].contains("welcome"));
    room.handle(at(1), Input::Unloaded { socket: SocketId(3) });
    room.handle_timeout(at(10));
    assert!(enter(&mut room, 4, "lin")[0].contains("welcome"));

    room.handle(at(20), Input::Left { socket: SocketId(4) });
    room.handle(at(20), locking(1, false));
    room.handle(at(20), locking(1, true));

    assert!(
        enter(&mut room, 5, "lin")[0].contains("waiting"),
        "unlocking forgets who was inside"
    );
}

#[test]
fn a_waiting_person_can_be_renamed() {
    let mut room = locked();
    enter(&mut room, 3, "kim");
    let rename = |room: &mut Room| {
        let (socket, name) = (SocketId(3), "Kim L.".to_owned());
        lines(room.handle(at(1), Input::Renamed { socket, name }))
    };

    let expected = r#"1 {"type":"knocking","people":[{"id":"kim","name":"Kim L."}]}"#;
    assert_eq!(rename(&mut room), [expected]);
    assert!(rename(&mut room).is_empty());
    let joined = r#"1 {"type":"joined","person":{"id":"kim","name":"Kim L."}}"#.to_owned();
    assert!(lines(room.handle(at(1), admitted(1, "kim", true))).contains(&joined));
}

#[test]
fn unlocking_admits_waiting_people_up_to_the_room_size() {
    let mut room = locked();
    enter(&mut room, 3, "kim");
    enter(&mut room, 4, "mia");

    let sent = all_lines(room.handle(at(1), locking(1, false)));

    assert_eq!(sent[0], r#"1 {"type":"room","host":"ada","locked":false}"#);
    assert!(sent.contains(&r#"1 {"type":"joined","person":{"id":"kim","name":"KIM"}}"#.to_owned()));
    assert!(sent.contains(&"4 closed 4440: This call is full (3 people).".to_owned()));
    assert!(sent.contains(&r#"1 {"type":"knocking","people":[]}"#.to_owned()));
}

#[test]
fn a_new_or_returning_host_gets_the_waiting_list() {
    let mut room = locked();
    enter(&mut room, 3, "kim");
    let knocking = r#"{"type":"knocking","people":[{"id":"kim","name":"KIM"}]}"#;

    lose(&mut room, 1, at(0));
    let back = enter(&mut room, 4, "ada");
    let heir = lines(room.handle(at(0), Input::Left { socket: SocketId(4) }));

    assert_eq!(back[1], format!("4 {knocking}"));
    assert_eq!(heir.last(), Some(&format!("2 {knocking}")));
}

#[test]
fn an_emptied_room_is_unlocked_and_waiting_people_are_asked_to_retry() {
    let mut room = locked();
    enter(&mut room, 3, "kim");
    room.handle(at(0), Input::Left { socket: SocketId(1) });

    assert_eq!(
        lines(room.handle(at(0), Input::Left { socket: SocketId(2) })),
        ["3 closed 4503: The server is stopping: come back in a moment."]
    );
    assert!(enter(&mut room, 4, "kim")[0].contains("welcome"));
}

#[test]
fn a_removed_person_has_left_and_cannot_rejoin() {
    let mut room = room_with(["ada", "lin"]);

    assert_eq!(
        lines(room.handle(at(0), removing(1, "lin"))),
        [
            "2 closed 4443: You were removed from the call.",
            r#"1 {"type":"left","id":"lin","reason":"removed"}"#
        ]
    );
    assert_eq!(
        enter(&mut room, 3, "lin"),
        ["3 closed 4443: You were removed from the call."]
    );
}

#[test]
fn an_away_person_can_be_removed() {
    let mut room = room_with(["ada", "lin"]);
    lose(&mut room, 2, at(0));

    assert_eq!(
        lines(room.handle(at(0), removing(1, "lin"))),
        [r#"1 {"type":"left","id":"lin","reason":"removed"}"#]
    );
    assert_eq!(room.poll_timeout(), None);
}

#[test]
fn only_the_host_can_lock_admit_or_remove() {
    let mut room = locked();
    enter(&mut room, 3, "kim");

    for socket in [2, 3, 9] {
        assert!(all_lines(room.handle(at(0), locking(socket, false))).is_empty());
        assert!(all_lines(room.handle(at(0), admitted(socket, "kim", true))).is_empty());
        assert!(all_lines(room.handle(at(0), removing(socket, "ada"))).is_empty());
    }
    assert!(
        all_lines(room.handle(at(0), removing(1, "ada"))).is_empty(),
        "the host cannot remove itself"
    );
    assert!(
        all_lines(room.handle(at(0), removing(1, "kim"))).is_empty(),
        "a waiting person is not in the room"
    );
}

#[test]
fn a_look_tells_who_is_present_and_of_a_locked_room_only_how_many() {
    let look = |room: &Room| serde_json::to_string(&room.look(None).unwrap()).unwrap();

    assert_eq!(look(&room()), r#"{"type":"present","names":[],"count":0}"#);
    assert_eq!(
        look(&room_with(["ada", "lin"])),
        r#"{"type":"present","names":["ADA","LIN"],"count":2}"#
    );
    assert_eq!(
        look(&locked()),
        r#"{"type":"present","names":[],"count":2,"locked":true}"#
    );
}

#[test]
fn a_look_into_a_full_room_is_refused_unless_somebody_is_away() {
    let mut room = room_with(["ada", "lin", "mia"]);

    assert_eq!(room.look(None).err(), Some(Refusal::RoomFull(3)));
    room.handle(at(0), Input::Lost { socket: SocketId(3) });

    assert!(room.look(None).is_ok(), "it may be their page that looks");
}

fn locked() -> Room {
    let mut room = room_with(["ada", "lin"]);
    room.handle(at(0), locking(1, true));
    room
}

pub(super) fn locking<'a>(socket: u64, is_locked: bool) -> Input<'a> {
    Input::Locked {
        socket: SocketId(socket),
        is_locked,
    }
}

pub(super) fn admitted<'a>(socket: u64, id: &str, is_admitted: bool) -> Input<'a> {
    Input::Admitted {
        socket: SocketId(socket),
        id: ClientId(id.into()),
        is_admitted,
    }
}

pub(super) fn removing<'a>(socket: u64, id: &str) -> Input<'a> {
    Input::Removed {
        socket: SocketId(socket),
        id: ClientId(id.into()),
    }
}
