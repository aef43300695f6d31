//! Tests the names that a person may choose.

use super::*;

#[test]
fn a_long_name_is_cut_wherever_it_comes_from() {
    let mut call = welcomed(Vec::new());
    forget(&mut call);

    call.handle(at(1), Command::Rename("é".repeat(65)).into());

    let name = "é".repeat(64);
    assert!(effects(&mut call).contains(&Effect::SendToServer(ToServer::Rename { name })));
}

#[test]
fn the_name_that_the_server_tells_is_not_replaced_on_a_bus() {
    let mut call = welcomed(vec![person("lin", "Ada (2)")]);
    forget(&mut call);

    let hello = TabFrame::Hello {
        person: person("lin", "Ada"),
        alone: false,
    };
    call.handle(at(1), Input::TabMessage(hello));

    let is_renamed = |event: &Event| matches!(event, Event::PersonRenamed(_));
    assert!(!events(&mut call).iter().any(is_renamed));
}

#[test]
fn a_name_of_which_nothing_can_be_seen_changes_nothing() {
    let mut call = welcomed(vec![person("lin", "Lin")]);
    forget(&mut call);

    for name in ["", " \t", "\u{200B}", "\u{0}"] {
        call.handle(at(1), Command::Rename(name.into()).into());
        say(
            &mut call,
            at(1),
            ToClient::Renamed {
                person: person("lin", ""),
            },
        );
        let hello = TabFrame::Hello {
            person: person("lin", ""),
            alone: false,
        };
        call.handle(at(1), Input::TabMessage(hello));
    }

    let is_rename = |effect: &Effect| matches!(effect, Effect::SendToServer(ToServer::Rename { .. }));
    assert!(!effects(&mut call).iter().any(is_rename));
    let is_renamed = |event: &Event| matches!(event, Event::PersonRenamed(_));
    assert!(!events(&mut call).iter().any(is_renamed));
    assert_eq!(call.myself().name, "Ada");
}
