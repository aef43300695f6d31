//! What the operator changes while the relay runs.

use super::*;
use crate::turn::changes::Settings;
use crate::turn::shut_out::Outcast;

#[test]
fn who_has_an_allocation_keeps_it_when_the_secret_changes() {
    let mut bench = Bench::new();
    bench.allocate(by_udp(1), ADA);

    reload(&mut bench, |settings| settings.turn = with_secret("south"));

    assert_eq!(code(&bench.request(by_udp(1), ADA, REFRESH, &[])), None);
    assert_eq!(bench.permit(by_udp(1), ADA, PEER), None);
    assert_eq!(
        code(&bench.request(by_udp(2), ADA, ALLOCATE, &[&udp()])),
        Some(401)
    );
    let nonce = bench.nonce(by_udp(2));
    let password = with_secret("south").password(LIN);
    let answer = bench.ask(by_udp(2), &signed(ALLOCATE, LIN, &password, &nonce, &[&udp()]));
    assert_eq!(code(&answer), None);
}

#[test]
fn quotas_change_for_new_allocations_and_bandwidth_for_all() {
    let mut bench = Bench::new();
    let relayed = bench.allocate(by_udp(1), ADA);
    bench.permit(by_udp(1), ADA, PEER);
    bench.allocate(by_udp(2), ADA);

    reload(&mut bench, |settings| {
        settings.limits = AccountLimits {
            allocations: 3,
            allocations_per_account: 1,
            bytes_per_second: 1_000,
        };
    });

    assert_eq!(bench.relay.allocations(), 2);
    assert_eq!(
        code(&bench.request(by_udp(3), ADA, ALLOCATE, &[&udp()])),
        Some(486)
    );
    bench.allocate(by_udp(3), LIN);
    assert_eq!(
        code(&bench.request(by_udp(4), "1700043200:kim", ALLOCATE, &[&udp()])),
        Some(508)
    );
    assert!(bench.reach(relayed, PEER, &[7; 1_900]).is_some());
    assert!(bench.reach(relayed, PEER, &[7; 100]).is_none());
}

#[test]
fn a_peer_that_becomes_forbidden_is_not_reached_any_longer() {
    let mut bench = Bench::new();
    reload(&mut bench, |settings| settings.allow_private = true);
    let relayed = bench.allocate(by_udp(1), ADA);
    let private = "10.1.2.3:5000";
    assert_eq!(bench.permit(by_udp(1), ADA, private), None);
    assert!(bench.reach(relayed, private, b"in").is_some());

    reload(&mut bench, |_| {});

    assert!(bench.reach(relayed, private, b"in").is_none());
    assert_eq!(
        bench.send(by_udp(1), &send_indication(private, b"out")),
        Action::Nothing
    );
    assert_eq!(bench.permit(by_udp(1), ADA, private), Some(403));
}

#[test]
fn an_account_that_is_shut_out_has_nothing_until_it_is_let_in() {
    let mut bench = Bench::new();
    bench.allocate(by_udp(1), ADA);
    bench.allocate(by_tcp(1), ADA);
    bench.allocate(by_udp(2), LIN);
    let ada = Outcast::Account("ada".to_owned());

    bench.relay.shut_out(ada.clone(), None);

    let now = bench.now().time;
    let served = [by_udp(1), by_tcp(1), by_udp(2)].map(|client| bench.relay.serves(client, now));
    assert_eq!((served, bench.relay.allocations()), ([false, false, true], 1));
    assert_eq!(
        code(&bench.request(by_udp(1), ADA, ALLOCATE, &[&udp()])),
        Some(403)
    );
    bench.relay.let_in(&ada);
    bench.allocate(by_udp(1), ADA);
}

#[test]
fn an_address_is_shut_out_for_a_time() {
    let mut bench = Bench::new();
    bench.allocate(by_udp(1), ADA);
    let network = Outcast::Network("203.0.113.0/24".parse().unwrap());
    let elsewhere = Client {
        address: address("198.51.100.9:1"),
        connection: None,
    };

    let until = Timestamp::new(Duration::from_secs(60));
    bench.relay.shut_out(network, Some(until));

    assert_eq!(bench.relay.allocations(), 0);
    bench.allocate(elsewhere, ADA);
    bench.seconds = 59;
    assert_eq!(
        code(&bench.request(by_udp(1), ADA, ALLOCATE, &[&udp()])),
        Some(403)
    );
    bench.seconds = 60;
    bench.allocate(by_udp(1), ADA);
}

/// Reads the configuration again, with what a bench begins with but for the changes.
fn reload(bench: &mut Bench, change: impl FnOnce(&mut Settings)) {
    let mut settings = Settings {
        turn: turn(),
        limits: AccountLimits {
            allocations: 100,
            allocations_per_account: 100,
            bytes_per_second: 1_000_000,
        },
        allow_private: false,
    };
    change(&mut settings);
    let now = bench.now().time;
    bench.relay.reload(settings, now);
}
