//! Calls between tabs of one browser, with and without a server.

use crate::support::{Random, Service, World, millis, secs};
use visavis_call::Command;

#[test]
fn tabs_call_each_other_without_a_server() {
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
                "Lin plays at 1, muted",
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
fn two_tabs_that_join_simultaneously_have_one_session() {
    for seed in 0..50 {
        let (mut world, ada, lin) = World::two_tabs();
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
fn a_server_that_appears_does_not_disturb_a_call_of_two_tabs() {
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
fn a_server_that_appears_carries_the_negotiation_and_admits_a_third_person() {
    let (mut world, ada, lin) = World::two_tabs_with_dead_server();
    world.start_server();
    world.run(secs(15));
    // The tabs no longer share a bus.
    world.client(lin).machine = 99;
    world.forget();

    world.change(ada, lin, |connection| connection.want("video"));
    world.run(secs(1));

    assert_eq!(
        world.messages(),
        ["Ada to Lin: OFFER 2", "Lin to Ada: ANSWER 2", "Ada to Lin: OK 2"]
    );
    let eve = world.add("Eve");
    world.join(eve);
    world.run(secs(10));
    for (one, other) in [(ada, lin), (ada, eve), (lin, eve)] {
        assert!(world.are_in_call(one, other));
    }
    assert!(
        world
            .messages()
            .iter()
            .all(|line| line.starts_with("Eve") || line.contains("to Eve"))
    );
}

#[test]
fn a_server_that_one_tab_reaches_first_does_not_disturb_the_call() {
    let (mut world, ada, lin) = World::two_tabs_with_dead_server();
    world.bar(lin);
    world.start_server();
    world.run(secs(15));
    assert_eq!(world.told(ada), ["signalling connected"]);
    assert_eq!(world.told(lin), [""; 0]);

    // Only one has the server, so they use the data channel.
    world.change(ada, lin, |connection| connection.want("video"));
    world.run(secs(1));
    world.change(lin, ada, |connection| connection.want("audio"));
    world.run(secs(1));
    assert_eq!(
        world.messages(),
        [
            "Ada to Lin: OFFER 2",
            "Lin to Ada: ANSWER 2",
            "Ada to Lin: OK 2",
            "Lin to Ada: OFFER 3",
            "Ada to Lin: ANSWER 3",
            "Lin to Ada: OK 3"
        ]
    );

    world.forget();
    world.unbar(lin);
    world.run(secs(15));

    assert_eq!(world.told(ada), [""; 0]);
    assert_eq!(world.told(lin), ["signalling connected"]);
    assert_eq!(world.messages(), [""; 0]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn the_tabs_keep_the_call_when_a_server_appears_and_disappears() {
    let (mut world, ada, lin) = World::two_tabs_with_dead_server();
    world.start_server();
    world.run(secs(15));
    world.kill_server();
    world.run(secs(90));
    assert_eq!(world.messages(), [""; 0]);
    assert_eq!(
        world.told(ada),
        ["signalling connected", "signalling reconnecting"]
    );

    world.change(ada, lin, |connection| connection.want("video"));
    world.run(secs(1));

    assert_eq!(
        world.messages(),
        ["Ada to Lin: OFFER 2", "Lin to Ada: ANSWER 2", "Ada to Lin: OK 2"]
    );
    let eve = world.add_tab("Eve", ada);
    world.join(eve);
    world.run(secs(10));
    for (one, other) in [(ada, lin), (ada, eve), (lin, eve)] {
        assert!(world.are_in_call(one, other));
    }
}

#[test]
fn a_flapping_server_during_exchanges_never_causes_duplicates() {
    for seed in 0..40 {
        let (mut world, ada, lin) = World::two_tabs_with_dead_server();
        world.random = Random::new(seed);
        world.network.spread = millis(300);
        for round in 0..6 {
            match round % 2 {
                0 => world.start_server(),
                _ => world.kill_server(),
            }
            world.change(ada, lin, |connection| connection.want("video"));
            world.run(millis(100 + 37 * seed));
            world.change(lin, ada, |connection| connection.want("audio"));
            world.run(millis(700));
        }
        world.start_server();
        world.run(secs(30));

        // The world itself asserts that no message is received twice.
        assert!(world.are_in_call(ada, lin), "seed {seed}");
        let messages = world.messages();
        assert!(
            messages.iter().all(|line| !line.ends_with("OFFER 1")),
            "seed {seed}: another session: {messages:?}"
        );
    }
}

#[test]
fn tabs_with_a_server_use_it_and_are_marked_as_the_same_browser() {
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
fn tabs_continue_over_the_data_channel_when_the_server_dies() {
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
fn a_tab_with_dead_media_that_is_still_there_is_called_again() {
    let (mut world, ada, lin) = World::two_tabs_in_call();
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
    let (mut world, ada, lin) = World::two_tabs_in_call();
    world.forget();

    world.command(lin, Command::Rename("Linda".into()));
    world.run(secs(1));

    assert_eq!(world.told(ada), ["Lin is called Linda"]);
}
