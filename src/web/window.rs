//! The windows of the client and of its interface.

use super::object::member;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
#[cfg(feature = "view")]
use web_sys::Node;
use web_sys::Window;

thread_local! {
    /// Other windows into which the page has moved calls.
    static OTHERS: RefCell<Vec<Window>> = const { RefCell::new(Vec::new()) };
}

/// Returns the window in which the client runs. Not `web_sys::window()`: that asks for an `instanceof Window`, a name
/// for which some libraries have a class of their own.
pub(crate) fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// Returns the window in which the person has just pressed something: what needs a press must be requested there.
pub(crate) fn pressed_window() -> Window {
    let is_pressed = |window: &Window| {
        let activation = member(&window.navigator(), "userActivation");
        let is_active = activation.and_then(|activation| member(&activation, "isActive"));
        is_active.is_some_and(|is_active| is_active.is_truthy())
    };
    let own = window();
    if is_pressed(&own) {
        return own;
    }
    let others = OTHERS.with_borrow(Clone::clone);
    others.into_iter().find(is_pressed).unwrap_or(own)
}

/// Notes that a call is shown in a window.
#[cfg(feature = "view")]
pub(crate) fn note_window(shown: &Window) {
    let mut others = OTHERS.take();
    others.retain(|other| other != shown && other.closed() == Ok(false));
    if *shown != window() {
        others.push(shown.clone());
    }
    OTHERS.set(others);
}

/// Returns the window in which a node is shown: another one while the page has moved the element into it. `None` once
/// that window is closed.
#[cfg(feature = "view")]
pub(crate) fn window_of(node: &Node) -> Option<Window> {
    node.owner_document()?.default_view()
}
