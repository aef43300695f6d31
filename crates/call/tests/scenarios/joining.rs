//! Joining: which side offers, and how often.

use crate::support::{Who, World, millis, secs};
use visavis_call::Transport;

#[test]
fn joining_takes_one_offer_one_answer_and_one_ok() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.join(ada);
    world.run(secs(1));

    world.join(lin);
    world.run(secs(10));

    assert_eq!(
        world.messages(),
        ["Lin to Ada: OFFER 1", "Ada to Lin: ANSWER 1", "Lin to Ada: OK 1"]
    );
    assert!(world.are_in_call(ada, lin));
    assert_eq!(
        world.told(ada),
        [
            "signalling connecting",
            "signalling connected",
            "Lin joined",
            "Lin connecting",
            "Lin sends 1 microphone off, 2 camera off",
            "Lin connected",
        ]
    );
    assert_eq!(
        world.told(lin),
        [
            "signalling connecting",
            "signalling connected",
            "Ada was there",
            "Ada connecting",
            "Ada connected",
            "Ada sends 1 microphone off, 2 camera off",
        ]
    );
}

#[test]
fn two_people_who_join_in_the_same_tick_have_one_session() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));

    world.join(ada);
    world.join(lin);
    world.run(secs(10));

    assert_eq!(
        world.messages(),
        ["Lin to Ada: OFFER 1", "Ada to Lin: ANSWER 1", "Lin to Ada: OK 1"]
    );
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_third_person_joins_without_disturbing_the_existing_link() {
    let mut world = World::new();
    let (ada, lin, kim) = (world.add("Ada"), world.add("Lin"), world.add("Kim"));
    world.join(ada);
    world.join(lin);
    world.run(secs(10));
    world.forget();

    world.join(kim);
    world.run(secs(10));

    let mut messages = world.messages();
    messages.sort();
    assert_eq!(
        messages,
        [
            "Ada to Kim: ANSWER 1",
            "Kim to Ada: OFFER 1",
            "Kim to Ada: OK 1",
            "Kim to Lin: OFFER 1",
            "Kim to Lin: OK 1",
            "Lin to Kim: ANSWER 1",
        ]
    );
    assert_eq!(
        world.told(ada),
        [
            "Kim joined",
            "Kim connecting",
            "Kim sends 1 microphone off, 2 camera off",
            "Kim connected",
        ]
    );
    assert!(world.are_in_call(ada, lin));
    assert!(world.are_in_call(ada, kim));
    assert!(world.are_in_call(lin, kim));
}

#[test]
fn a_reload_during_the_other_persons_offer_ends_in_one_session() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.client(ada).dictated = vec![1];
    world.client(lin).dictated = vec![2];
    world.join(ada);
    world.join(lin);
    world.run(millis(45));
    // Ada has received only the welcome, and reloads while Lin's offer is in flight.
    world.reload(ada);
    world.run(secs(10));

    assert!(world.are_in_call(ada, lin));
}

#[test]
fn equal_tie_breakers_are_drawn_again() {
    let mut world = World::new();
    let (ada, lin) = two_alone_in_one_browser(&mut world);
    world.client(ada).dictated = vec![7, 1];
    world.client(lin).dictated = vec![7, 2];

    world.operations_take = (5, 5);

    world.join_all([ada, lin]);
    world.run(secs(10));

    assert_eq!(
        world.messages(),
        [
            "Ada to Lin: OFFER 1",
            "Lin to Ada: OFFER 1",
            "Lin to Ada: ERROR DOUBLECONFLICT 1",
            "Ada to Lin: ERROR DOUBLECONFLICT 1",
            "Lin to Ada: OFFER 2",
            "Ada to Lin: OFFER 2",
            "Lin to Ada: ERROR CONFLICT 2",
            "Ada to Lin: ANSWER 2",
            "Lin to Ada: OK 2",
        ]
    );
    assert!(world.are_in_call(ada, lin));
}

fn two_alone_in_one_browser(world: &mut World) -> (Who, Who) {
    let ada = world.add("Ada");
    let lin = world.add_tab("Lin", ada);
    world.client(ada).transport = Transport::Tabs;
    world.client(lin).transport = Transport::Tabs;
    (ada, lin)
}
