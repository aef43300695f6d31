//! Links that do not connect, and what is said of them.

use crate::support::{Who, World, secs};
use visavis_call::{Evidence, Input};

#[test]
fn a_link_without_a_way_is_explained_once_and_until_there_is_one() {
    let (mut world, ada, lin) = two_without_a_way();
    world.run(secs(14));
    assert_eq!(world.told(ada), [""; 0]);

    let of_trouble =
        |told: Vec<String>| -> Vec<_> { told.into_iter().filter(|line| !line.contains("sends")).collect() };
    world.run(secs(30));
    assert_eq!(
        of_trouble(world.told(ada)),
        ["Lin has the problem NoPath", "Lin troubled"]
    );

    world.mend_path(ada, lin);
    world.run(secs(16));
    assert_eq!(
        of_trouble(world.told(ada)),
        ["Lin connected", "Lin has no problem any more"]
    );
}

#[test]
fn what_the_browser_told_of_its_servers_is_the_reason() {
    let (mut world, ada, lin) = two_without_a_way();
    let url = || "turn:turn.example".to_owned();
    let configured = Evidence::Configured {
        urls: vec![url()],
        relay_only: true,
    };
    tell(&mut world, ada, lin, configured);
    world.run(secs(20));
    assert_eq!(
        world.told(ada),
        ["Lin has the problem TurnUnreachable", "Lin troubled"]
    );

    let refused = Evidence::CandidateFailed {
        url: url(),
        code: 401,
        text: "Unauthorized".to_owned(),
    };
    tell(&mut world, ada, lin, refused);
    assert_eq!(world.told(ada), ["Lin has the problem TurnRefused"]);
    assert_eq!(world.told(lin), ["Ada has the problem NoPath", "Ada troubled"]);
}

#[test]
fn a_third_person_is_no_part_of_it() {
    let (mut world, ada, lin) = two_without_a_way();
    let eve = world.add("Eve");
    world.join(eve);
    world.run(secs(30));

    assert!(world.are_in_call(ada, eve));
    assert!(world.are_in_call(lin, eve));
    assert!(!world.told(eve).iter().any(|line| line.contains("problem")));
}

#[test]
fn whoever_hangs_up_hears_no_more_of_it() {
    let (mut world, ada, lin) = two_without_a_way();
    world.run(secs(5));
    world.leave(lin);
    world.run(secs(60));

    assert!(!world.told(ada).iter().any(|line| line.contains("problem")));
}

/// They have exchanged descriptions, and no packet comes through.
fn two_without_a_way() -> (World, Who, Who) {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.cut_path(ada, lin);
    world.join(ada);
    world.run(secs(1));
    world.join(lin);
    world.run(secs(1));
    world.forget();
    (world, ada, lin)
}

fn tell(world: &mut World, who: Who, of: Who, evidence: Evidence) {
    let connection = world.connection(who, of).id;
    let peer = world.client(of).id.clone();
    world.input(who, Input::Evidence(peer, connection, evidence));
}
