//! Local and remote candidates.

use crate::subject::*;
use visavis_roap::{
    Candidate, CandidateBatch, CandidateCounts, ConnectionId, Effect, Input, Message, Policy,
};

#[test]
fn local_candidates_wait_for_their_description() {
    let mut subject = Subject::new(Policy::Accept);
    subject.handle(Input::Need);
    assert_eq!(gather(&mut subject, 1, "ours"), []);

    let effects = subject.offer_made();

    assert_eq!(
        effects,
        [
            sent_offer("A1", "", 1),
            Effect::Send(candidates("A1", "", 1, "ours"))
        ]
    );
}

#[test]
fn local_candidates_carry_the_ids_of_the_exchange_that_introduced_their_generation() {
    let mut subject = Subject::in_call();
    subject.handle(Input::Need);
    subject.offer_made();

    let effects = gather(&mut subject, 1, "ours");

    assert_eq!(effects, [Effect::Send(candidates("A1", "", 1, "ours"))]);
}

#[test]
fn candidates_of_a_replaced_connection_are_not_sent() {
    let mut subject = Subject::new(Policy::Accept);
    subject.handle(Input::Need);
    gather(&mut subject, 1, "ours");
    subject.receive(offer("B1", "", 1, 1));

    let effects = subject.answer_made();

    assert_eq!(effects, [sent_answer("B1", "A1", 1)]);
    assert_eq!(gather(&mut subject, 1, "ours"), []);
}

#[test]
fn candidates_of_one_generation_are_batched() {
    let mut subject = Subject::in_call();
    let unnamed = Candidate {
        username_fragment: None,
        ..candidate("ours")
    };
    let found = vec![candidate("ours"), unnamed.clone()];

    let effects = subject.handle(Input::LocalCandidates(ConnectionId(1), found));

    assert_eq!(
        effects,
        [Effect::Send(Message::Candidates(CandidateBatch {
            exchange: exchange("A1", "", 1),
            username_fragment: Some("ours".to_owned()),
            candidates: vec![candidate("ours"), unnamed],
        }))]
    );
}

#[test]
fn a_candidate_ahead_of_its_description_is_held_and_then_added() {
    let mut subject = Subject::new(Policy::Ring);
    subject.receive(offer("B1", "", 1, 5));
    assert_eq!(subject.receive(candidates("B1", "", 1, "theirs")), []);
    subject.handle(Input::Accept);

    let effects = subject.answer_made();

    assert_eq!(
        effects,
        [
            Effect::AddCandidate(candidate("theirs")),
            sent_answer("B1", "A1", 1)
        ]
    );
}

#[test]
fn a_candidate_of_the_applied_generation_is_added_regardless_of_seq() {
    let mut subject = Subject::in_call();
    let added = [Effect::AddCandidate(candidate("theirs"))];

    assert_eq!(subject.receive(candidates("A1", "B1", 1, "theirs")), added);
    assert_eq!(subject.receive(candidates("B1", "A1", 9, "theirs")), added);
}

#[test]
fn a_candidate_of_a_stale_generation_is_dropped() {
    let mut subject = Subject::in_call();

    assert_eq!(subject.receive(candidates("A1", "B1", 1, "previous")), []);

    assert_eq!(subject.endpoint.candidate_counts().dropped, 1);
    assert_eq!(subject.events().len(), 1);
}

#[test]
fn a_held_candidate_waits_for_its_own_exchange() {
    let mut subject = Subject::in_call();
    subject.receive(candidates("B1", "A1", 3, "next"));
    subject.receive(candidates("B1", "A1", 2, "previous"));

    subject.receive(offer("B1", "A1", 2, 1));
    subject.answer_made();

    assert_eq!(
        subject.endpoint.candidate_counts(),
        CandidateCounts {
            held: 2,
            held_dropped: 1,
            ..CandidateCounts::default()
        }
    );
    subject.receive(ok("B1", "A1", 2));
    let Message::Offer(mut restart) = offer("B1", "A1", 3, 1) else {
        unreachable!("`offer` returns an OFFER");
    };
    restart.sdp = "v=0\r\na=ice-ufrag:next\r\na=mid:0\r\n".to_owned();
    subject.receive(Message::Offer(restart));
    assert_eq!(
        subject.answer_made().first(),
        Some(&Effect::AddCandidate(candidate("next")))
    );
}

#[test]
fn a_candidate_for_a_section_not_yet_described_is_held() {
    let mut subject = Subject::in_call();
    let ahead = Candidate {
        sdp_mid: Some("screen".to_owned()),
        ..candidate("theirs")
    };

    subject.receive(Message::Candidates(CandidateBatch {
        exchange: exchange("B1", "A1", 2),
        username_fragment: Some("theirs".to_owned()),
        candidates: vec![ahead],
    }));

    assert_eq!(subject.endpoint.candidate_counts().held, 1);
}

#[test]
fn the_end_of_the_candidates_belongs_to_its_generation() {
    let mut subject = Subject::in_call();
    let end = Candidate {
        candidate: String::new(),
        sdp_mid: None,
        sdp_m_line_index: None,
        username_fragment: None,
    };

    let effects = subject.receive(Message::Candidates(CandidateBatch {
        exchange: exchange("A1", "B1", 1),
        username_fragment: Some("theirs".to_owned()),
        candidates: vec![end.clone()],
    }));

    assert_eq!(
        effects,
        [Effect::AddCandidate(Candidate {
            username_fragment: Some("theirs".to_owned()),
            ..end
        })]
    );
}

#[test]
fn at_most_64_candidates_are_held() {
    let mut subject = Subject::in_call();
    for _ in 0..65 {
        subject.receive(candidates("B1", "A1", 2, "next"));
    }

    let counts = subject.endpoint.candidate_counts();

    assert_eq!((counts.held, counts.dropped), (64, 1));
}

#[test]
fn candidates_of_another_session_are_dropped() {
    let mut subject = Subject::in_call();

    assert_eq!(subject.receive(candidates("C1", "A1", 1, "theirs")), []);
    assert_eq!(subject.receive(candidates("A1", "C1", 1, "theirs")), []);

    assert_eq!(subject.endpoint.candidate_counts().dropped, 2);
}

fn gather(subject: &mut Subject, connection: u32, username_fragment: &str) -> Vec<Effect> {
    subject.handle(Input::LocalCandidates(
        ConnectionId(connection),
        vec![candidate(username_fragment)],
    ))
}
