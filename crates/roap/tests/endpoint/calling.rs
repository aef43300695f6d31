//! Calls are established, renegotiated, and ring.

use crate::subject::*;
use std::time::Duration;
use visavis_roap::{Effect, EndReason, ErrorType, Event, Input, Message, Policy, State};

#[test]
fn a_call_starts_with_a_connection_that_offers() {
    let mut subject = Subject::new(Policy::Accept);

    let effects = subject.handle(Input::Need);

    assert_eq!(effects, [open(1, true), Effect::MakeOffer(subject.ticket())]);
    assert_eq!(subject.offer_made(), [sent_offer("A1", "", 1)]);
    assert_eq!(
        subject.receive(answer("A1", "B1", 1)),
        [Effect::TakeAnswer {
            ticket: subject.ticket(),
            sdp: THEIR_SDP.to_owned()
        }]
    );
    assert_eq!(subject.answer_taken(), [Effect::Send(ok("A1", "B1", 1))]);
    assert_eq!(subject.events(), [Event::Established]);
    assert_eq!(subject.state(), State::Stable);
}

#[test]
fn a_call_is_accepted_with_a_connection_that_adopts() {
    let mut subject = Subject::new(Policy::Accept);

    let effects = subject.receive(offer("B1", "", 1, 5));

    assert_eq!(
        effects,
        [
            open(1, false),
            Effect::TakeOffer(subject.ticket(), THEIR_SDP.to_owned())
        ]
    );
    assert_eq!(subject.answer_made(), [sent_answer("B1", "A1", 1)]);
    assert_eq!(subject.events(), []);
    assert_eq!(subject.receive(ok("B1", "A1", 1)), []);
    assert_eq!(subject.events(), [Event::Established]);
}

#[test]
fn a_busy_side_refuses() {
    let mut subject = Subject::new(Policy::Refuse);

    let effects = subject.receive(offer("B1", "", 1, 5));

    assert_eq!(effects, [Effect::Send(error("B1", "", 1, ErrorType::Refused))]);
    assert_eq!(subject.state(), State::None);
    assert_eq!(subject.events(), []);
}

#[test]
fn a_local_need_accepts_a_ringing_call() {
    let mut subject = ringing();

    let effects = subject.handle(Input::Need);

    assert_eq!(
        effects,
        [
            open(1, false),
            Effect::TakeOffer(subject.ticket(), THEIR_SDP.to_owned())
        ]
    );
}

#[test]
fn a_call_under_another_id_replaces_the_ringing_call() {
    let mut subject = ringing();

    assert_eq!(subject.receive(offer("B2", "", 1, 5)), []);

    assert_eq!(
        subject.events(),
        [Event::Ended(EndReason::Restarted), Event::Ringing]
    );
    subject.handle(Input::Accept);
    assert_eq!(subject.answer_made(), [sent_answer("B2", "A1", 1)]);
}

#[test]
fn a_caller_that_times_out_stops_the_ringing() {
    let mut subject = ringing();

    let effects = subject.receive(error("B1", "", 1, ErrorType::Timeout));

    assert_eq!(effects, []);
    assert_eq!(subject.events(), ended(EndReason::PeerHungUp));
    assert_eq!(subject.state(), State::None);
}

#[test]
fn ringing_times_out_after_a_minute() {
    let mut subject = ringing();

    let (waited, effects) = subject.time_out();

    assert_eq!(waited, Duration::from_secs(60));
    assert_eq!(effects, [Effect::Send(error("B1", "", 1, ErrorType::Timeout))]);
    assert_eq!(subject.events(), ended(EndReason::NoAnswer));
}

#[test]
fn a_declined_call_does_not_ring_again() {
    let mut subject = ringing();
    subject.handle(Input::Refuse);

    let effects = subject.receive(offer("B1", "", 1, 5));

    assert_eq!(effects, [Effect::Send(error("B1", "", 1, ErrorType::NoMatch))]);
    assert_eq!(subject.state(), State::None);
}

#[test]
fn a_need_of_a_replaced_connection_is_ignored() {
    let mut subject = Subject::in_call();

    assert_eq!(subject.need_of(2), []);
    assert_eq!(subject.state(), State::Stable);
}

#[test]
fn a_need_before_an_answer_is_applied_is_not_offered_again() {
    let mut subject = Subject::new(Policy::Accept);
    subject.handle(Input::Need);
    subject.need_of(1);
    subject.offer_made();
    subject.receive(answer("A1", "B1", 1));

    subject.answer_taken();

    assert_eq!(subject.state(), State::Stable);
}

