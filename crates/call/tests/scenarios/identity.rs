//! Identity: people whose tokens say who they are.

use crate::support::{World, secs};
use visavis_call::Command;

#[test]
fn everyone_learns_who_a_person_is_and_so_does_a_late_comer() {
    let mut world = World::new();
    let (ada, lin, kim) = (world.add("Ada"), world.add("Lin"), world.add("Kim"));
    world.client(ada).token = Some("7 Ada Lovelace".into());
    world.join_all([ada, lin]);
    world.run(secs(10));

    world.join(kim);
    world.run(secs(10));

    assert!(
        world
            .told(ada)
            .contains(&"I vouched for as 7 by the name of Ada Lovelace".to_owned())
    );
    assert_eq!(world.people_seen_by(lin), ["Ada Lovelace", "Kim"]);
    assert_eq!(world.people_seen_by(kim), ["Ada Lovelace", "Lin"]);
}

#[test]
fn a_name_that_is_vouched_for_survives_attempts_to_change_it() {
    let (mut world, ada, lin) = call_with_token("7 Ada Lovelace");

    world.command(ada, Command::Rename("Grace".into()));
    world.run(secs(5));

    assert_eq!(world.told(ada), ["rename refused: NameFromToken"]);
    assert_eq!(world.told(lin), [""; 0]);
}

#[test]
fn tabs_of_one_browser_keep_the_identity_without_a_server() {
    let mut world = World::new();
    let ada = world.add("Ada");
    let lin = world.add_tab("Lin", ada);
    world.client(ada).token = Some("7 Ada Lovelace".into());
    world.join_all([ada, lin]);
    world.run(secs(10));
    world.forget();

    world.kill_server();
    world.run(secs(30));

    assert_eq!(world.told(lin), ["signalling reconnecting"]);
    assert_eq!(world.people_seen_by(lin), ["Ada Lovelace"]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_new_connection_to_the_server_is_no_news() {
    let (mut world, ada, lin) = call_with_token("7 Ada Lovelace");

    world.cut_socket(ada);
    world.run(secs(5));
    world.kill_server();
    world.run(secs(5));
    world.start_server();
    world.run(secs(30));

    let of_ada = world.told(ada);
    let of_lin = world.told(lin);
    let is_identity = |line: &&String| line.contains("vouched") || line.contains("is called");
    assert_eq!(of_ada.iter().chain(&of_lin).find(is_identity), None);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_renewed_token_changes_the_identity_with_the_next_hello() {
    let (mut world, ada, lin) = call_with_token("7 Ada Lovelace");

    world.command(ada, Command::RenewToken("7 Ada King".into()));
    world.run(secs(5));
    assert_eq!(world.told(lin), [""; 0]);
    world.cut_socket(ada);
    world.run(secs(5));

    assert_eq!(
        world.told(lin),
        [
            "Ada away",
            "Ada back",
            "Ada is called Ada King",
            "Ada vouched for as 7 by the name of Ada King",
        ]
    );
    assert!(
        world
            .told(ada)
            .contains(&"I vouched for as 7 by the name of Ada King".to_owned())
    );
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_token_of_somebody_else_makes_another_person_who_is_called_anew() {
    let (mut world, ada, lin) = call_with_token("7 Ada Lovelace");

    world.command(ada, Command::RenewToken("8 Grace Hopper".into()));
    world.cut_socket(ada);
    world.run(secs(30));

    let told = world.told(lin);
    let left = told.iter().position(|line| line == "Ada left");
    let joined = told.iter().position(|line| line == "Ada joined");
    assert!(left.is_some() && left < joined, "{told:?}");
    assert_eq!(world.people_seen_by(lin), ["Grace Hopper"]);
    assert!(world.are_in_call(ada, lin));
}

/// Returns a world with two clients in a call, the first of whom has that token.
fn call_with_token(token: &str) -> (World, crate::support::Who, crate::support::Who) {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.client(ada).token = Some(token.into());
    world.join_all([ada, lin]);
    world.run(secs(10));
    assert!(world.are_in_call(ada, lin));
    world.forget();
    (world, ada, lin)
}
