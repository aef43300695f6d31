//! The bar steps back while nobody moves, and comes back.

use super::*;
use crate::web::pause;
use std::time::Duration;
use web_sys::PointerEvent;

/// Four seconds, and some for a machine that is busy.
const SOON_IDLE: f64 = 10_000.0;
/// Longer than between two looks at who moves.
const SOME_LOOKS: f64 = 400.0;

/// All at once: each would wait for seconds.
#[wasm_bindgen_test]
async fn the_bar_goes_while_nobody_moves_unless_it_is_needed_and_comes_with_any_move() {
    let moves = ["keydown", "pointermove", "pointerdown", "focusin"];
    let (focused, open, alone) = (with_somebody(), with_somebody(), Page::in_call());
    // It takes the focus at first.
    open.press("more");
    // A key, so that the focus is one that is seen.
    focused.key(".call", "Tab");
    let leave: HtmlElement = focused.find("[data-action=leave]");
    leave.focus().unwrap();
    let start = millis();
    comes_about(|| millis() - start > SOME_LOOKS).await;
    let still = moves.map(|_| with_somebody());

    comes_about(|| still.iter().all(is_idle)).await;
    comes_about(|| still.iter().all(|page| opacity(page) == "0")).await;

    // A browser whose window is not in front shows no focus.
    let is_seen = leave.matches(":focus-visible").unwrap();
    assert_eq!(is_idle(&focused), !is_seen, "the focus is in the bar");
    assert!(!is_idle(&open), "the menu is open");
    assert_eq!(opacity(&alone), "1", "there is nobody to look at");
    for (page, what) in still.iter().zip(moves) {
        page.happens(what);
        assert!(!is_idle(page), "{what}");
    }
    comes_about(|| still.iter().all(|page| opacity(page) == "1")).await;
}

fn with_somebody() -> Page {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page
}

fn is_idle(page: &Page) -> bool {
    page.find::<Element>(".visavis").has_attribute("data-idle")
}

fn opacity(page: &Page) -> String {
    let bar: Element = page.find(".bar");
    let window = web_sys::window().unwrap();
    let style = window.get_computed_style(&bar).unwrap().unwrap();
    style.get_property_value("opacity").unwrap()
}

async fn comes_about(is_so: impl Fn() -> bool) {
    let start = millis();
    while !is_so() {
        assert!(millis() - start < SOON_IDLE, "it did not come about");
        pause(Duration::from_millis(20)).await;
    }
}

impl Page {
    /// At the root, since it does not bubble.
    fn happens(&self, what: &str) {
        let event = PointerEvent::new(what).unwrap();
        self.find::<Element>(".visavis").dispatch_event(&event).unwrap();
    }
}
