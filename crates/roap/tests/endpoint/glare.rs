//! Glare: two OFFERs cross.

use crate::subject::*;
use visavis_roap::{Effect, EndReason, ErrorType, Input, Policy, State};

#[test]
fn the_loser_of_the_first_exchange_applies_the_offer_on_a_new_connection() {
    let mut subject = calling();

    let effects = subject.receive(offer("B1", "", 1, OURS + 1));

    assert_eq!(
        effects,
        [
            open(2, false),
            Effect::TakeOffer(subject.ticket(), THEIR_SDP.to_owned())
        ]
    );
    assert_eq!(subject.answer_made(), [sent_answer("B1", "A1", 1)]);
}

#[test]
fn the_loser_of_a_renegotiation_keeps_its_connection() {
    let mut subject = renegotiating();

    let effects = subject.receive(offer("B1", "A1", 2, OURS + 1));

    assert_eq!(
        effects,
        [Effect::TakeOffer(subject.ticket(), THEIR_SDP.to_owned())]
    );
}

#[test]
fn an_unsent_offer_always_yields() {
    let mut subject = Subject::in_call();
    subject.handle(Input::Need);
    let making = subject.ticket();

    let effects = subject.receive(offer("B1", "A1", 2, 1));

    assert_eq!(
        effects,
        [Effect::TakeOffer(subject.ticket(), THEIR_SDP.to_owned())]
    );
    let late = Input::OfferMade(making, Ok(SDP.to_owned()));
    assert_eq!(subject.handle(late), []);
    assert_eq!(subject.state(), State::ApplyingOffer);
}

#[test]
fn the_winner_repeats_conflict_for_a_repeated_offer() {
    let mut subject = renegotiating();
    let conflict = [Effect::Send(error("B1", "A1", 2, ErrorType::Conflict))];

    assert_eq!(subject.receive(offer("B1", "A1", 2, OURS - 1)), conflict);

    subject.receive(answer("A1", "B1", 2));
    subject.answer_taken();
    assert_eq!(subject.receive(offer("B1", "A1", 2, OURS - 1)), conflict);
    assert_eq!(subject.state(), State::Stable);
}

#[test]
fn a_tie_in_a_renegotiation_is_rolled_back_and_offered_again() {
    let mut subject = renegotiating();

    let effects = subject.receive(offer("B1", "A1", 2, OURS));

    assert_eq!(
        effects,
        [
            Effect::Send(error("B1", "A1", 2, ErrorType::DoubleConflict)),
            Effect::Rollback,
            Effect::MakeOffer(subject.ticket())
        ]
    );
    assert_eq!(subject.offer_made(), [sent_offer("A1", "B1", 3)]);
}

#[test]
fn a_tie_reported_by_the_peer_counts_as_well() {
    let mut subject = calling();

    let effects = subject.receive(error("A1", "", 1, ErrorType::DoubleConflict));

    assert_eq!(effects, [open(2, true), Effect::MakeOffer(subject.ticket())]);
    assert_eq!(subject.offer_made(), [sent_offer("A1", "", 2)]);
}

#[test]
fn repeated_ties_end_the_session() {
    let mut subject = calling();
    for seq in 1..3 {
        subject.receive(offer("B1", "", seq, OURS));
        subject.offer_made();
    }

    let effects = subject.receive(offer("B1", "", 3, OURS));

    assert_eq!(
        effects,
        [
            Effect::Send(error("B1", "", 3, ErrorType::DoubleConflict)),
            Effect::Send(shutdown("A1", "", 4)),
            Effect::Close
        ]
    );
    assert_eq!(subject.events(), ended(EndReason::Failed));
}

#[test]
fn a_seq_of_our_abandoned_offer_is_new_from_the_peer() {
    let mut subject = renegotiating();
    subject.receive(error("A1", "B1", 2, ErrorType::Refused));

    let effects = subject.receive(offer("B1", "A1", 2, 1));

    assert_eq!(
        effects,
        [Effect::TakeOffer(subject.ticket(), THEIR_SDP.to_owned())]
    );
}

#[test]
fn a_seq_of_our_completed_exchange_is_old_from_the_peer() {
    let mut subject = Subject::in_call();

    let effects = subject.receive(offer("B1", "A1", 1, 1));

    assert_eq!(effects, [Effect::Send(bad_seq("B1", "A1", 1))]);
}

#[test]
fn an_offer_with_a_higher_seq_wins_regardless_of_tie_breakers() {
    let mut subject = renegotiating();

    let effects = subject.receive(offer("B1", "A1", 3, 1));

    assert_eq!(
        effects,
        [Effect::TakeOffer(subject.ticket(), THEIR_SDP.to_owned())]
    );
}

#[test]
fn a_peer_may_continue_under_an_id_whose_offer_once_failed() {
    let mut subject = Subject::new(Policy::Accept);
    subject.receive(offer("B1", "", 1, OURS + 1));
    subject.answer_failed();
    subject.handle(Input::Need);
    subject.offer_made();
    subject.receive(answer("A2", "B1", 1));
    subject.answer_taken();

    let effects = subject.receive(offer("B1", "A2", 2, 1));

    assert_eq!(
        effects,
        [Effect::TakeOffer(subject.ticket(), THEIR_SDP.to_owned())]
    );
}

fn calling() -> Subject {
    let mut subject = Subject::new(Policy::Accept);
    subject.handle(Input::Need);
    subject.offer_made();
    subject
}

fn renegotiating() -> Subject {
    let mut subject = Subject::in_call();
    subject.handle(Input::Need);
    assert_eq!(subject.offer_made(), [sent_offer("A1", "B1", 2)]);
    subject
}
