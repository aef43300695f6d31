//! Who is served.

use super::*;

#[test]
fn a_binding_request_is_answered_with_the_address_it_came_from() {
    let mut bench = Bench::new();
    let mut request = Message::builder_request(BINDING, MessageWriteVec::new());
    request.add_fingerprint().unwrap();

    let answer = bench.ask(by_udp(4242), &request.finish());

    let answer = parse(&answer);
    let mapped = answer.attribute::<XorMappedAddress>().unwrap();
    assert_eq!(mapped.addr(answer.transaction_id()), by_udp(4242).address);
    assert!(answer.has_attribute(Fingerprint::TYPE));
}

#[test]
fn a_request_without_a_proof_is_challenged() {
    let answer = Bench::new().ask(by_udp(1), &allocate_unsigned());

    assert_eq!(code(&answer), Some(401));
    let answer = parse(&answer);
    assert_eq!(answer.attribute::<Realm>().unwrap().realm(), "visavis");
    assert!(answer.has_attribute(Nonce::TYPE));
    assert!(!answer.has_attribute(MessageIntegrity::TYPE));
}

#[test]
fn a_flood_without_a_proof_is_hardly_multiplied_and_soon_not_answered() {
    let mut bench = Bench::new();
    let binding = Message::builder_request(BINDING, MessageWriteVec::new()).finish();
    let unsigned = allocate_unsigned();
    let challenge = bench.ask(by_udp(1), &unsigned);
    // With the heads of IP and UDP, 1.6 times.
    assert_eq!((unsigned.len(), challenge.len()), (28, 64));
    assert_eq!((binding.len(), bench.ask(by_udp(1), &binding).len()), (20, 32));

    let mut answers = 2;
    let mut answered = |bench: &mut Bench| {
        // The port is made up as easily as the address.
        for port in 1..=20_000 {
            let answer = bench.send(by_udp(port), &unsigned);
            answers += usize::from(answer != Action::Nothing);
        }
        std::mem::take(&mut answers)
    };

    assert_eq!(answered(&mut bench), 6_000);
    bench.seconds = 1;
    assert_eq!(answered(&mut bench), 200);
    assert_eq!(bench.send(by_udp(1), &binding), Action::Nothing);
    assert_eq!(code(&bench.ask(by_tcp(1), &unsigned)), Some(401));
    let elsewhere = Client {
        address: address("203.0.113.6:1"),
        connection: None,
    };
    assert_eq!(code(&bench.ask(elsewhere, &unsigned)), Some(401));
}

#[test]
fn who_has_proved_who_they_are_is_answered_in_a_flood() {
    let mut bench = Bench::new();
    let nonce = bench.nonce(by_udp(1));
    bench.allocate(by_udp(1), ADA);
    for port in 1..=7_000 {
        bench.send(by_udp(port), &allocate_unsigned());
    }

    let refresh = signed(REFRESH, ADA, &password(ADA), &nonce, &[]);

    assert_eq!(code(&bench.ask(by_udp(1), &refresh)), None);
}

#[test]
fn an_answer_is_signed_with_the_password_of_the_user() {
    let mut bench = Bench::new();

    let answer = bench.request(by_udp(1), ADA, ALLOCATE, &[&udp()]);

    let answer = parse(&answer);
    let key = key(ADA, &password(ADA));
    assert!(answer.validate_integrity_with_key(&key).is_ok());
    assert!(!answer.has_attribute(Fingerprint::TYPE));
}

#[test]
fn who_does_not_know_the_password_is_not_served() {
    let mut bench = Bench::new();
    let nonce = bench.nonce(by_udp(1));
    let answer = bench.ask(by_udp(1), &signed(ALLOCATE, ADA, "guess", &nonce, &[&udp()]));

    assert_eq!(code(&answer), Some(401));
    assert_eq!(bench.relay.allocations(), 0);
}

