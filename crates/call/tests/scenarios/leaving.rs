//! The end of a call: leaving, closing the page, and rejoining.

use crate::support::{World, millis, secs};
use visavis_call::Input;

#[test]
fn leaving_sends_shutdown_awaits_ok_and_finishes() {
    let (mut world, ada, lin) = World::call_of_two();

    world.leave(lin);
    world.run(secs(1));

    assert_eq!(world.messages(), ["Lin to Ada: SHUTDOWN 2", "Ada to Lin: OK 2"]);
    assert_eq!(world.told(lin), ["left"]);
    assert_eq!(world.told(ada), ["Lin idle", "Lin left"]);
    assert!(world.client(lin).call.is_none());
    assert!(world.are_apart(ada, lin));
}

#[test]
fn two_people_who_leave_in_the_same_tick_exchange_shutdown_and_ok_only() {
    let (mut world, ada, lin) = World::call_of_two();

    world.leave(ada);
    world.leave(lin);
    world.run(secs(60));

    assert_eq!(
        world.messages(),
        [
            "Ada to Lin: SHUTDOWN 2",
            "Lin to Ada: SHUTDOWN 2",
            "Lin to Ada: OK 2",
            "Ada to Lin: OK 2"
        ]
    );
    assert_eq!(world.told(ada), ["left"]);
    assert_eq!(world.told(lin), ["left"]);
    assert!(world.client(ada).call.is_none());
    assert!(world.client(lin).call.is_none());
}

#[test]
fn leaving_waits_at_most_6_seconds_for_a_dead_server() {
    let (mut world, ada, lin) = World::call_of_two();
    world.kill_server();
    world.cut_path(ada, lin);
    world.run(secs(1));

    world.leave(ada);
    world.run(millis(5_999));
    assert!(world.client(ada).call.is_some());
    world.run(millis(1));

    assert!(world.client(ada).call.is_none());
}

#[test]
fn leaving_an_empty_room_finishes_at_once() {
    let mut world = World::new();
    let ada = world.add("Ada");
    world.join(ada);
    world.run(secs(1));

    world.leave(ada);

    assert!(world.client(ada).call.is_none());
}

#[test]
fn leaving_before_the_welcome_leaves_no_ghost() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.join(lin);
    world.run(secs(1));
    world.forget();

    world.join(ada);
    // The hello is in flight, and the welcome has not arrived.
    world.run(millis(30));
    world.leave(ada);
    world.run(secs(1));

    assert_eq!(world.told(lin), ["Ada joined", "Ada left"]);
}

#[test]
fn vanishing_sends_shutdown_and_bye_without_waiting() {
    let (mut world, ada, lin) = World::call_of_two();

    world.input(lin, Input::Vanish);
    assert!(world.client(lin).call.is_none());
    world.run(secs(1));

    assert_eq!(world.messages(), ["Lin to Ada: SHUTDOWN 2", "Ada to Lin: OK 2"]);
    assert_eq!(world.told(ada), ["Lin idle", "Lin left"]);
}

#[test]
fn a_newcomer_does_not_wait_for_a_person_who_is_leaving() {
    let (mut world, ada, lin) = World::call_of_two();
    world.freeze_socket(lin);
    world.cut_path(ada, lin);
    world.leave(ada);
    world.run(secs(1));
    let kim = world.add("Kim");

    world.join(kim);
    world.run(secs(3));
    assert!(world.client(ada).call.is_some(), "Ada still waits for Lin");
    world.run(secs(30));
    assert!(world.are_apart(ada, kim));

    assert_eq!(world.people_seen_by(kim), ["Lin"]);
    assert!(world.are_in_call(kim, lin));
}

#[test]
fn a_person_who_left_can_rejoin_at_once() {
    let (mut world, ada, lin) = World::call_of_two();

    world.leave(lin);
    world.run(millis(300));
    world.join(lin);
    world.run(secs(10));

    assert_eq!(
        world.messages(),
        [
            "Lin to Ada: SHUTDOWN 2",
            "Ada to Lin: OK 2",
            "Lin to Ada: OFFER 1",
            "Ada to Lin: ANSWER 1",
            "Lin to Ada: OK 1"
        ]
    );
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn leaving_does_not_disturb_the_calls_of_others() {
    let (mut world, ada, lin) = World::call_of_two();
    let kim = world.add("Kim");
    world.join(kim);
    world.run(secs(10));
    world.forget();

    world.leave(kim);
    world.run(secs(10));

    assert_eq!(world.told(ada), ["Kim idle", "Kim left"]);
    assert!(world.are_in_call(ada, lin));
}
