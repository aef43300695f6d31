//! Tests that nothing is offered that the person's token does not permit.

use super::*;
use visavis_call::protocol::{Permission, Permissions};
use visavis_call::{Participant, Status};

#[wasm_bindgen_test]
fn what_is_not_permitted_is_not_offered() {
    let page = Page::in_call();
    assert!(
        ["microphone", "camera", "share", "more"]
            .iter()
            .all(|action| is_offered(&page, action))
    );

    permit(&page, &[]);

    page.press("more");
    for action in ["microphone", "camera", "share", "record", "react"] {
        assert!(!is_offered(&page, action), "{action}");
    }
    for action in ["chat", "people", "hand", "snapshot", "leave"] {
        assert!(is_offered(&page, action), "{action}");
    }
    for key in ["m", "v", "s", " "] {
        assert!(page.key(".call", key), "{key} is left to the page");
    }
    assert_eq!(page.intentions(), []);
}

#[wasm_bindgen_test]
fn another_token_changes_what_is_offered() {
    let page = Page::in_call();
    permit(&page, &[Permission::Chat]);
    assert!(
        page.text(".passing")
            .contains("doesn't let you share audio or video")
    );

    permit(&page, &[Permission::Publish, Permission::Screen]);

    assert!(page.text(".passing").contains("You can turn on your camera"));
    page.key(".call", "m");
    page.key(".call", "s");
    let on = |source| Command::Switch { source, on: true };
    assert_eq!(page.intentions(), [on(Source::Microphone), on(Source::Screen)]);
    page.press("more");
    assert!(!is_offered(&page, "record") && !is_offered(&page, "react"));
}

#[wasm_bindgen_test]
fn the_chat_can_be_read_and_says_why_nothing_can_be_written() {
    let page = Page::in_call();
    page.press("chat");
    let sentence = "Your invitation lets you read messages, but not send them.";
    assert!(!is_seen(&page, ".chat .closed") && is_seen(&page, ".chat textarea"));

    permit(&page, &[Permission::Publish]);

    assert!(is_seen(&page, ".chat .closed") && !is_seen(&page, ".chat textarea"));
    assert_eq!(page.text(".chat .closed"), sentence);
    assert_eq!(page.text(".chat .rows > .quiet"), "No messages yet.");
    page.tell(joined("a", "Ada", false));
    page.tell(Event::Said {
        from: Participant::Remote(id("a")),
        id: "1".to_owned(),
        at: 1_764_504_000_000,
        text: "Hello".to_owned(),
    });
    assert_eq!(page.text(".said .text"), "Hello");

    permit(&page, &[Permission::Chat]);
    assert!(is_seen(&page, ".chat textarea"));
}

#[wasm_bindgen_test]
fn the_lobby_says_that_nothing_is_sent() {
    let page = Page::open();

    permit(&page, &[Permission::Chat]);

    assert!(!is_offered(&page, "camera") && !is_offered(&page, "microphone"));
    assert!(is_offered(&page, "devices"), "the loudspeaker is there");
    assert!(
        page.text(".hint")
            .starts_with("Your invitation doesn't let you share audio or video.")
    );
    page.own(Source::Camera, Status::Off, None);
    assert!(
        page.text(".hint").starts_with("Your invitation"),
        "whatever the camera does"
    );
}

#[wasm_bindgen_test]
fn what_the_page_hides_stays_hidden() {
    let page = Page::in_call();
    page.view.set("hide", "screen");
    permit(&page, &[Permission::Screen]);
    assert!(!is_offered(&page, "share") && !is_offered(&page, "camera"));

    page.view.set("hide", "chat");

    assert!(is_offered(&page, "share") && !is_offered(&page, "chat"));
    assert!(!is_offered(&page, "camera"), "the token still forbids it");
}

#[wasm_bindgen_test]
fn a_closed_chat_speaks_every_language() {
    for language in [
        include_str!("../strings/ar.txt"),
        include_str!("../strings/de.txt"),
        include_str!("../strings/es.txt"),
        include_str!("../strings/fr.txt"),
        include_str!("../strings/ja.txt"),
    ] {
        for key in ["publish-off", "publish-on", "chat-closed", "chat-empty-closed"] {
            let said = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(" = "));
            assert_eq!(language.lines().filter(|line| said(line)).count(), 1, "{key}");
        }
    }
}

fn permit(page: &Page, permitted: &[Permission]) {
    let names = permitted.iter().map(|permission| permission.name());
    page.view.show_now(&Notice::Permitted(Permissions::read(names)));
}

fn is_offered(page: &Page, action: &str) -> bool {
    let buttons = page.all(&format!("[data-action={action}]"));
    buttons.iter().any(is_drawn)
}

fn is_seen(page: &Page, selector: &str) -> bool {
    is_drawn(&page.find(selector))
}

fn is_drawn(element: &Element) -> bool {
    element.get_bounding_client_rect().width() > 0.0
}