#[test]
fn a_user_whose_time_is_over_or_too_far_ahead_gets_no_allocation() {
    let mut bench = Bench::new();
    for user in ["1700000000:ada", "1699999999:ada", "1700086401:ada", "ada"] {
        let answer = bench.request(by_udp(1), user, ALLOCATE, &[&udp()]);

        assert_eq!(code(&answer), Some(401), "{user}");
    }
    bench.seconds = 43_200;
    assert_eq!(
        code(&bench.request(by_udp(1), ADA, ALLOCATE, &[&udp()])),
        Some(401)
    );
}

#[test]
fn a_user_whose_time_ran_out_meanwhile_keeps_what_there_is() {
    let mut bench = Bench::new();
    bench.seconds = 43_199;
    bench.allocate(by_udp(1), ADA);
    bench.seconds = 43_300;

    assert_eq!(code(&bench.request(by_udp(1), ADA, REFRESH, &[])), None);
    assert_eq!(bench.permit(by_udp(1), ADA, PEER), None);
    assert_eq!(bench.bind(by_udp(1), ADA, 0x4000, PEER), None);
}

#[test]
fn a_nonce_is_for_one_client_and_for_an_hour() {
    let mut bench = Bench::new();
    let nonce = bench.nonce(by_udp(1));
    let request = signed(REFRESH, ADA, &password(ADA), &nonce, &[]);
    let mut code_at = |client, seconds| {
        bench.seconds = seconds;
        code(&bench.ask(client, &request))
    };

    assert_eq!(code_at(by_udp(1), 3_599), Some(437));
    assert_eq!(code_at(by_udp(1), 3_600), Some(438));
    assert_eq!(code_at(by_udp(2), 0), Some(438));
    assert_eq!(code_at(by_tcp(1), 0), Some(438));
}

#[test]
fn a_made_up_nonce_is_stale() {
    let mut bench = Bench::new();
    for nonce in ["", "a", "AAAAAAAAAAAAAAAAAAAAAAAA", "obMatJos2AAAA", "\u{e9}"] {
        let request = signed(ALLOCATE, ADA, &password(ADA), nonce, &[&udp()]);
        let answer = bench.ask(by_udp(1), &request);

        assert_eq!(code(&answer), Some(438), "{nonce}");
        assert!(parse(&answer).has_attribute(Nonce::TYPE));
    }
}

#[test]
fn a_proof_without_a_name_is_a_bad_request() {
    let mut request = Message::builder_request(ALLOCATE, MessageWriteVec::new());
    let key = key(ADA, &password(ADA));
    request
        .add_message_integrity_with_key(&key, IntegrityAlgorithm::Sha1)
        .unwrap();

    assert_eq!(code(&Bench::new().ask(by_udp(1), &request.finish())), Some(400));
}

#[test]
fn another_user_cannot_use_an_allocation() {
    let mut bench = Bench::new();
    bench.allocate(by_udp(1), ADA);

    assert_eq!(code(&bench.request(by_udp(1), LIN, REFRESH, &[])), Some(441));
    assert_eq!(bench.permit(by_udp(1), LIN, PEER), Some(441));
    assert_eq!(bench.bind(by_udp(1), LIN, 0x4000, PEER), Some(441));
    assert_eq!(
        code(&bench.request(by_udp(1), LIN, ALLOCATE, &[&udp()])),
        Some(437)
    );
}

#[test]
fn garbage_is_not_answered() {
    let mut bench = Bench::new();
    let binding = Message::builder_request(BINDING, MessageWriteVec::new()).finish();
    let garbage = [
        &[][..],
        &[0],
        &[0, 1, 0, 8],
        &binding[..19],
        &[0x40, 0, 0, 9, 1],
        &[0x40],
        &[0x16, 3, 1],
        &[0xff; 2000],
        &[0; 2000],
    ];
    for message in garbage {
        assert_eq!(bench.send(by_udp(1), message), Action::Nothing, "{message:?}");
    }
    let answer = bench.ask(by_udp(1), &binding);
    assert_eq!(bench.send(by_udp(1), &answer), Action::Nothing);
}
