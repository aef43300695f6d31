use super::*;
use crate::event::Failure;
use crate::input::ConnectionState;
use std::time::Duration;
use visavis_roap::{Candidate, ConnectionId, Effect, EndReason, Input as Negotiation, Timestamp};

const HOST: &str = "candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host";
const HOST_TCP: &str = "candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active";
const REFLEXIVE: &str = "candidate:3 1 udp 1686052607 203.0.113.9 54321 typ srflx raddr 0.0.0.0 rport 0";
const RELAY: &str = "candidate:4 1 udp 41885439 203.0.113.7 50000 typ relay raddr 0.0.0.0 rport 0";

const STUN: &str = "stun:turn.example:3478";
const OTHER_STUN: &str = "stun:stun.example";
const TURN: &str = "turn:turn.example:3478?transport=udp";
const TURN_TCP: &str = "turn:TURN.example:3478?transport=tcp";
const TURNS: &str = "turns:turn.example";

/// Servers, candidates of this side, complaints, and the cause that is left when nothing connects.
type Row = (
    &'static [&'static str],
    &'static [&'static str],
    &'static [(&'static str, u16)],
    Cause,
);

#[test]
fn what_the_servers_say_and_the_browser_finds_decides_which_it_is() {
    let table: &[Row] = &[
        // Nothing was configured.
        (&[], &[], &[], Cause::NoPath),
        (&[], &[HOST], &[], Cause::NoPath),
        (&[], &[HOST, HOST_TCP], &[], Cause::NoPath),
        (&[], &[HOST_TCP], &[], Cause::UdpBlocked),
        // STUN alone.
        (&[STUN], &[HOST, REFLEXIVE], &[], Cause::NoPath),
        (&[STUN], &[HOST], &[], Cause::NoPath),
        (&[STUN], &[HOST], &[(STUN, 701)], Cause::UdpBlocked),
        (&[STUN], &[HOST, REFLEXIVE], &[(STUN, 701)], Cause::NoPath),
        (&[STUN, OTHER_STUN], &[HOST], &[(STUN, 701)], Cause::NoPath),
        (
            &[STUN, OTHER_STUN],
            &[HOST],
            &[(STUN, 701), (OTHER_STUN, 701)],
            Cause::UdpBlocked,
        ),
        // TURN that works here: it is the other side that has no way.
        (&[TURN], &[HOST, RELAY], &[], Cause::NoPath),
        (
            &[TURN, TURN_TCP],
            &[HOST, RELAY],
            &[(TURN, 701)],
            Cause::UdpBlocked,
        ),
        (
            &[TURN, TURN_TCP],
            &[HOST, RELAY],
            &[(TURN_TCP, 701)],
            Cause::NoPath,
        ),
        (&[TURN], &[RELAY], &[(TURN, 401)], Cause::NoPath),
        // TURN that refuses.
        (&[TURN], &[HOST], &[(TURN, 401)], Cause::TurnRefused),
        (&[TURN], &[HOST], &[(TURN, 403)], Cause::TurnRefused),
        (&[TURN], &[HOST], &[(TURN, 441)], Cause::TurnRefused),
        (&[TURN], &[HOST], &[("", 401)], Cause::TurnRefused),
        (
            &[TURN, TURN_TCP],
            &[HOST],
            &[(TURN, 701), (TURN_TCP, 401)],
            Cause::TurnRefused,
        ),
        (&[TURN], &[HOST], &[(TURN, 401), (TURN, 701)], Cause::TurnRefused),
        (&[TURN], &[HOST], &[(TURN, 486)], Cause::TurnFull),
        (&[TURN], &[HOST], &[(TURN, 508)], Cause::TurnFull),
        (&[TURN], &[HOST], &[(TURN, 508), (TURN, 401)], Cause::TurnRefused),
        // TURN that is not there.
        (&[TURN], &[HOST], &[(TURN, 701)], Cause::TurnUnreachable),
        (&[TURN], &[HOST], &[], Cause::TurnUnreachable),
        (&[TURNS], &[HOST], &[(TURNS, 701)], Cause::TurnUnreachable),
        (
            &[STUN, TURN],
            &[HOST],
            &[(STUN, 701), (TURN, 701)],
            Cause::TurnUnreachable,
        ),
        (
            &[STUN, TURN],
            &[HOST, REFLEXIVE],
            &[(TURN, 701)],
            Cause::TurnUnreachable,
        ),
        // Two machines do not die at once; if TCP is dead as well, more than UDP is amiss.
        (
            &[OTHER_STUN, TURN],
            &[HOST],
            &[(OTHER_STUN, 701), (TURN, 701)],
            Cause::UdpBlocked,
        ),
        (
            &[OTHER_STUN, TURN, TURN_TCP],
            &[HOST],
            &[(OTHER_STUN, 701), (TURN, 701), (TURN_TCP, 701)],
            Cause::TurnUnreachable,
        ),
        // A complaint about a server that is not used any more, and numbers that mean nothing.
        (&[STUN], &[HOST], &[(TURN, 401)], Cause::NoPath),
        (&[TURN], &[HOST], &[(TURN, 0)], Cause::TurnUnreachable),
        (
            &[TURN],
            &[HOST],
            &[(TURN, 200), (TURN, 300), (TURN, u16::MAX)],
            Cause::TurnUnreachable,
        ),
    ];
    for row in table {
        let (urls, candidates, complaints, expected) = *row;
        let findings = findings(urls, false, candidates, complaints);

        let cause = cause(Symptom::NoConnection, &findings, Circumstances::default());

        assert_eq!(cause, expected, "{row:?}");
    }
}

