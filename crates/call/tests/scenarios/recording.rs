//! Recordings: everyone who can be reached knows of one before it begins, and when it is over.

use crate::support::{Eve, Service, Who, World, millis, secs};
use visavis_call::{Body, Command, RecordingState};

#[test]
fn a_recording_begins_when_everyone_has_acknowledged_it() {
    let (mut world, ada, lin) = World::call_of_two();
    let kim = world.add("Kim");
    world.join(kim);
    world.run(secs(10));
    world.forget();
    // So that the messages to him take as long as their repetition.
    world.freeze_socket(kim);
    world.cut_path(ada, kim);
    world.run(millis(100));

    record(&mut world, ada, RecordingState::Recording);
    world.run(secs(1));
    assert_eq!(recordings(&mut world, lin), ["Ada is recording for 0 s"]);
    assert_eq!(recordings(&mut world, ada), [""; 0], "before Kim knows");

    world.mend_path(ada, kim);
    world.run(secs(4));
    assert_eq!(recordings(&mut world, kim), ["Ada is recording for 0 s"]);
    assert_eq!(recordings(&mut world, ada).len(), 1);
}

#[test]
fn a_recording_begins_within_moments_and_its_end_is_told_at_once() {
    let (mut world, ada, lin) = World::call_of_two();

    record(&mut world, ada, RecordingState::Recording);
    // Less than an acknowledgement may wait otherwise.
    world.run(millis(400));
    assert_eq!(recordings(&mut world, ada), ["I is recording for 0 s"]);

    world.run(secs(5));
    record(&mut world, ada, RecordingState::Off);
    assert_eq!(recordings(&mut world, ada).last().unwrap(), "I is off for 0 s");
    world.run(secs(1));
    let told = ["Ada is recording for 0 s", "Ada is off for 0 s"];
    assert_eq!(recordings(&mut world, lin), told);
}

#[test]
fn nobody_waits_for_ever_for_a_person_who_cannot_be_reached() {
    let (mut world, ada, lin) = World::call_of_two();
    world.crash(lin);

    record(&mut world, ada, RecordingState::Recording);
    world.run(secs(5));
    assert_eq!(recordings(&mut world, ada), [""; 0]);
    world.run(secs(2));
    assert_eq!(recordings(&mut world, ada), ["I is recording for 6 s"]);
}

#[test]
fn a_person_alone_waits_for_nobody_and_late_comers_are_told_at_once() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    world.join(ada);
    world.run(secs(1));

    record(&mut world, ada, RecordingState::Recording);
    assert_eq!(recordings(&mut world, ada), ["I is recording for 0 s"]);
    world.run(secs(30));
    world.join(lin);
    world.run(secs(10));

    let told = world.told(lin);
    let at = |what: &str| told.iter().position(|line| line.starts_with(what)).unwrap();
    assert!(at("Ada is recording") < at("Ada sends"), "before anything else");
    let told = &told[at("Ada is recording")];
    let seconds: u64 = told
        .strip_prefix("Ada is recording for ")
        .and_then(|rest| rest.strip_suffix(" s")?.parse().ok())
        .unwrap();
    assert!((30..35).contains(&seconds), "{told}");
}

#[test]
fn a_person_who_returns_is_told_again() {
    let (mut world, ada, lin) = World::call_of_two();
    record(&mut world, ada, RecordingState::Tapping);
    world.run(secs(1));
    world.forget();

    world.reload(lin);
    world.run(secs(10));

    let told = recordings(&mut world, lin);
    assert!(
        told.iter().all(|line| line.starts_with("Ada is tapping")),
        "{told:?}"
    );
    assert_eq!(told.len(), 1);
    assert_eq!(recordings(&mut world, ada), [""; 0]);
}

#[test]
fn nothing_is_recorded_by_a_person_who_has_reloaded() {
    let (mut world, ada, lin) = World::call_of_two();
    record(&mut world, ada, RecordingState::Recording);
    world.run(secs(1));
    world.forget();

    world.reload(ada);
    world.run(secs(20));

    assert_eq!(recordings(&mut world, lin), ["Ada is off for 0 s"]);
}

