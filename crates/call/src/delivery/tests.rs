use super::*;

type Wire = (SequenceHeader, Option<&'static str>);

#[test]
fn messages_are_delivered_in_order_regardless_of_arrival() {
    let (mut ada, mut lin) = pair();
    let [one, two, three] = ["1", "2", "3"].map(|body| say(&mut ada, body));

    assert_eq!(take(&mut lin, &two), [""; 0]);
    assert_eq!(take(&mut lin, &one), ["1", "2"]);
    assert_eq!(take(&mut lin, &three), ["3"]);
}

#[test]
fn a_duplicate_is_delivered_once() {
    let (mut ada, mut lin) = pair();
    let one = say(&mut ada, "1");

    assert_eq!(take(&mut lin, &one), ["1"]);
    assert_eq!(take(&mut lin, &one), [""; 0]);
}

#[test]
fn a_message_without_a_body_keeps_its_place() {
    let (mut ada, mut lin) = pair();
    let (empty, _) = say(&mut ada, "of a kind that has no body");
    let two = say(&mut ada, "2");

    assert_eq!(take(&mut lin, &two), [""; 0]);
    assert_eq!(take(&mut lin, &(empty, None)), ["2"]);
}

#[test]
fn acknowledged_messages_are_not_retransmitted() {
    let (mut ada, mut lin) = pair();
    let one = say(&mut ada, "1");
    say(&mut ada, "2");
    take(&mut lin, &one);

    ada.receive(at(1), &acknowledgement(&mut lin), None, no_epoch);
    ada.route_found(at(2));

    assert_eq!(said(&mut ada, at(2)), ["2"]);
}

#[test]
fn an_acknowledgement_of_another_epoch_is_ignored() {
    let (mut ada, _) = pair();
    say(&mut ada, "1");
    let stale = SequenceHeader {
        epoch: "lin".into(),
        n: 0,
        ack: 1,
        ack_epoch: Some("ada of yesterday".into()),
    };

    ada.receive(at(0), &stale, None, no_epoch);
    ada.route_found(at(1));

    assert_eq!(said(&mut ada, at(1)), ["1"]);
}

#[test]
fn without_a_route_nothing_is_sent_or_due() {
    let mut ada = Delivery::new("ada".to_owned(), Epochs::default());
    ada.push("1").unwrap();

    assert_eq!(ada.poll_send(at(0)), None);
    assert_eq!(ada.poll_timeout(), None);
    ada.route_found(at(1));
    assert_eq!(said(&mut ada, at(1)), ["1"]);
}

#[test]
fn unacknowledged_messages_are_retransmitted_at_growing_intervals() {
    let (mut ada, _) = pair();
    say(&mut ada, "1");

    let mut heard = Vec::new();
    for second in 1..50 {
        ada.handle_timeout(at(second * 1_000));
        if !said(&mut ada, at(second * 1_000)).is_empty() {
            heard.push(second);
        }
    }

    assert_eq!(heard, [3, 9, 21, 45]);
}

#[test]
fn a_pure_acknowledgement_is_sent_after_half_a_second() {
    let (mut ada, mut lin) = pair();
    take(&mut lin, &say(&mut ada, "1"));

    assert_eq!(lin.poll_timeout(), Some(at(500)));
    assert_eq!(lin.poll_send(at(499)), None);
    let header = lin.poll_send(at(500)).unwrap().0;
    assert_eq!(
        (header.n, header.ack, header.ack_epoch),
        (0, 1, Some("ada".into()))
    );
    assert_eq!(lin.poll_send(at(500)), None);
}

#[test]
fn every_message_carries_an_acknowledgement() {
    let (mut ada, mut lin) = pair();
    take(&mut lin, &say(&mut ada, "1"));

    say(&mut lin, "yes");

    assert_eq!(lin.poll_send(at(500)), None);
}

#[test]
fn a_backlog_is_sent_in_windows() {
    let mut ada = Delivery::new("ada".to_owned(), Epochs::default());
    let mut lin = Delivery::new("lin".to_owned(), Epochs::default());
    for _ in 0..100 {
        ada.push("x").unwrap();
    }
    ada.route_found(at(0));
    lin.route_found(at(0));

    let mut portions = Vec::new();
    while let Some(wires) = Some(drain(&mut ada, at(0))).filter(|wires| !wires.is_empty()) {
        portions.push(wires.len());
        for wire in &wires {
            take(&mut lin, wire);
        }
        for (header, body) in drain(&mut lin, at(0)) {
            ada.receive(at(0), &header, body, no_epoch);
        }
    }

    assert_eq!(portions, [32, 32, 32, 4]);
}

#[test]
fn a_reload_of_the_peer_restarts_both_sides() {
    let (mut ada, mut lin) = pair();
    take(&mut lin, &say(&mut ada, "old"));
    ada.receive(at(0), &acknowledgement(&mut lin), None, no_epoch);
    let mut reloaded = with_route("lin, reloaded");

    let hello = say(&mut reloaded, "hello");
    let receipt = receive(&mut ada, &hello.0, hello.1, || "ada, anew".into());
    let reply = say(&mut ada, "welcome back");

    assert_eq!(
        receipt,
        Heard {
            bodies: vec!["hello"],
            restarted: true
        }
    );
    assert_eq!((reply.0.epoch.as_str(), reply.0.n), ("ada, anew", 1));
    assert_eq!(take(&mut reloaded, &reply), ["welcome back"]);
}

#[test]
fn a_reload_is_detected_after_a_retransmission_to_the_former_epoch() {
    let (mut ada, mut lin) = pair();
    take(&mut lin, &say(&mut ada, "old"));
    ada.receive(at(0), &acknowledgement(&mut lin), None, no_epoch);
    take(&mut ada, &say(&mut lin, "x"));
    let mut reloaded = with_route("lin, reloaded");
    take(&mut reloaded, &say(&mut ada, "for the previous life"));

    let hello = say(&mut reloaded, "hello");
    let receipt = receive(&mut ada, &hello.0, hello.1, || "ada, anew".into());
    let reply = say(&mut ada, "welcome back");
    let heard = receive(&mut reloaded, &reply.0, reply.1, no_epoch);

    assert!(receipt.restarted);
    assert_eq!(
        heard,
        Heard {
            bodies: vec!["welcome back"],
            restarted: false
        }
    );
}

#[test]
fn a_reload_is_detected_even_if_nothing_was_ever_acknowledged() {
    let (mut ada, mut lin) = pair();
    take(&mut ada, &say(&mut lin, "x"));
    let mut reloaded = with_route("lin, reloaded");
    reloaded.receive(at(0), &acknowledgement(&mut ada), None, no_epoch);
    ada.push("for the previous life").unwrap();

    let hello = say(&mut reloaded, "hello");
    let receipt = receive(&mut ada, &hello.0, hello.1, || "ada, anew".into());

    assert!(receipt.restarted);
    assert_eq!(said(&mut ada, at(0)), [""; 0]);
}

#[test]
fn an_announced_epoch_silently_ends_the_former_one() {
    let (mut ada, mut lin) = pair();
    take(&mut ada, &say(&mut lin, "x"));
    let mut reloaded = Delivery::new("lin, reloaded".to_owned(), Epochs::default());
    reloaded.announce();
    reloaded.route_found(at(0));

    let (header, body) = reloaded.poll_send(at(0)).unwrap();

    assert_eq!((header.n, body), (1, None));
    let receipt = receive(&mut ada, &header, body, || "ada, anew".into());
    let (bodies, restarted) = (vec![], true);
    assert_eq!(receipt, Heard { bodies, restarted });
    assert_eq!(take(&mut ada, &say(&mut reloaded, "y")), ["y"]);
}

#[test]
fn crossing_first_messages_reset_nothing() {
    let (mut ada, mut lin) = pair();
    let (from_ada, from_lin) = (say(&mut ada, "a"), say(&mut lin, "b"));

    assert_eq!(take(&mut lin, &from_ada), ["a"]);
    assert_eq!(take(&mut ada, &from_lin), ["b"]);
    assert_eq!((ada.epoch.as_str(), lin.epoch.as_str()), ("ada", "lin"));
}

#[test]
fn a_late_message_of_a_former_epoch_is_dropped() {
    let (mut ada, mut lin) = pair();
    let old = say(&mut lin, "old");
    take(&mut ada, &old);
    let late = say(&mut lin, "late");
    let mut reloaded = with_route("lin, reloaded");
    let new = say(&mut reloaded, "new");
    receive(&mut ada, &new.0, new.1, || "ada, anew".into());

    assert_eq!(take(&mut ada, &late), [""; 0]);
    assert_eq!(take(&mut ada, &say(&mut reloaded, "newer")), ["newer"]);
}

#[test]
fn a_retired_epoch_is_ignored_on_the_following_link() {
    let (mut ada, mut lin) = pair();
    let old = say(&mut lin, "old");
    take(&mut ada, &old);
    let mut again = Delivery::new("ada, again".to_owned(), ada.end());

    assert_eq!(take(&mut again, &old), [""; 0]);
    assert_eq!(
        take(&mut again, &say(&mut with_route("lin, reloaded"), "new")),
        ["new"]
    );
}

#[test]
fn dropped_messages_are_not_awaited_and_received_ones_stay_known() {
    let (mut ada, mut lin) = pair();
    take(&mut ada, &say(&mut lin, "x"));
    take(&mut lin, &say(&mut ada, "y"));
    say(&mut ada, "lost");

    ada.drop_kept("ada, anew".to_owned());
    let (header, body) = say(&mut ada, "z");
    let receipt = receive(&mut lin, &header, body, no_epoch);

    let (bodies, restarted) = (vec!["z"], false);
    assert_eq!(receipt, Heard { bodies, restarted });
    assert_eq!(take(&mut ada, &say(&mut lin, "on")), ["on"]);
}

#[test]
fn the_queue_is_bounded() {
    let (mut ada, _) = pair();
    for _ in 0..MOST_UNACKNOWLEDGED {
        ada.push("x").unwrap();
    }

    assert_eq!(ada.push("one more"), Err(Overflow));
}

#[test]
fn a_number_far_ahead_is_not_kept() {
    let (_, mut lin) = pair();
    let far = SequenceHeader {
        epoch: "ada".into(),
        n: u32::MAX,
        ack: 0,
        ack_epoch: None,
    };

    assert_eq!(take(&mut lin, &(far, Some("x"))), [""; 0]);
}

#[test]
fn a_message_that_is_not_admitted_is_withheld_and_not_acknowledged() {
    let (mut ada, mut lin) = pair();
    let [one, two] = ["1", "2"].map(|body| say(&mut ada, body));
    for (header, body) in [one, two] {
        lin.receive(at(0), &header, body, no_epoch);
    }

    assert_eq!(lin.poll_receive(at(0), |body| *body != "2"), Some("1"));
    assert_eq!(lin.poll_receive(at(0), |body| *body != "2"), None);
    assert_eq!(acknowledgement(&mut lin).ack, 1);

    assert_eq!(lin.poll_receive(at(900), |_| true), Some("2"));
    let (header, _) = lin.poll_send(at(1_400)).unwrap();
    assert_eq!(header.ack, 2);
}

#[test]
fn a_peer_that_goes_on_without_acknowledgements_is_flooding() {
    let (_, mut lin) = pair();
    let mut flood = |n| {
        let header = SequenceHeader {
            epoch: "ada".into(),
            n,
            ack: 0,
            ack_epoch: None,
        };
        lin.receive(at(0), &header, Some("x"), no_epoch).is_flooded
    };

    let floods = (1..=2 * MOST_BEYOND + MOST_AHEAD).filter(|n| flood(*n));

    let ends = [1, 2].map(|times| times * MOST_BEYOND + MOST_AHEAD);
    assert_eq!(floods.collect::<Vec<_>>(), ends);
}

fn pair() -> (Delivery<&'static str>, Delivery<&'static str>) {
    (with_route("ada"), with_route("lin"))
}

fn with_route(epoch: &str) -> Delivery<&'static str> {
    let mut delivery = Delivery::new(epoch.to_owned(), Epochs::default());
    delivery.route_found(at(0));
    delivery
}

