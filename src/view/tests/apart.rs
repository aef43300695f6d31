//! Tests waiting for the part that only a call needs.

use super::*;

/// How the part is loaded: `this` has the attempts, each to be ended by `resolve` or `reject`.
const LOADS: &str = "return new Promise((resolve, reject) => { this.push({ resolve, reject }); })";

/// A page whose part is loaded by hand.
fn page() -> (Page, js_sys::Array) {
    let attempts = js_sys::Array::new();
    let part = js_sys::Function::new_no_args(LOADS).bind0(&attempts);
    let body = crate::web::window().document().unwrap().body().unwrap();
    let page = Page::with_tools(&body, false, Some("en"), |root, tell| {
        modules::tools_with_part(root, tell, &part)
    });
    (page, attempts)
}

/// Ends an attempt.
fn end(attempts: &js_sys::Array, number: u32, how: &str) {
    let end = js_sys::Reflect::get(&attempts.get(number), &how.into()).unwrap();
    end.unchecked_into::<js_sys::Function>()
        .call0(&JsValue::UNDEFINED)
        .unwrap();
}

#[wasm_bindgen_test]
async fn what_happens_in_a_call_is_shown_in_order_once_its_part_is_there() {
    let (page, attempts) = page();

    page.tell(Event::SignallingChanged(Signalling::Connected));
    page.tell(joined("a", "Ada", false));
    page.tell(Event::PersonRenamed(Person::new(id("a"), "Lin")));
    page.own(Source::Camera, visavis_call::Status::On, None);

    assert_eq!(attempts.length(), 1);
    assert!(page.all("[data-screen=lobby] [data-person]").is_empty());
    assert_eq!(page.attribute(".own", "data-camera"), "on", "the lobby goes on");
    end(&attempts, 0, "resolve");
    eventually(|| page.all("[data-screen=call] [data-person=a]").len() == 1).await;
    assert!(page.text("[data-person=a] .name").contains("Lin"));
    page.tell(joined("b", "Ben", false));
    assert_eq!(page.all("[data-person=b]").len(), 1);
    assert_eq!(attempts.length(), 1, "nothing is loaded twice");
}

#[wasm_bindgen_test]
async fn a_part_that_does_not_come_is_told_and_tried_again() {
    let (page, attempts) = page();
    page.press("join");
    page.tell(Event::SignallingChanged(Signalling::Connected));

    end(&attempts, 0, "reject");
    eventually(|| page.all(".passing .line").len() == 1).await;
    assert!(
        page.text(".passing .line")
            .starts_with("A part of the interface could not be loaded.")
    );

    // By itself, after a pause.
    eventually(|| attempts.length() == 2).await;
    end(&attempts, 1, "reject");
    eventually(|| page.all(".passing .line").len() == 2).await;
    // And at once when the person does something that needs it.
    page.press("join");
    assert_eq!(attempts.length(), 3);
    end(&attempts, 2, "resolve");
    eventually(|| page.all("[data-screen=call]").len() == 1).await;
}

#[wasm_bindgen_test]
async fn a_part_that_fails_in_the_lobby_is_not_mentioned_before_it_is_needed() {
    let (page, attempts) = page();
    page.view.show_now(&Notice::Present {
        names: Vec::new(),
        locked_with: None,
    });
    eventually(|| attempts.length() == 1).await;

    end(&attempts, 0, "reject");
    pause(Duration::ZERO).await;
    assert!(page.all(".passing .line").is_empty());

    page.press("join");
    assert_eq!(attempts.length(), 2);
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
