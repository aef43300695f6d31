//! Ways that are lost and come back.

use crate::support::{World, millis, secs};
use visavis_call::{Input, Source, Status};

#[test]
fn a_socket_that_is_cut_and_resumed_is_hardly_noticed() {
    let (mut world, ada, lin) = World::call_of_two();

    world.cut_socket(lin);
    world.run(secs(5));

    assert_eq!(world.messages(), [""; 0]);
    assert_eq!(world.told(ada), ["Lin away", "Lin back"]);
    assert_eq!(
        world.told(lin),
        ["signalling reconnecting", "signalling connected"]
    );
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn an_offer_lost_with_the_socket_is_said_again() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.join(ada);
    world.run(secs(1));
    world.join(lin);
    world.run(millis(75));
    assert_eq!(world.messages(), ["Lin to Ada: OFFER 1"]);

    world.cut_socket(lin);
    world.run(secs(5));

    assert_eq!(world.messages(), ["Ada to Lin: ANSWER 1", "Lin to Ada: OK 1"]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn an_offer_whose_answer_was_lost_arrives_twice_and_is_taken_once() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.join(ada);
    world.run(secs(1));
    world.join(lin);
    world.run(millis(130));
    assert_eq!(world.messages(), ["Lin to Ada: OFFER 1", "Ada to Lin: ANSWER 1"]);

    world.cut_socket(lin);
    world.run(secs(5));

    assert_eq!(world.messages(), ["Lin to Ada: OK 1"]);
    assert!(world.client(ada).dropped.is_empty());
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn what_was_lost_in_a_half_open_socket_is_said_again() {
    let (mut world, ada, lin) = World::call_of_two();
    world.freeze_socket(lin);
    world.run(secs(7));

    // Nobody knows yet that Lin cannot hear this, and the server will not say it: Lin is faster.
    world.change(ada, lin, |connection| connection.want("video"));
    world.run(secs(10));

    assert_eq!(
        world.told(ada),
        ["Lin sends 1 microphone off, 2 camera off, 3 screen off"]
    );
    assert_eq!(
        world.messages(),
        ["Ada to Lin: OFFER 2", "Lin to Ada: ANSWER 2", "Ada to Lin: OK 2"]
    );
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_server_that_returns_without_its_memory_costs_nothing() {
    let (mut world, ada, lin) = World::call_of_two();

    world.kill_server();
    world.run(millis(700));
    world.start_server();
    world.run(secs(10));

    assert_eq!(world.messages(), [""; 0]);
    assert!(world.are_in_call(ada, lin));
    assert_eq!(world.people_seen_by(ada), ["Lin"]);
    assert_eq!(world.people_seen_by(lin), ["Ada"]);
}

#[test]
fn a_server_that_restarts_in_the_middle_of_a_join_costs_nothing() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.join(ada);
    world.run(secs(1));
    world.join(lin);
    world.run(millis(75));
    assert_eq!(world.messages(), ["Lin to Ada: OFFER 1"]);
    world.forget();

    world.kill_server();
    world.start_server();
    world.run(secs(10));

    assert_eq!(world.messages(), ["Ada to Lin: ANSWER 1", "Lin to Ada: OK 1"]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_call_outlives_its_server() {
    let (mut world, ada, lin) = World::call_of_two();

    world.kill_server();
    world.run(secs(600));

    assert_eq!(world.messages(), [""; 0]);
    assert_eq!(world.told(ada), ["signalling reconnecting"]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_renegotiation_waits_as_long_as_the_server_is_dead() {
    let (mut world, ada, lin) = World::call_of_two();
    world.kill_server();
    world.run(secs(1));

    world.change(ada, lin, |connection| connection.want("video"));
    world.run(secs(300));
    world.start_server();
    world.run(secs(15));

    assert_eq!(
        world.messages(),
        ["Ada to Lin: OFFER 2", "Lin to Ada: ANSWER 2", "Ada to Lin: OK 2"]
    );
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn switching_a_thousand_times_while_the_server_is_dead_is_said_once() {
    let (mut world, ada, lin) = World::call_of_two();
    world.kill_server();
    world.cut_path(ada, lin);
    world.run(secs(7));
    for _ in 0..1_000 {
        world.input(ada, Input::Media(Source::Camera, Status::Off));
        world.input(ada, Input::Media(Source::Camera, Status::On));
    }

    world.start_server();
    world.run(secs(5));

    let told = world.told(lin);
    let said: Vec<_> = told.iter().filter(|line| line.contains("sends")).collect();
    assert_eq!(said, ["Ada sends 1 microphone off, 2 camera on"]);
}

#[test]
fn a_link_that_overflows_begins_anew_on_both_sides() {
    let (mut world, ada, lin) = World::call_of_two();
    world.kill_server();
    world.run(secs(1));
    world.find_candidates(ada, lin, 600);

    world.start_server();
    world.run(secs(10));

    assert_eq!(
        world.messages(),
        ["Ada to Lin: OFFER 1", "Lin to Ada: ANSWER 1", "Ada to Lin: OK 1"]
    );
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_reload_drops_the_old_session_without_a_word_and_offers_once() {
    let (mut world, ada, lin) = World::call_of_two();

    world.reload(lin);
    world.run(secs(10));

    assert_eq!(
        world.messages(),
        ["Lin to Ada: OFFER 1", "Ada to Lin: ANSWER 1", "Lin to Ada: OK 1"]
    );
    assert_eq!(
        world.told(ada),
        [
            "Lin away",
            "Lin back",
            "Lin idle",
            "Lin connecting",
            "Lin sends 1 microphone off, 2 camera off",
            "Lin connected"
        ]
    );
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn both_reload_in_the_same_tick_and_have_one_session() {
    let (mut world, ada, lin) = World::call_of_two();

    world.crash(ada);
    world.crash(lin);
    world.join_all([ada, lin]);
    world.run(secs(10));

    assert_eq!(world.messages().len(), 3);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn an_exchange_that_fails_is_tried_again() {
    for fails in ["make", "take", "answer"] {
        let mut world = World::new();
        let (ada, lin) = (world.add("Ada"), world.add("Lin"));
        world.join(ada);
        world.run(secs(1));
        world.client(ada).fails.push("take");
        world.client(lin).fails.push(fails);

        world.join(lin);
        world.run(secs(30));

        assert!(world.are_in_call(ada, lin), "where {fails} fails");
    }
}
