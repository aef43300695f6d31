//! Hosts by token.

use super::*;

#[test]
fn a_token_host_takes_over_from_the_person_who_opened_the_room() {
    let mut room = room_with(["ada"]);

    let sent = all_lines(room.handle(at(0), host_entered(2, "tea")));

    assert_eq!(
        sent[1..3],
        [
            r#"1 {"type":"room","host":"tea","locked":false}"#,
            r#"2 {"type":"room","host":"tea","locked":false}"#
        ]
    );
}

#[test]
fn a_token_host_enters_a_locked_room_and_gets_the_waiting_list() {
    let mut room = room_with(["ada"]);
    lines(room.handle(
        at(0),
        Input::Locked {
            socket: SocketId(1),
            is_locked: true,
        },
    ));
    enter(&mut room, 3, "kim");

    let sent = all_lines(room.handle(at(0), host_entered(2, "tea")));

    assert!(sent[0].starts_with(r#"2 {"type":"welcome""#), "{sent:?}");
    assert_eq!(
        sent[3],
        r#"2 {"type":"knocking","people":[{"id":"kim","name":"KIM"}]}"#
    );
}

#[test]
fn a_removed_token_host_can_rejoin() {
    let mut room = room_with(["ada", "tea"]);
    lines(room.handle(
        at(0),
        Input::Removed {
            socket: SocketId(1),
            id: ClientId("tea".into()),
        },
    ));

    let sent = all_lines(room.handle(at(0), host_entered(3, "tea")));

    assert!(sent[0].starts_with(r#"3 {"type":"welcome""#), "{sent:?}");
}

#[test]
fn the_first_token_host_stays_and_the_next_one_succeeds() {
    let mut room = room_with(["ada"]);
    room.handle(at(0), host_entered(2, "tea"));

    let second = all_lines(room.handle(at(0), host_entered(3, "tim")));
    let first_left = all_lines(room.handle(at(0), Input::Left { socket: SocketId(2) }));

    assert_eq!(second[1], r#"3 {"type":"room","host":"tea","locked":false}"#);
    assert_eq!(first_left[2], r#"1 {"type":"room","host":"tim","locked":false}"#);
}

#[test]
fn a_token_host_replaces_an_away_host() {
    let mut room = room_with(["ada"]);
    room.handle(at(0), host_entered(2, "tea"));
    lose(&mut room, 2, at(0));

    let stood_in = all_lines(room.handle(at(1), host_entered(3, "tim")));
    let came_back = all_lines(room.handle(at(2), host_entered(4, "tea")));

    assert_eq!(stood_in[1], r#"1 {"type":"room","host":"tim","locked":false}"#);
    assert_eq!(came_back[1], r#"4 {"type":"room","host":"tim","locked":false}"#);
}

#[test]
fn a_token_host_cannot_enter_a_full_room() {
    let mut room = room_with(["a", "b", "c"]);

    assert_eq!(
        lines(room.handle(at(0), host_entered(4, "tea"))),
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
