//! What is relayed, between whom.

use super::*;

#[test]
fn without_a_permission_nothing_is_relayed() {
    let mut bench = Bench::new();
    let relayed = bench.allocate(by_udp(1), ADA);

    assert_eq!(
        bench.send(by_udp(1), &send_indication(PEER, b"hi")),
        Action::Nothing
    );
    assert_eq!(bench.reach(relayed, PEER, b"hi"), None);

    assert_eq!(bench.permit(by_udp(1), ADA, PEER), None);
    assert_eq!(bench.reach(relayed, "192.0.2.8:5000", b"hi"), None);
    // A permission is for an address with all its ports.
    assert!(bench.reach(relayed, "192.0.2.9:6000", b"hi").is_some());
    bench.seconds = 300;
    assert_eq!(bench.reach(relayed, PEER, b"hi"), None);
}

#[test]
fn an_indication_carries_what_is_sent_both_ways() {
    let mut bench = Bench::new();
    let relayed = bench.allocate(by_udp(1), ADA);
    bench.permit(by_udp(1), ADA, PEER);
    let indication = send_indication(PEER, &[9; 77]);

    let action = bench.send(by_udp(1), &indication);

    let Action::ToPeer { port, peer, payload } = action else {
        panic!("{action:?}");
    };
    assert_eq!((port, peer), (FIRST_PORT, address(PEER)));
    assert_eq!(indication[payload], [9; 77]);
    let (client, data) = bench.reach(relayed, PEER, &[8; 77]).unwrap();
    assert_eq!(client, by_udp(1));
    let data = parse(&data);
    assert!(data.has_method(DATA) && data.has_class(MessageClass::Indication));
    assert_eq!(data.attribute::<Data>().unwrap().data(), [8; 77]);
    let from = data.attribute::<XorPeerAddress>().unwrap();
    assert_eq!(from.addr(data.transaction_id()), address(PEER));
}

#[test]
fn a_channel_carries_what_is_sent_both_ways_and_is_padded_in_streams_alone() {
    for (client, padding) in [(by_udp(1), 0), (by_tcp(1), 3)] {
        let mut bench = Bench::new();
        let relayed = bench.allocate(client, ADA);
        assert_eq!(bench.bind(client, ADA, 0x4001, PEER), None);
        let message = [&[0x40, 1, 0, 77][..], &[9; 77]].concat();

        let action = bench.send(client, &message);

        let Action::ToPeer { peer, payload, .. } = action else {
            panic!("{action:?}");
        };
        assert_eq!((peer, payload), (address(PEER), 4..81));
        let (_, data) = bench.reach(relayed, PEER, &[8; 77]).unwrap();
        assert_eq!(data[..4], [0x40, 1, 0, 77]);
        assert_eq!(data[4..81], [8; 77]);
        assert_eq!(data[81..], vec![0; padding]);
    }
}

#[test]
fn padding_of_a_datagram_is_ignored() {
    let mut bench = Bench::new();
    bench.allocate(by_udp(1), ADA);
    bench.bind(by_udp(1), ADA, 0x4001, PEER);

    let action = bench.send(by_udp(1), &[0x40, 1, 0, 1, 9, 0, 0, 0]);

    let Action::ToPeer { payload, .. } = action else {
        panic!("{action:?}");
    };
    assert_eq!(payload, 4..5);
}

#[test]
fn a_channel_has_a_number_of_channels_and_one_peer() {
    let mut bench = Bench::new();
    bench.allocate(by_udp(1), ADA);
    for number in [0, 0x3fff, 0x7fff, 0x8000, 0xffff] {
        assert_eq!(bench.bind(by_udp(1), ADA, number, PEER), Some(400), "{number:#x}");
    }

    assert_eq!(bench.bind(by_udp(1), ADA, 0x4000, PEER), None);
    assert_eq!(bench.bind(by_udp(1), ADA, 0x4000, "192.0.2.8:1"), Some(400));
    assert_eq!(bench.bind(by_udp(1), ADA, 0x4001, PEER), Some(400));
    assert_eq!(bench.bind(by_udp(1), ADA, 0x4001, "[2001:db8::1]:1"), Some(443));
    assert_eq!(bench.permit(by_udp(1), ADA, "[2001:db8::1]:1"), Some(443));
    let nobody = bench.request(by_udp(1), ADA, CREATE_PERMISSION, &[]);
    assert_eq!(code(&nobody), Some(400));
}

