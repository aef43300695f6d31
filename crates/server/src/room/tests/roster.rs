//! Property test: the roster of every client, built from the frames it was sent, always matches the room; and so does
//! that of a client that reads slowly, once it has read everything.

use super::*;
use crate::budget::Budget;
use crate::names::skeleton;
use crate::outbox::{Outbox, Topic};
use crate::rooms::encode;
use futures_util::FutureExt;
use visavis_protocol::{Body, Identity, Person};

#[test]
fn every_clients_roster_matches_the_room() {
    for seed in 0..150 {
        let mut world = World::new(seed);
        for _ in 0..200 {
            world.step();
            world.check();
        }
    }
}

const IDS: u64 = 5;
const STEPS: u64 = 16;

/// A room and the rosters of its clients, driven by a seeded generator.
struct World {
    room: Room,
    now: Timestamp,
    sockets: u64,
    lists: BTreeMap<SocketId, BTreeMap<ClientId, Person>>,
    slow: BTreeMap<SocketId, SlowReader>,
    draw: u64,
}

/// The same client, if it read a frame only now and then.
struct SlowReader {
    outbox: Outbox,
    list: BTreeMap<ClientId, Person>,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            room: room(),
            now: at(0),
            sockets: 0,
            lists: BTreeMap::new(),
            slow: BTreeMap::new(),
            draw: seed,
        }
    }

    fn step(&mut self) {
        self.now = self.now + Duration::from_secs(self.draw(10));
        let outputs = self.room.handle_timeout(self.now);
        self.deliver(outputs);

        let socket = SocketId(self.draw(self.sockets + 1) + 1);
        let name = format!("name {}", self.draw(3));
        let input = match self.draw(STEPS) {
            0 => Input::Left { socket },
            1..3 => Input::Lost { socket },
            3 => Input::Unloaded { socket },
            4..6 => Input::Renamed { socket, name },
            6 => Input::Locked {
                socket,
                is_locked: self.draw(2) == 0,
            },
            7..9 => Input::Admitted {
                socket,
                id: ClientId(format!("id {}", self.draw(IDS))),
                is_admitted: self.draw(3) > 0,
            },
            9 if self.draw(5) == 0 => Input::Removed {
                socket,
                id: ClientId(format!("id {}", self.draw(IDS))),
            },
            _ => {
                self.sockets += 1;
                let id = format!("id {}", self.draw(IDS));
                let identity = self.identity();
                Input::Entered {
                    socket: SocketId(self.sockets),
                    newcomer: Newcomer {
                        identity,
                        ..newcomer(&id, &name)
                    },
                }
            }
        };
        if let Input::Left { socket } | Input::Lost { socket } | Input::Unloaded { socket } = input {
            self.lists.remove(&socket);
        }
        let outputs = self.room.handle(self.now, input);
        self.deliver(outputs);
        self.slow.retain(|socket, _| self.lists.contains_key(socket));
        let reader = self.draw(10 * 3);
        if let Some(slow) = self.slow.values_mut().nth(usize::try_from(reader).unwrap()) {
            slow.read();
        }
    }

    /// Returns nothing, or any of a few subjects and names.
    fn identity(&mut self) -> Option<Identity> {
        let subject = (self.draw(2) > 0).then(|| format!("subject {}", self.draw(3)));
        let name = (self.draw(2) > 0).then(|| format!("vouched {}", self.draw(3)));
        (subject.is_some() || name.is_some()).then(|| Identity {
            subject,
            name,
            ..Identity::default()
        })
    }

    fn deliver(&mut self, outputs: Vec<Output<'_>>) {
        for output in outputs {
            match output {
                Output::Send {
                    frame: ToClient::Waiting { .. } | ToClient::Knocking { .. } | ToClient::Room { .. },
                    ..
                } => {}
                // Somebody keeps the name of their token, inside or at the door.
                Output::Send {
                    socket,
                    frame: ToClient::Renamed { person },
                } if self.room.seats.get(&socket).is_none_or(|own| *own == person.id) => {
                    assert!(person.has_vouched_name());
                }
                Output::Send { socket, frame } => {
                    self.slow
                        .entry(socket)
                        .or_insert_with(SlowReader::new)
                        .tell(&frame);
                    apply(self.lists.entry(socket).or_default(), frame);
                }
                Output::Close { socket, .. } => drop(self.lists.remove(&socket)),
            }
        }
    }

    fn check(&mut self) {
        assert!(self.room.people.len() <= 3, "{:?}", self.room);
        assert!(
            self.room.poll_timeout().is_none_or(|due| due > self.now),
            "{:?}",
            self.room
        );
        assert!(self.lists.keys().eq(self.room.seats.keys()), "{:?}", self.room);
        let people = &self.room.people;
        match &self.room.host_state.host {
            Some(host) => assert!(people.contains_key(host), "{:?}", self.room),
            None => assert!(people.is_empty() && !self.room.has_knocks(), "{:?}", self.room),
        }
        let is_removed = |id: &ClientId| self.room.host_state.removed.contains(&newcomer(&id.0, ""));
        assert!(!people.keys().any(is_removed), "{:?}", self.room);
        for person in people.iter().map(|(id, occupant)| occupant.person(id)) {
            let vouched = person
                .identity
                .as_ref()
                .and_then(|identity| identity.name.as_ref());
            assert!(
                vouched.is_none_or(|vouched| *vouched == person.name),
                "{:?}",
                self.room
            );
        }
        let people: Vec<_> = people.values().collect();
        for (index, one) in people.iter().enumerate() {
            for another in &people[index + 1..] {
                let is_alike = skeleton(&one.name) == skeleton(&another.name);
                let are_vouched = one.has_vouched_name() && another.has_vouched_name();
                assert!(!is_alike || are_vouched, "{:?}", self.room);
            }
        }
        for (socket, list) in &self.lists {
            let roster: Vec<Person> = list.values().cloned().collect();
            assert_eq!(roster, self.room.others(self.room.seats.get(socket).unwrap()));
        }
        for (socket, slow) in &mut self.slow {
            assert_eq!(slow.outbox.closed().now_or_never(), None);
            if self.now.since(at(0)).as_secs().is_multiple_of(10) {
                while slow.read() {}
                assert_eq!(slow.list, self.lists[socket]);
            }
        }
    }

    /// Returns a number in `0..bound` (Knuth's MMIX generator).
    fn draw(&mut self, bound: u64) -> u64 {
        self.draw = self
            .draw
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.draw >> 33) % bound
    }
}

