//! The bar steps back while nobody moves, and comes back.

use super::*;
use web_sys::PointerEvent;

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
    let still = moves.map(|_| with_somebody());

    comes_about(|| still.iter().all(is_idle)).await;
    comes_about(|| still.iter().all(|page| opacity(page) == "0")).await;
    // These moved last before the others were there: if they were to go, they would now.
    focused.with_ui(Ui::tick);
    open.with_ui(Ui::tick);

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

impl Page {
    /// At the root, since it does not bubble.
    fn happens(&self, what: &str) {
        let event = PointerEvent::new(what).unwrap();
        self.find::<Element>(".visavis").dispatch_event(&event).unwrap();
    }
}
