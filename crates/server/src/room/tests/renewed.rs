//! New tokens in a session, and what permissions mean for the host.

use super::*;
use crate::token::Pass;
use visavis_protocol::Permissions;

#[test]
fn everyone_is_told_what_a_new_token_says() {
    let mut room = room_with(["ada", "lin"]);

    let sent = renew(&mut room, 1, pass(Some("Lin")));

    assert_eq!(
        sent,
        [
            r#"1 {"type":"token"}"#,
            r#"1 {"type":"renamed","person":{"id":"lin","name":"LIN (2)"}}"#,
            r#"1 {"type":"renamed","person":{"id":"ada","name":"Lin","identity":{"name":"Lin"}}}"#,
            r#"2 {"type":"renamed","person":{"id":"ada","name":"Lin","identity":{"name":"Lin"}}}"#,
        ]
    );
    assert_eq!(renew(&mut room, 1, pass(Some("Lin"))), [r#"1 {"type":"token"}"#]);
}

#[test]
fn a_token_of_somebody_else_is_not_taken() {
    let mut room = room_with(["ada"]);
    let mut other = pass(None);
    other.identity = Some(Identity {
        subject: Some("8".into()),
        ..Identity::default()
    });

    assert_eq!(
        renew(&mut room, 1, other),
        [r#"1 {"type":"token","refused":4401}"#]
    );
}

#[test]
fn the_token_of_somebody_who_was_removed_is_not_taken() {
    let mut room = room_with(["ada", "lin", "kim"]);
    let invited = Pass {
        token_id: Some("t1".into()),
        ..Pass::default()
    };
    renew(&mut room, 2, invited);
    let id = ClientId("lin".into());
    lines(room.handle(
        at(0),
        Input::Removed {
            socket: SocketId(1),
            id,
        },
    ));

    let invited = Pass {
        token_id: Some("t1".into()),
        ..Pass::default()
    };
    assert_eq!(
        renew(&mut room, 3, invited),
        [r#"3 {"type":"token","refused":4443}"#]
    );
}

#[test]
fn a_new_token_makes_a_host_and_takes_the_role_away() {
    let mut room = room_with(["ada", "lin"]);
    let host = Pass {
        is_host: true,
        ..Pass::default()
    };
    let guest = Pass {
        identity: Some(restricted(["chat"])),
        ..Pass::default()
    };

    let made = renew(&mut room, 2, host);
    let taken = renew(&mut room, 2, guest);

    assert_eq!(
        made[1..],
        [
            r#"1 {"type":"room","host":"lin","locked":false}"#,
            r#"2 {"type":"room","host":"lin","locked":false}"#
        ]
    );
    assert_eq!(
        taken[3..],
        [
            r#"1 {"type":"room","host":"ada","locked":false}"#,
            r#"2 {"type":"room","host":"ada","locked":false}"#
        ]
    );
}

#[test]
fn who_returns_without_the_permission_is_host_no_longer() {
    let mut room = room_with(["ada", "lin"]);
    let newcomer = Newcomer {
        identity: Some(restricted(["chat"])),
        ..newcomer("ada", "Ada")
    };
    let socket = SocketId(3);

    let sent = all_lines(room.handle(at(0), Input::Entered { socket, newcomer }));

    let told = r#"2 {"type":"room","host":"lin","locked":false}"#;
    assert!(sent.iter().any(|line| line == told), "{sent:?}");
}

#[test]
fn who_is_host_by_token_no_longer_gives_way_to_another() {
    let mut room = room_with(["ada", "lin"]);
    let host = || Pass {
        is_host: true,
        ..Pass::default()
    };
    renew(&mut room, 2, host());
    renew(&mut room, 1, host());

    let sent = renew(&mut room, 2, Pass::default());

    let told = r#"1 {"type":"room","host":"ada","locked":false}"#;
    assert!(sent.iter().any(|line| line == told), "{sent:?}");
}

#[test]
fn who_may_not_be_host_never_is() {
    let mut room = room();
    let entered = |socket, id: &str, names: &[&str]| Input::Entered {
        socket: SocketId(socket),
        newcomer: Newcomer {
            identity: Some(Identity {
                permissions: Some(Permissions::read(names.iter().copied())),
                ..Identity::default()
            }),
            ..newcomer(id, id)
        },
    };

    let alone = all_lines(room.handle(at(0), entered(1, "lin", &["publish"])));
    let first = all_lines(room.handle(at(0), entered(2, "kim", &["chat"])));
    enter(&mut room, 3, "ada");
    let left = all_lines(room.handle(at(0), Input::Left { socket: SocketId(3) }));

    for sent in [&alone, &first, &left] {
        assert!(
            sent.iter().all(|line| !line.contains(r#""type":"room""#)),
            "{sent:?}"
        );
    }
    assert!(first[1].contains(r#""permissions":["chat"]"#), "{first:?}");
    assert_eq!(room.poll_timeout(), None);
}

#[test]
fn a_lock_outlives_the_last_who_may_turn_it() {
    let mut room = room();
    enter(&mut room, 1, "ada");
    let restricted = Newcomer {
        identity: Some(restricted(["publish"])),
        ..newcomer("lin", "Lin")
    };
    let socket = SocketId(2);
    room.handle(
        at(0),
        Input::Entered {
            socket,
            newcomer: restricted,
        },
    );
    room.handle(
        at(0),
        Input::Locked {
            socket: SocketId(1),
            is_locked: true,
        },
    );
    room.handle(at(0), Input::Left { socket: SocketId(1) });

    let knocked = enter(&mut room, 3, "kim");
    let due = room.poll_timeout();
    let returned = enter(&mut room, 4, "ada");

    assert_eq!(knocked, [r#"3 {"type":"waiting","name":""}"#]);
    assert!(
        due > Some(at(60)),
        "the door is not looked at again and again: {due:?}"
    );
    assert!(
        returned
            .iter()
            .any(|line| line.starts_with(r#"4 {"type":"knocking""#)),
        "{returned:?}"
    );
}

#[test]
fn renewals_are_bounded_like_entries() {
    let mut room = room_with(["ada"]);

    let answers: Vec<_> = (0..40).map(|_| renew(&mut room, 1, pass(None))).collect();

    assert_eq!(answers[20], [r#"1 {"type":"token"}"#]);
    assert_eq!(answers[39], [r#"1 {"type":"token","refused":4511}"#]);
}

fn renew(room: &mut Room, socket: u64, pass: Pass) -> Vec<String> {
    let socket = SocketId(socket);
    all_lines(room.handle(at(0), Input::TokenRenewed { socket, pass }))
}

fn pass(name: Option<&str>) -> Pass {
    Pass {
        identity: name.map(|name| Identity {
            name: Some(name.into()),
            ..Identity::default()
        }),
        ..Pass::default()
    }
}

fn restricted<const N: usize>(names: [&str; N]) -> Identity {
    Identity {
        permissions: Some(Permissions::read(names)),
        ..Identity::default()
    }
}
