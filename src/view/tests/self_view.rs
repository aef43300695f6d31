//! Tests the self view, and the preferences kept from call to call.

use super::*;

#[wasm_bindgen_test]
fn arrow_keys_move_the_self_view_between_corners() {
    let _kept = CleanStorage::new();
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
fn the_corner_is_kept_for_the_next_call() {
    let _kept = CleanStorage::new();
    let first = Page::in_call();
    first.tell(joined("a", "Ada", false));
    first.key(".own .tuck", "ArrowUp");
    first.tell(Event::Left);
    drop(first);

    let next = Page::in_call();

    assert_eq!(next.attribute(".stage", "data-corner"), "start-end");
}

#[wasm_bindgen_test]
fn an_unknown_stored_corner_is_ignored() {
    let _kept = CleanStorage::new();
    storage().set_item(preferences::CORNER, "middle").unwrap();

    let page = Page::in_call();

    assert_eq!(page.attribute(".stage", "data-corner"), "end-end");
}

#[wasm_bindgen_test]
fn tucking_the_self_view_away_is_kept_for_the_next_call() {
    let _kept = CleanStorage::new();
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
fn the_arrangement_is_kept_for_the_next_call() {
    let _kept = CleanStorage::new();
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

/// Clears the stored preferences, now and on drop, so that tests do not affect each other.
pub(super) struct CleanStorage;

impl CleanStorage {
    pub(super) fn new() -> Self {
        forget();
        Self
    }
}

impl Drop for CleanStorage {
    fn drop(&mut self) {
        forget();
    }
}

fn forget() {
    for key in [preferences::CORNER, preferences::TUCKED, preferences::LAYOUT] {
        storage().remove_item(key).unwrap();
    }
}
