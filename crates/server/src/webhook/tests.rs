use super::delivery::{Outcome, Transport, attempt};
use super::*;
use crate::hello::RoomName;
use std::cell::{Cell, RefCell};
use visavis_protocol::ClientId;

#[test]
fn a_message_is_signed_as_standard_webhooks_does() {
    // The example of the specification's own libraries.
    let webhook = webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let now = UNIX_EPOCH + Duration::from_secs(1_614_265_330);

    let signed = webhook.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", r#"{"test": 2432232314}"#, now);

    assert_eq!(signed.timestamp, 1_614_265_330);
    assert_eq!(
        signed.signature,
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    );
}

#[test]
fn a_secret_is_text_or_base64_and_long_enough() {
    let url = || parse_webhook_url("https://school.example/hook").unwrap();
    for (text, is_usable) in [
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true),
        ("a secret of twenty-four b", true),
        ("whsec_not base64, but long enough to be one", false),
        ("whsec_c2hvcnQ=", false),
        ("short", false),
    ] {
        let made = Webhook::new(url(), &Secret::new(text).unwrap());
        assert_eq!(made.is_ok(), is_usable, "{text}");
        assert!(!format!("{made:?}").contains("hook\""), "{made:?}");
    }
    for text in ["school.example", "ftp://school.example", "/hook", "https://", ""] {
        assert_eq!(parse_webhook_url(text), Err(NotAWebhook::Url), "{text}");
    }
}

#[test]
fn a_message_has_no_name_of_a_room_unless_wanted() {
    let mover = || Mover {
        id: ClientId("3c6e".into()),
        subject: Some("7".into()),
    };
    let body = |webhook: &Webhook, what| webhook.body(&News { what, ..opened() });
    let plain = webhook("a secret of twenty-four bytes");

    // printf standup | openssl dgst -sha256 -hmac 'a secret of twenty-four bytes'
    let room = r#""room":"ROOM""#.replace("ROOM", HASH);
    assert_eq!(
        body(&plain, What::Opened),
        format!(r#"{{"data":{{{room}}},"timestamp":1.5,"type":"room.opened"}}"#)
    );
    assert_eq!(
        body(&plain, What::Left(mover(), LeftReason::Gone)),
        format!(
            r#"{{"data":{{"person":{{"id":"3c6e","sub":"7"}},"reason":"gone",{room}}},"timestamp":1.5,"type":"person.left"}}"#
        )
    );
    let named = plain.with_room_names();
    assert!(body(&named, What::Joined(mover())).contains(r#""name":"standup""#));
}

const HASH: &str = "d5fe221b8cb2ad136d094eb23357301a";

#[tokio::test(start_paused = true)]
async fn a_message_is_tried_again_with_the_same_id_until_it_is_accepted() {
    let receiver = Receiver::failing(4);
    let failures = Cell::new(0);
    let start = tokio::time::Instant::now();

    let outcome = attempt(&receiver, &webhook(TEXT), &now(), "msg_1", || {
        failures.set(failures.get() + 1)
    })
    .await;

    assert_eq!((outcome, failures.get()), (Outcome::Delivered, 4));
    assert_eq!(*receiver.ids.borrow(), ["msg_1"; 5]);
    assert_eq!(start.elapsed().as_secs(), 1 + 2 + 4 + 8);
}

#[tokio::test(start_paused = true)]
async fn a_dead_receiver_is_given_up() {
    let receiver = Receiver::failing(usize::MAX);
    let start = tokio::time::Instant::now();

    let outcome = attempt(&receiver, &webhook(TEXT), &now(), "msg_1", || {}).await;

    assert_eq!(outcome, Outcome::GivenUp);
    assert!(start.elapsed() <= PATIENCE, "{:?}", start.elapsed());
    assert_eq!(receiver.ids.borrow().len(), 15);
    // What happened long ago is tried once: the next ones wait.
    let outcome = attempt(&receiver, &webhook(TEXT), &opened(), "msg_2", || {}).await;
    assert_eq!((outcome, receiver.ids.borrow().len()), (Outcome::GivenUp, 16));
}

const TEXT: &str = "a secret of twenty-four bytes";

/// Fails a number of times.
struct Receiver {
    failures: Cell<usize>,
    ids: RefCell<Vec<String>>,
}

impl Receiver {
    fn failing(times: usize) -> Self {
        Self {
            failures: Cell::new(times),
            ids: RefCell::default(),
        }
    }
}

impl Transport for Receiver {
    async fn send(&self, _: &Webhook, id: &str, _: &str) -> Result<(), String> {
        self.ids.borrow_mut().push(id.to_owned());
        match self.failures.get().checked_sub(1) {
            None => Ok(()),
            Some(left) => {
                self.failures.set(left);
                Err("503".to_owned())
            }
        }
    }
}

fn webhook(secret: &str) -> Webhook {
    let url = parse_webhook_url("https://school.example/hook").unwrap();
    Webhook::new(url, &Secret::new(secret).unwrap()).unwrap()
}

fn opened() -> News {
    News {
        at: UNIX_EPOCH + Duration::from_millis(1_500),
        room: RoomName::read("standup").unwrap(),
        what: What::Opened,
    }
}

fn now() -> News {
    News {
        at: SystemTime::now(),
        ..opened()
    }
}
