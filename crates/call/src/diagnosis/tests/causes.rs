use super::*;
use crate::{Code, Failure};

/// The servers, the local candidates, the errors, and the expected cause when nothing connects.
type Row = (
    &'static [&'static str],
    &'static [&'static str],
    &'static [(&'static str, u16)],
    Cause,
);

#[test]
fn the_cause_follows_from_server_errors_and_candidates() {
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
        // TURN works here: the peer has no path.
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
        // TURN rejects the credentials.
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
        // TURN does not answer.
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
        // Two machines rarely fail at once; if TCP fails as well, UDP alone is not the cause.
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
        // An error of a server that is no longer used, and meaningless codes.
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
fn relay_only_without_a_server_is_no_path() {
    let nothing = findings(&[STUN], true, &[], &[(STUN, 701)]);

    let cause = cause(Symptom::NoConnection, &nothing, Circumstances::default());

    assert_eq!(cause, Cause::NoRelay);
    assert_eq!(cause.told().code, Code::NoPath);
}

#[test]
fn dtls_can_fail_only_on_a_working_path() {
    for (ice, dtls, expected) in [
        (IceState::Connected, DtlsState::Connecting, Cause::DtlsFailed),
        (IceState::Completed, DtlsState::New, Cause::DtlsFailed),
        (IceState::Connected, DtlsState::Failed, Cause::DtlsFailed),
        // Firefox reports this if no path was found.
        (IceState::New, DtlsState::Failed, Cause::NoPath),
        (IceState::Checking, DtlsState::Failed, Cause::NoPath),
        (IceState::Checking, DtlsState::New, Cause::NoPath),
        (IceState::Failed, DtlsState::Connected, Cause::NoPath),
        (IceState::Disconnected, DtlsState::Connecting, Cause::NoPath),
        // Contradictory reports; at least DTLS is not the cause.
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
fn a_dtls_failure_stays_the_cause_after_the_path_is_lost() {
    let mut findings = findings(&[], false, &[HOST], &[]);
    findings.note(Evidence::Ice(IceState::Connected));
    findings.note(Evidence::Dtls(DtlsState::Failed));
    findings.note(Evidence::Ice(IceState::Disconnected));

    let cause = cause(Symptom::NoConnection, &findings, Circumstances::default());

    assert_eq!(cause, Cause::DtlsFailed);
}

#[test]
fn an_absent_peer_takes_precedence_over_server_errors() {
    let mut refused = findings(&[TURN], false, &[HOST], &[(TURN, 401)]);
    refused.note(Evidence::Ice(IceState::Connected));
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
fn new_gathering_discards_earlier_errors() {
    let mut findings = findings(&[TURN], false, &[RELAY], &[(TURN, 401)]);

    findings.note(Evidence::GatheringBegan);

    assert!(!findings.has_relay());
    assert!(!findings.turn_said(Trouble::Refused));
    assert!(findings.asks_turn());
}

#[test]
fn unfinished_gathering_at_failure_means_no_reply() {
    let mut findings = findings(&[STUN], false, &[], &[]);
    findings.note(Evidence::GatheringBegan);
    findings.found(HOST);
    assert_eq!(
        cause(Symptom::NoConnection, &findings, Circumstances::default()),
        Cause::UdpBlocked
    );

    findings.note(Evidence::GatheringDone);
    assert_eq!(
        cause(Symptom::NoConnection, &findings, Circumstances::default()),
        Cause::NoPath
    );

    findings.note(Evidence::GatheringBegan);
    findings.found(REFLEXIVE);
    assert_eq!(
        cause(Symptom::NoConnection, &findings, Circumstances::default()),
        Cause::NoPath
    );
}

#[test]
fn errors_of_another_address_family_are_ignored() {
    let mut findings = findings(&[STUN], false, &[HOST], &[]);

    findings.note(Evidence::CandidateFailed {
        url: STUN.to_owned(),
        code: 701,
        text: "STUN server address is incompatible.".to_owned(),
    });

    assert!(!findings.is_udp_blocked());
}

#[test]
fn garbage_is_ignored_and_bounded() {
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
fn every_cause_has_two_sentences() {
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
