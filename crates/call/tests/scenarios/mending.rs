//! Repair of interrupted media: ICE restarts and replaced connections.

use crate::support::{Who, World, millis, secs};
use visavis_call::quality::{Counters, Measurement};
use visavis_call::{Command, SortedMap};
use visavis_call::{Input, Source, Status};

#[test]
fn a_path_that_recovers_by_itself_is_not_renegotiated() {
    let (mut world, ada, lin) = World::call_of_two();

    world.cut_path(ada, lin);
    world.run(secs(3));
    world.mend_path(ada, lin);
    world.run(secs(30));

    assert_eq!(world.messages(), [""; 0]);
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_path_that_stays_dead_is_repaired_by_an_ice_restart() {
    for outage in [8, 20, 90] {
        let (mut world, ada, lin) = World::call_of_two();
        world.cut_path(ada, lin);
        world.run(secs(outage));

        world.mend_path(ada, lin);
        world.run(secs(16));

        assert!(world.are_in_call(ada, lin), "after {outage} s");
        let messages = world.messages();
        assert!(
            messages.contains(&"Ada to Lin: OFFER 2".to_owned()),
            "{messages:?}"
        );
        let states = |line: &String| ["Lin troubled", "Lin connected"].contains(&line.as_str());
        let told: Vec<_> = world.told(ada).into_iter().filter(states).collect();
        assert_eq!(told.first().unwrap(), "Lin troubled", "after {outage} s");
        assert_eq!(told.last().unwrap(), "Lin connected", "after {outage} s");
    }
}

#[test]
fn if_restarts_do_not_help_the_connection_is_replaced() {
    let (mut world, ada, lin) = World::call_of_two();
    let before = world.connection(ada, lin).serial;

    world.cut_path(ada, lin);
    world.run(secs(60));
    world.mend_path(ada, lin);
    world.run(secs(16));

    assert!(world.are_in_call(ada, lin));
    assert_ne!(world.connection(ada, lin).serial, before);
    assert!(world.messages().iter().all(|line| !line.contains("NOMATCH")));
}

#[test]
fn a_repair_does_not_affect_other_links() {
    let (mut world, ada, lin) = World::call_of_two();
    let kim = world.add("Kim");
    world.join(kim);
    world.run(secs(5));
    let before = (
        world.connection(ada, kim).serial,
        world.connection(lin, kim).serial,
    );
    world.forget();

    world.cut_path(ada, lin);
    world.run(secs(60));

    assert!(world.messages().iter().all(|line| !line.contains("Kim")));
    assert_eq!(world.told(kim), [""; 0]);
    assert_eq!(
        (
            world.connection(ada, kim).serial,
            world.connection(lin, kim).serial
        ),
        before
    );
}

#[test]
fn a_ring_room_call_survives_a_replaced_connection() {
    let mut world = World::new();
    let (ada, lin) = (world.add("Ada"), world.add("Lin"));
    for who in [ada, lin] {
        world.client(who).rings = true;
        world.join(who);
    }
    world.run(secs(1));
    let (ada_id, lin_id) = (world.client(ada).id.clone(), world.client(lin).id.clone());
    world.command(ada, Command::Call(vec![lin_id]));
    world.run(secs(1));
    world.command(lin, Command::Accept(ada_id));
    world.run(secs(1));
    world.forget();

    world.cut_path(ada, lin);
    world.run(secs(60));
    world.mend_path(ada, lin);
    world.run(secs(16));

    assert!(world.are_in_call(ada, lin));
    assert_eq!(world.client(ada).told_of_rings, [""; 0]);
    assert_eq!(world.client(lin).told_of_rings, [""; 0]);
}

#[test]
fn a_network_change_restarts_ice_at_once() {
    let (mut world, ada, lin) = World::call_of_two();

    world.input(ada, Input::NetworkChanged);
    world.run(secs(2));

    assert_eq!(
        world.messages(),
        ["Ada to Lin: OFFER 2", "Lin to Ada: ANSWER 2", "Ada to Lin: OK 2"]
    );
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn frozen_media_on_a_connected_link_is_repaired() {
    let (mut world, ada, lin) = World::call_of_two();
    world.input(lin, Input::Media(Source::Camera, Status::On));
    world.run(secs(1));
    let before = world.connection(ada, lin).serial;
    world.forget();

    // Packets arrive, but no frames are decoded.
    let mut packets = 0;
    for _ in 0..30 {
        packets += 50;
        report_stats(&mut world, ada, lin, packets, 0);
        world.run(secs(1));
    }

    let told = world.told(ada);
    assert!(told.contains(&"Lin troubled".to_owned()), "{told:?}");
    let messages = world.messages();
    assert_eq!(messages[0], "Ada to Lin: OFFER 2", "{messages:?}");
    assert_ne!(world.connection(ada, lin).serial, before, "then a new connection");
}

#[test]
fn a_camera_that_is_off_is_not_frozen() {
    let (mut world, ada, lin) = World::call_of_two();

    for _ in 0..30 {
        report_stats(&mut world, ada, lin, 0, 0);
        world.run(secs(1));
    }

    assert_eq!(world.messages(), [""; 0]);
    assert!(world.told(ada).iter().all(|line| !line.contains("troubled")));
}

#[test]
fn a_person_without_media_and_server_is_gone_15_seconds_after_the_last_packet() {
    let (mut world, ada, lin) = World::call_of_two();
    world.input(lin, Input::Media(Source::Camera, Status::On));
    world.run(secs(1));
    report_stats(&mut world, ada, lin, 50, 20);
    world.run(secs(1));
    report_stats(&mut world, ada, lin, 100, 40);

    world.crash(lin);
    for _ in 0..15 {
        world.run(secs(1));
        report_stats(&mut world, ada, lin, 100, 40);
    }
    world.run(millis(100));

    assert_eq!(world.people_seen_by(ada), [""; 0]);
}

#[test]
fn the_quality_of_a_slow_camera_is_judged_by_what_its_sender_tells() {
    for (captured, quality) in [(Some(10), None), (Some(30), Some("Lin is fair")), (None, None)] {
        let (mut world, ada, lin) = World::call_of_two();
        world.input(lin, Input::Media(Source::Camera, Status::On));
        world.run(secs(1));

        for second in 0..10 {
            if let Some(frames) = captured {
                let measurement = Measurement {
                    // Of the microphone's section nothing is told.
                    frames_captured: [("1".to_owned(), 99), ("2".to_owned(), frames)].into(),
                    ..Measurement::default()
                };
                give_stats(&mut world, lin, ada, measurement);
            }
            world.run(millis(500));
            report_stats(&mut world, ada, lin, second * 50, second * 10);
            world.run(millis(500));
        }

        let told = world.told(ada);
        let said = told.iter().find(|line| line.starts_with("Lin is "));
        assert_eq!(said.map(String::as_str), quality, "of {captured:?}: {told:?}");
    }
}

#[test]
fn a_picture_that_stands_still_by_what_its_sender_tells_is_not_missed() {
    for (captured, is_missed) in [(0, false), (10, true)] {
        let (mut world, ada, lin) = World::call_of_two();
        world.input(lin, Input::Media(Source::Camera, Status::On));
        world.run(secs(1));
        let measurement = Measurement {
            frames_captured: [("2".to_owned(), captured)].into(),
            ..Measurement::default()
        };
        give_stats(&mut world, lin, ada, measurement.clone());
        give_stats(&mut world, lin, ada, measurement);
        world.forget();

        for _ in 0..30 {
            world.run(secs(1));
            report_stats(&mut world, ada, lin, 50, 1);
        }

        let told = world.told(ada);
        assert_eq!(!told.is_empty(), is_missed, "{told:?}");
    }
}

/// Reports the statistics of Lin's camera, as counted by Ada's browser.
fn report_stats(world: &mut World, who: Who, peer: Who, packets: u64, frames: u64) {
    let at = world.now;
    let counters = Counters {
        at,
        packets_received: packets,
        packets_lost: 0,
        bytes_received: packets * 1_000,
        frames_decoded: frames,
        frozen: millis(0),
        jitter: millis(1),
        round_trip: Some(millis(20)),
    };
    let measurement = Measurement {
        tracks: SortedMap::from([("2".to_owned(), counters)]),
        ..Measurement::default()
    };
    give_stats(world, who, peer, measurement);
}

fn give_stats(world: &mut World, who: Who, peer: Who, measurement: Measurement) {
    let at = world.now;
    let peer_id = world.client(peer).id.clone();
    let Some(connection) = world.client(who).connections.get(&peer_id) else {
        return;
    };
    let input = Input::Stats {
        peer: peer_id,
        connection: connection.id,
        at,
        measurement,
    };
    world.input(who, input);
}
