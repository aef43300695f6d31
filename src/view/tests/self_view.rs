//! One's own picture, and what is kept of it from call to call.

use super::*;

#[wasm_bindgen_test]
fn arrows_move_ones_own_picture_from_corner_to_corner() {
    let _kept = Nothing::kept();
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    assert_eq!(page.attribute(".stage", "data-corner"), "end-end");

    let corners = ["ArrowUp", "ArrowLeft", "ArrowLeft", "ArrowDown", "ArrowRight"].map(|key| {
        page.key(".own .tuck", key);
        page.attribute(".stage", "data-corner")
    });

    let expected = ["start-end", "start-start", "start-start", "end-start", "end-end"];
    assert_eq!(corners, expected);
}

#[wasm_bindgen_test]
fn the_corner_of_one_call_is_that_of_the_next() {
    let _kept = Nothing::kept();
    let first = Page::in_call();
    first.tell(joined("a", "Ada", false));
    first.key(".own .tuck", "ArrowUp");
    first.tell(Event::Left);
    drop(first);

    let next = Page::in_call();

    assert_eq!(next.attribute(".stage", "data-corner"), "start-end");
}

#[wasm_bindgen_test]
fn a_corner_that_there_is_not_is_not_gone_to() {
    let _kept = Nothing::kept();
    storage().set_item(preferences::CORNER, "middle").unwrap();

    let page = Page::in_call();

    assert_eq!(page.attribute(".stage", "data-corner"), "end-end");
}

#[wasm_bindgen_test]
fn ones_own_picture_is_put_away_and_fetched_also_in_the_next_call() {
    let _kept = Nothing::kept();
    let first = Page::in_call();
    first.tell(joined("a", "Ada", false));
    assert!(is_seen(&first, ".own") && !is_seen(&first, ".untuck"));

    first.press("tuck");
    assert!(!is_seen(&first, ".own") && is_seen(&first, ".untuck"));
    drop(first);
    let next = Page::in_call();
    next.tell(joined("a", "Ada", false));
    assert!(!is_seen(&next, ".own") && is_seen(&next, ".untuck"));

    next.find::<HtmlElement>(".untuck").click();
    assert!(is_seen(&next, ".own") && !is_seen(&next, ".untuck"));
    drop(next);
    let last = Page::in_call();
    last.tell(joined("a", "Ada", false));
    assert!(is_seen(&last, ".own"));
}

#[wasm_bindgen_test]
fn the_arrangement_of_one_call_is_that_of_the_next() {
    let _kept = Nothing::kept();
    let first = of_three();
    assert_eq!(first.attribute(".stage", "data-layout"), "grid");

    first.press("layout");
    assert_eq!(first.attribute(".stage", "data-layout"), "speaker");
    drop(first);

    let next = of_three();
    assert_eq!(next.attribute(".stage", "data-layout"), "speaker");
    next.press("layout");
    drop(next);
    assert_eq!(of_three().attribute(".stage", "data-layout"), "grid");
}

fn of_three() -> Page {
    let page = Page::in_call();
    page.tell(joined("a", "Ada", false));
    page.tell(joined("b", "Lin", false));
    page
}

fn is_seen(page: &Page, selector: &str) -> bool {
    page.find::<HtmlElement>(selector).offset_width() > 0
}

fn storage() -> web_sys::Storage {
    web_sys::window().unwrap().local_storage().unwrap().unwrap()
}

/// Other tests are not to find what one of these kept.
pub(super) struct Nothing;

impl Nothing {
    pub(super) fn kept() -> Self {
        forget();
        Self
    }
}

impl Drop for Nothing {
    fn drop(&mut self) {
        forget();
    }
}

fn forget() {
    for key in [preferences::CORNER, preferences::TUCKED, preferences::LAYOUT] {
        storage().remove_item(key).unwrap();
    }
}
