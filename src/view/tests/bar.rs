//! Tests that the bar hides when idle, and returns.

use super::*;
use web_sys::PointerEvent;

/// One test, since each case would wait for seconds.
#[wasm_bindgen_test]
async fn the_bar_hides_when_idle_unless_needed_and_returns_on_activity() {
    let moves = ["keydown", "pointermove", "pointerdown", "focusin"];
    let (focused, open, alone) = (with_ada(), with_ada(), Page::in_call());
    // Opening the menu takes the focus at first.
    open.press("more");
    // A key press, so that the focus is a visible one.
    focused.key(".call", "Tab");
    let leave: HtmlElement = focused.find("[data-action=leave]");
    leave.focus().unwrap();
    let still = moves.map(|_| with_ada());

    eventually(|| still.iter().all(is_idle)).await;
    eventually(|| still.iter().all(|page| opacity(page) == "0")).await;
    // The last activity here was before that on the other pages: if these were to hide, they would do so now.
    focused.with_ui(Ui::tick);
    open.with_ui(Ui::tick);

    // A browser whose window is not in front shows no focus.
    let is_seen = leave.matches(":focus-visible").unwrap();
    assert_eq!(is_idle(&focused), !is_seen, "the focus is in the bar");
    assert!(!is_idle(&open), "the menu is open");
    assert_eq!(opacity(&alone), "1", "nobody else is in the call");
    for (page, what) in still.iter().zip(moves) {
        page.happens(what);
        assert!(!is_idle(page), "{what}");
    }
    eventually(|| still.iter().all(|page| opacity(page) == "1")).await;
}

fn with_ada() -> Page {
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

impl Page {
    /// Dispatched on the root, since the event does not bubble.
    fn happens(&self, what: &str) {
        let event = PointerEvent::new(what).unwrap();
        self.find::<Element>(".visavis").dispatch_event(&event).unwrap();
    }
}
