use super::*;

#[test]
fn a_socket_without_a_welcome_is_abandoned() {
    let mut server = Server::new();
    server.open(at(0));

    assert_eq!(server.handle_timeout(at(3_999)), None);
    assert_eq!(server.handle_timeout(at(4_000)), Some(Action::Close));
}

#[test]
fn a_silent_server_is_pinged_and_counts_as_dead_within_15_seconds() {
    let mut server = welcomed();

    assert_eq!(server.handle_timeout(at(5_000)), Some(Action::Ping));
    assert_eq!(server.handle_timeout(at(11_999)), None);
    assert_eq!(server.handle_timeout(at(12_000)), Some(Action::Close));
}

#[test]
fn after_sleeping_the_server_gets_time_for_the_pong() {
    let mut server = welcomed();

    assert_eq!(server.handle_timeout(at(60_000)), Some(Action::Ping));
    assert_eq!(server.handle_timeout(at(66_999)), None);
    server.heard(at(66_999));
    assert_eq!(server.handle_timeout(at(67_000)), None);
}

#[test]
fn the_first_failure_is_tabs_only_and_a_later_one_reconnects() {
    let mut server = Server::new();
    server.open(at(0));
    assert_eq!(server.signalling(), Signalling::Connecting);

    server.closed(at(1), &closed(1006), 0, false);
    assert_eq!(server.signalling(), Signalling::TabsOnly);
    assert_eq!(server.handle_timeout(at(251)), Some(Action::Open(2)));
    assert_eq!(server.signalling(), Signalling::TabsOnly);

    server.welcomed(at(300));
    server.closed(at(400), &closed(1006), 0, false);
    assert_eq!(server.signalling(), Signalling::Reconnecting);
}

#[test]
fn clients_of_a_large_server_return_at_random_within_the_time_that_it_told() {
    let until = |code, failed_attempts, jitter| {
        let mut server = Server::new();
        server.open(at(0));
        server.welcomed(at(0));
        server.told_to_return(8_000);
        for _ in 0..failed_attempts {
            server.closed(at(0), &closed(1006), 0, true);
            server.open(at(0));
        }
        server.closed(at(0), &closed(code), jitter, true);
        server.poll_timeout()
    };

    // The client's own line was lost.
    assert_eq!(until(1006, 0, 400), Some(at(200)));
    // The server stops, or does not answer.
    assert_eq!(until(4503, 0, 0), Some(at(250)));
    assert_eq!(until(4503, 0, 400), Some(at(200 + 3_200)));
    assert_eq!(until(1006, 1, 400), Some(at(400 + 3_200)));
}

#[test]
fn a_server_cannot_keep_its_clients_away() {
    let mut server = Server::new();
    server.open(at(0));
    server.welcomed(at(0));
    server.told_to_return(u32::MAX);

    server.closed(at(0), &closed(4503), u32::MAX, true);

    assert!(server.poll_timeout() < Some(at(31_000)));
}

#[test]
fn a_refusal_is_final_and_has_a_reason() {
    let mut server = Server::new();
    server.open(at(0));

    let full = SocketClosed {
        code: 4440,
        reason: "This call is full (6 people).".into(),
    };

    assert_eq!(
        server.closed(at(1), &full, 0, false),
        Ending::Refused(Failure::new(Code::RoomFull, "This call is full (6 people)."))
    );
    assert_eq!(server.poll_timeout(), None);
}

#[test]
fn refusals_are_distinguished_by_their_number() {
    for (number, code) in [
        (4400, Code::SignallingVersion),
        (4401, Code::TokenRefused),
        (4403, Code::OriginRefused),
        (4404, Code::RoomRefused),
        (4420, Code::SignallingVersion),
        (4440, Code::RoomFull),
        (4442, Code::NotLetIn),
        (4443, Code::RemovedFromRoom),
        (4444, Code::RoomNameRefused),
        (4450, Code::TokenMissing),
        (4451, Code::TokenOfOtherRoom),
        (4452, Code::TokenNotValid),
        (4453, Code::TokenUnbounded),
        (4454, Code::TokenUsed),
        (4499, Code::RoomRefused),
    ] {
        assert_eq!(decide(number, "", false), Some(code), "{number}");
    }
}

#[test]
fn a_client_at_a_crowded_door_waits_and_tries_again() {
    let mut server = opened();

    assert_eq!(server.closed(at(1), &closed(4441), 0, false), Ending::TriedAgain);
    assert_eq!(server.signalling(), Signalling::Waiting);

    let due = server.poll_timeout().unwrap();
    assert_eq!(due, at(10_001));
    assert_eq!(server.handle_timeout(due), Some(Action::Open(2)));
    assert_eq!(server.signalling(), Signalling::Waiting);
    server.closed(due, &closed(1006), 0, false);
    assert_eq!(server.signalling(), Signalling::TabsOnly);
}

