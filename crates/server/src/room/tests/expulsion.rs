//! People whom the operator takes out of a room.

use super::*;
use visavis_protocol::CloseCode;

#[test]
fn everybody_goes_and_nothing_of_the_room_remains() {
    let mut room = room_with(["ada", "lin"]);
    lock(&mut room);
    enter(&mut room, 3, "kim");

    let (sent, count) = expel(&mut room, &Whom::Everybody, Refusal::Closed);

    assert_eq!(count, 3);
    for socket in 1..=3 {
        let closed = format!("{socket} closed 4404: This call was ended by whoever runs the server.");
        assert!(sent.contains(&closed), "{sent:?}");
    }
    assert!(room.is_empty() && room.poll_timeout().is_none());
    assert!(enter(&mut room, 4, "kim")[0].starts_with(r#"4 {"type":"welcome""#));
}

#[test]
fn a_host_can_be_taken_out_and_another_follows() {
    let mut room = room_with(["ada", "lin"]);
    let removed = Refusal::Code(CloseCode::Removed);

    let (sent, count) = expel(&mut room, &Whom::Person(ClientId("ada".into())), removed);

    assert_eq!(count, 1);
    assert_eq!(
        sent,
        [
            "1 closed 4443: You were removed from the call.",
            r#"2 {"type":"left","id":"ada","reason":"removed"}"#,
            r#"2 {"type":"room","host":"lin","locked":false}"#,
        ]
    );
    assert_eq!(
        enter(&mut room, 3, "ada"),
        ["3 closed 4443: You were removed from the call."]
    );
}

#[test]
fn those_at_the_door_are_meant_as_well_and_the_host_learns_of_it() {
    let mut room = room_with(["ada"]);
    lock(&mut room);
    let newcomer = Newcomer {
        place: Place::uncounted(network(7)),
        ..newcomer("kim", "Kim")
    };
    let socket = SocketId(2);
    room.handle(at(0), Input::Entered { socket, newcomer });

    let (sent, count) = expel(
        &mut room,
        &Whom::Address("0.0.0.7/32".parse().unwrap()),
        Refusal::Banned,
    );

    assert_eq!(count, 1);
    assert_eq!(
        sent[0],
        "2 closed 4404: Whoever runs the server has shut you out."
    );
    let told = all_lines(room.handle_timeout(at(1)));
    assert_eq!(told, [r#"1 {"type":"knocking","people":[]}"#]);
}

#[test]
fn a_person_goes_with_all_their_clients_and_cannot_come_back() {
    let mut room = room_with(["kim"]);
    let entered = |socket, id| Input::Entered {
        socket: SocketId(socket),
        newcomer: Newcomer {
            identity: Some(Identity {
                subject: Some("7".into()),
                ..Identity::default()
            }),
            ..newcomer(id, id)
        },
    };
    room.handle(at(0), entered(2, "ada"));
    room.handle(at(0), entered(3, "adas phone"));
    let removed = Refusal::Code(CloseCode::Removed);

    let (_, count) = expel(&mut room, &Whom::Person(ClientId("ada".into())), removed);

    assert_eq!(count, 2);
    assert_eq!(
        all_lines(room.handle(at(0), entered(4, "adas tablet"))),
        ["4 closed 4443: You were removed from the call."]
    );
}

#[test]
fn who_is_taken_from_the_door_cannot_knock_again() {
    let mut room = room_with(["ada"]);
    lock(&mut room);
    enter(&mut room, 2, "kim");
    let removed = Refusal::Code(CloseCode::Removed);

    let (_, count) = expel(&mut room, &Whom::Person(ClientId("kim".into())), removed);

    assert_eq!(count, 1);
    assert_eq!(
        enter(&mut room, 3, "kim"),
        ["3 closed 4443: You were removed from the call."]
    );
}

#[test]
fn nobody_else_goes() {
    let mut room = room_with(["ada"]);
    for whom in [
        Whom::Person(ClientId("lin".into())),
        Whom::Subject("7".into()),
        Whom::Token("t".into()),
        Whom::Address("0.0.0.2/32".parse().unwrap()),
    ] {
        assert_eq!(expel(&mut room, &whom, Refusal::Banned), (vec![], 0), "{whom:?}");
    }
}

fn lock(room: &mut Room) {
    let socket = SocketId(1);
    room.handle(
        at(0),
        Input::Locked {
            socket,
            is_locked: true,
        },
    );
}

fn expel(room: &mut Room, whom: &Whom, refusal: Refusal) -> (Vec<String>, usize) {
    let (outputs, count) = room.expel(at(0), whom, refusal);
    (all_lines(outputs), count)
}
