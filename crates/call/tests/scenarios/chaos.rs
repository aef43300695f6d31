//! Randomised scenarios: seeded sequences of events, after which every call must settle.

use crate::support::{Network, Who, World, millis, secs};
use visavis_call::{Command, Input, RecordingState, Ring};

#[test]
fn after_any_events_everyone_is_in_a_call_with_everyone() {
    for seed in 0..150 {
        let mut world = World::with(Network::rough(), seed);
        let [ada, lin, kim, max] = ["Ada", "Lin", "Kim", "Max"].map(|name| world.add(name));
        // Zoe and Max share a browser, so the two do not need the server.
        let zoe = world.add_tab("Zoe", max);

        run_events(&mut world, [ada, lin, kim, max, zoe], random_event);
        world.calm_down();
        if !world.has_server() {
            world.start_server();
        }
        // A client behind a half-open socket is away after 15 s, and gone 60 s later.
        world.run(secs(80));

        check_calls(&mut world, [ada, lin, kim, max, zoe], seed);
        check_silence(&mut world, seed);
        check_farewell(&mut world, [ada, lin, kim, max, zoe], seed);
    }
}

#[test]
fn after_any_events_in_one_browser_all_tabs_are_in_a_call() {
    for seed in 0..60 {
        let mut world = World::with(Network::rough(), seed);
        world.kill_server();
        let ada = world.add("Ada");
        let [lin, kim] = ["Lin", "Kim"].map(|name| world.add_tab(name, ada));

        run_events(&mut world, [ada, lin, kim], random_tab_event);
        world.calm_down();
        world.run(secs(40));

        check_calls(&mut world, [ada, lin, kim], seed);
        check_silence(&mut world, seed);
        check_farewell(&mut world, [ada, lin, kim], seed);
    }
}

#[test]
fn after_any_events_every_call_in_a_ring_room_has_an_outcome() {
    for seed in 0..90 {
        let mut world = World::with(Network::rough(), seed);
        let people = ["Ada", "Lin", "Kim", "Max"].map(|name| world.add(name));
        for who in people {
            world.client(who).rings = true;
            world.join(who);
        }

        for _ in 0..2 {
            run_events(&mut world, people, random_ring_event);
        }
        world.calm_down();
        if !world.has_server() {
            world.start_server();
        }
        world.run(secs(80));

        check_rings(&mut world, people, seed);
        check_silence(&mut world, seed);
        check_farewell(&mut world, people, seed);
    }
}

fn run_events<const N: usize>(world: &mut World, people: [Who; N], event: fn(&mut World, Who, Who)) {
    for _ in 0..30 {
        let pause = millis(world.random.below(4_000));
        world.run(pause);
        let [who, other] = [(); 2].map(|()| people[world.random.below(N as u64) as usize]);
        event(world, who, other);
    }
}

fn random_event(world: &mut World, who: Who, other: Who) {
    match world.random.below(10) {
        0..5 => random_tab_event(world, who, other),
        5..7 => world.cut_socket(who),
        7 => world.freeze_socket(who),
        8 if world.has_server() => world.kill_server(),
        _ if !world.has_server() => world.start_server(),
        _ => {}
    }
}

fn random_tab_event(world: &mut World, who: Who, other: Who) {
    let is_inside = world.client(who).call.is_some();
    match world.random.below(14) {
        0..6 if !is_inside => world.join(who),
        0 => world.leave(who),
        1 => world.reload(who),
        2 => world.crash(who),
        3 => world.client(who).fails.push("make"),
        4 => world.client(who).fails.push("take"),
        5 => world.client(who).fails.push("answer"),
        6..9 if world.has_connection(who, other) => {
            world.change(who, other, |connection| connection.want("video"));
        }
        9 if world.has_connection(who, other) => {
            world.change(who, other, |connection| connection.restart_ice());
        }
        9 => world.input(who, Input::NetworkChanged),
        10 => world.cut_path(who, other),
        11 => world.mend_path(who, other),
        12..14 => {
            let state = RecordingState::ALL[world.random.below(3) as usize];
            world.command(who, Command::Record(state));
        }
        _ => {}
    }
}

fn random_ring_event(world: &mut World, who: Who, other: Who) {
    let peer = world.client(other).id.clone();
    match world.random.below(16) {
        0..4 => world.command(who, Command::Call(vec![peer])),
        4..8 => world.command(who, Command::Accept(peer)),
        8 => world.command(who, Command::Decline(peer)),
        9..11 => world.command(who, Command::HangUp(peer)),
        11 => {
            let both = vec![peer, world.client(Who(0)).id.clone()];
            world.command(who, Command::Call(both));
        }
        _ => random_event(world, who, other),
    }
}

/// Asserts that two people are connected if and only if both were last told that their call was accepted.
fn check_rings<const N: usize>(world: &mut World, people: [Who; N], seed: u64) {
    let mut calls = 0;
    for who in people {
        for other in people.into_iter().filter(|other| *other != who) {
            let name = world.client(other).name.clone();
            let is_in_call = world.are_in_call(who, other);
            calls += usize::from(is_in_call);
            let state = world.client(who).rings_told.get(&name.to_lowercase()).copied();
            let is_over = !matches!(state, Some(Ring::Calling | Ring::Ringing | Ring::Accepted));
            assert_eq!(
                state == Some(Ring::Accepted),
                is_in_call,
                "{name}: {state:?}, seed {seed}"
            );
            assert!(is_in_call || is_over, "{name} still {state:?}, seed {seed}");
            check_recording(world, who, other, seed);
            assert_eq!(
                world.has_connection(who, other),
                is_in_call,
                "{name}, seed {seed}"
            );
        }
    }
    assert!(calls <= N, "someone is in more than one call, seed {seed}");
}

fn check_calls<const N: usize>(world: &mut World, people: [Who; N], seed: u64) {
    let inside: Vec<Who> = people
        .into_iter()
        .filter(|who| world.client(*who).call.is_some())
        .collect();
    for &who in &inside {
        let mut others: Vec<_> = inside.iter().filter(|other| **other != who).collect();
        others.sort_by_key(|other| world.client(**other).id.clone());
        let names: Vec<_> = others
            .iter()
            .map(|other| world.client(**other).name.clone())
            .collect();
        let name = world.client(who).name.clone();
        assert_eq!(world.people_seen_by(who), names, "seen by {name}, seed {seed}");
        for &&other in &others {
            let with = &world.client(other).name.clone();
            assert!(world.are_in_call(who, other), "{name} with {with}, seed {seed}");
            check_recording(world, who, other, seed);
        }
    }
}

/// Asserts that a person knows what another one records, if the two are in a call.
fn check_recording(world: &mut World, who: Who, other: Who, seed: u64) {
    let id = world.client(other).id.clone();
    let recorded = world.client(other).recording_of(&id);
    let known = world.client(who).recording_of(&id);
    let expected = if world.are_in_call(who, other) {
        recorded
    } else {
        RecordingState::Off
    };
    let name = world.client(who).name.clone();
    assert_eq!(known, expected, "of {} to {name}, seed {seed}", id.0);
}

fn check_silence(world: &mut World, seed: u64) {
    world.forget();
    world.run(secs(60));
    assert_eq!(
        world.messages(),
        [""; 0],
        "messages are still being sent, seed {seed}"
    );
}

fn check_farewell<const N: usize>(world: &mut World, people: [Who; N], seed: u64) {
    for who in people {
        world.leave(who);
    }
    world.run(secs(7));
    for who in people {
        assert!(
            world.client(who).call.is_none(),
            "someone has not finished leaving, seed {seed}"
        );
    }
}
