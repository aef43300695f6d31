//! A hostile client in the room.

use crate::support::{Random, Who, World, millis, secs};
use visavis_call::protocol::{ClientId, Person, SequenceHeader, ToClient};
use visavis_call::roap::{
    Answer, Candidate, CandidateBatch, Error, ErrorType, Exchange, Message, Offer, SessionId,
};
use visavis_call::{Body, Input};

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

fn eve() -> Person {
    Person {
        id: ClientId("eve".into()),
        name: "Eve".into(),
        away: false,
    }
}

fn inject(world: &mut World, who: Who, said: ToClient<Body>) {
    world.input(who, Input::ServerMessage(1, said));
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
            candidates: vec![Candidate {
                candidate: "candidate:hostile".into(),
                sdp_mid: Some("0".into()),
                sdp_m_line_index: None,
                username_fragment: None,
            }],
        }),
    }
}
