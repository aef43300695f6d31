//! A hostile client in the room.

use crate::support::{Eve, Random, Who, World, inject, millis, person, secs};
use visavis_call::protocol::{ClientId, LeftReason, Person, SequenceHeader, ToClient};
use visavis_call::roap::{
    Answer, Candidate, CandidateBatch, Error, ErrorType, Exchange, Message, Offer, SessionId,
};
use visavis_call::{Body, Command};

#[test]
fn ten_thousand_hostile_messages_do_not_disturb_a_call() {
    let (mut world, ada, lin) = World::call_of_two();
    let sessions = session_ids(&mut world, ada, lin);
    assert_eq!(sessions.len(), 7);
    inject(&mut world, ada, ToClient::Joined { person: eve() });
    let mut random = Random::new(7);
    let mut questions = 0;

    for n in 1..=10_000 {
        let message = hostile(&mut random, &sessions);
        questions += usize::from(matches!(
            message,
            Message::Offer(_) | Message::Answer(_) | Message::Shutdown(_)
        ));
        let header = SequenceHeader {
            epoch: "of Eve".into(),
            n,
            ack: 0,
            ack_epoch: None,
        };
        let body = Some(message.into());
        inject(
            &mut world,
            ada,
            ToClient::From {
                from: eve().id,
                header,
                body,
            },
        );
        if n % 10 == 0 {
            world.run(millis(20));
        }
    }
    world.run(secs(5));

    assert!(world.are_in_call(ada, lin));
    let messages = world.messages();
    assert_eq!(messages.iter().filter(|line| line.contains("Lin")).count(), 0);
    let replies = messages
        .iter()
        .filter(|line| !line.contains("OFFER") && !line.contains("SHUTDOWN"));
    assert!(replies.count() <= questions);
    assert_eq!(world.people_seen_by(ada), ["Eve", "Lin"]);
}

