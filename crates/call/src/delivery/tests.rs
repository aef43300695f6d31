use super::*;

type Wire = (Place, Option<&'static str>);

#[test]
fn messages_are_delivered_in_order_whatever_the_order_of_arrival() {
    let (mut ada, mut lin) = pair();
    let [one, two, three] = ["1", "2", "3"].map(|body| say(&mut ada, body));

    assert_eq!(take(&mut lin, &two), Vec::<&str>::new());
    assert_eq!(take(&mut lin, &one), ["1", "2"]);
    assert_eq!(take(&mut lin, &three), ["3"]);
}

#[test]
fn what_arrives_twice_is_delivered_once() {
    let (mut ada, mut lin) = pair();
    let one = say(&mut ada, "1");

    assert_eq!(take(&mut lin, &one), ["1"]);
    assert_eq!(take(&mut lin, &one), Vec::<&str>::new());
}

#[test]
fn what_is_acknowledged_is_not_kept() {
    let (mut ada, mut lin) = pair();
    let one = say(&mut ada, "1");
    let _lost = say(&mut ada, "2");
    take(&mut lin, &one);

    ada.receive(&lin.acknowledgement(), None, no_epoch);

    let kept: Vec<_> = ada
        .unacknowledged()
        .into_iter()
        .map(|(place, body)| (place.n, body))
        .collect();
    assert_eq!(kept, [(2, "2")]);
}

#[test]
fn an_acknowledgement_of_another_life_forgets_nothing() {
    let (mut ada, _) = pair();
    say(&mut ada, "1");
    let stale = Place {
        epoch: "lin".into(),
        n: 0,
        ack: 1,
        ack_epoch: Some("ada of yesterday".into()),
    };

    ada.receive(&stale, None, no_epoch);

    assert_eq!(ada.unacknowledged().len(), 1);
}

#[test]
fn a_reload_of_the_other_side_begins_anew_on_both() {
    let (mut ada, mut lin) = pair();
    take(&mut lin, &say(&mut ada, "old"));
    ada.receive(&lin.acknowledgement(), None, no_epoch);
    let mut reloaded = Delivery::new("lin, reloaded".to_owned());

    let hello = say(&mut reloaded, "hello");
    let receipt = ada.receive(&hello.0, hello.1, || "ada, anew".into());
    let reply = say(&mut ada, "welcome back");

    assert_eq!(
        receipt,
        Receipt {
            bodies: vec!["hello"],
            restarted: true
        }
    );
    assert_eq!((reply.0.epoch.as_str(), reply.0.n), ("ada, anew", 1));
    assert_eq!(take(&mut reloaded, &reply), ["welcome back"]);
}

#[test]
fn a_reload_is_noticed_even_if_a_repeated_message_of_the_former_life_arrived_first() {
    let (mut ada, mut lin) = pair();
    take(&mut lin, &say(&mut ada, "old"));
    ada.receive(&lin.acknowledgement(), None, no_epoch);
    ada.receive(&say(&mut lin, "x").0, Some("x"), no_epoch);
    let mut reloaded = Delivery::new("lin, reloaded".to_owned());
    take(&mut reloaded, &say(&mut ada, "for the former life"));

    let hello = say(&mut reloaded, "hello");
    let receipt = ada.receive(&hello.0, hello.1, || "ada, anew".into());
    let reply = say(&mut ada, "welcome back");
    let heard = reloaded.receive(&reply.0, reply.1, no_epoch);

    assert!(receipt.restarted);
    assert_eq!(
        heard,
        Receipt {
            bodies: vec!["welcome back"],
            restarted: false
        }
    );
}

#[test]
fn two_first_messages_that_cross_reset_nothing() {
    let (mut ada, mut lin) = pair();
    let (from_ada, from_lin) = (say(&mut ada, "a"), say(&mut lin, "b"));

    assert_eq!(take(&mut lin, &from_ada), ["a"]);
    assert_eq!(take(&mut ada, &from_lin), ["b"]);
    assert_eq!((ada.epoch.as_str(), lin.epoch.as_str()), ("ada", "lin"));
}

#[test]
fn a_late_message_of_a_former_life_is_dropped() {
    let (mut ada, mut lin) = pair();
    let old = say(&mut lin, "old");
    take(&mut ada, &old);
    let late = say(&mut lin, "late");
    let mut reloaded = Delivery::new("lin, reloaded".to_owned());
    take(&mut ada, &say(&mut reloaded, "new"));

    assert_eq!(take(&mut ada, &late), Vec::<&str>::new());
    assert_eq!(take(&mut ada, &say(&mut reloaded, "newer")), ["newer"]);
}

#[test]
fn the_number_of_kept_messages_is_bounded() {
    let (mut ada, _) = pair();
    for _ in 0..MOST_UNACKNOWLEDGED {
        say(&mut ada, "x");
    }

    assert_eq!(ada.send("one more"), Err(Overflow));
}

#[test]
fn a_number_far_ahead_is_not_kept() {
    let (_, mut lin) = pair();
    let far = Place {
        epoch: "ada".into(),
        n: u32::MAX,
        ack: 0,
        ack_epoch: None,
    };

    assert_eq!(take(&mut lin, &(far, Some("x"))), Vec::<&str>::new());
}

fn pair() -> (Delivery<&'static str>, Delivery<&'static str>) {
    (Delivery::new("ada".into()), Delivery::new("lin".into()))
}

fn say(from: &mut Delivery<&'static str>, body: &'static str) -> Wire {
    (from.send(body).unwrap(), Some(body))
}

fn take(to: &mut Delivery<&'static str>, wire: &Wire) -> Vec<&'static str> {
    to.receive(&wire.0, wire.1, no_epoch).bodies
}

fn no_epoch() -> String {
    unreachable!("this test expects no new life")
}
