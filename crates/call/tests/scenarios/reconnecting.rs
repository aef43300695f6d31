//! Reconnection: broken sockets, restarted servers, reloads and failed exchanges.

use crate::support::{World, millis, secs};
use visavis_call::{Input, Source, Status};

#[test]
fn a_broken_socket_that_is_resumed_causes_no_negotiation() {
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
fn an_offer_lost_with_the_socket_is_resent() {
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
fn an_offer_resent_after_a_lost_answer_is_applied_once() {
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
fn messages_lost_in_a_half_open_socket_are_resent() {
    let (mut world, ada, lin) = World::call_of_two();
    world.freeze_socket(lin);
    world.run(secs(7));

    // The server does not know yet that Lin's socket is dead, and Lin reconnects before it finds out.
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
fn a_server_restart_without_state_does_not_disturb_a_call() {
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
fn a_server_restart_during_a_join_does_not_prevent_the_call() {
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
fn a_renegotiation_waits_while_the_server_is_down() {
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
fn a_thousand_media_changes_during_an_outage_are_reported_once() {
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
fn a_link_that_overflows_starts_a_new_session_on_both_sides() {
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
fn a_reload_drops_the_old_session_silently_and_offers_once() {
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
fn a_failed_exchange_is_retried() {
    for fails in ["make", "take", "answer"] {
        let mut world = World::new();
        let (ada, lin) = (world.add("Ada"), world.add("Lin"));
        world.join(ada);
        world.run(secs(1));
        world.client(ada).fails.push("take");
        world.client(lin).fails.push(fails);

        world.join(lin);
        world.run(secs(30));

        assert!(world.are_in_call(ada, lin), "if {fails} fails");
    }
}
