//! What strangers can do to the people of a room, and what not.

use super::*;

/// The knocks that overran the outbox of a host within two seconds.
#[test]
fn renaming_strangers_cost_the_host_two_lists_a_second() {
    let mut room = locked();
    let strangers = 32;
    for stranger in 0..strangers {
        let came = entered_from(10 + stranger, &format!("stranger {stranger}"), stranger);
        room.handle(at(0), came);
    }

    let mut lists = 0;
    for millisecond in 0..10_000 {
        let now = Timestamp::new(Duration::from_millis(millisecond));
        let socket = SocketId(10 + millisecond % strangers);
        let name = format!("{millisecond}");
        let mut outputs = room.handle_timeout(now);
        outputs.extend(room.handle(now, Input::Renamed { socket, name }));
        lists += outputs.len();
    }

    assert!((19..=21).contains(&lists), "{lists}");
    let last = lines(room.handle_timeout(at(11)));
    assert!(
        last[0].contains(r#""name":"9999""#),
        "the host knows the last names"
    );
    assert_eq!(room.poll_timeout(), Some(at(30 * 60)));
}

#[test]
fn one_address_has_half_of_the_places_at_the_door() {
    let mut room = locked();
    for number in 0..16 {
        assert!(knock(&mut room, 10 + number, 1).contains("waiting"));
    }

    assert_eq!(
        knock(&mut room, 50, 1),
        "50 closed 4441: Too many people are waiting to be let in."
    );
    assert!(knock(&mut room, 51, 2).contains("waiting"));
}

#[test]
fn somebody_of_another_address_finds_a_place_at_a_crowded_door() {
    let mut room = locked();
    for number in 0..32 {
        knock(&mut room, 10 + number, 1 + number % 2);
    }

    let outputs = enter_from(&mut room, 50, 3);

    assert_eq!(
        outputs[..2],
        [
            "41 closed 4441: Too many people are waiting to be let in.",
            r#"50 {"type":"waiting","name":"ADA"}"#,
        ]
    );
}

#[test]
fn with_one_person_of_each_address_the_door_is_full() {
    let mut room = locked();
    for number in 0..32 {
        assert!(knock(&mut room, 10 + number, number).contains("waiting"));
    }

    assert_eq!(
        knock(&mut room, 50, 40),
        "50 closed 4441: Too many people are waiting to be let in."
    );
}

#[test]
fn at_a_full_door_who_was_not_answered_for_a_minute_makes_way() {
    let mut room = locked();
    for number in 0..32 {
        knock(&mut room, 10 + number, number);
    }
    let knock_at = |room: &mut Room, socket, second| {
        let came = entered_from(socket, &format!("late {socket}"), socket);
        lines(room.handle(at(second), came)).remove(0)
    };
    let crowded = "closed 4441: Too many people are waiting to be let in.";

    assert_eq!(knock_at(&mut room, 50, 59), format!("50 {crowded}"));
    assert_eq!(knock_at(&mut room, 51, 60), format!("10 {crowded}"));
    assert_eq!(knock_at(&mut room, 52, 60), format!("11 {crowded}"));
}

#[test]
fn nobody_waits_at_the_door_for_more_than_half_an_hour() {
    let mut room = locked();
    knock(&mut room, 10, 1);
    room.handle(at(600), entered_from(11, "eve", 2));

    let due = room.poll_timeout().unwrap();
    assert_eq!(due, at(30 * 60));
    assert_eq!(
        lines(room.handle_timeout(due)),
        [
            "10 closed 4442: Your request to join was declined.",
            r#"1 {"type":"knocking","people":[{"id":"eve","name":"eve"}]}"#,
        ]
    );
    assert_eq!(room.poll_timeout(), Some(at(40 * 60)));
}

#[test]
fn of_a_lock_that_is_turned_all_the_time_the_others_are_told_twice_a_second() {
    let mut room = room_with(["ada", "lin"]);

    let mut told = 0;
    for millisecond in 0..10_000 {
        let now = Timestamp::new(Duration::from_millis(millisecond));
        let mut outputs = room.handle_timeout(now);
        outputs.extend(room.handle(now, host::locking(1, millisecond % 2 == 0)));
        told += outputs
            .iter()
            .filter(|output| matches!(output, Output::Send { socket, .. } if *socket == SocketId(2)))
            .count();
    }

    assert!((19..=21).contains(&told), "{told}");
}

#[test]
fn a_room_is_locked_at_once_and_unlocked_a_second_after_the_last_turn() {
    let mut room = room_with(["ada", "lin"]);
    let mut turn = |now, is_locked| all_lines(room.handle(now, host::locking(1, is_locked))).len();

    assert_eq!(turn(at(5), true), 2);
    assert_eq!(turn(at(5), false), 0);
    assert_eq!(turn(at(5), true), 0);
    assert_eq!(turn(at(6), false), 2);
    assert_eq!(turn(at(6), true), 2);
    assert_eq!(turn(at(6), false), 0);
    assert_eq!(room.poll_timeout(), Some(at(7)));
    assert_eq!(
        all_lines(room.handle_timeout(at(7)))[1],
        r#"2 {"type":"room","host":"ada","locked":false}"#
    );
    assert_eq!(room.poll_timeout(), None);
}

#[test]
fn in_a_full_room_who_is_away_for_longer_than_they_were_here_makes_way() {
    let mut room = room_with(["ada", "lin", "mia"]);
    lose(&mut room, 2, at(20));
    lose(&mut room, 3, at(10));
    let come = |room: &mut Room, socket, second| {
        let newcomer = entered(socket, &format!("newcomer {socket}"), "Eve");
        lines(room.handle(at(second), newcomer))
    };
    let full = "closed 4440: This call is full (3 people).";

    assert_eq!(come(&mut room, 4, 20), [format!("4 {full}")]);
    let outputs = come(&mut room, 5, 21);
    assert_eq!(outputs[0], r#"1 {"type":"left","id":"mia","reason":"gone"}"#);
    assert!(outputs[1].starts_with(r#"5 {"type":"welcome""#), "{outputs:?}");
    assert_eq!(come(&mut room, 6, 21), [format!("6 {full}")]);

    // Lin returns, and has spent 15 s of 20.
    room.handle(at(35), entered(7, "lin", "LIN"));
    lose(&mut room, 7, at(36));
    assert_eq!(come(&mut room, 8, 42), [format!("8 {full}")]);
    assert_eq!(
        come(&mut room, 9, 43)[0],
        r#"1 {"type":"left","id":"lin","reason":"gone"}"#
    );
}

#[test]
fn a_reload_keeps_the_seat_in_a_full_room() {
    let mut room = room_with(["ada", "lin", "mia"]);
    let unload = Input::Unloaded { socket: SocketId(2) };
    room.handle(at(0), unload);

    assert_eq!(
        lines(room.handle(at(3), entered(4, "eve", "Eve"))),
        ["4 closed 4440: This call is full (3 people)."]
    );
}

#[test]
fn who_comes_and_goes_all_the_time_is_refused_and_others_at_the_address_who_are_inside_are_not() {
    let mut room = room_with(["ada"]);
    let mut refused = 0;
    for socket in 10..110 {
        let outputs = enter_from(&mut room, socket, 1);
        refused += usize::from(outputs[0].contains("closed 4511"));
        room.handle(
            at(0),
            Input::Left {
                socket: SocketId(socket),
            },
        );
    }

    // Of 30 in a minute, Ada was one.
    assert_eq!(refused, 71);
    lose(&mut room, 1, at(0));
    assert!(enter(&mut room, 200, "ada")[0].contains("welcome"));
    assert!(enter_from(&mut room, 201, 2)[0].contains("welcome"));
}

#[test]
fn somebody_who_returns_again_and_again_is_refused() {
    let mut room = room_with(["ada", "lin"]);

    let refused = (10..110).filter(|socket| enter(&mut room, *socket, "lin")[0].contains("closed 4511"));

    assert_eq!(refused.count(), 70);
}

#[test]
fn of_many_names_in_a_second_the_others_are_told_the_first_and_the_last() {
    let mut room = room_with(["ada", "lin"]);
    let rename = |room: &mut Room, name: String| {
        let socket = SocketId(1);
        lines(room.handle(at(9), Input::Renamed { socket, name }))
    };

    let told: Vec<_> = (0..100)
        .flat_map(|number| rename(&mut room, format!("Ada {number}")))
        .collect();

    assert_eq!(
        told,
        [r#"2 {"type":"renamed","person":{"id":"ada","name":"Ada 0"}}"#]
    );
    assert_eq!(room.poll_timeout(), Some(at(10)));
    assert_eq!(
        lines(room.handle_timeout(at(10))),
        [r#"2 {"type":"renamed","person":{"id":"ada","name":"Ada 99"}}"#]
    );
    assert_eq!(room.poll_timeout(), None);
}

#[test]
fn a_socket_that_opens_and_closes_keeps_no_seat() {
    let mut room = unsettled();
    room.handle(at(0), entered(1, "ada", "Ada"));
    room.handle(at(0), entered(2, "lin", "Lin"));

    assert_eq!(
        lose(&mut room, 2, at(4)),
        [r#"1 {"type":"left","id":"lin","reason":"gone"}"#]
    );
    lose(&mut room, 1, at(4));
    assert!(room.is_empty());
}

#[test]
fn a_page_that_is_reloaded_at_once_keeps_its_seat() {
    let mut room = unsettled();
    room.handle(at(0), entered(1, "ada", "Ada"));

    room.handle(at(1), Input::Unloaded { socket: SocketId(1) });

    assert_eq!(room.poll_timeout(), Some(at(4)));
}

#[test]
fn who_was_here_for_some_seconds_keeps_the_seat() {
    let mut room = unsettled();
    room.handle(at(0), entered(1, "ada", "Ada"));

    lose(&mut room, 1, at(5));

    assert_eq!(room.poll_timeout(), Some(at(65)));
    room.handle(at(6), entered(2, "ada", "Ada"));
    lose(&mut room, 2, at(6));
    assert!(
        !room.is_empty(),
        "having returned, a person is still one of the room"
    );
}

#[test]
fn who_exchanged_messages_keeps_the_seat() {
    let mut room = unsettled();
    room.handle(at(0), entered(1, "ada", "Ada"));
    room.handle(at(0), entered(2, "lin", "Lin"));
    room.handle(at(0), entered(3, "mia", "Mia"));
    send(&mut room, 1, "lin", "1");
    send(&mut room, 2, "ada", "2");
    send(&mut room, 3, "ada", "3");

    assert_eq!(lose(&mut room, 1, at(1))[0], r#"2 {"type":"away","id":"ada"}"#);
    assert_eq!(
        lose(&mut room, 3, at(1)),
        [r#"2 {"type":"left","id":"mia","reason":"gone"}"#],
        "nobody answered her"
    );
}

#[test]
fn what_a_room_remembers_is_bounded() {
    let mut room = Room::new(10_000, AWAY_TIMEOUT, Duration::ZERO);
    enter(&mut room, 1, "ada");
    room.handle(at(0), host::locking(1, true));
    for number in 0..2_000_u64 {
        let now = at(60 * number);
        let [left, removed] = [2 * number + 2, 2 * number + 3];
        for socket in [left, removed] {
            room.handle(now, entered_from(socket, &format!("{socket}"), socket));
            room.handle(now, host::admitted(1, &format!("{socket}"), true));
        }
        let socket = SocketId(left);
        room.handle(now, Input::Left { socket });
        room.handle(now, host::removing(1, &format!("{removed}")));
    }

    let text = format!("{room:?}");
    assert!(text.len() < 150_000, "{}", text.len());
    let last = |id| newcomer(id, "");
    assert!(room.host_state.removed.contains(&last("4001")));
    assert!(!room.host_state.locks_out(&last("4000")));
}

fn unsettled() -> Room {
    Room::new(3, AWAY_TIMEOUT, Duration::from_secs(5))
}

fn locked() -> Room {
    let mut room = room_with(["ada", "lin"]);
    room.handle(at(0), host::locking(1, true));
    room
}

fn knock(room: &mut Room, socket: u64, address: u64) -> String {
    enter_from(room, socket, address).remove(0)
}

fn enter_from(room: &mut Room, socket: u64, address: u64) -> Vec<String> {
    lines(room.handle(
        at(0),
        entered_from(socket, &format!("from {address}, {socket}"), address),
    ))
}

fn entered_from<'a>(socket: u64, id: &str, address: u64) -> Input<'a> {
    Input::Entered {
        socket: SocketId(socket),
        newcomer: Newcomer {
            place: Place::uncounted(network(u32::try_from(address).unwrap())),
            ..newcomer(id, id)
        },
    }
}