#[test]
fn a_chat_flood_is_cut_and_the_sender_is_told_while_others_are_heard() {
    let (mut world, ada, lin) = World::call_of_two();
    let mut eve = Eve::join(&mut world, ada, "eve");

    for _ in 0..200 {
        for _ in 0..16 {
            eve.say(&mut world, Body::Chat("spam ".repeat(50).into()));
        }
        eve.say(&mut world, Body::Reaction("x".into()));
        world.run(millis(10));
    }
    world.command(lin, Command::SendMessage("I am still here.".into()));
    world.run(secs(2));

    let told = world.told(ada);
    let spam = told.iter().filter(|line| line.starts_with("Eve")).count();
    assert!((512..=800).contains(&spam), "{spam} of 3,400");
    assert!(told.contains(&"Lin wrote I am still here.".to_owned()));
    let dropped = world.client(ada).dropped.clone();
    assert!(dropped.len() <= 3, "reported once a second: {dropped:?}");
    assert!(dropped.iter().all(|why| why.contains("chat messages")));
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn a_sender_hears_what_was_dropped_in_one_piece() {
    let (mut world, ada, _) = World::call_of_two();
    let mut eve = Eve::join(&mut world, ada, "eve");

    for _ in 0..100 {
        eve.say(&mut world, Body::Dropped(3));
    }
    world.run(secs(30));

    let told = world.told(ada);
    let counts: Vec<_> = told
        .iter()
        .filter_map(|line| line.strip_prefix("Eve dropped "))
        .collect();
    assert!((24..40).contains(&counts.len()), "{counts:?}");
    let count = |line: &&str| line.split(' ').next().unwrap().parse::<u32>().unwrap();
    assert_eq!(counts.iter().map(count).sum::<u32>(), 300);
}

#[test]
fn of_a_flood_of_states_the_last_one_counts() {
    let (mut world, ada, _) = World::call_of_two();
    let mut eve = Eve::join(&mut world, ada, "eve");

    for count in 0..2_001 {
        eve.say(&mut world, Body::Hand(count % 2 == 0));
    }
    for count in 0..500 {
        let person = Person {
            name: format!("Eve {count}"),
            ..person("eve")
        };
        inject(&mut world, ada, ToClient::Renamed { person });
    }
    world.run(secs(2));

    let told = world.told(ada);
    let hands: Vec<_> = told.iter().filter(|line| line.contains("hand")).collect();
    let names: Vec<_> = told.iter().filter(|line| line.contains("is called")).collect();
    assert!(hands.len() + names.len() < 40, "{told:?}");
    assert_eq!(hands.last().map(|line| line.as_str()), Some("Eve raised a hand"));
    assert_eq!(
        names.last().map(|line| line.as_str()),
        Some("Eve is called Eve 499")
    );
}

#[test]
fn a_flood_of_offers_is_delayed_then_only_that_link_is_reset() {
    let (mut world, ada, lin) = World::call_of_two();
    let mut eve = Eve::join(&mut world, ada, "eve");
    let before = world.connections_made;

    for number in 0..5_000 {
        eve.say(&mut world, initial_offer(number).into());
        if number % 10 == 0 {
            world.run(millis(10));
        }
    }
    world.run(secs(1));

    let made = world.connections_made - before;
    assert!((1..=12).contains(&made), "{made} connections");
    assert!(world.are_in_call(ada, lin));
    assert_eq!(world.people_seen_by(ada), ["Eve", "Lin"]);
}

#[test]
fn what_is_withheld_is_handled_in_order_once_there_is_time() {
    let (mut world, ada, _) = World::call_of_two();
    let mut eve = Eve::join(&mut world, ada, "eve");
    let candidates = |_| {
        let batch = CandidateBatch {
            exchange: initial_offer(1).exchange().clone(),
            username_fragment: None,
            candidates: vec![candidate(); 64],
        };
        Body::from(Message::Candidates(batch))
    };

    for body in (0..60).map(candidates) {
        eve.say(&mut world, body);
    }
    eve.say(&mut world, Body::Chat("after all that".into()));
    let is_said = |world: &mut World| world.told(ada).contains(&"Eve wrote after all that".to_owned());

    world.run(secs(1));
    assert!(!is_said(&mut world));
    world.run(secs(20));
    assert!(is_said(&mut world));
}

#[test]
fn endless_lives_of_a_peer_are_not_all_begun() {
    let (mut world, ada, lin) = World::call_of_two();
    let mut eve = Eve::join(&mut world, ada, "eve");
    let before = world.connections_made;

    for life in 0..500 {
        eve.begin_anew(life);
        eve.say(&mut world, initial_offer(life).into());
        world.run(millis(20));
    }

    let made = world.connections_made - before;
    assert!((1..=12).contains(&made), "{made} connections");
    assert!(world.are_in_call(ada, lin));
}

#[test]
fn people_who_join_again_and_again_are_not_all_met() {
    for is_one_person in [true, false] {
        let (mut world, ada, lin) = World::call_of_two();
        let before = world.connections_made;

        for number in 0..152 {
            if number == 100 {
                world.reload(lin);
            }
            assert!(number != 120 || world.are_in_call(ada, lin), "a second later");
            let id = if is_one_person {
                "eve".to_owned()
            } else {
                format!("eve {number}")
            };
            let mut eve = Eve::join(&mut world, ada, &id);
            eve.begin_anew(number);
            eve.say(&mut world, initial_offer(number).into());
            world.run(millis(50));
            let left = ToClient::Left {
                id: ClientId(id),
                reason: LeftReason::Left,
            };
            inject(&mut world, ada, left);
            world.run(millis(2));
        }

        let made = world.connections_made - before;
        assert!((1..=20).contains(&made), "{made} connections for 152 joins");
        assert!(world.are_in_call(ada, lin));
        let mut late = Eve::join(&mut world, ada, "kim");
        world.run(secs(5));
        late.say(&mut world, Body::Chat("Hello".into()));
        assert!(world.told(ada).contains(&"Kim wrote Hello".to_owned()));
    }
}

fn initial_offer(number: u32) -> Message {
    Message::Offer(Offer {
        exchange: Exchange {
            offerer: SessionId::new(format!("eve {number}")),
            answerer: None,
            seq: 1,
        },
        tie_breaker: number,
        sdp: "v=0\r\na=ice-ufrag:x\r\n".to_owned(),
    })
}

fn candidate() -> Candidate {
    Candidate {
        candidate: "candidate:hostile".into(),
        sdp_mid: Some("0".into()),
        sdp_m_line_index: None,
        username_fragment: None,
    }
}

fn eve() -> Person {
    person("eve")
}

/// Returns the ids of the session under attack, and some unknown ones.
fn session_ids(world: &mut World, one: Who, other: Who) -> Vec<Option<SessionId>> {
    let [one, other] = [one, other].map(|who| world.client(who).sessions.clone());
    let known = one.into_iter().chain(other).map(Some);
    known
        .chain([SessionId::new("e1"), SessionId::new("e2"), None])
        .collect()
}

fn hostile(random: &mut Random, ids: &[Option<SessionId>]) -> Message {
    let mut id = || ids[random.below(ids.len() as u64) as usize].clone();
    let (offerer, answerer) = (id(), id());
    let exchange = Exchange {
        offerer,
        answerer,
        seq: random.below(5) as u32 + 1,
    };
    let sdp = ["nonsense", "v=0\r\na=ice-ufrag:x\r\n"][random.below(2) as usize].to_owned();
    match random.below(6) {
        0 => Message::Offer(Offer {
            exchange,
            tie_breaker: random.draw() as u32,
            sdp,
        }),
        1 => Message::Answer(Answer {
            exchange,
            sdp: "nonsense".to_owned(),
            more_coming: random.chance(20),
        }),
        2 => Message::Ok(exchange),
        3 => Message::Error(Error {
            exchange,
            error_type: ErrorType::Refused,
            retry_after: random.chance(20).then_some(1),
            cause: None,
        }),
        4 => Message::Shutdown(exchange),
        _ => Message::Candidates(CandidateBatch {
            exchange,
            username_fragment: Some("g1.1".into()),
            candidates: vec![candidate()],
        }),
    }
}