#[test]
fn a_recording_ends_with_the_call_of_whoever_leaves_or_crashes() {
    for crashes in [false, true] {
        let (mut world, ada, lin) = World::call_of_two();
        record(&mut world, ada, RecordingState::Recording);
        world.run(secs(1));
        world.forget();

        if crashes {
            world.crash(ada);
        } else {
            world.leave(ada);
        }
        world.run(secs(60));
        // `PersonLeft` says it all.
        assert_eq!(recordings(&mut world, lin), [""; 0]);
        assert_eq!(world.people_seen_by(lin), [""; 0]);

        world.join(ada);
        world.run(secs(10));
        assert!(world.are_in_call(ada, lin));
        assert_eq!(recordings(&mut world, lin), [""; 0]);
    }
}

#[test]
fn a_recording_outlives_a_replaced_connection_and_its_end_is_told_after_it() {
    for ends in [false, true] {
        let (mut world, ada, lin) = World::call_of_two();
        record(&mut world, ada, RecordingState::Recording);
        world.run(secs(1));
        world.forget();
        let before = world.connections_made;

        world.cut_path(ada, lin);
        world.run(secs(60));
        if ends {
            world.freeze_socket(ada);
            record(&mut world, ada, RecordingState::Off);
        }
        world.mend_path(ada, lin);
        world.run(secs(60));

        assert!(world.connections_made > before, "another connection");
        assert!(world.are_in_call(ada, lin));
        let told: &[&str] = if ends { &["Ada is off for 0 s"] } else { &[] };
        assert_eq!(recordings(&mut world, lin), told);
    }
}

#[test]
fn two_people_record_at_once() {
    let (mut world, ada, lin) = World::call_of_two();

    record(&mut world, ada, RecordingState::Recording);
    record(&mut world, lin, RecordingState::Recording);
    world.run(secs(1));

    for (who, other) in [(ada, "Lin"), (lin, "Ada")] {
        let mut told = recordings(&mut world, who);
        told.sort();
        let mut expected = [other, "I"].map(|name| format!("{name} is recording for 0 s"));
        expected.sort();
        assert_eq!(told, expected);
    }

    record(&mut world, ada, RecordingState::Off);
    world.run(secs(1));
    assert_eq!(recordings(&mut world, lin), ["Ada is off for 0 s"]);
    assert_eq!(recordings(&mut world, ada), ["I is off for 0 s"]);
}

#[test]
fn a_person_who_could_not_be_reached_is_told_when_they_can() {
    let (mut world, ada, lin) = World::call_of_two();
    world.freeze_socket(lin);
    world.cut_path(ada, lin);
    world.run(millis(100));

    record(&mut world, ada, RecordingState::Recording);
    world.run(secs(7));
    assert_eq!(recordings(&mut world, ada), ["I is recording for 6 s"]);
    assert_eq!(recordings(&mut world, lin), [""; 0]);

    world.mend_path(ada, lin);
    world.run(secs(60));
    let told = recordings(&mut world, lin);
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("Ada is recording"), "{told:?}");
    assert_eq!(recordings(&mut world, ada), [""; 0], "it has begun already");
}

