//! The keys, and what opens and closes.

use super::*;

#[wasm_bindgen_test]
fn a_key_does_what_its_button_does() {
    let page = Page::in_call();

    page.key(".call", "m");
    page.key(".call", "v");
    page.key(".call", "h");

    let switched = |source| Intention::Switch { source, on: true };
    assert_eq!(
        page.intentions(),
        [
            switched(Source::Microphone),
            switched(Source::Camera),
            Intention::RaiseHand(true)
        ]
    );
}

#[wasm_bindgen_test]
fn no_key_acts_while_one_writes_or_once_they_are_off() {
    let page = Page::in_call();
    page.press("chat");

    page.key("textarea", "m");
    page.shadow.host().set_attribute("keys", "off").unwrap();
    page.key(".call", "m");
    page.key(".call", "Escape");

    assert_eq!(page.intentions(), []);
    assert!(
        page.find::<Element>(".panel").has_attribute("hidden"),
        "Escape closes in any case"
    );
}

#[wasm_bindgen_test]
fn space_talks_while_it_is_held() {
    let page = Page::in_call();

    page.key(".call", " ");
    let init = KeyboardEventInit::new();
    init.set_key(" ");
    init.set_bubbles(true);
    let up = KeyboardEvent::new_with_keyboard_event_init_dict("keyup", &init).unwrap();
    page.find::<Element>(".call").dispatch_event(&up).unwrap();
    page.key("[data-action=leave]", " ");

    let switched = |on| Intention::Switch {
        source: Source::Microphone,
        on,
    };
    assert_eq!(page.intentions(), [switched(true), switched(false)]);
}

#[wasm_bindgen_test]
fn one_panel_is_open_at_a_time_and_its_button_says_so() {
    let page = Page::in_call();

    page.key(".call", "p");
    page.key(".call", "c");

    assert_eq!(page.attribute(".visavis", "data-panel"), "chat");
    assert_eq!(page.all(".panel section:not([hidden])").len(), 1);
    assert_eq!(page.attribute(".bar [data-action=chat]", "aria-expanded"), "true");
    assert_eq!(
        page.attribute(".bar [data-action=people]", "aria-expanded"),
        "false"
    );
    page.key(".panel", "Escape");
    assert_eq!(
        page.attribute(".bar [data-action=chat]", "aria-expanded"),
        "false"
    );
}

#[wasm_bindgen_test]
fn the_menu_closes_with_what_is_chosen_from_it() {
    let page = Page::in_call();
    page.press("more");
    assert!(!page.find::<Element>(".menu").has_attribute("hidden"));

    page.find::<HtmlElement>(".menu [data-action=react]").click();
    page.find::<HtmlElement>(".menu [data-action=hand]").click();

    assert!(page.find::<Element>(".menu").has_attribute("hidden"));
    assert_eq!(
        page.intentions(),
        [Intention::React("👍".to_owned()), Intention::RaiseHand(true)]
    );
}
