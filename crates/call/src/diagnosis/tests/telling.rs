use super::*;
use crate::Code;
use crate::ConnectionState;
use std::time::Duration;
use visavis_roap::{ConnectionId, Effect, EndReason, Input as Negotiation, Timestamp};

#[test]
fn nothing_is_reported_before_the_deadline() {
    let mut inquiry = opened();
    inquiry.established(at(1));

    assert_eq!(inquiry.poll_timeout(), Some(at(16)));
    inquiry.handle_timeout(at(15));
    assert_eq!(news(&mut inquiry), None);

    inquiry.handle_timeout(at(16));
    assert_eq!(news(&mut inquiry), Some(Some(Code::NoPath)));
    assert_eq!(news(&mut inquiry), None);
    assert_eq!(inquiry.poll_timeout(), None);
}

#[test]
fn the_diagnosis_follows_the_evidence_and_is_withdrawn_on_connection() {
    let mut inquiry = opened();
    inquiry.changed(at(0), ConnectionId(1), ConnectionState::Failed);
    assert_eq!(news(&mut inquiry), Some(Some(Code::NoPath)));

    inquiry.note(ConnectionId(1), configured(&[TURN], false));
    assert_eq!(news(&mut inquiry), Some(Some(Code::TurnUnreachable)));
    inquiry.note(ConnectionId(1), failed(TURN, 401));
    assert_eq!(news(&mut inquiry), Some(Some(Code::TurnRefused)));

    // A new attempt, undecided so far.
    inquiry.changed(at(0), ConnectionId(1), ConnectionState::Connecting);
    assert_eq!(news(&mut inquiry), None);
    inquiry.changed(at(0), ConnectionId(1), ConnectionState::Connected);
    assert_eq!(news(&mut inquiry), Some(None));
}

#[test]
fn a_connection_in_time_is_never_reported_as_trouble() {
    for is_connected_first in [true, false] {
        let mut inquiry = opened();
        if is_connected_first {
            inquiry.changed(at(0), ConnectionId(1), ConnectionState::Connected);
        }
        inquiry.established(at(0));
        inquiry.changed(at(0), ConnectionId(1), ConnectionState::Connected);

        assert_eq!(inquiry.poll_timeout(), None);
        inquiry.handle_timeout(at(99));
        assert_eq!(news(&mut inquiry), None);
    }
}

#[test]
fn an_established_connection_gets_time_for_repair() {
    let mut inquiry = opened();
    inquiry.changed(at(0), ConnectionId(1), ConnectionState::Connected);
    inquiry.changed(at(60), ConnectionId(1), ConnectionState::Failed);
    inquiry.changed(at(61), ConnectionId(1), ConnectionState::Connecting);
    inquiry.changed(at(62), ConnectionId(1), ConnectionState::Failed);
    inquiry.handle_timeout(at(64));
    assert_eq!(news(&mut inquiry), None);

    inquiry.handle_timeout(at(65));
    assert_eq!(news(&mut inquiry), Some(Some(Code::NoPath)));

    inquiry.changed(at(66), ConnectionId(1), ConnectionState::Connected);
    assert_eq!(news(&mut inquiry), Some(None));
    inquiry.changed(at(67), ConnectionId(1), ConnectionState::Failed);
    assert_eq!(news(&mut inquiry), None);
}

#[test]
fn evidence_of_other_connections_is_ignored_and_a_new_one_starts_afresh() {
    let mut inquiry = opened();
    inquiry.changed(at(0), ConnectionId(7), ConnectionState::Failed);
    inquiry.note(ConnectionId(7), failed(TURN, 401));
    assert_eq!(news(&mut inquiry), None);

    inquiry.note(ConnectionId(1), configured(&[TURN], false));
    inquiry.changed(at(0), ConnectionId(1), ConnectionState::Failed);
    assert_eq!(news(&mut inquiry), Some(Some(Code::TurnUnreachable)));
    inquiry.watch(&Effect::Open {
        connection: ConnectionId(2),
        offers: true,
    });
    inquiry.overhear(&Negotiation::LocalCandidates(
        ConnectionId(1),
        vec![candidate(RELAY)],
    ));
    assert_eq!(news(&mut inquiry), None);

    inquiry.changed(at(0), ConnectionId(2), ConnectionState::Failed);
    assert_eq!(news(&mut inquiry), Some(Some(Code::NoPath)));
}

#[test]
fn missing_media_counts_only_while_connected_and_sent() {
    let mut inquiry = opened();
    inquiry.changed(at(0), ConnectionId(1), ConnectionState::Connected);
    let mut silent_until = |from: u64, to: u64, is_expected: bool| {
        (from..=to)
            .filter_map(|second| {
                inquiry.counted(at(second), 0, is_expected);
                news(&mut inquiry)
            })
            .collect::<Vec<_>>()
    };

    assert_eq!(silent_until(0, 99, false), []);
    assert_eq!(silent_until(100, 109, true), []);
    assert_eq!(silent_until(110, 199, true), [Some(Code::NoMedia)]);

    inquiry.counted(at(200), 1, true);
    assert_eq!(news(&mut inquiry), Some(None));
}

#[test]
fn an_intentional_end_withdraws_the_diagnosis() {
    for (reason, expected) in [
        (EndReason::HungUp, Some(None)),
        (EndReason::PeerHungUp, Some(None)),
        (EndReason::PeerLeft, Some(None)),
        (EndReason::Failed, None),
        (EndReason::NoAnswer, None),
    ] {
        let mut inquiry = opened();
        inquiry.changed(at(0), ConnectionId(1), ConnectionState::Failed);
        assert_eq!(news(&mut inquiry), Some(Some(Code::NoPath)));

        inquiry.ended(reason);

        assert_eq!(news(&mut inquiry), expected, "{reason:?}");
    }
}

fn opened() -> Inquiry {
    let mut inquiry = Inquiry::default();
    inquiry.watch(&Effect::Open {
        connection: ConnectionId(1),
        offers: true,
    });
    inquiry.overhear(&Negotiation::LocalCandidates(
        ConnectionId(1),
        vec![candidate(HOST)],
    ));
    inquiry
}

fn news(inquiry: &mut Inquiry) -> Option<Option<Code>> {
    let news = inquiry.conclude(Circumstances::default())?;
    Some(news.map(|failure| failure.code))
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::new(Duration::from_secs(seconds))
}
