//! Sessions end and stay closed.

use crate::subject::*;
use std::time::Duration;
use visavis_roap::{Effect, EndReason, ErrorType, Input, Policy, State};

#[test]
fn hanging_up_closes_immediately_and_notifies_the_peer() {
    let mut subject = Subject::in_call();

    let effects = subject.handle(Input::HangUp);

    assert_eq!(effects, [Effect::Send(shutdown("A1", "B1", 2)), Effect::Close]);
    assert_eq!(subject.events(), ended(EndReason::HungUp));
    assert_eq!(subject.receive(ok("A1", "B1", 2)), []);
    assert_eq!(subject.state(), State::None);
}

#[test]
fn hanging_up_does_not_wait_for_a_pending_operation() {
    let mut subject = Subject::new(Policy::Accept);
    subject.receive(offer("B1", "", 1, 5));

    let effects = subject.handle(Input::HangUp);

    assert_eq!(effects, [Effect::Send(shutdown("A1", "B1", 2)), Effect::Close]);
    assert_eq!(subject.answer_made(), []);
    assert_eq!(subject.state(), State::Closing);
}

#[test]
fn a_renewed_session_has_new_ids_and_a_new_connection() {
    let mut subject = Subject::in_call();

    let effects = subject.handle(Input::Renew);

    assert!(
        matches!(
            effects[..],
            [Effect::Open { offers: true, .. }, Effect::MakeOffer(_)]
        ),
        "{effects:?}"
    );
    assert_eq!(subject.events(), ended(EndReason::Restarted));
    assert_eq!(subject.offer_made(), [sent_offer("A2", "", 1)]);
}

#[test]
fn a_call_that_is_not_established_is_not_renewed() {
    let mut subject = Subject::new(Policy::Accept);
    subject.handle(Input::Need);

    assert_eq!(subject.handle(Input::Renew), []);
}

#[test]
fn hanging_up_before_anything_was_sent_sends_nothing() {
    let mut subject = Subject::new(Policy::Accept);
    subject.handle(Input::Need);

    assert_eq!(subject.handle(Input::HangUp), [Effect::Close]);

    assert_eq!(subject.state(), State::None);
    assert_eq!(subject.events(), ended(EndReason::HungUp));
}

#[test]
fn both_sides_may_hang_up_and_confirm() {
    let mut subject = Subject::in_call();
    subject.handle(Input::HangUp);

    assert_eq!(
        subject.receive(shutdown("B1", "A1", 2)),
        [Effect::Send(ok("B1", "A1", 2))]
    );

    assert_eq!(subject.state(), State::None);
    assert_eq!(subject.receive(ok("A1", "B1", 2)), []);
}

#[test]
fn an_unanswered_shutdown_is_repeated_twice() {
    let mut subject = Subject::in_call();
    subject.handle(Input::HangUp);
    let again = vec![Effect::Send(shutdown("A1", "B1", 2))];

    assert_eq!(subject.time_out(), (Duration::from_secs(2), again.clone()));
    assert_eq!(subject.time_out(), (Duration::from_secs(2), again));
    assert_eq!(subject.time_out(), (Duration::from_secs(2), vec![]));

    assert_eq!(subject.state(), State::None);
    assert_eq!(subject.events(), ended(EndReason::HungUp));
}

#[test]
fn a_repeated_shutdown_is_confirmed_again() {
    let mut subject = Subject::in_call();
    let confirmed = [Effect::Send(ok("B1", "A1", 2)), Effect::Close];
    assert_eq!(subject.receive(shutdown("B1", "A1", 2)), confirmed);

    assert_eq!(
        subject.receive(shutdown("B1", "A1", 2)),
        [Effect::Send(ok("B1", "A1", 2))]
    );
}

#[test]
fn calling_again_waits_for_the_end_of_the_old_session() {
    let mut subject = Subject::in_call();
    subject.handle(Input::HangUp);
    assert_eq!(subject.handle(Input::Need), []);

    let effects = subject.receive(ok("A1", "B1", 2));

    assert_eq!(effects, [open(2, true), Effect::MakeOffer(subject.ticket())]);
    assert_eq!(subject.offer_made(), [sent_offer("A2", "", 1)]);
}

#[test]
fn hanging_up_again_cancels_the_next_call() {
    let mut subject = Subject::in_call();
    subject.handle(Input::HangUp);
    subject.handle(Input::Need);
    subject.handle(Input::HangUp);

    assert_eq!(subject.receive(ok("A1", "B1", 2)), []);

    assert_eq!(subject.state(), State::None);
}

#[test]
fn an_offer_refused_while_closing_stays_refused() {
    let mut subject = Subject::in_call();
    subject.handle(Input::HangUp);
    let refused = [Effect::Send(error("B2", "", 1, ErrorType::Refused))];
    assert_eq!(subject.receive(offer("B2", "", 1, 5)), refused);
    subject.receive(ok("A1", "B1", 2));

    assert_eq!(subject.receive(offer("B2", "", 1, 5)), refused);

    assert_eq!(subject.state(), State::None);
}

#[test]
fn after_an_error_a_new_call_does_not_wait_for_the_old_one_to_close() {
    let mut subject = Subject::in_call();
    subject.receive(offer("B1", "A1", 2, 5));
    subject.answer_made();
    subject.receive(error("B1", "A1", 2, ErrorType::Failed));
    assert_eq!(subject.state(), State::Closing);

    let effects = subject.receive(offer("B2", "", 1, 5));

    assert_eq!(
        effects,
        [
            open(2, false),
            Effect::TakeOffer(subject.ticket(), THEIR_SDP.to_owned())
        ]
    );
}

#[test]
fn an_offer_that_arrives_after_its_cancellation_does_not_ring() {
    for cancellation in [shutdown("B1", "", 2), error("B1", "", 1, ErrorType::Timeout)] {
        let mut subject = Subject::new(Policy::Ring);
        subject.receive(cancellation);

        let effects = subject.receive(offer("B1", "", 1, 5));

        assert_eq!(effects, [Effect::Send(error("B1", "", 1, ErrorType::NoMatch))]);
    }
}

#[test]
fn a_closed_session_is_remembered_for_a_minute() {
    let mut subject = Subject::new(Policy::Ring);
    subject.receive(error("B1", "", 1, ErrorType::Timeout));
    subject.now = subject.now + Duration::from_secs(60);

    subject.receive(offer("B1", "", 1, 5));

    assert_eq!(subject.state(), State::Ringing);
}

#[test]
fn a_shutdown_with_foreign_ids_does_not_close_the_session() {
    let mut subject = Subject::in_call();

    assert_eq!(
        subject.receive(shutdown("C1", "A1", 2)),
        [Effect::Send(error("C1", "A1", 2, ErrorType::NoMatch))]
    );
    assert_eq!(
        subject.receive(shutdown("B1", "C1", 2)),
        [Effect::Send(error("B1", "C1", 2, ErrorType::NoMatch))]
    );

    assert_eq!(subject.state(), State::Stable);
    subject.receive(offer("B1", "A1", 2, 5));
    assert_eq!(subject.state(), State::ApplyingOffer);
}

#[test]
fn nothing_is_sent_to_a_peer_that_has_left() {
    let mut subject = Subject::in_call();

    assert_eq!(subject.handle(Input::PeerLeft), [Effect::Close]);

    assert_eq!(subject.state(), State::None);
    assert_eq!(subject.events(), ended(EndReason::PeerLeft));
}
