//! How loud each person is played, which concerns this side alone.

use crate::support::{World, secs};
use visavis_call::protocol::ClientId;
use visavis_call::{Command, Volume};

#[test]
fn volume_and_mute_are_told_to_nobody_else() {
    let (mut world, ada, lin) = World::call_of_two();

    world.command(ada, volume("lin", 0.3));
    world.command(ada, mute("lin", true));
    world.command(ada, mute("lin", true));
    world.command(ada, mute("lin", false));
    world.run(secs(5));

    assert_eq!(
        world.told(ada),
        ["Lin plays at 0.3", "Lin plays at 0.3, muted", "Lin plays at 0.3"]
    );
    assert_eq!(world.told(lin), [""; 0]);
    assert_eq!(world.messages(), [""; 0]);
}

#[test]
fn they_hold_for_a_person_who_comes_back() {
    let (mut world, ada, lin) = World::call_of_two();
    world.command(ada, mute("lin", true));
    world.crash(lin);
    world.run(secs(30));
    world.forget();

    world.join(lin);
    world.run(secs(10));

    assert_eq!(world.told(ada)[..2], ["Lin joined", "Lin plays at 1, muted"]);
}

#[test]
fn nothing_is_kept_of_strangers() {
    let (mut world, ada, _) = World::call_of_two();

    world.command(ada, mute("nobody", true));

    assert_eq!(world.told(ada), [""; 0]);
}

#[test]
fn a_person_in_the_same_browser_starts_muted_and_may_be_heard() {
    let (mut world, ada, lin) = World::two_tabs();
    world.join_all([ada, lin]);
    world.run(secs(10));
    assert!(world.told(ada).contains(&"Lin plays at 1, muted".to_owned()));

    world.command(ada, mute("lin", false));
    assert_eq!(world.told(ada), ["Lin plays at 1"]);

    world.crash(lin);
    world.run(secs(30));
    world.join(lin);
    world.run(secs(10));
    let told = world.told(ada);
    assert!(told.iter().all(|line| !line.contains("muted")), "{told:?}");
}

fn volume(person: &str, volume: f64) -> Command {
    Command::SetVolume {
        person: ClientId(person.to_owned()),
        volume: Volume::new(volume).unwrap(),
    }
}

fn mute(person: &str, muted: bool) -> Command {
    let person = ClientId(person.to_owned());
    Command::MutePerson { person, muted }
}
