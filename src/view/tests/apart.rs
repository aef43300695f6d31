//! Tests waiting for the part that only a call needs.

use super::*;
use crate::part::by_hand::Attempts;

/// A page whose part is loaded by hand.
fn page() -> (Page, Attempts) {
    let attempts = Attempts::await_part();
    (Page::open(), attempts)
}

#[wasm_bindgen_test]
async fn what_happens_in_a_call_is_shown_in_order_once_its_part_is_there() {
    let (page, attempts) = page();

    page.tell(Event::SignallingChanged(Signalling::Connected));
    page.tell(joined("a", "Ada", false));
    page.tell(Event::PersonRenamed(Person::new(id("a"), "Lin")));
    page.own(Source::Camera, visavis_call::Status::On, None);

    assert_eq!(attempts.count(), 1);
    assert!(page.all("[data-screen=lobby] [data-person]").is_empty());
    assert_eq!(page.attribute(".own", "data-camera"), "on", "the lobby goes on");
    attempts.succeed(0);
    eventually(|| page.all("[data-screen=call] [data-person=a]").len() == 1).await;
    assert!(page.text("[data-person=a] .name").contains("Lin"));
    page.tell(joined("b", "Ben", false));
    assert_eq!(page.all("[data-person=b]").len(), 1);
    assert_eq!(attempts.count(), 1, "nothing is loaded twice");
}

#[wasm_bindgen_test]
async fn a_part_that_does_not_come_is_told_and_tried_again() {
    let (page, attempts) = page();
    page.press("join");
    page.tell(Event::SignallingChanged(Signalling::Connected));

    attempts.fail(0);
    eventually(|| page.all(".trouble").len() == 1).await;
    assert!(
        page.text(".frame .note .sentence")
            .starts_with("Part of the call couldn't be loaded.")
    );
    assert_eq!(page.text(".note code"), "ClientNotLoaded");

    // By itself, after a pause.
    eventually(|| attempts.count() == 2).await;
    attempts.fail(1);
    pause(Duration::ZERO).await;
    assert_eq!(page.all(".trouble").len(), 1, "told once");
    // And at once when the person does something that needs it.
    page.press("join");
    assert_eq!(attempts.count(), 3);
    attempts.succeed(2);
    eventually(|| page.all("[data-screen=call]").len() == 1).await;
    assert!(page.all(".note").is_empty());
}

#[wasm_bindgen_test]
async fn a_part_that_fails_in_the_lobby_is_not_mentioned_before_it_is_needed() {
    let (page, attempts) = page();
    page.view.show_now(&Notice::Present {
        names: Vec::new(),
        locked_with: None,
    });
    eventually(|| attempts.count() == 1).await;

    attempts.fail(0);
    pause(Duration::ZERO).await;
    assert!(page.all(".note").is_empty());

    page.press("join");
    assert_eq!(attempts.count(), 2);
}

#[wasm_bindgen_test]
fn what_waits_is_bounded() {
    let (page, _attempts) = page();

    for number in 0..600 {
        page.tell(Event::Said {
            from: visavis_call::Participant::Remote(id("a")),
            id: number.to_string(),
            at: 0,
            text: "hello".to_owned(),
        });
    }
    page.tell(joined("a", "Ada", false));

    assert_eq!(page.with_ui(|ui| ui.apart.count()), 501);
}

#[wasm_bindgen_test]
fn a_call_that_cannot_be_loaded_is_told_in_the_lobby() {
    let page = Page::open();
    page.press("join");

    page.view
        .show_now(&Notice::Refused(visavis_call::Code::ClientMissing.into()));

    assert!(
        page.text(".frame .note .sentence")
            .starts_with("Part of the call couldn't be loaded.")
    );
    assert_eq!(page.text(".note code"), "ClientMissing");
    assert_eq!(page.all("[data-screen=lobby]").len(), 1);
}
