//! Media state, chat and signals: what each side reports to the others.

use crate::support::{Who, World, millis, secs};
use visavis_call::{Command, Input, LONGEST_CHAT, Source, Status};

#[test]
fn the_media_state_before_the_call_is_reported_in_full_on_connect() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.join(ada);
    switch(&mut world, ada, Source::Microphone, Status::On);
    switch(&mut world, ada, Source::Camera, Status::Pending);
    world.run(secs(1));

    world.join(lin);
    world.run(secs(10));

    assert_eq!(
        reports(&mut world, lin),
        ["Ada sends 1 microphone on, 2 camera pending"]
    );
    assert_eq!(
        reports(&mut world, ada),
        ["Lin sends 1 microphone off, 2 camera off"]
    );
}

#[test]
fn every_change_is_reported_in_full_to_everyone() {
    let (mut world, ada, lin) = World::call_of_two();
    let kim = world.add("Kim");
    world.join(kim);
    world.run(secs(10));
    world.forget();

    switch(&mut world, ada, Source::Camera, Status::On);
    world.run(secs(1));
    switch(&mut world, ada, Source::Microphone, Status::Denied);
    world.run(secs(1));

    let changes = [
        "Ada sends 1 microphone off, 2 camera on",
        "Ada sends 1 microphone denied, 2 camera on",
    ];
    assert_eq!(world.told(lin), changes);
    assert_eq!(world.told(kim), changes);
}

#[test]
fn an_unnoticeable_change_is_not_reported() {
    let (mut world, ada, lin) = World::call_of_two();

    switch(&mut world, ada, Source::Camera, Status::Off);
    switch(&mut world, ada, Source::Screen, Status::Denied);
    world.run(secs(10));

    assert_eq!(world.told(lin), [""; 0]);
}

#[test]
fn the_camera_is_off_for_a_person_in_audio_only_mode() {
    let (mut world, ada, lin) = World::call_of_two();
    let kim = world.add("Kim");
    world.join(kim);
    world.run(secs(10));
    switch(&mut world, ada, Source::Camera, Status::On);
    world.run(secs(1));
    world.forget();

    world.command(lin, Command::SoundOnly(true));
    world.run(secs(1));
    assert_eq!(
        world.told(lin),
        ["I wants sound alone", "Ada sends 1 microphone off, 2 camera off"]
    );
    assert_eq!(world.told(ada), ["Lin wants sound alone"]);
    assert_eq!(
        world.told(kim),
        ["Lin wants sound alone"],
        "so Kim sends Lin no video"
    );

    world.command(lin, Command::SoundOnly(false));
    world.run(secs(1));
    assert_eq!(
        world.told(lin).last().unwrap(),
        "Ada sends 1 microphone off, 2 camera on"
    );
}

#[test]
fn a_newcomer_learns_who_is_in_audio_only_mode() {
    let (mut world, ada, lin) = World::call_of_two();
    world.command(lin, Command::SoundOnly(true));
    let kim = world.add("Kim");
    switch(&mut world, kim, Source::Camera, Status::On);

    world.join(kim);
    world.run(secs(10));

    let told = world.told(kim);
    assert!(told.contains(&"Lin wants sound alone".to_owned()), "{told:?}");
    assert!(
        reports(&mut world, lin).contains(&"Kim sends 1 microphone off, 2 camera off".to_owned()),
        "while {ada:?} gets video"
    );
}

#[test]
fn a_screen_is_reported_once_it_has_a_media_section() {
    let (mut world, ada, lin) = World::call_of_two();
    switch(&mut world, ada, Source::Screen, Status::On);
    switch(&mut world, ada, Source::ScreenAudio, Status::Pending);

    world.change(ada, lin, |connection| {
        connection.want("video");
        connection.want("audio");
    });
    world.run(secs(1));

    assert_eq!(
        reports(&mut world, lin).last().unwrap(),
        "Ada sends 1 microphone off, 2 camera off, 3 screen on, 4 screenAudio pending"
    );
    assert_eq!(
        reports(&mut world, ada).last().unwrap(),
        "Lin sends 1 microphone off, 2 camera off, 3 screen off, 4 screenAudio off"
    );
}

#[test]
fn changes_during_a_broken_socket_are_reported_once_with_the_last_state() {
    let (mut world, ada, lin) = World::call_of_two();
    world.cut_path(ada, lin);
    world.run(secs(7));
    world.cut_socket(ada);
    world.run(millis(10));

    switch(&mut world, ada, Source::Camera, Status::On);
    switch(&mut world, ada, Source::Microphone, Status::On);
    world.run(secs(5));

    assert_eq!(
        reports(&mut world, lin),
        ["Ada sends 1 microphone on, 2 camera on"]
    );
}

#[test]
fn a_new_session_starts_with_the_state_of_all_tracks() {
    let (mut world, ada, lin) = World::call_of_two();

    world.reload(lin);
    world.run(secs(10));

    assert_eq!(
        reports(&mut world, lin),
        ["Ada sends 1 microphone off, 2 camera off"]
    );
    assert_eq!(
        reports(&mut world, ada),
        ["Lin sends 1 microphone off, 2 camera off"]
    );
}

fn switch(world: &mut World, who: Who, source: Source, status: Status) {
    world.input(who, Input::Media(source, status));
}

fn reports(world: &mut World, who: Who) -> Vec<String> {
    let mut told = world.told(who);
    told.retain(|line| line.contains(" sends "));
    told
}

#[test]
fn chat_reaches_everyone_once_and_in_order() {
    let (mut world, ada, lin) = World::call_of_two();

    world.command(ada, Command::SendMessage("  Hello,\nLin ".into()));
    world.command(ada, Command::SendMessage("\t".into()));
    world.cut_socket(lin);
    world.command(ada, Command::SendMessage("x".repeat(LONGEST_CHAT + 1)));
    world.run(secs(5));

    let long = "x".repeat(LONGEST_CHAT);
    let written = |told: Vec<String>| {
        told.into_iter()
            .filter(|line| line.contains("wrote"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        written(world.told(ada)),
        ["I wrote Hello,\nLin", &format!("I wrote {long}")]
    );
    assert_eq!(
        written(world.told(lin)),
        ["Ada wrote Hello,\nLin", &format!("Ada wrote {long}")]
    );
}

#[test]
fn a_newcomer_sees_a_raised_hand() {
    let (mut world, ada, lin) = World::call_of_two();
    world.command(ada, Command::RaiseHand(true));
    world.command(ada, Command::RaiseHand(true));
    world.run(secs(5));
    world.command(lin, Command::React("👍".into()));
    world.run(secs(5));

    let kim = world.add("Kim");
    world.join(kim);
    world.run(secs(5));
    world.command(ada, Command::RaiseHand(false));
    world.run(secs(5));

    let signalled = |told: Vec<String>| {
        told.into_iter()
            .filter(|line| line.contains("hand") || line.contains("signalled"))
            .collect::<Vec<_>>()
    };
    let seen = ["Ada raised a hand", "Ada lowered the hand"];
    assert_eq!(signalled(world.told(kim)), seen);
    assert_eq!(signalled(world.told(lin)), [seen[0], "I signalled 👍", seen[1]]);
    assert_eq!(
        signalled(world.told(ada)),
        ["I raised a hand", "Lin signalled 👍", "I lowered the hand"]
    );
}
