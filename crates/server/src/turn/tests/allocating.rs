//! Allocations: for whom, for how long, and how many.

use super::*;

#[test]
fn an_allocation_is_told_with_all_its_addresses_and_its_lifetime() {
    let mut bench = Bench::new();

    let answer = bench.request(by_udp(7), ADA, ALLOCATE, &[&udp(), &Lifetime::new(1_800)]);

    let answer = parse(&answer);
    let transaction = answer.transaction_id();
    let relayed = answer.attribute::<XorRelayedAddress>().unwrap();
    let mapped = answer.attribute::<XorMappedAddress>().unwrap();
    assert_eq!(relayed.addr(transaction), address("198.51.100.1:50000"));
    assert_eq!(mapped.addr(transaction), by_udp(7).address);
    assert_eq!(answer.attribute::<Lifetime>().unwrap().seconds(), 1_800);
}

#[test]
fn a_repeated_request_gets_the_same_answer_and_no_second_allocation() {
    let mut bench = Bench::new();
    let nonce = bench.nonce(by_udp(1));
    let request = signed(ALLOCATE, ADA, &password(ADA), &nonce, &[&udp()]);

    let answers = [(); 2].map(|()| bench.ask(by_udp(1), &request));

    assert_eq!(answers[0], answers[1]);
    assert_eq!(bench.relay.allocations(), 1);
    assert_eq!(
        code(&bench.request(by_udp(1), ADA, ALLOCATE, &[&udp()])),
        Some(437)
    );
}

#[test]
fn an_allocation_ends_when_its_time_is_over() {
    let mut bench = Bench::new();
    let relayed = bench.allocate(by_udp(1), ADA);
    bench.permit(by_udp(1), ADA, PEER);
    bench.seconds = 299;
    assert!(bench.reach(relayed, PEER, b"hi").is_some());

    bench.seconds = 600;
    bench.permit(by_udp(1), ADA, PEER);
    assert_eq!(bench.reach(relayed, PEER, b"hi"), None);
    assert_eq!(code(&bench.request(by_udp(1), ADA, REFRESH, &[])), Some(437));
    let now = bench.now().time;
    bench.relay.sweep(now);
    assert_eq!(bench.relay.allocations(), 0);
}

#[test]
fn an_allocation_that_is_over_makes_way_for_a_new_one() {
    let mut bench = Bench::new();
    let former = bench.allocate(by_udp(1), ADA);
    bench.seconds = 600;

    assert_ne!(bench.allocate(by_udp(1), ADA), former);
    assert_eq!(bench.relay.allocations(), 1);
}

#[test]
fn a_refresh_prolongs_an_allocation_and_one_of_zero_ends_it() {
    let mut bench = Bench::new();
    bench.allocate(by_udp(1), ADA);
    bench.seconds = 500;
    let answer = bench.request(by_udp(1), ADA, REFRESH, &[&Lifetime::new(9_999)]);
    assert_eq!(parse(&answer).attribute::<Lifetime>().unwrap().seconds(), 3_600);
    bench.seconds = 4_099;
    assert_eq!(bench.permit(by_udp(1), ADA, PEER), None);

    let answer = bench.request(by_udp(1), ADA, REFRESH, &[&Lifetime::new(0)]);

    assert_eq!(parse(&answer).attribute::<Lifetime>().unwrap().seconds(), 0);
    assert_eq!(bench.relay.allocations(), 0);
    assert_eq!(bench.permit(by_udp(1), ADA, PEER), Some(437));
}

#[test]
fn a_client_that_disconnects_leaves_nothing_behind() {
    let mut bench = Bench::new();
    let relayed = bench.allocate(by_tcp(1), ADA);

    bench.relay.end(by_tcp(1));

    assert_eq!(bench.relay.allocations(), 0);
    assert_eq!(bench.reach(relayed, PEER, b"hi"), None);
}

#[test]
fn an_account_has_so_many_allocations_whatever_time_is_in_the_name() {
    let mut bench = Bench::with_limits(AccountLimits {
        allocations: 3,
        allocations_per_account: 2,
        bytes_per_second: 1,
    });
    let mut allocate = |port, user| code(&bench.request(by_udp(port), user, ALLOCATE, &[&udp()]));

    assert_eq!(allocate(1, ADA), None);
    assert_eq!(allocate(2, "1700043201:ada"), None);
    assert_eq!(allocate(3, "1700043202:ada"), Some(486));
    assert_eq!(allocate(4, LIN), None);
    assert_eq!(allocate(5, "1700043200:sue"), Some(508));
}

