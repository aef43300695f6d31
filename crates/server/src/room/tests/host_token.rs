//! The host because a token says so.

use super::*;

#[test]
fn a_host_takes_over_from_whoever_opened_the_room() {
    let mut room = room_with(["ada"]);

    let told = told_all(room.handle(at(0), host_entered(2, "tea")));

    assert_eq!(
        told[1..3],
        [
            r#"1 {"type":"room","host":"tea","locked":false}"#,
            r#"2 {"type":"room","host":"tea","locked":false}"#
        ]
    );
}

#[test]
fn a_host_is_let_into_a_locked_room_and_told_who_knocks() {
    let mut room = room_with(["ada"]);
    told(room.handle(
        at(0),
        Input::Locked {
            socket: SocketId(1),
            is_locked: true,
        },
    ));
    enter(&mut room, 3, "kim");

    let told = told_all(room.handle(at(0), host_entered(2, "tea")));

    assert!(told[0].starts_with(r#"2 {"type":"welcome""#), "{told:?}");
    assert_eq!(
        told[3],
        r#"2 {"type":"knocking","people":[{"id":"kim","name":"KIM"}]}"#
    );
}

#[test]
fn a_host_who_was_removed_comes_back() {
    let mut room = room_with(["ada", "tea"]);
    told(room.handle(
        at(0),
        Input::Removed {
            socket: SocketId(1),
            id: ClientId("tea".into()),
        },
    ));

    let told = told_all(room.handle(at(0), host_entered(3, "tea")));

    assert!(told[0].starts_with(r#"3 {"type":"welcome""#), "{told:?}");
}

#[test]
fn the_first_host_stays_and_the_next_host_follows() {
    let mut room = room_with(["ada"]);
    room.handle(at(0), host_entered(2, "tea"));

    let second = told_all(room.handle(at(0), host_entered(3, "tim")));
    let first_left = told_all(room.handle(at(0), Input::Left { socket: SocketId(2) }));

    assert_eq!(second[1], r#"3 {"type":"room","host":"tea","locked":false}"#);
    assert_eq!(first_left[2], r#"1 {"type":"room","host":"tim","locked":false}"#);
}

#[test]
fn a_host_stands_in_for_one_who_is_away() {
    let mut room = room_with(["ada"]);
    room.handle(at(0), host_entered(2, "tea"));
    lose(&mut room, 2, at(0));

    let stood_in = told_all(room.handle(at(1), host_entered(3, "tim")));
    let came_back = told_all(room.handle(at(2), host_entered(4, "tea")));

    assert_eq!(stood_in[1], r#"1 {"type":"room","host":"tim","locked":false}"#);
    assert_eq!(came_back[1], r#"4 {"type":"room","host":"tim","locked":false}"#);
}

#[test]
fn a_host_finds_no_place_in_a_full_room() {
    let mut room = room_with(["a", "b", "c"]);

    assert_eq!(
        told(room.handle(at(0), host_entered(4, "tea"))),
        ["4 closed 4440: This call is full (3 people)."]
    );
}

fn host_entered<'a>(socket: u64, id: &str) -> Input<'a> {
    Input::Entered {
        socket: SocketId(socket),
        newcomer: Newcomer {
            is_host: true,
            ..newcomer(id, &id.to_uppercase())
        },
    }
}
