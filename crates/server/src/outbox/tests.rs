use super::*;
use crate::budget::Budget;
use crate::network::Network;
use futures_util::FutureExt;
use std::net::{IpAddr, Ipv4Addr};

#[test]
fn messages_come_out_in_order() {
    let outbox = outbox(2, 100);
    outbox.push("a".into());
    outbox.push("b".into());

    assert_eq!(
        [(); 3].map(|()| outbox.pop()),
        [Some("a".into()), Some("b".into()), None]
    );
    assert_eq!(outbox.closed().now_or_never(), None);
}

#[test]
fn one_message_too_many_closes_the_outbox() {
    let outbox = outbox(2, 100);
    for text in ["a", "b", "c"] {
        outbox.push(text.into());
    }

    assert_eq!(
        outbox.closed().now_or_never(),
        Some(Refusal::Code(CloseCode::SlowReader))
    );
    assert_eq!(outbox.pop(), None);
}

#[test]
fn one_byte_too_many_closes_the_outbox() {
    let outbox = outbox(10, 4);
    outbox.push("1234".into());
    assert_eq!(outbox.closed().now_or_never(), None);

    outbox.push("5".into());

    assert_eq!(
        outbox.closed().now_or_never(),
        Some(Refusal::Code(CloseCode::SlowReader))
    );
}

#[test]
fn popping_a_message_frees_its_space() {
    let outbox = outbox(1, 4);
    for _ in 0..10 {
        outbox.push("1234".into());
        outbox.pop();
    }

    assert_eq!(outbox.closed().now_or_never(), None);
}

#[test]
fn the_first_close_reason_is_kept_and_later_messages_are_dropped() {
    let outbox = outbox(2, 100);
    outbox.close(Refusal::Code(CloseCode::Replaced));
    outbox.close(Refusal::Code(CloseCode::SlowReader));
    outbox.push("a".into());

    assert_eq!(
        outbox.closed().now_or_never(),
        Some(Refusal::Code(CloseCode::Replaced))
    );
    assert_eq!(outbox.pop(), None);
}

#[tokio::test]
async fn a_waiter_wakes_on_a_message_and_on_close() {
    let outbox = outbox(2, 100);

    tokio::join!(outbox.ready(), async { outbox.push("a".into()) });
    outbox.pop();
    let (refusal, ()) = tokio::join!(outbox.closed(), async {
        outbox.close(Refusal::Code(CloseCode::Draining))
    });

    assert_eq!(refusal, Refusal::Code(CloseCode::Draining));
}

#[test]
fn a_sender_gets_a_quarter_of_what_is_free_and_the_others_still_fit() {
    let outbox = outbox(100, 200);

    for _ in 0..100 {
        outbox.relay(id("flooder"), "1234567890".into());
    }
    for _ in 0..100 {
        outbox.relay(id("other"), "1234567890".into());
    }
    outbox.push("room".into());

    // 40 of 160, then 30 of 130.
    assert_eq!(count(&outbox), [("1234567890", 4 + 3), ("room", 1)]);
    assert_eq!(outbox.closed().now_or_never(), None);
}

#[test]
fn a_room_full_of_senders_leaves_space_for_an_offer_and_for_the_server() {
    let outbox = outbox(1_024, 1024 * 1024);

    for flooder in 0..4 {
        for _ in 0..1_000 {
            outbox.relay(id(&flooder.to_string()), "x".repeat(65_000).into());
            outbox.relay(id(&flooder.to_string()), "x".into());
        }
    }
    outbox.relay(id("honest"), "o".repeat(65_000).into());
    for _ in 0..100 {
        outbox.push("server".into());
    }

    assert_eq!(outbox.closed().now_or_never(), None);
    let left: Vec<_> = count(&outbox)
        .iter()
        .rev()
        .map(|(text, n)| (text.len(), *n))
        .collect();
    assert_eq!(left[..2], [(6, 100), (65_000, 1)]);
}

