//! The host, whom they let in, and whom they make leave.

use super::*;

#[test]
fn whoever_opens_the_room_is_the_host_and_everyone_knows() {
    let mut room = room();

    let opened = told_all(room.handle(at(0), entered(1, "ada", "Ada")));
    let came_later = told_all(room.handle(at(0), entered(2, "lin", "Lin")));

    assert_eq!(opened[1..], [r#"1 {"type":"room","host":"ada","locked":false}"#]);
    assert_eq!(came_later[1], r#"2 {"type":"room","host":"ada","locked":false}"#);
}

#[test]
fn whoever_has_been_here_for_longest_takes_over() {
    let mut room = room_with(["mia", "lin", "ada"]);

    let told = told_all(room.handle(at(0), Input::Left { socket: SocketId(1) }));

    assert_eq!(
        told[2..],
        [
            r#"2 {"type":"room","host":"lin","locked":false}"#,
            r#"3 {"type":"room","host":"lin","locked":false}"#
        ]
    );
}

#[test]
fn someone_away_stays_host_until_they_are_gone() {
    let mut room = room_with(["ada", "lin"]);

    assert_eq!(lose(&mut room, 1, at(0)), [r#"2 {"type":"away","id":"ada"}"#]);
    let told = told_all(room.handle_timeout(at(60)));

    assert_eq!(
        told,
        [
            r#"2 {"type":"left","id":"ada","reason":"gone"}"#,
            r#"2 {"type":"room","host":"lin","locked":false}"#
        ]
    );
}

#[test]
fn into_a_locked_room_one_is_let_by_the_host() {
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
        "outside one says nothing"
    );
    assert_eq!(
        told(room.handle(at(0), admitted(1, "kim", true))),
        [
            r#"3 {"type":"welcome","you":"kim","people":[{"id":"ada","name":"ADA"},{"id":"lin","name":"LIN"}],"iceServers":[]}"#,
            r#"1 {"type":"joined","person":{"id":"kim","name":"KIM"}}"#,
            r#"2 {"type":"joined","person":{"id":"kim","name":"KIM"}}"#,
            r#"1 {"type":"knocking","people":[]}"#
        ]
    );
}

#[test]
fn whoever_is_not_let_in_is_told_so() {
    let mut room = locked();
    enter(&mut room, 3, "kim");

    assert_eq!(
        told(room.handle(at(0), admitted(1, "kim", false))),
        [
            "3 closed 4442: You were not let in.",
            r#"1 {"type":"knocking","people":[]}"#
        ]
    );
}

#[test]
fn whoever_gives_up_waiting_knocks_no_more() {
    let mut room = locked();
    enter(&mut room, 3, "kim");

    assert_eq!(
        lose(&mut room, 3, at(0)),
        [r#"1 {"type":"knocking","people":[]}"#]
    );
    assert!(told(room.handle(at(0), admitted(1, "kim", true))).is_empty());
}

#[test]
fn whoever_knocks_twice_knocks_once() {
    let mut room = locked();
    enter(&mut room, 3, "kim");

    assert_eq!(
        enter(&mut room, 4, "kim"),
        [
            "3 closed 4409: You came in again from elsewhere.",
            r#"4 {"type":"waiting","name":"ADA"}"#,
            r#"1 {"type":"knocking","people":[{"id":"kim","name":"KIM"}]}"#
        ]
    );
}

#[test]
fn a_crowd_is_not_let_wait() {
    let mut room = locked();
    for number in 0..32 {
        enter(&mut room, 10 + number, &format!("id {number}"));
    }

    assert_eq!(
        enter(&mut room, 99, "kim"),
        ["99 closed 4441: Too many people are waiting to be let in. Try again later."]
    );
}

#[test]
fn those_who_are_in_a_locked_room_come_back_into_it() {
    let mut room = locked();
    lose(&mut room, 2, at(0));

    let told = told_all(room.handle(at(1), entered(3, "lin", "LIN")));

    assert!(told[0].starts_with(r#"3 {"type":"welcome""#), "{told:?}");
    assert_eq!(told[1], r#"3 {"type":"room","host":"ada","locked":true}"#);
}

#[test]
fn whoever_was_in_a_locked_room_need_not_ask_again() {
    let mut room = locked();
    room.handle(at(0), Input::Left { socket: SocketId(2) });
    assert!(enter(&mut room, 3, "lin")[0].contains("welcome"));
    room.handle(at(1), Input::Unloaded { socket: SocketId(3) });
    room.handle_timeout(at(10));
    assert!(enter(&mut room, 4, "lin")[0].contains("welcome"));

    room.handle(at(20), Input::Left { socket: SocketId(4) });
    room.handle(at(20), locking(1, false));
    room.handle(at(20), locking(1, true));

    assert!(enter(&mut room, 5, "lin")[0].contains("waiting"), "another lock");
}

#[test]
fn whoever_waits_under_another_name_is_asked_for_by_that() {
    let mut room = locked();
    enter(&mut room, 3, "kim");
    let rename = |room: &mut Room| {
        let (socket, name) = (SocketId(3), "Kim L.".to_owned());
        told(room.handle(at(0), Input::Renamed { socket, name }))
    };

    let expected = r#"1 {"type":"knocking","people":[{"id":"kim","name":"Kim L."}]}"#;
    assert_eq!(rename(&mut room), [expected]);
    assert!(rename(&mut room).is_empty());
    let joined = r#"1 {"type":"joined","person":{"id":"kim","name":"Kim L."}}"#.to_owned();
    assert!(told(room.handle(at(0), admitted(1, "kim", true))).contains(&joined));
}

#[test]
fn opening_the_room_lets_in_all_for_whom_there_is_a_place() {
    let mut room = locked();
    enter(&mut room, 3, "kim");
    enter(&mut room, 4, "mia");

    let told = told_all(room.handle(at(0), locking(1, false)));

    assert_eq!(told[0], r#"1 {"type":"room","host":"ada","locked":false}"#);
    assert!(told.contains(&r#"1 {"type":"joined","person":{"id":"kim","name":"KIM"}}"#.to_owned()));
    assert!(told.contains(&"4 closed 4440: This call is full (3 people).".to_owned()));
    assert!(told.contains(&r#"1 {"type":"knocking","people":[]}"#.to_owned()));
}

#[test]
fn whoever_takes_over_or_comes_back_learns_who_waits() {
    let mut room = locked();
    enter(&mut room, 3, "kim");
    let knocking = r#"{"type":"knocking","people":[{"id":"kim","name":"KIM"}]}"#;

    lose(&mut room, 1, at(0));
    let back = enter(&mut room, 4, "ada");
    let heir = told(room.handle(at(0), Input::Left { socket: SocketId(4) }));

    assert_eq!(back[1], format!("4 {knocking}"));
    assert_eq!(heir.last(), Some(&format!("2 {knocking}")));
}

#[test]
fn with_the_last_one_the_lock_goes_and_whoever_waits_tries_again() {
    let mut room = locked();
    enter(&mut room, 3, "kim");
    room.handle(at(0), Input::Left { socket: SocketId(1) });

    assert_eq!(
        told(room.handle(at(0), Input::Left { socket: SocketId(2) })),
        ["3 closed 4503: The server is stopping: come back in a moment."]
    );
    assert!(enter(&mut room, 4, "kim")[0].contains("welcome"));
}

#[test]
fn whoever_is_removed_is_gone_for_all_and_does_not_come_back() {
    let mut room = room_with(["ada", "lin"]);

    assert_eq!(
        told(room.handle(at(0), removing(1, "lin"))),
        [
            "2 closed 4443: You were removed from this call.",
            r#"1 {"type":"left","id":"lin","reason":"removed"}"#
        ]
    );
    assert_eq!(
        enter(&mut room, 3, "lin"),
        ["3 closed 4443: You were removed from this call."]
    );
}

#[test]
fn someone_away_can_be_removed() {
    let mut room = room_with(["ada", "lin"]);
    lose(&mut room, 2, at(0));

    assert_eq!(
        told(room.handle(at(0), removing(1, "lin"))),
        [r#"1 {"type":"left","id":"lin","reason":"removed"}"#]
    );
    assert_eq!(room.poll_timeout(), None);
}

#[test]
fn nobody_else_decides_anything() {
    let mut room = locked();
    enter(&mut room, 3, "kim");

    for socket in [2, 3, 9] {
        assert!(told_all(room.handle(at(0), locking(socket, false))).is_empty());
        assert!(told_all(room.handle(at(0), admitted(socket, "kim", true))).is_empty());
        assert!(told_all(room.handle(at(0), removing(socket, "ada"))).is_empty());
    }
    assert!(
        told_all(room.handle(at(0), removing(1, "ada"))).is_empty(),
        "not oneself"
    );
    assert!(
        told_all(room.handle(at(0), removing(1, "kim"))).is_empty(),
        "not in here"
    );
}

#[test]
fn from_outside_one_sees_who_is_there_and_whether_one_has_to_ask() {
    let look = |room: &Room| serde_json::to_string(&room.look()).unwrap();

    assert_eq!(look(&room()), r#"{"type":"present","names":[]}"#);
    assert_eq!(
        look(&locked()),
        r#"{"type":"present","names":["ADA","LIN"],"lockedBy":"ADA"}"#
    );
}

fn locked() -> Room {
    let mut room = room_with(["ada", "lin"]);
    room.handle(at(0), locking(1, true));
    room
}

fn locking<'a>(socket: u64, is_locked: bool) -> Input<'a> {
    Input::Locked {
        socket: SocketId(socket),
        is_locked,
    }
}

fn admitted<'a>(socket: u64, id: &str, is_admitted: bool) -> Input<'a> {
    Input::Admitted {
        socket: SocketId(socket),
        id: ClientId(id.into()),
        is_admitted,
    }
}

fn removing<'a>(socket: u64, id: &str) -> Input<'a> {
    Input::Removed {
        socket: SocketId(socket),
        id: ClientId(id.into()),
    }
}
