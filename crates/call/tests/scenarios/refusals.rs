//! Refusals by the server: final ones, temporary ones, and during a call.

use crate::support::{Service, World, secs};

#[test]
fn a_refusal_is_final_and_reported_once() {
    let mut world = World::new();
    world.service = Service::Refusing(4440, "This call is full (6 people).");
    let ada = world.add("Ada");

    world.join(ada);
    world.run(secs(60));

    assert_eq!(
        world.told(ada),
        ["signalling connecting", "failed: RoomFull", "left"]
    );
    assert!(world.client(ada).call.is_none());
}

#[test]
fn a_stopping_server_is_retried() {
    let mut world = World::new();
    world.service = Service::Refusing(4503, "The server is stopping: come back in a moment.");
    let ada = world.add("Ada");
    world.join(ada);
    world.run(secs(2));

    world.start_server();
    world.run(secs(2));

    assert_eq!(
        world.told(ada),
        [
            "signalling connecting",
            "signalling tabs-only",
            "signalling connected"
        ]
    );
}

#[test]
fn somebody_at_a_crowded_door_comes_in_when_there_is_space() {
    let mut world = World::new();
    let ada = world.add("Ada");
    world.service = Service::Refusing(4441, "Too many people are waiting to be let in.");

    world.join(ada);
    world.run(secs(10));
    assert_eq!(world.told(ada), ["signalling connecting", "signalling waiting"]);
    assert!(world.client(ada).call.is_some());

    world.start_server();
    world.run(secs(20));
    assert_eq!(world.told(ada), ["signalling connected"]);
}

#[test]
fn a_call_outlives_a_server_that_refuses_to_reconnect_it() {
    let (mut world, ada, lin) = World::call_of_two();
    world.kill_server();
    world.service = Service::Refusing(4401, "");

    world.run(secs(60));
    assert_eq!(world.told(ada), ["signalling reconnecting"]);
    assert!(world.are_in_call(ada, lin));
    world.start_server();
    world.run(secs(15));

    // The first to reconnect may see the other person join.
    assert_eq!(world.told(ada)[0], "signalling connected");
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn joining_elsewhere_with_the_same_secret_replaces_the_client_without_a_shutdown() {
    let (mut world, ada, lin) = World::call_of_two();
    let elsewhere = world.add("Lin");

    world.join(elsewhere);
    world.run(secs(1));

    assert_eq!(world.told(lin), ["failed: Replaced", "left"]);
    assert!(world.client(lin).call.is_none());
    world.run(secs(10));
    assert_eq!(
        world.messages(),
        ["Lin to Ada: OFFER 1", "Ada to Lin: ANSWER 1", "Lin to Ada: OK 1"]
    );
    assert!(world.are_in_call(ada, elsewhere));
}