#[test]
fn of_hasty_changes_the_last_one_counts() {
    let (mut world, ada, lin) = World::call_of_two();

    for _ in 0..50 {
        record(&mut world, ada, RecordingState::Tapping);
        record(&mut world, ada, RecordingState::Off);
    }
    record(&mut world, ada, RecordingState::Recording);
    world.run(secs(30));

    let told = recordings(&mut world, lin);
    assert!(told.len() < 5, "{told:?}");
    assert!(told.last().unwrap().starts_with("Ada is recording"), "{told:?}");
    assert!(
        recordings(&mut world, ada)
            .last()
            .unwrap()
            .starts_with("I is recording")
    );
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn more_is_acknowledged_anew_and_less_is_told_at_once() {
    let (mut world, ada, lin) = World::call_of_two();
    for state in [RecordingState::Tapping, RecordingState::Recording] {
        record(&mut world, ada, state);
        assert!(!recordings(&mut world, ada).contains(&format!("I is {} for 0 s", state.name())));
        world.run(secs(1));
    }
    record(&mut world, ada, RecordingState::Tapping);
    assert_eq!(
        recordings(&mut world, ada).last().unwrap(),
        "I is tapping for 0 s"
    );
    world.run(secs(1));

    let states = ["tapping", "recording", "tapping"].map(|state| format!("Ada is {state} for 0 s"));
    assert_eq!(recordings(&mut world, lin), states);
}

#[test]
fn tabs_without_a_server_know_of_a_recording() {
    let mut world = World::new();
    world.service = Service::Down;
    let ada = world.add("Ada");
    let lin = world.add_tab("Lin", ada);
    world.join(ada);
    world.join(lin);
    world.run(secs(10));

    record(&mut world, ada, RecordingState::Recording);
    world.run(secs(1));

    assert_eq!(recordings(&mut world, ada), ["I is recording for 0 s"]);
    assert_eq!(recordings(&mut world, lin), ["Ada is recording for 0 s"]);
}

#[test]
fn in_a_ring_room_those_in_the_call_know_of_a_recording() {
    let (mut world, [ada, lin, kim]) = World::ring_room();
    world.call(ada, lin);
    world.accept(lin, ada);

    record(&mut world, ada, RecordingState::Recording);
    world.run(secs(1));
    assert_eq!(recordings(&mut world, ada), ["I is recording for 0 s"]);
    assert_eq!(recordings(&mut world, lin), ["Ada is recording for 0 s"]);
    assert_eq!(recordings(&mut world, kim), [""; 0]);

    world.hang_up(ada, lin);
    world.run(secs(1));
    assert_eq!(recordings(&mut world, lin).last().unwrap(), "Ada is off for 0 s");
    world.call(kim, ada);
    world.accept(ada, kim);
    world.run(secs(1));
    assert_eq!(recordings(&mut world, kim).len(), 1, "it goes on");
}

#[test]
fn a_flood_of_recordings_is_delayed_and_not_acknowledged() {
    let (mut world, ada, lin) = World::call_of_two();
    let mut eve = Eve::join(&mut world, ada, "eve");

    for count in 0..2_001 {
        let state = if count % 2 == 0 {
            RecordingState::Recording
        } else {
            RecordingState::Off
        };
        eve.say(
            &mut world,
            Body::Recording {
                state,
                seconds: count,
            },
        );
    }
    world.run(secs(10));
    world.command(lin, Command::SendMessage("I am still here.".into()));
    world.run(secs(1));

    let told = world.told(ada);
    let changes = told.iter().filter(|line| line.starts_with("Eve is ")).count();
    assert!((6..15).contains(&changes), "{told:?}");
    assert!(told.contains(&"Lin wrote I am still here.".to_owned()));
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn an_absurd_age_of_a_recording_is_not_believed() {
    let (mut world, ada, _) = World::call_of_two();
    let mut eve = Eve::join(&mut world, ada, "eve");

    let state = RecordingState::Recording;
    for seconds in [u32::MAX, 0, 7] {
        eve.say(&mut world, Body::Recording { state, seconds });
    }

    let told = world.told(ada);
    assert!(
        told.contains(&"Eve is recording for 86400 s".to_owned()),
        "{told:?}"
    );
    let changes = told.iter().filter(|line| line.starts_with("Eve is ")).count();
    assert_eq!(changes, 1, "the state is the same");
}

#[test]
fn whoever_acknowledges_nothing_delays_a_recording_for_a_moment_alone() {
    let (mut world, ada, lin) = World::call_of_two();
    // It goes on sending its pictures.
    let client = world.client(lin);
    (client.call, client.due) = (None, None);

    world.command(ada, Command::Record(RecordingState::Recording));
    world.run(secs(5));
    assert!(
        !world
            .told(ada)
            .iter()
            .any(|line| line.starts_with("I is recording"))
    );
    world.run(secs(2));
    assert!(world.told(ada).contains(&"I is recording for 6 s".to_owned()));
}

fn record(world: &mut World, who: Who, state: RecordingState) {
    world.command(who, Command::Record(state));
}

fn recordings(world: &mut World, who: Who) -> Vec<String> {
    let is_one = |line: &String| {
        ["recording", "tapping", "off"]
            .iter()
            .any(|state| line.contains(&format!(" is {state} for ")))
    };
    world.told(who).into_iter().filter(is_one).collect()
}