#[test]
fn a_need_while_an_answer_is_applied_is_offered_next() {
    let mut subject = Subject::new(Policy::Accept);
    subject.handle(Input::Need);
    subject.offer_made();
    subject.receive(answer("A1", "B1", 1));
    subject.handle(Input::Need);

    let effects = subject.answer_taken();

    assert_eq!(
        effects,
        [
            Effect::Send(ok("A1", "B1", 1)),
            Effect::MakeOffer(subject.ticket())
        ]
    );
}

#[test]
fn an_offer_loop_is_stopped_until_a_local_change() {
    let mut subject = Subject::in_call();
    for seq in 2..4 {
        subject.need_of(1);
        subject.offer_made();
        subject.receive(answer("A1", "B1", seq));
        subject.answer_taken();
    }
    subject.events();

    let effects = subject.need_of(1);

    assert_eq!(effects, []);
    assert_eq!(subject.state(), State::Stable);
    assert!(matches!(subject.events()[..], [Event::Dropped(_)]));
    assert_eq!(subject.handle(Input::Need), [Effect::MakeOffer(subject.ticket())]);
}

#[test]
fn needs_after_a_quiet_period_are_never_taken_for_a_loop() {
    let mut subject = Subject::in_call();

    for seq in 2..8 {
        subject.now = subject.now + Duration::from_secs(1);
        subject.need_of(1);
        assert_eq!(subject.offer_made(), [sent_offer("A1", "B1", seq)]);
        subject.receive(answer("A1", "B1", seq));
        subject.answer_taken();
    }
    assert_eq!(subject.state(), State::Stable);
}

#[test]
fn a_peer_that_starts_over_gets_a_new_connection() {
    let mut subject = Subject::in_call();

    let effects = subject.receive(offer("B2", "", 1, 5));

    assert_eq!(
        effects,
        [
            open(2, false),
            Effect::TakeOffer(subject.ticket(), THEIR_SDP.to_owned())
        ]
    );
    assert_eq!(subject.events(), ended(EndReason::Restarted));
    assert_eq!(subject.answer_made(), [sent_answer("B2", "A2", 1)]);
}

#[test]
fn an_offer_that_names_our_id_implies_the_ok() {
    let mut subject = Subject::new(Policy::Accept);
    subject.receive(offer("B1", "", 1, 5));
    subject.answer_made();

    let effects = subject.receive(offer("B1", "A1", 2, 5));

    assert_eq!(
        effects,
        [Effect::TakeOffer(subject.ticket(), THEIR_SDP.to_owned())]
    );
    assert_eq!(subject.events(), [Event::Established]);
}

#[test]
fn an_offer_from_a_peer_without_our_answer_gets_a_new_connection() {
    let mut subject = Subject::new(Policy::Accept);
    subject.receive(offer("B1", "", 1, 5));
    subject.answer_made();

    let effects = subject.receive(offer("B1", "", 2, 5));

    assert_eq!(
        effects,
        [
            open(2, false),
            Effect::TakeOffer(subject.ticket(), THEIR_SDP.to_owned())
        ]
    );
    assert_eq!(subject.events(), []);
    assert_eq!(subject.answer_made(), [sent_answer("B1", "A1", 2)]);
}

#[test]
fn messages_are_queued_while_a_description_is_applied() {
    let mut subject = Subject::new(Policy::Accept);
    subject.receive(offer("B1", "", 1, 5));

    assert_eq!(subject.receive(shutdown("B1", "", 2)), []);

    assert_eq!(
        subject.answer_made(),
        [
            sent_answer("B1", "A1", 1),
            Effect::Send(ok("B1", "", 2)),
            Effect::Close
        ]
    );
    assert_eq!(subject.events(), ended(EndReason::PeerHungUp));
}

#[test]
fn a_malformed_offer_gets_an_error() {
    let mut subject = Subject::in_call();
    let malformed = visavis_roap::Received::Malformed(exchange("B1", "A1", 2));

    let effects = subject.handle(Input::Received(malformed));

    assert_eq!(effects, [Effect::Send(error("B1", "A1", 2, ErrorType::Failed))]);
    assert_eq!(subject.state(), State::Stable);
}

#[test]
fn a_provisional_answer_restarts_the_timer() {
    let mut subject = Subject::new(Policy::Accept);
    subject.handle(Input::Need);
    subject.offer_made();
    subject.now = subject.now + Duration::from_secs(59);
    let Message::Answer(mut provisional) = answer("A1", "B1", 1) else {
        unreachable!("`answer` returns an ANSWER");
    };
    provisional.more_coming = true;

    assert_eq!(subject.receive(Message::Answer(provisional)), []);

    assert_eq!(subject.time_out().0, Duration::from_secs(60));
}

fn ringing() -> Subject {
    let mut subject = Subject::new(Policy::Ring);
    assert_eq!(subject.receive(offer("B1", "", 1, 5)), []);
    assert_eq!(subject.events(), [Event::Ringing]);
    subject
}