#[test]
fn a_relay_alone_that_nobody_named_is_no_path() {
    let nothing = findings(&[STUN], true, &[], &[(STUN, 701)]);

    let cause = cause(Symptom::NoConnection, &nothing, Circumstances::default());

    assert_eq!(cause, Cause::NoRelay);
    assert_eq!(cause.told().code, "NoPath");
}

#[test]
fn encryption_fails_only_where_there_is_a_way() {
    for (ice, dtls, expected) in [
        (IceState::Connected, DtlsState::Connecting, Cause::DtlsFailed),
        (IceState::Completed, DtlsState::New, Cause::DtlsFailed),
        (IceState::Connected, DtlsState::Failed, Cause::DtlsFailed),
        (IceState::Checking, DtlsState::Failed, Cause::DtlsFailed),
        (IceState::Checking, DtlsState::New, Cause::NoPath),
        (IceState::Failed, DtlsState::Connected, Cause::NoPath),
        (IceState::Disconnected, DtlsState::Connecting, Cause::NoPath),
        // The browser contradicts itself; at least it is not the encryption.
        (IceState::Connected, DtlsState::Connected, Cause::NoPath),
    ] {
        let mut findings = findings(&[], false, &[HOST], &[]);
        findings.note(Evidence::Ice(ice));
        findings.note(Evidence::Dtls(dtls));

        let cause = cause(Symptom::NoConnection, &findings, Circumstances::default());

        assert_eq!(cause, expected, "{ice:?} {dtls:?}");
    }
}

#[test]
fn who_is_not_there_explains_more_than_any_server() {
    let mut refused = findings(&[TURN], false, &[HOST], &[(TURN, 401)]);
    refused.note(Evidence::Dtls(DtlsState::Failed));
    for (is_peer_away, is_offline, expected) in [
        (true, false, Cause::PeerGone),
        (true, true, Cause::NetworkLost),
        (false, true, Cause::NetworkLost),
        (false, false, Cause::DtlsFailed),
    ] {
        let around = Circumstances {
            is_peer_away,
            is_offline,
        };
        assert_eq!(cause(Symptom::NoConnection, &refused, around), expected);
        assert_eq!(cause(Symptom::NothingArrives, &refused, around), Cause::NoMedia);
    }
}