#[test]
fn without_a_free_port_the_capacity_is_insufficient() {
    let mut bench = Bench::new();
    let nonce = bench.nonce(by_udp(1));
    let request = signed(ALLOCATE, ADA, &password(ADA), &nonce, &[&udp()]);
    let now = bench.now();

    let action = bench
        .relay
        .handle_message(by_udp(1), &request, now, &mut |_, _| None);

    let Action::Answer(answer) = action else {
        panic!("{action:?}");
    };
    assert_eq!(code(&answer), Some(508));
    assert_eq!(bench.relay.allocations(), 0);
    bench.allocate(by_udp(1), ADA);
}

#[test]
fn a_port_is_kept_for_the_account_for_30_s() {
    let mut bench = Bench::with_limits(AccountLimits {
        allocations: 9,
        allocations_per_account: 3,
        bytes_per_second: 1,
    });
    let token = |answer: &[u8]| parse(answer).attribute::<ReservationToken>().unwrap();
    let first = bench.request(by_udp(1), ADA, ALLOCATE, &[&udp(), &EvenPort::new(true)]);
    let first = token(&first);
    assert_eq!(bench.relay.allocations(), 2);
    let pair = bench.request(by_udp(2), ADA, ALLOCATE, &[&udp(), &EvenPort::new(true)]);
    assert_eq!(code(&pair), Some(486));

    assert_eq!(
        code(&bench.request(by_udp(2), LIN, ALLOCATE, &[&udp(), &first])),
        Some(508)
    );
    let answer = bench.request(by_udp(2), ADA, ALLOCATE, &[&udp(), &first]);
    let answer = parse(&answer);
    let relayed = answer.attribute::<XorRelayedAddress>().unwrap();
    assert_eq!(relayed.addr(answer.transaction_id()).port(), FIRST_PORT + 1);
    assert_eq!(bench.relay.allocations(), 2);

    let second = bench.request(by_udp(3), LIN, ALLOCATE, &[&udp(), &EvenPort::new(true)]);
    let second = token(&second);
    bench.seconds = 30;
    assert_eq!(
        code(&bench.request(by_udp(4), LIN, ALLOCATE, &[&udp(), &second])),
        Some(508)
    );
    let now = bench.now().time;
    bench.relay.sweep(now);
    assert_eq!(bench.relay.allocations(), 3);
}

#[test]
fn what_cannot_be_done_is_refused() {
    let mut bench = Bench::new();
    let tcp = RequestedTransport::new(RequestedTransport::TCP);
    let ipv6 = RequestedAddressFamily::new(AddressFamily::IPV6);
    for (attributes, expected) in [
        (&[][..], Some(400)),
        (&[&tcp as &dyn AttributeWrite], Some(442)),
        (&[&udp(), &ipv6], Some(440)),
        (&[&udp(), &ReservationToken::new(7)], Some(508)),
        (
            &[&udp(), &ReservationToken::new(7), &EvenPort::new(false)],
            Some(400),
        ),
        (&[&udp(), &EvenPort::new(false)], None),
    ] {
        let answer = bench.request(by_udp(1), ADA, ALLOCATE, attributes);

        assert_eq!(code(&answer), expected, "{attributes:?}");
        bench.relay.end(by_udp(1));
    }
    bench.allocate(by_udp(1), ADA);
    assert_eq!(code(&bench.request(by_udp(1), ADA, CONNECT, &[])), Some(400));
    assert_eq!(code(&bench.request(by_udp(1), ADA, REFRESH, &[&ipv6])), Some(443));
}

#[test]
fn what_has_to_be_understood_and_is_not_is_named() {
    let answer = Bench::new().request(by_udp(1), ADA, ALLOCATE, &[&udp(), &DontFragment::new()]);

    assert_eq!(code(&answer), Some(420));
    let unknown = parse(&answer).attribute::<UnknownAttributes>().unwrap();
    assert!(unknown.has_attribute(DontFragment::TYPE));
}