#[test]
fn a_forbidden_peer_is_refused_with_a_signature() {
    let mut bench = Bench::new();
    bench.allocate(by_udp(1), ADA);
    for peer in [
        "127.0.0.1:80",
        "10.0.0.7:53",
        "169.254.169.254:80",
        "198.51.100.1:3478",
    ] {
        assert_eq!(bench.permit(by_udp(1), ADA, peer), Some(403), "{peer}");
        assert_eq!(bench.bind(by_udp(1), ADA, 0x4000, peer), Some(403), "{peer}");
    }
    let nonce = bench.nonce(by_udp(1));
    let request = with_peer(CREATE_PERMISSION, "127.0.0.1:80");

    let answer = bench.ask(by_udp(1), &sign(request, ADA, &password(ADA), &nonce));

    let key = key(ADA, &password(ADA));
    assert!(parse(&answer).validate_integrity_with_key(&key).is_ok());
}

#[test]
fn a_permission_for_one_port_leads_to_no_forbidden_one() {
    let mut bench = Bench::new();
    let relayed = bench.allocate(by_udp(1), ADA);
    let relay = "198.51.100.1:3478";
    assert_eq!(bench.permit(by_udp(1), ADA, "198.51.100.1:9"), None);

    assert_eq!(
        bench.send(by_udp(1), &send_indication(relay, b"hi")),
        Action::Nothing
    );
    assert_eq!(bench.reach(relayed, relay, b"hi"), None);
    assert!(bench.reach(relayed, "198.51.100.1:9", b"hi").is_some());
}

#[test]
fn relay_to_relay_works_behind_a_nat_by_the_address_inside() {
    let mut bench = Bench::new();
    let [ada, lin] = [(by_udp(1), ADA), (by_udp(2), LIN)].map(|(client, user)| bench.allocate(client, user));
    assert_eq!(bench.permit(by_udp(1), ADA, &lin.to_string()), None);
    assert_eq!(bench.bind(by_udp(2), LIN, 0x4000, &ada.to_string()), None);

    let action = bench.send(by_udp(1), &send_indication(&lin.to_string(), b"hi"));

    let Action::ToPeer { peer, .. } = action else {
        panic!("{action:?}");
    };
    assert_eq!(peer, SocketAddr::new([10, 0, 0, 1].into(), lin.port()));
    let from = SocketAddr::new(peer.ip(), ada.port()).to_string();
    let (client, data) = bench.reach(lin, &from, b"hi").unwrap();
    assert_eq!((client, &data[..]), (by_udp(2), &[0x40, 0, 0, 2, b'h', b'i'][..]));
    // Nobody else at the address inside is a relay.
    assert_eq!(bench.reach(lin, "10.0.0.1:53", b"hi"), None);
}

#[test]
fn who_relays_too_much_loses_packets_in_both_directions() {
    let mut bench = Bench::with_limits(AccountLimits {
        allocations: 1,
        allocations_per_account: 1,
        bytes_per_second: 1_000,
    });
    let relayed = bench.allocate(by_udp(1), ADA);
    bench.permit(by_udp(1), ADA, PEER);
    // With its heads, a packet has 1,000 bytes.
    let indication = send_indication(PEER, &[0; 972]);

    assert_ne!(bench.send(by_udp(1), &indication), Action::Nothing);
    assert!(bench.reach(relayed, PEER, &[0; 972]).is_some());
    assert_eq!(bench.send(by_udp(1), &indication), Action::Nothing);
    assert_eq!(bench.reach(relayed, PEER, &[]), None);

    bench.seconds = 1;
    assert_ne!(bench.send(by_udp(1), &indication), Action::Nothing);
}

#[test]
fn an_indication_that_is_not_understood_is_dropped() {
    let mut bench = Bench::new();
    bench.allocate(by_udp(1), ADA);
    bench.permit(by_udp(1), ADA, PEER);
    let mut indication = add_peer(Message::builder_indication(SEND, MessageWriteVec::new()), PEER);
    assert_eq!(bench.send(by_udp(1), indication.data()), Action::Nothing);
    indication.add_attribute(&Data::new(b"hi")).unwrap();
    assert_ne!(bench.send(by_udp(1), indication.data()), Action::Nothing);

    indication.add_attribute(&DontFragment::new()).unwrap();

    assert_eq!(bench.send(by_udp(1), indication.data()), Action::Nothing);
}