#[test]
fn another_search_forgets_what_the_former_one_met() {
    let mut findings = findings(&[TURN], false, &[RELAY], &[(TURN, 401)]);

    findings.note(Evidence::GatheringBegan);

    assert!(!findings.has_relay());
    assert!(!findings.turn_said(Trouble::Refused));
    assert!(findings.asks_turn());
}

#[test]
fn a_network_that_a_server_is_not_in_says_nothing() {
    let mut findings = findings(&[STUN], false, &[HOST], &[]);

    findings.note(Evidence::CandidateFailed {
        url: STUN.to_owned(),
        code: 701,
        text: "STUN server address is incompatible.".to_owned(),
    });

    assert!(!findings.is_udp_blocked());
}

#[test]
fn garbage_is_not_taken_in_and_no_amount_of_it_grows() {
    let long = "x".repeat(100_000);
    let urls = [
        "",
        ":",
        "http://a",
        "turn",
        "turn:",
        "turn:[",
        "turn:[::1",
        "TURN:A?transport=",
        &long,
    ];
    let mut findings = findings(
        &urls,
        false,
        &["", "candidate", HOST, "a b tcp typ", "a b sctp c typ host", &long],
        &[],
    );
    for number in 0..10_000_u16 {
        findings.note(Evidence::CandidateFailed {
            url: format!("turn:host-{number}"),
            code: number,
            text: long.clone(),
        });
    }

    let cause = cause(Symptom::NoConnection, &findings, Circumstances::default());

    assert_eq!(cause, Cause::TurnRefused);
    assert!(format!("{findings:?}").len() < 20_000);
}

#[test]
fn every_cause_is_two_plain_sentences() {
    for cause in [
        Cause::NetworkLost,
        Cause::PeerGone,
        Cause::DtlsFailed,
        Cause::NoRelay,
        Cause::TurnRefused,
        Cause::TurnFull,
        Cause::TurnUnreachable,
        Cause::UdpBlocked,
        Cause::NoPath,
        Cause::NoMedia,
    ] {
        let Failure { message, .. } = cause.told();
        assert!(
            message.ends_with('.') && message.matches(". ").count() == 1,
            "{message}"
        );
        for jargon in ["ICE", "TURN", "STUN", "DTLS", "NAT"] {
            assert!(!message.contains(jargon), "{message}");
        }
    }
}

#[test]
fn nothing_is_said_before_the_time_is_up() {
    let mut inquiry = opened();
    inquiry.established(at(1));

    assert_eq!(inquiry.poll_timeout(), Some(at(16)));
    inquiry.handle_timeout(at(15));
    assert_eq!(news(&mut inquiry), None);

    inquiry.handle_timeout(at(16));
    assert_eq!(news(&mut inquiry), Some(Some("NoPath")));
    assert_eq!(news(&mut inquiry), None);
    assert_eq!(inquiry.poll_timeout(), None);
}

#[test]
fn what_is_said_changes_with_what_is_known_and_is_taken_back_by_a_connection() {
    let mut inquiry = opened();
    inquiry.changed(at(0), ConnectionId(1), ConnectionState::Failed);
    assert_eq!(news(&mut inquiry), Some(Some("NoPath")));

    inquiry.note(ConnectionId(1), configured(&[TURN], false));
    assert_eq!(news(&mut inquiry), Some(Some("TurnUnreachable")));
    inquiry.note(ConnectionId(1), failed(TURN, 401));
    assert_eq!(news(&mut inquiry), Some(Some("TurnRefused")));

    // A new try, which may go either way.
    inquiry.changed(at(0), ConnectionId(1), ConnectionState::Connecting);
    assert_eq!(news(&mut inquiry), None);
    inquiry.changed(at(0), ConnectionId(1), ConnectionState::Connected);
    assert_eq!(news(&mut inquiry), Some(None));
}