#[test]
fn the_sentence_of_an_unknown_code_is_shown() {
    for number in [4404, 4499] {
        let mut server = opened();
        let message = "This call is for members.".to_owned();
        let refused = SocketClosed {
            code: number,
            reason: message.clone(),
        };

        assert_eq!(
            server.closed(at(1), &refused, 0, false),
            Ending::Refused(Failure::new(Code::RoomRefused, message))
        );
    }
}

#[test]
fn the_text_of_the_reason_does_not_affect_the_decision() {
    let sentences = CloseCode::ALL.iter().map(|code| code.sentence());
    let reasons: Vec<_> = sentences.chain(["", "This call is fuller than ever."]).collect();
    for number in (1000..1016).chain(4000..5000) {
        for is_in_call in [false, true] {
            let decision = decide(number, "", is_in_call);
            for reason in &reasons {
                assert_eq!(decide(number, reason, is_in_call), decision, "{number} {reason}");
            }
        }
    }
}

#[test]
fn temporary_conditions_are_retried() {
    for number in [1000, 1006, 4413, 4429, 4441, 4503, 4504, 4505, 4506, 4507, 4599] {
        assert_eq!(decide(number, "", false), None, "{number}");
    }
}

#[test]
fn a_server_that_changed_its_mind_does_not_end_a_call() {
    for code in [
        4400, 4401, 4403, 4420, 4421, 4422, 4440, 4450, 4451, 4452, 4454, 4499,
    ] {
        let mut server = welcomed();

        assert_eq!(server.closed(at(1), &closed(code), 0, true), Ending::TriedAgain);
        assert_eq!(server.handle_timeout(at(251)), Some(Action::Open(2)));
    }
}

#[test]
fn a_full_room_does_not_end_a_call() {
    let mut server = welcomed();
    let full = SocketClosed {
        code: 4440,
        reason: "This call is full (6 people).".to_owned(),
    };

    assert_eq!(server.closed(at(1), &full, 0, true), Ending::TriedAgain);
    server.handle_timeout(at(251));
    assert!(matches!(
        server.closed(at(300), &full, 0, false),
        Ending::Refused(_)
    ));
}

#[test]
fn a_removed_or_replaced_client_does_not_retry_even_in_a_call() {
    for code in [4404, 4409, 4442, 4443, 4444] {
        let mut server = welcomed();

        assert_ne!(server.closed(at(1), &closed(code), 0, true), Ending::TriedAgain);
        assert_eq!(server.poll_timeout(), None);
    }
}

#[test]
fn the_close_of_an_abandoned_socket_is_ignored() {
    let mut server = Server::new();
    server.open(at(0));
    assert!(server.is_current(1));

    server.closed(at(4_000), &closed(1006), 0, false);

    assert!(!server.is_current(1));
}

#[test]
fn waking_up_reconnects_at_once() {
    let mut server = Server::new();
    server.open(at(0));
    server.closed(at(1), &closed(1006), 0, false);

    assert_eq!(server.awake(at(10)), Some(Action::Open(2)));
    assert_eq!(server.awake(at(11)), None);
}

#[test]
fn waking_up_pings_the_server() {
    let mut server = welcomed();

    assert_eq!(server.awake(at(10)), Some(Action::Ping));
    assert_eq!(server.awake(at(11)), None);
    assert_eq!(server.handle_timeout(at(7_010)), Some(Action::Close));
}

/// Returns the code of the failure with which a socket ends; `None` if the client retries.
fn decide(number: u16, reason: &str, is_in_call: bool) -> Option<Code> {
    let closed = SocketClosed {
        code: number,
        reason: reason.to_owned(),
    };
    match opened().closed(at(1), &closed, 0, is_in_call) {
        Ending::TriedAgain => None,
        Ending::Refused(failure) | Ending::Replaced(failure) => Some(failure.code),
    }
}

fn welcomed() -> Server {
    let mut server = opened();
    server.welcomed(at(0));
    server
}

fn opened() -> Server {
    let mut server = Server::new();
    server.open(at(0));
    server
}

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::new(Duration::from_millis(milliseconds))
}

fn closed(code: u16) -> SocketClosed {
    SocketClosed {
        code,
        reason: String::new(),
    }
}

#[test]
fn codes_are_final_if_their_close_codes_end_a_call() {
    let refusals = CloseCode::ALL
        .iter()
        .filter(|close| close.retry() != Retry::Always);
    for &close in refusals {
        assert_eq!(
            code_of(close).is_final(),
            close.retry() == Retry::Never,
            "{close:?}"
        );
    }
}

#[test]
fn only_what_the_server_knows_better_is_said_in_its_words() {
    for &close in CloseCode::ALL {
        let code = code_of(close);
        let said = failure(&SocketClosed {
            code: close.number(),
            reason: "In the server's words.".to_owned(),
        });

        let knows_more = matches!(code, Code::RoomFull | Code::RoomRefused);
        let expected = if knows_more {
            "In the server's words."
        } else {
            code.sentence()
        };
        assert_eq!(said, Failure::new(code, expected), "{close:?}");
    }
}
