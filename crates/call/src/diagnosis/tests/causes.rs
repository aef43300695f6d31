use super::*;
use crate::{Code, Failure};

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
    assert_eq!(cause.told().code, Code::NoPath);
}

#[test]
fn encryption_fails_only_where_there_is_a_way() {
    for (ice, dtls, expected) in [
        (IceState::Connected, DtlsState::Connecting, Cause::DtlsFailed),
        (IceState::Completed, DtlsState::New, Cause::DtlsFailed),
        (IceState::Connected, DtlsState::Failed, Cause::DtlsFailed),
        // What Firefox says where no way was found.
        (IceState::New, DtlsState::Failed, Cause::NoPath),
        (IceState::Checking, DtlsState::Failed, Cause::NoPath),
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
fn encryption_that_failed_stays_so_when_the_way_is_lost_too() {
    let mut findings = findings(&[], false, &[HOST], &[]);
    findings.note(Evidence::Ice(IceState::Connected));
    findings.note(Evidence::Dtls(DtlsState::Failed));
    findings.note(Evidence::Ice(IceState::Disconnected));

    let cause = cause(Symptom::NoConnection, &findings, Circumstances::default());

    assert_eq!(cause, Cause::DtlsFailed);
}

#[test]
fn who_is_not_there_explains_more_than_any_server() {
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
fn another_search_forgets_what_the_former_one_met() {
    let mut findings = findings(&[TURN], false, &[RELAY], &[(TURN, 401)]);

    findings.note(Evidence::GatheringBegan);

    assert!(!findings.has_relay());
    assert!(!findings.turn_said(Trouble::Refused));
    assert!(findings.asks_turn());
}

#[test]
fn a_search_that_is_still_on_when_all_else_has_failed_got_no_reply() {
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