impl SlowReader {
    fn new() -> Self {
        let account = Budget::new(0).account(network(1));
        // For each of two others: left, joined, renamed, away.
        Self {
            outbox: Outbox::new(1 + 2 * 4, 100_000, account),
            list: BTreeMap::new(),
        }
    }

    fn tell(&mut self, frame: &ToClient<&RawValue>) {
        match Topic::of(frame) {
            Some(topic) => self.outbox.tell(topic, encode(frame)),
            None => self.outbox.push(encode(frame)),
        }
    }

    /// Reads one frame; returns whether there was one.
    fn read(&mut self) -> bool {
        let Some(message) = self.outbox.pop() else {
            return false;
        };
        apply(
            &mut self.list,
            ToClient::<Body>::from_json(message.to_text().unwrap()).unwrap(),
        );
        true
    }
}

fn apply<B>(list: &mut BTreeMap<ClientId, Person>, frame: ToClient<B>) {
    let known = |list: &mut BTreeMap<ClientId, Person>, id: &ClientId| {
        assert!(list.contains_key(id), "unknown id: {id:?}");
    };
    match frame {
        ToClient::Welcome { people, .. } => {
            assert!(list.is_empty());
            list.extend(people.into_iter().map(|person| (person.id.clone(), person)));
        }
        ToClient::Joined { person } => {
            let before = list.insert(person.id.clone(), person);
            assert_eq!(before, None, "joined twice");
        }
        ToClient::Renamed { person } => {
            known(list, &person.id);
            list.insert(person.id.clone(), person);
        }
        ToClient::Away { id } => {
            known(list, &id);
            list.entry(id).and_modify(|person| person.away = true);
        }
        ToClient::Back { id } => {
            known(list, &id);
            list.entry(id).and_modify(|person| person.away = false);
        }
        ToClient::Left { id, .. } => {
            known(list, &id);
            list.remove(&id);
        }
        ToClient::From { .. }
        | ToClient::Undeliverable { .. }
        | ToClient::IceServers { .. }
        | ToClient::Waiting { .. }
        | ToClient::Room { .. }
        | ToClient::Knocking { .. }
        | ToClient::Present { .. }
        | ToClient::Return { .. }
        | ToClient::Token { .. }
        | ToClient::Pong => panic!("unexpected frame: nobody sends messages"),
    }
}
