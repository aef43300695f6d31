//! Who was removed stays outside: by the browser, and by the token if there is one.

use super::*;

#[test]
fn without_a_token_removal_keeps_out_the_browser_alone() {
    let mut room = room_with(["ada", "eve"]);
    remove(&mut room, "eve");

    assert_eq!(
        enter(&mut room, 3, "eve"),
        ["3 closed 4443: You were removed from the call."]
    );
    assert!(enter(&mut room, 4, "eve with another secret")[0].contains("welcome"));
}

#[test]
fn with_a_subject_removal_keeps_out_the_person_whatever_the_browser_and_the_token() {
    let mut room = room_with(["ada"]);
    come(&mut room, 2, "eve", Some("7"), Some("t1"));
    remove(&mut room, "eve");

    assert!(is_removed(&come(&mut room, 3, "another", Some("7"), Some("t2"))));
    assert!(!is_removed(&come(&mut room, 4, "another", Some("8"), Some("t3"))));
}

#[test]
fn with_the_id_of_a_token_removal_keeps_out_whoever_has_the_token() {
    let mut room = room_with(["ada"]);
    come(&mut room, 2, "eve", None, Some("t1"));
    remove(&mut room, "eve");

    assert!(is_removed(&come(&mut room, 3, "another", None, Some("t1"))));
    assert!(!is_removed(&come(&mut room, 4, "another", None, Some("t2"))));
}

#[test]
fn a_person_is_removed_with_all_their_clients() {
    let mut room = room_with(["ada"]);
    come(&mut room, 2, "eve's laptop", Some("7"), None);
    come(&mut room, 3, "eve's phone", Some("7"), None);

    let outputs = remove(&mut room, "eve's phone");

    assert!(
        is_removed(&outputs[0..1]) && outputs[0].starts_with("2 "),
        "{outputs:?}"
    );
    assert_eq!(room.people.len(), 1);
}

fn remove(room: &mut Room, id: &str) -> Vec<String> {
    lines(room.handle(at(0), host::removing(1, id)))
}

fn come(
    room: &mut Room,
    socket: u64,
    id: &str,
    subject: Option<&str>,
    token_id: Option<&str>,
) -> Vec<String> {
    let newcomer = Newcomer {
        identity: subject.map(|subject| Identity {
            subject: Some(subject.into()),
            ..Identity::default()
        }),
        token_id: token_id.map(str::to_owned),
        ..newcomer(id, "")
    };
    let socket = SocketId(socket);
    lines(room.handle(at(0), Input::Entered { socket, newcomer }))
}

fn is_removed(outputs: &[String]) -> bool {
    outputs[0].contains("closed 4443")
}
