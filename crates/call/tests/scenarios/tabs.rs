//! The tabs of one browser.

use crate::support::{Service, Who, World, secs};
use visavis_call::Input;

#[test]
fn tabs_call_each_other_where_no_server_answers() {
    for service in [Service::Down, Service::Mute] {
        let mut world = World::new();
        world.service = service;
        let ada = world.add("Ada");
        let lin = world.add_tab("Lin", ada);
        world.join(ada);
        world.run(secs(10));

        world.join(lin);
        world.run(secs(10));

        assert_eq!(
            world.told(ada),
            [
                "signalling connecting",
                "signalling tabs-only",
                "Lin joined, in this browser",
                "Lin connecting",
                "Lin sends 1 microphone off, 2 camera off",
                "Lin connected"
            ]
        );
        assert_eq!(
            world.messages(),
            ["Lin to Ada: OFFER 1", "Ada to Lin: ANSWER 1", "Lin to Ada: OK 1"]
        );
    }
}

#[test]
fn two_tabs_that_come_in_at_once_have_one_session() {
    for seed in 0..50 {
        let (mut world, ada, lin) = two_tabs_alone();
        world.client(ada).dictated = vec![seed % 5 + 1];
        world.client(lin).dictated = vec![seed % 3 + 1];
        world.operations_take = (1, 1 + u64::from(seed) % 4);

        world.join_all([ada, lin]);
        world.run(secs(10));

        assert!(world.are_in_call(ada, lin), "seed {seed}");
        let messages = world.messages();
        assert_eq!(
            messages.iter().filter(|line| line.contains("OK")).count(),
            1,
            "{messages:?}"
        );
        assert!(
            messages.iter().all(|line| !line.contains("NOMATCH")),
            "{messages:?}"
        );
    }
}

#[test]
fn a_server_that_appears_changes_nothing_for_two_tabs() {
    let mut world = World::new();
    world.service = Service::Down;
    let ada = world.add("Ada");
    let lin = world.add_tab("Lin", ada);
    world.join_all([ada, lin]);
    world.run(secs(10));
    assert!(world.are_in_call(ada, lin));
    world.forget();

    world.start_server();
    world.run(secs(10));

    assert_eq!(world.messages(), [""; 0]);
    assert_eq!(world.told(ada), ["signalling connected"]);
    assert_eq!(world.told(lin), ["signalling connected"]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn tabs_on_one_server_are_called_through_it_and_known_to_be_in_this_browser() {
    let mut world = World::new();
    let ada = world.add("Ada");
    let lin = world.add_tab("Lin", ada);
    world.join(ada);
    world.run(secs(1));
    world.join(lin);
    world.run(secs(10));

    assert_eq!(world.told(ada)[2], "Lin joined, in this browser");
    assert_eq!(world.messages().len(), 3);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_tab_goes_on_by_the_channel_when_the_server_dies() {
    let mut world = World::new();
    let ada = world.add("Ada");
    let lin = world.add_tab("Lin", ada);
    world.join_all([ada, lin]);
    world.run(secs(10));
    world.kill_server();
    world.run(secs(1));
    world.forget();

    world.change(ada, lin, |connection| connection.want("video"));
    world.run(secs(1));

    assert_eq!(
        world.messages(),
        ["Ada to Lin: OFFER 2", "Lin to Ada: ANSWER 2", "Ada to Lin: OK 2"]
    );
    world.leave(lin);
    world.run(secs(1));
    assert_eq!(world.people_seen_by(ada), [""; 0]);
}

#[test]
fn a_tab_that_crashed_is_gone_when_its_media_is_dead() {
    let (mut world, ada, lin) = two_tabs_alone();
    world.join_all([ada, lin]);
    world.run(secs(10));
    world.forget();

    world.crash(lin);
    world.run(secs(22));

    assert_eq!(world.told(ada), ["Lin troubled", "Lin idle", "Lin gone"]);
}

#[test]
fn a_tab_whose_media_is_dead_but_that_is_there_is_called_afresh() {
    let (mut world, ada, lin) = two_tabs_alone();
    world.join_all([ada, lin]);
    world.run(secs(10));
    world.cut_path(ada, lin);
    world.run(secs(20));
    world.forget();

    world.mend_path(ada, lin);
    world.cut_path(ada, lin);
    world.run(secs(2));
    world.mend_path(ada, lin);
    world.run(secs(10));

    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_rename_reaches_the_tabs_without_a_server() {
    let (mut world, ada, lin) = two_tabs_alone();
    world.join_all([ada, lin]);
    world.run(secs(10));
    world.forget();

    world.input(lin, Input::Rename("Linda".into()));
    world.run(secs(1));

    assert_eq!(world.told(ada), ["Lin is called Linda"]);
}

fn two_tabs_alone() -> (World, Who, Who) {
    let mut world = World::new();
    let ada = world.add("Ada");
    let lin = world.add_tab("Lin", ada);
    world.client(ada).has_server = false;
    world.client(lin).has_server = false;
    (world, ada, lin)
}
