//! A session ends, and stays ended.

use crate::subject::*;
use std::time::Duration;
use visavis_roap::{Effect, EndReason, ErrorType, Input, Policy, State};

#[test]
fn hanging_up_closes_at_once_and_tells_the_peer() {
    let mut subject = Subject::in_call();

    let effects = subject.handle(Input::HangUp);

    assert_eq!(effects, [Effect::Send(shutdown("A1", "B1", 2)), Effect::Close]);
    assert_eq!(subject.events(), ended(EndReason::HungUp));
    assert_eq!(subject.receive(ok("A1", "B1", 2)), []);
    assert_eq!(subject.state(), State::None);
}

#[test]
fn hanging_up_does_not_wait_for_an_operation() {
    let mut subject = Subject::new(Policy::Accept);
    subject.receive(offer("B1", "", 1, 5));

    let effects = subject.handle(Input::HangUp);

    assert_eq!(effects, [Effect::Send(shutdown("A1", "B1", 2)), Effect::Close]);
    assert_eq!(subject.answer_made(), []);
    assert_eq!(subject.state(), State::Closing);
}

#[test]
fn a_renewed_session_has_new_ids_and_a_fresh_connection() {
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
fn a_call_that_is_coming_about_is_not_renewed() {
    let mut subject = Subject::new(Policy::Accept);
    subject.handle(Input::Need);

    assert_eq!(subject.handle(Input::Renew), []);
}

#[test]
fn hanging_up_before_anything_was_sent_is_silent() {
    let mut subject = Subject::new(Policy::Accept);
    subject.handle(Input::Need);

    assert_eq!(subject.handle(Input::HangUp), [Effect::Close]);

    assert_eq!(subject.state(), State::None);
    assert_eq!(subject.events(), ended(EndReason::HungUp));
}

#[test]
fn both_hang_up_and_both_confirm() {
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
fn a_shutdown_without_a_reply_is_repeated_twice() {
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
fn a_shutdown_that_comes_again_is_confirmed_again() {
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
fn hanging_up_again_takes_back_the_next_call() {
    let mut subject = Subject::in_call();
    subject.handle(Input::HangUp);
    subject.handle(Input::Need);
    subject.handle(Input::HangUp);

    assert_eq!(subject.receive(ok("A1", "B1", 2)), []);

    assert_eq!(subject.state(), State::None);
}

#[test]
fn an_offer_that_was_refused_while_hanging_up_stays_refused() {
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
fn an_offer_that_arrives_after_its_caller_gave_up_does_not_ring() {
    for word in [shutdown("B1", "", 2), error("B1", "", 1, ErrorType::Timeout)] {
        let mut subject = Subject::new(Policy::Ring);
        subject.receive(word);

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
fn what_strangers_say_of_our_session_does_not_close_it() {
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
fn a_peer_that_left_for_good_is_told_nothing() {
    let mut subject = Subject::in_call();

    assert_eq!(subject.handle(Input::PeerLeft), [Effect::Close]);

    assert_eq!(subject.state(), State::None);
    assert_eq!(subject.events(), ended(EndReason::PeerLeft));
}
