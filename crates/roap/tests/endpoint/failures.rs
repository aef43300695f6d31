//! Failures, timeouts and losses.

use crate::subject::*;
use std::time::Duration;
use visavis_roap::{Effect, EndReason, ErrorType, Event, Input, Policy, State};

#[test]
fn an_unanswered_call_times_out() {
    let mut subject = calling();

    let (waited, effects) = subject.time_out();

    assert_eq!(waited, Duration::from_secs(60));
    assert_eq!(
        effects,
        [
            Effect::Send(error("A1", "", 1, ErrorType::Timeout)),
            Effect::Close
        ]
    );
    assert_eq!(subject.events(), ended(EndReason::NoAnswer));
}

#[test]
fn an_unanswered_renegotiation_keeps_the_call() {
    let mut subject = renegotiating();

    let (waited, effects) = subject.time_out();

    assert_eq!(waited, Duration::from_secs(15));
    assert_eq!(
        effects,
        [
            Effect::Send(error("A1", "B1", 2, ErrorType::Timeout)),
            Effect::Rollback
        ]
    );
    assert_eq!(subject.state(), State::Stable);
    assert_eq!(subject.events(), []);
}

#[test]
fn an_answer_that_came_too_late_is_followed_by_an_offer() {
    let mut subject = answered_again();

    let effects = subject.receive(error("B1", "A1", 2, ErrorType::Timeout));

    assert_eq!(effects, [Effect::MakeOffer(subject.ticket())]);
    assert_eq!(subject.offer_made(), [sent_offer("A1", "B1", 3)]);
}

#[test]
fn a_diverged_side_offers_until_it_succeeds_or_ends_the_call() {
    let mut subject = answered_again();
    subject.receive(error("B1", "A1", 2, ErrorType::Timeout));
    subject.offer_made();
    assert_eq!(
        subject.receive(error("A1", "B1", 3, ErrorType::Refused)),
        [Effect::Rollback, Effect::MakeOffer(subject.ticket())]
    );
    subject.offer_made();

    let effects = subject.receive(error("A1", "B1", 4, ErrorType::Refused));

    assert_eq!(
        effects,
        [
            Effect::Rollback,
            Effect::Send(shutdown("A1", "B1", 5)),
            Effect::Close
        ]
    );
    assert_eq!(subject.events(), ended(EndReason::Failed));
}

#[test]
fn an_offer_whose_application_timed_out_is_followed_by_our_own() {
    let mut subject = Subject::in_call();
    subject.receive(offer("B1", "A1", 2, 1));

    let (waited, effects) = subject.time_out();

    assert_eq!(waited, Duration::from_secs(10));
    assert_eq!(
        effects,
        [
            Effect::Send(error("B1", "A1", 2, ErrorType::Failed)),
            Effect::Rollback,
            Effect::MakeOffer(subject.ticket())
        ]
    );
    assert_eq!(
        subject.time_out().1,
        [Effect::Send(shutdown("A1", "B1", 3)), Effect::Close]
    );
}

#[test]
fn an_offer_rejected_by_the_browser_is_followed_by_our_own() {
    let mut subject = Subject::in_call();
    subject.receive(offer("B1", "A1", 2, 1));

    let effects = subject.answer_failed();

    assert_eq!(
        effects,
        [
            Effect::Send(error("B1", "A1", 2, ErrorType::Failed)),
            Effect::Rollback,
            Effect::MakeOffer(subject.ticket())
        ]
    );
    assert_eq!(subject.offer_made(), [sent_offer("A1", "B1", 3)]);
}

#[test]
fn the_peer_goes_first_after_it_failed_to_apply_our_offer() {
    let mut subject = renegotiating();

    assert_eq!(
        subject.receive(error("A1", "B1", 2, ErrorType::Failed)),
        [Effect::Rollback]
    );

    assert_eq!(subject.need_of(1), []);
    let (waited, effects) = subject.time_out();
    assert_eq!(waited, Duration::from_millis(30));
    assert_eq!(effects, [Effect::MakeOffer(subject.ticket())]);
}