#[test]
fn a_connection_in_time_is_no_trouble_whenever_it_is_told() {
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
fn a_connection_that_was_up_is_given_time_to_be_mended() {
    let mut inquiry = opened();
    inquiry.changed(at(0), ConnectionId(1), ConnectionState::Connected);
    inquiry.changed(at(60), ConnectionId(1), ConnectionState::Failed);
    inquiry.changed(at(61), ConnectionId(1), ConnectionState::Connecting);
    inquiry.changed(at(62), ConnectionId(1), ConnectionState::Failed);
    inquiry.handle_timeout(at(64));
    assert_eq!(news(&mut inquiry), None);

    inquiry.handle_timeout(at(65));
    assert_eq!(news(&mut inquiry), Some(Some("NoPath")));

    inquiry.changed(at(66), ConnectionId(1), ConnectionState::Connected);
    assert_eq!(news(&mut inquiry), Some(None));
    inquiry.changed(at(67), ConnectionId(1), ConnectionState::Failed);
    assert_eq!(news(&mut inquiry), None);
}

#[test]
fn what_another_connection_says_is_not_heard_and_a_new_one_begins_afresh() {
    let mut inquiry = opened();
    inquiry.changed(at(0), ConnectionId(7), ConnectionState::Failed);
    inquiry.note(ConnectionId(7), failed(TURN, 401));
    assert_eq!(news(&mut inquiry), None);

    inquiry.note(ConnectionId(1), configured(&[TURN], false));
    inquiry.changed(at(0), ConnectionId(1), ConnectionState::Failed);
    assert_eq!(news(&mut inquiry), Some(Some("TurnUnreachable")));
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
    assert_eq!(news(&mut inquiry), Some(Some("NoPath")));
}

#[test]
fn silence_counts_while_connected_and_while_something_is_sent() {
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
    assert_eq!(silent_until(110, 199, true), [Some("NoMedia")]);

    inquiry.counted(at(200), 1, true);
    assert_eq!(news(&mut inquiry), Some(None));
}

#[test]
fn the_end_that_somebody_wanted_takes_back_what_was_said() {
    for (reason, expected) in [
        (EndReason::HungUp, Some(None)),
        (EndReason::PeerHungUp, Some(None)),
        (EndReason::PeerLeft, Some(None)),
        (EndReason::Failed, None),
        (EndReason::NoAnswer, None),
    ] {
        let mut inquiry = opened();
        inquiry.changed(at(0), ConnectionId(1), ConnectionState::Failed);
        assert_eq!(news(&mut inquiry), Some(Some("NoPath")));

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

fn news(inquiry: &mut Inquiry) -> Option<Option<&'static str>> {
    let news = inquiry.conclude(Circumstances::default())?;
    Some(news.map(|failure| failure.code))
}

fn findings(urls: &[&str], relay_only: bool, candidates: &[&str], complaints: &[(&str, u16)]) -> Findings {
    let mut findings = Findings::default();
    findings.note(configured(urls, relay_only));
    for candidate in candidates {
        findings.found(candidate);
    }
    for (url, code) in complaints {
        findings.note(failed(url, *code));
    }
    findings
}

fn configured(urls: &[&str], relay_only: bool) -> Evidence {
    Evidence::Configured {
        urls: urls.iter().map(|&url| url.to_owned()).collect(),
        relay_only,
    }
}

fn failed(url: &str, code: u16) -> Evidence {
    Evidence::CandidateFailed {
        url: url.to_owned(),
        code,
        text: String::new(),
    }
}

fn candidate(text: &str) -> Candidate {
    Candidate {
        candidate: text.to_owned(),
        sdp_mid: None,
        sdp_m_line_index: None,
        username_fragment: None,
    }
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::new(Duration::from_secs(seconds))
}
