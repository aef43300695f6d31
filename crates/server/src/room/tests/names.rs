//! Changes of names, and names that look alike.

use super::*;

#[test]
fn returning_under_another_name_renames_the_person() {
    let mut room = room_with(["ada", "lin"]);
    lose(&mut room, 2, at(0));

    assert_eq!(
        lines(room.handle(at(1), entered(3, "lin", "Lin B."))),
        [
            r#"3 {"type":"welcome","you":"lin","people":[{"id":"ada","name":"ADA"}],"iceServers":[]}"#,
            r#"1 {"type":"back","id":"lin"}"#,
            r#"1 {"type":"renamed","person":{"id":"lin","name":"Lin B."}}"#,
        ]
    );
}

#[test]
fn replacing_a_socket_under_another_name_renames_the_person() {
    let mut room = room_with(["ada", "lin"]);

    assert_eq!(
        lines(room.handle(at(0), entered(3, "lin", "Lin B.")))[2..],
        [r#"1 {"type":"renamed","person":{"id":"lin","name":"Lin B."}}"#]
    );
}

#[test]
fn a_new_name_is_announced_once() {
    let mut room = room_with(["ada", "lin"]);
    let renamed = |name: &str| Input::Renamed {
        socket: SocketId(1),
        name: name.into(),
    };

    assert_eq!(
        lines(room.handle(at(0), renamed("Ada L."))),
        [r#"2 {"type":"renamed","person":{"id":"ada","name":"Ada L."}}"#]
    );
    assert!(lines(room.handle(at(0), renamed("Ada L."))).is_empty());
}

#[test]
fn whoever_comes_later_with_the_name_of_another_gets_a_number() {
    let mut room = room();
    room.handle(at(0), entered(1, "ada", "Ada"));

    let joined =
        |room: &mut Room, socket, id, name| lines(room.handle(at(0), entered(socket, id, name))).remove(1);

    assert_eq!(
        joined(&mut room, 2, "eve", "Ad\u{430}"),
        "1 {\"type\":\"joined\",\"person\":{\"id\":\"eve\",\"name\":\"Ad\u{430} (2)\"}}"
    );
    assert_eq!(
        joined(&mut room, 3, "mia", "ADA"),
        r#"1 {"type":"joined","person":{"id":"mia","name":"ADA (3)"}}"#
    );
}

#[test]
fn nobody_takes_the_name_of_another_by_renaming_not_even_of_one_who_is_away() {
    let mut room = room_with(["ada", "eve"]);
    lose(&mut room, 1, at(0));
    let name = "ada".to_owned();
    room.handle(at(0), entered(3, "mia", "Mia"));

    let told = lines(room.handle(
        at(1),
        Input::Renamed {
            socket: SocketId(2),
            name,
        },
    ));

    assert_eq!(
        told,
        [r#"3 {"type":"renamed","person":{"id":"eve","name":"ada (2)"}}"#]
    );
    assert_eq!(
        lines(room.handle(at(2), entered(4, "ada", "ADA")))[1..],
        [
            r#"2 {"type":"back","id":"ada"}"#,
            r#"3 {"type":"back","id":"ada"}"#
        ]
    );
}

#[test]
fn a_change_of_the_name_that_has_to_wait_is_void_when_the_person_returns() {
    let mut room = room_with(["lin"]);
    room.handle(at(0), entered(2, "ada", "Ada"));
    for name in ["Eve", "Eve 2"] {
        let (socket, name) = (SocketId(2), name.to_owned());
        room.handle(at(1), Input::Renamed { socket, name });
    }

    let identity = Identity {
        name: Some("Ada Lovelace".into()),
        ..Identity::default()
    };
    let newcomer = Newcomer {
        identity: Some(identity),
        ..newcomer("ada", "")
    };
    let socket = SocketId(3);
    room.handle(at(1), Input::Entered { socket, newcomer });

    assert_eq!(lines(room.handle_timeout(at(9))), [""; 0]);
}

#[test]
fn a_number_is_not_lost_at_the_end_of_a_long_name() {
    let name = "x".repeat(64);
    let mut room = room();
    room.handle(at(0), entered(1, "ada", &name));

    let told = lines(room.handle(at(0), entered(2, "eve", &name)));

    assert!(
        told[1].contains(&format!(r#""name":"{} (2)""#, "x".repeat(60))),
        "{told:?}"
    );
}

#[test]
fn people_without_a_name_have_no_number() {
    let mut room = room();
    room.handle(at(0), entered(1, "ada", ""));

    let told = lines(room.handle(at(0), entered(2, "eve", "")));

    assert_eq!(told[1], r#"1 {"type":"joined","person":{"id":"eve","name":""}}"#);
}

#[test]
fn the_host_sees_who_knocks_with_the_name_of_somebody_inside_or_at_the_door() {
    let mut room = room_with(["ada", "lin"]);
    room.handle(at(0), host::locking(1, true));
    room.handle(at(0), entered(3, "eve", "Lin"));
    room.handle(at(1), entered(4, "kim", "Kim"));
    let told = lines(room.handle(at(2), entered(5, "mia", "KIM")));

    assert!(
        told[1].ends_with(
            r#"{"id":"eve","name":"Lin (2)"},{"id":"kim","name":"Kim"},{"id":"mia","name":"KIM (2)"}]}"#
        ),
        "{told:?}"
    );
}

#[test]
fn a_name_that_is_vouched_for_is_not_that_of_somebody_who_chose_it() {
    let mut room = room();
    room.handle(at(0), entered(1, "eve", "Ada Lovelace"));
    room.handle(at(0), entered(2, "lin", "Lin"));
    let identity = Identity {
        name: Some("Ada Lovelace".into()),
        ..Identity::default()
    };
    let ada = Newcomer {
        identity: Some(identity),
        ..newcomer("ada", "")
    };

    let told = lines(room.handle(
        at(0),
        Input::Entered {
            socket: SocketId(3),
            newcomer: ada,
        },
    ));

    assert_eq!(
        told[0],
        r#"2 {"type":"renamed","person":{"id":"eve","name":"Ada Lovelace (2)"}}"#
    );
    assert!(
        told[1].contains(r#"{"id":"eve","name":"Ada Lovelace (2)"}"#),
        "{told:?}"
    );
    assert!(
        told[2].contains(r#""id":"ada","name":"Ada Lovelace""#),
        "{told:?}"
    );
}

#[test]
fn many_people_of_one_name_get_numbers_each_of_which_is_tried_once() {
    let room = room_with(["ada"]);
    let mut taken = room.taken_names(None);

    let names: Vec<_> = (0..1_000).map(|_| taken.take("ADA")).collect();

    assert_eq!(names[0], "ADA (2)");
    assert_eq!(names[999], "ADA (1001)");
    assert_eq!(taken.take("ada (2)"), "ada (2) (2)");
}