#[test]
fn a_failed_local_offer_keeps_the_call() {
    let mut subject = Subject::in_call();
    subject.handle(Input::Need);

    assert_eq!(subject.offer_failed(), [Effect::Rollback]);

    assert_eq!(subject.state(), State::Stable);
    assert_eq!(subject.events(), [Event::Dropped("our offer could not be made")]);
}

#[test]
fn a_failed_first_offer_ends_the_call() {
    let mut subject = Subject::new(Policy::Accept);
    subject.handle(Input::Need);

    assert_eq!(subject.offer_failed(), [Effect::Close]);

    assert_eq!(subject.state(), State::None);
    assert!(subject.events().contains(&Event::Ended(EndReason::Failed)));
}

#[test]
fn a_call_is_retried_twice_if_the_peer_asks() {
    let mut subject = calling();
    for session in ["A1", "A2"] {
        assert_eq!(subject.receive(retry_after(session, "", 1, 5)), [Effect::Close]);
        assert_eq!(subject.state(), State::None);
        assert_eq!(subject.events(), []);
        assert_eq!(subject.time_out().0, Duration::from_secs(5));
        subject.offer_made();
    }

    subject.receive(retry_after("A3", "", 1, 5));

    assert_eq!(subject.events(), ended(EndReason::Failed));
    assert_eq!(subject.endpoint.poll_timeout(), None);
}

#[test]
fn hanging_up_cancels_a_retry() {
    let mut subject = calling();
    subject.receive(retry_after("A1", "", 1, 5));

    assert_eq!(subject.handle(Input::HangUp), []);

    assert_eq!(subject.events(), ended(EndReason::HungUp));
    assert_eq!(subject.endpoint.poll_timeout(), None);
}

#[test]
fn a_renegotiation_is_retried_after_the_requested_delay() {
    let mut subject = renegotiating();
    subject.receive(retry_after("A1", "B1", 2, 5));

    assert_eq!(subject.need_of(1), []);

    let (waited, effects) = subject.time_out();
    assert_eq!(waited, Duration::from_secs(5));
    assert_eq!(effects, [Effect::MakeOffer(subject.ticket())]);
}

#[test]
fn an_unanswered_message_is_repeated_verbatim() {
    let mut caller = calling();
    let mut answerer = Subject::new(Policy::Accept);
    answerer.receive(offer("B1", "", 1, 5));
    answerer.answer_made();
    let mut leaver = Subject::in_call();
    leaver.handle(Input::HangUp);
    let mut idle = Subject::in_call();

    assert_eq!(caller.handle(Input::RouteRestored), [sent_offer("A1", "", 1)]);
    assert_eq!(
        answerer.handle(Input::RouteRestored),
        [sent_answer("B1", "A1", 1)]
    );
    assert_eq!(
        leaver.handle(Input::RouteRestored),
        [Effect::Send(shutdown("A1", "B1", 2))]
    );
    assert_eq!(idle.handle(Input::RouteRestored), []);
}

#[test]
fn a_call_does_not_end_for_lack_of_a_route() {
    let mut offerer = renegotiating();
    let mut answerer = answered_again();

    for subject in [&mut offerer, &mut answerer] {
        subject.handle(Input::RouteLost);
        assert_eq!(subject.endpoint.poll_timeout(), None);
    }

    offerer.handle(Input::RouteRestored);
    answerer.handle(Input::RouteRestored);
    assert_eq!(offerer.time_out().0, Duration::from_secs(15));
    assert_eq!(answerer.time_out().0, Duration::from_secs(15));
}

#[test]
fn an_unanswered_call_times_out_even_without_a_route() {
    let mut subject = calling();

    subject.handle(Input::RouteLost);

    assert_eq!(subject.time_out().0, Duration::from_secs(60));
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
    subject.offer_made();
    subject
}

/// In a call in which the peer has offered again and been answered.
fn answered_again() -> Subject {
    let mut subject = Subject::in_call();
    subject.receive(offer("B1", "A1", 2, 1));
    subject.answer_made();
    subject
}
