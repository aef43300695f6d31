//! Tabs that crash, reload or seem to.

use crate::support::{World, millis, secs};
use visavis_call::{Input, Transport};

#[test]
fn without_locks_a_crashed_tab_is_gone_when_its_media_is_dead() {
    let (mut world, ada, lin) = World::two_tabs();
    world.has_locks = false;
    world.join_all([ada, lin]);
    world.run(secs(10));
    world.forget();

    world.crash(lin);
    world.run(secs(22));

    assert_eq!(world.told(ada), ["Lin troubled", "Lin idle", "Lin gone"]);
}

#[test]
fn a_crashed_tab_is_gone_when_its_lock_is_freed() {
    let (mut world, ada, lin) = World::two_tabs_in_call();
    world.forget();

    world.crash(lin);
    world.run(millis(3_100));

    assert_eq!(world.told(ada), ["Lin idle", "Lin gone"]);
    assert!(world.are_apart(ada, lin));
}

#[test]
fn a_crashed_tab_is_gone_although_the_server_still_waits_for_it() {
    let mut world = World::new();
    let ada = world.add("Ada");
    let lin = world.add_tab("Lin", ada);
    world.join_all([ada, lin]);
    world.run(secs(10));
    world.forget();

    world.crash(lin);
    world.run(millis(3_100));

    assert_eq!(world.told(ada), ["Lin away", "Lin idle", "Lin gone"]);
    world.run(secs(70));
    assert_eq!(world.told(ada), [""; 0], "gone only once");
}

#[test]
fn a_tab_that_reloads_without_a_goodbye_stays_in_the_room() {
    let (mut world, ada, lin) = World::two_tabs_in_call();
    world.forget();

    world.crash(lin);
    world.run(secs(2));
    world.join(lin);
    world.run(secs(10));

    let told = world.told(ada);
    assert!(
        told.iter()
            .all(|line| !line.contains("gone") && !line.contains("joined")),
        "{told:?}"
    );
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_spuriously_freed_lock_does_not_end_a_call() {
    for transport in [Transport::Server, Transport::Tabs] {
        let mut world = World::new();
        let ada = world.add("Ada");
        let lin = world.add_tab("Lin", ada);
        world.client(ada).transport = transport;
        world.client(lin).transport = transport;
        world.join_all([ada, lin]);
        world.run(secs(10));
        world.forget();

        let id = world.client(lin).id.clone();
        world.input(ada, Input::TabGone(id));
        world.run(secs(30));

        assert_eq!(world.told(ada), [""; 0]);
        assert!(world.are_in_call(ada, lin));
    }
}

#[test]
fn the_crash_of_a_third_tab_does_not_disturb_the_others() {
    let (mut world, ada, lin) = World::two_tabs();
    let eve = world.add_tab("Eve", ada);
    world.client(eve).transport = Transport::Tabs;
    world.join_all([ada, lin, eve]);
    world.run(secs(15));
    for (one, other) in [(ada, lin), (ada, eve), (lin, eve)] {
        assert!(world.are_in_call(one, other));
    }
    world.forget();

    world.crash(eve);
    world.run(secs(30));

    assert_eq!(world.told(ada), ["Eve idle", "Eve gone"]);
    assert_eq!(world.told(lin), ["Eve idle", "Eve gone"]);
    assert_eq!(world.messages(), [""; 0]);
    assert!(world.are_in_call(ada, lin));
}
