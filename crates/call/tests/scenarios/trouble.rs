//! The diagnosis of links that do not connect.

use crate::support::{Who, World, secs};
use visavis_call::{Evidence, Input};

#[test]
fn a_link_without_a_path_is_explained_once_until_it_connects() {
    let (mut world, ada, lin) = two_without_a_path();
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
fn the_evidence_about_ice_servers_determines_the_problem() {
    let (mut world, ada, lin) = two_without_a_path();
    let url = || "turn:turn.example".to_owned();
    let configured = Evidence::Configured {
        urls: vec![url()],
        relay_only: true,
    };
    report(&mut world, ada, lin, configured);
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
    report(&mut world, ada, lin, refused);
    assert_eq!(world.told(ada), ["Lin has the problem TurnRefused"]);
    assert_eq!(world.told(lin), ["Ada has the problem NoPath", "Ada troubled"]);
}

#[test]
fn a_third_person_is_not_affected() {
    let (mut world, ada, lin) = two_without_a_path();
    let eve = world.add("Eve");
    world.join(eve);
    world.run(secs(30));

    assert!(world.are_in_call(ada, eve));
    assert!(world.are_in_call(lin, eve));
    assert!(!world.told(eve).iter().any(|line| line.contains("problem")));
}

#[test]
fn after_hanging_up_no_problem_is_reported() {
    let (mut world, ada, lin) = two_without_a_path();
    world.run(secs(5));
    world.leave(lin);
    world.run(secs(60));

    assert!(!world.told(ada).iter().any(|line| line.contains("problem")));
}

/// Returns two clients that have exchanged descriptions but have no media path.
fn two_without_a_path() -> (World, Who, Who) {
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

fn report(world: &mut World, who: Who, peer: Who, evidence: Evidence) {
    let connection = world.connection(who, peer).id;
    let peer = world.client(peer).id.clone();
    world.input(who, Input::Evidence(peer, connection, evidence));
}