fn say(from: &mut Delivery<&'static str>, body: &'static str) -> Wire {
    from.push(body).unwrap();
    from.poll_send(at(0)).unwrap()
}

fn drain(from: &mut Delivery<&'static str>, now: Timestamp) -> Vec<Wire> {
    std::iter::from_fn(|| from.poll_send(now)).collect()
}

fn said(from: &mut Delivery<&'static str>, now: Timestamp) -> Vec<&'static str> {
    drain(from, now)
        .into_iter()
        .filter_map(|(_, body)| body)
        .collect()
}

fn acknowledgement(from: &mut Delivery<&'static str>) -> SequenceHeader {
    let (header, body) = from.poll_send(at(500)).unwrap();
    assert_eq!(body, None);
    header
}

fn take(to: &mut Delivery<&'static str>, wire: &Wire) -> Vec<&'static str> {
    receive(to, &wire.0, wire.1, no_epoch).bodies
}

/// What a message brings if everything is admitted.
#[derive(Debug, PartialEq, Eq)]
struct Heard {
    bodies: Vec<&'static str>,
    restarted: bool,
}

fn receive(
    to: &mut Delivery<&'static str>,
    header: &SequenceHeader,
    body: Option<&'static str>,
    fresh_epoch: impl FnOnce() -> String,
) -> Heard {
    let Receipt { restarted, .. } = to.receive(at(0), header, body, fresh_epoch);
    let bodies = std::iter::from_fn(|| to.poll_receive(at(0), |_| true)).collect();
    Heard { bodies, restarted }
}

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::new(Duration::from_millis(milliseconds))
}

fn no_epoch() -> String {
    unreachable!("this test expects no new life")
}