#[test]
fn a_whole_burst_of_one_sender_fits_into_the_outbox_of_the_default_size() {
    let limits = crate::config::Limits::default();
    let outbox = outbox(limits.outbox_messages, limits.outbox_bytes);

    for _ in 0..limits.message_burst {
        outbox.relay(id("ada"), "x".repeat(300).into());
    }

    assert_eq!(std::iter::from_fn(|| outbox.pop()).count(), 300);
}

#[test]
fn a_message_of_the_largest_size_fits_into_a_small_outbox() {
    let outbox = outbox(16, 64 * 1024);

    outbox.relay(id("ada"), "x".repeat(48 * 1024).into());

    assert!(outbox.pop().is_some());
}

#[test]
fn what_was_read_makes_space_for_its_sender() {
    let outbox = outbox(2, 100);

    for _ in 0..10 {
        outbox.relay(id("ada"), "a".into());
        assert_eq!(outbox.pop(), Some("a".into()));
    }
    assert!(lock(&outbox.queue).shares.is_empty());
}

#[test]
fn without_a_budget_messages_of_others_are_dropped_and_those_of_the_server_close_the_outbox() {
    let account = Budget::new(0).account(network());
    let outbox = Outbox::new(100, 1_000_000, account);
    let large = || Message::from("x".repeat(10_000));

    outbox.relay(id("ada"), large());
    outbox.relay(id("ada"), "small".into());
    assert_eq!(count(&outbox), [("small", 1)]);
    assert_eq!(outbox.closed().now_or_never(), None);

    outbox.push(large());
    assert_eq!(
        outbox.closed().now_or_never(),
        Some(Refusal::Code(CloseCode::SlowReader))
    );
}

#[test]
fn a_message_counts_until_it_has_been_written() {
    let budget = Budget::new(40_000);
    let outbox = Outbox::new(100, 1_000_000, budget.account(network()));
    let mut another = budget.account(network());
    outbox.push("x".repeat(15_000).into());

    outbox.pop();
    assert!(!another.set(15_000));
    outbox.pop();
    assert!(another.set(15_000));
}

#[test]
fn small_messages_are_taken_out_together_and_their_memory_counts_until_the_next_time() {
    let budget = Budget::new(40_000);
    let outbox = Outbox::new(100, 1_000_000, budget.account(network()));
    outbox.push("answer".into());
    outbox.relay(id("ada"), "x".repeat(6_000).into());
    outbox.relay(id("lin"), "x".repeat(6_000).into());

    let taken: Vec<_> = outbox.take().unwrap().collect();

    let are_of_people: Vec<_> = taken.iter().map(|(_, waited)| waited.is_some()).collect();
    assert_eq!(are_of_people, [false, true, true]);
    assert_eq!(budget.drawn(), 6 + 12_000 - 8 * 1024);
    assert!(lock(&outbox.queue).shares.is_empty());
    assert!(outbox.take().is_none());
    assert_eq!(budget.drawn(), 0);
}

#[test]
fn of_large_messages_one_is_taken_out_at_a_time() {
    let outbox = outbox(100, 1_000_000);
    outbox.push("x".repeat(10_000).into());
    outbox.push("x".repeat(10_000).into());

    assert_eq!(outbox.take().unwrap().count(), 1);
    assert_eq!(outbox.take().unwrap().count(), 1);
    assert!(outbox.take().is_none());
}

#[test]
fn of_what_strangers_do_at_the_door_only_the_latest_waits() {
    let outbox = outbox(3, 100);
    outbox.push("a".into());

    for number in 0..100 {
        outbox.tell(Topic::Door, format!("knock {number}").into());
    }
    outbox.push("b".into());

    assert_eq!(count(&outbox), [("a", 1), ("knock 99", 1), ("b", 1)]);
    assert_eq!(lock(&outbox.queue).total.bytes, 0);
}

