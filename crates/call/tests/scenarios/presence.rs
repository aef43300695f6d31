//! Presence: people who are here, away and gone.

use crate::support::{World, millis, secs};
use visavis_call::Command;

#[test]
fn an_away_person_is_gone_15_seconds_after_their_media_died() {
    let (mut world, ada, lin) = World::call_of_two();

    world.crash(lin);
    // The browser notices after 6 s.
    world.run(millis(20_990));
    assert_eq!(world.told(ada), ["Lin away", "Lin troubled"]);
    world.run(millis(20));

    assert_eq!(world.told(ada), ["Lin idle", "Lin gone"]);
    assert_eq!(world.people_seen_by(ada), [""; 0]);
}

#[test]
fn a_person_who_returns_after_being_gone_joins_again() {
    let (mut world, ada, lin) = World::call_of_two();
    world.crash(lin);
    world.run(secs(30));
    world.forget();

    world.join(lin);
    world.run(secs(10));

    assert_eq!(
        world.messages(),
        ["Lin to Ada: OFFER 1", "Ada to Lin: ANSWER 1", "Lin to Ada: OK 1"]
    );
    assert_eq!(world.told(ada)[0], "Lin joined");
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_call_continues_with_a_person_whom_the_server_gave_up() {
    let (mut world, ada, lin) = World::call_of_two();
    world.bar(lin);
    world.cut_socket(lin);
    world.run(secs(70));
    assert_eq!(world.told(ada), ["Lin away"]);
    assert!(world.are_in_call(ada, lin));

    world.unbar(lin);
    world.run(secs(20));

    assert_eq!(world.told(ada), ["Lin back"]);
    assert_eq!(world.messages(), [""; 0]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_person_whose_media_died_first_is_gone_with_the_socket() {
    let (mut world, ada, lin) = World::call_of_two();
    world.cut_path(ada, lin);
    world.run(secs(25));
    assert_eq!(world.told(ada), ["Lin troubled", "Lin has the problem NoPath"]);

    world.crash(lin);
    world.run(millis(50));

    assert_eq!(world.told(ada), ["Lin away", "Lin idle", "Lin gone"]);
}

#[test]
fn without_a_server_a_person_is_gone_when_their_media_is_dead() {
    let (mut world, ada, lin) = World::call_of_two();
    world.kill_server();
    world.run(secs(1));

    world.crash(lin);
    world.run(secs(22));

    assert_eq!(
        world.told(ada),
        ["signalling reconnecting", "Lin troubled", "Lin idle", "Lin gone"]
    );
}

#[test]
fn a_person_who_left_during_an_outage_is_gone_soon_after_the_server_returns() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.join_all([ada, lin]);
    world.run(millis(75));
    world.kill_server();
    world.crash(lin);
    world.start_server();
    world.run(secs(1));
    assert_eq!(world.people_seen_by(ada), ["Lin"], "Lin may still reconnect");

    world.run(secs(15));

    assert_eq!(world.people_seen_by(ada), [""; 0]);
}

#[test]
fn a_removed_person_is_out_of_every_call() {
    let (mut world, ada, lin) = World::call_of_two();

    world.remove(lin);
    world.run(secs(1));

    assert_eq!(world.told(ada), ["Lin idle", "Lin removed"]);
    assert_eq!(world.told(lin), ["failed: RemovedFromRoom", "left"]);
    world.run(secs(10));
    assert!(world.client(lin).call.is_none());
    assert!(world.are_apart(ada, lin));
}

#[test]
fn a_newcomer_does_not_offer_to_an_away_person_until_they_are_back() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.join(lin);
    world.run(secs(1));
    world.bar(lin);
    world.cut_socket(lin);
    world.run(secs(1));

    world.join(ada);
    world.run(secs(20));
    assert_eq!(world.messages(), [""; 0]);
    world.unbar(lin);
    world.run(secs(15));

    assert_eq!(
        world.messages(),
        ["Lin to Ada: OFFER 1", "Ada to Lin: ANSWER 1", "Lin to Ada: OK 1"]
    );
    assert_eq!(world.told(ada)[2..4], ["Lin was there, away", "Lin back"]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_new_name_is_reported_once() {
    let (mut world, ada, lin) = World::call_of_two();

    world.command(lin, Command::Rename("Linda".into()));
    world.run(secs(1));

    assert_eq!(world.told(ada), ["Lin is called Linda"]);
}

#[test]
fn a_name_chosen_during_an_outage_is_reported_when_the_server_is_back() {
    let (mut world, ada, lin) = World::call_of_two();
    world.cut_socket(lin);
    world.run(millis(10));

    world.command(lin, Command::Rename("Linda".into()));
    world.run(secs(5));

    assert_eq!(world.told(ada), ["Lin away", "Lin back", "Lin is called Linda"]);
}
