//! How long the steps to the first media took.

use crate::support::{Who, World, millis, secs};
use visavis_call::{Command, Input};

#[test]
fn each_step_is_measured_on_both_sides() {
    let (mut world, ada, lin) = call_without_media();

    for (who, other) in [(ada, lin), (lin, ada)] {
        media_arrives(&mut world, who, other);
    }

    assert_eq!(world.told(ada), ["Lin set up: agreement 10 path 109 media 9787"]);
    assert_eq!(
        world.told(lin),
        ["Ada set up: server 60 agreement 90 path 69 media 9787"]
    );
}

#[test]
fn what_comes_after_the_first_media_is_not_measured() {
    let (mut world, ada, lin) = call_without_media();
    media_arrives(&mut world, ada, lin);
    world.forget();

    media_arrives(&mut world, ada, lin);
    let hangs_up = Command::HangUp(world.client(lin).id.clone());
    world.command(ada, hangs_up);
    world.run(secs(20));
    media_arrives(&mut world, ada, lin);

    assert!(world.told(ada).iter().all(|line| !line.contains("set up")));
}

fn call_without_media() -> (World, Who, Who) {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.join(ada);
    world.run(secs(1));
    world.join(lin);
    world.run(secs(10));
    world.forget();
    world.run(millis(7));
    (world, ada, lin)
}

fn media_arrives(world: &mut World, who: Who, of: Who) {
    let peer = world.client(of).id.clone();
    let connection = world.client(who).connections[&peer].id;
    world.input(who, Input::MediaArrived(peer, connection));
}