#[test]
fn strangers_at_the_door_do_not_close_an_outbox_that_is_full() {
    let outbox = outbox(1, 100);
    outbox.push("a".into());

    outbox.tell(Topic::Door, "knock".into());
    outbox.tell(Topic::Door, "x".repeat(200).into());

    assert_eq!(count(&outbox), [("a", 1)]);
    assert_eq!(outbox.closed().now_or_never(), None);
}

#[test]
fn strangers_who_come_and_go_do_not_close_the_outbox_of_a_slow_reader() {
    let outbox = outbox(16, 1_000);
    let come = |who: &str| outbox.tell(Topic::Arrival(id(who)), format!("joined {who}").into());
    let go = |who: &str| outbox.tell(Topic::Departure(id(who)), format!("left {who}").into());
    come("ada");
    outbox.pop();

    for number in 0..10_000 {
        let stranger = number.to_string();
        come(&stranger);
        outbox.relay(id(&stranger), "offer".into());
        outbox.tell(Topic::Name(id(&stranger)), "renamed".into());
        outbox.tell(Topic::Presence(id(&stranger)), "away".into());
        outbox.tell(Topic::Host, format!("host {number}").into());
        go(&stranger);
    }
    go("ada");
    come("lin");

    assert_eq!(
        count(&outbox),
        [("host 9999", 1), ("left ada", 1), ("joined lin", 1)]
    );
    assert!(lock(&outbox.queue).shares.is_empty());
    assert_eq!(lock(&outbox.queue).total.bytes, 0);
}

#[test]
fn who_returns_and_leaves_again_has_left_once() {
    let outbox = outbox(16, 1_000);
    for _ in 0..100 {
        outbox.tell(Topic::Departure(id("ada")), "left".into());
        outbox.tell(Topic::Arrival(id("ada")), "joined".into());
    }
    outbox.tell(Topic::Departure(id("ada")), "left".into());
    assert_eq!(count(&outbox), [("left", 1)]);

    outbox.tell(Topic::Departure(id("ada")), "left".into());
    outbox.tell(Topic::Arrival(id("ada")), "joined".into());
    outbox.tell(Topic::Presence(id("lin")), "away".into());
    outbox.tell(Topic::Presence(id("lin")), "back".into());
    assert_eq!(count(&outbox), [("left", 1), ("joined", 1), ("back", 1)]);
}

#[test]
fn what_somebody_known_sent_before_leaving_is_kept() {
    let outbox = outbox(16, 1_000);

    outbox.relay(id("ada"), "offer".into());
    outbox.tell(Topic::Name(id("ada")), "renamed".into());
    outbox.tell(Topic::Departure(id("ada")), "left".into());

    assert_eq!(count(&outbox), [("offer", 1), ("left", 1)]);
}

#[test]
fn news_that_may_not_be_missing_close_a_full_outbox() {
    let outbox = outbox(1, 100);
    outbox.push("a".into());

    outbox.tell(Topic::Ping, "ping".into());
    assert_eq!(outbox.closed().now_or_never(), None);
    outbox.tell(Topic::Host, "host".into());

    assert_eq!(
        outbox.closed().now_or_never(),
        Some(Refusal::Code(CloseCode::SlowReader))
    );
}

/// Takes everything out and counts equal messages that follow each other.
fn count(outbox: &Outbox) -> Vec<(&'static str, usize)> {
    let texts = std::iter::from_fn(|| outbox.pop());
    let texts: Vec<_> = texts.map(|message| message.to_string()).collect();
    let runs = texts.chunk_by(|one, other| one == other);
    runs.map(|run| (&*run[0].clone().leak(), run.len())).collect()
}

fn outbox(max_messages: usize, max_bytes: usize) -> Outbox {
    Outbox::new(
        max_messages,
        max_bytes,
        Budget::new(100_000_000).account(network()),
    )
}

fn network() -> Network {
    IpAddr::from(Ipv4Addr::LOCALHOST).into()
}

fn id(person: &str) -> ClientId {
    ClientId(person.into())
}
