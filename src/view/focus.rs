//! Keeps the focus inside the interface when the focused button disappears, so that keyboard shortcuts keep working.

use super::dom::{host_around, root_of};
use crate::web::JsResultExt;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRoot};

pub(super) struct Focus {
    shadow: ShadowRoot,
    last: Option<HtmlElement>,
}

impl Focus {
    pub(super) fn new(shadow: &ShadowRoot) -> Self {
        Self {
            shadow: shadow.clone(),
            last: None,
        }
    }

    /// Tracks the focused element. If it is no longer visible, moves the focus to `next`, unless another element of
    /// the page has taken it.
    pub(super) fn look(&mut self, next: Option<&HtmlElement>) {
        let focused = self.shadow.active_element().map(JsCast::unchecked_into);
        if let Some(focused) = focused.filter(is_seen) {
            self.last = Some(focused);
            return;
        }
        let is_lost = self.last.take().is_some_and(|last| !is_seen(&last));
        if is_lost
            && self.is_free()
            && let Some(next) = next
        {
            focus(next);
        }
    }

    /// Notes what has the focus and is about to disappear: the next look finds another element for it. To focus one at once
    /// would make the browser lay out a screen that is not complete.
    pub(super) fn note(&mut self) {
        let focused = self.shadow.active_element().map(JsCast::unchecked_into);
        self.last = focused.or_else(|| self.last.take());
    }

    /// Returns whether no other element of the page has the focus.
    fn is_free(&self) -> bool {
        let mut host = self.shadow.host();
        // The element may be inside the shadow trees of components.
        loop {
            if let Some(active) = root_of(&host).active_element() {
                return active == host || active.matches("body") == Ok(true);
            }
            match host_around(&host) {
                Some(outer) => host = outer,
                None => return true,
            }
        }
    }

    /// Focuses anew what had the focus before the element was moved into another document.
    pub(super) fn restore(&self) {
        if self.is_free()
            && let Some(last) = &self.last
        {
            focus(last);
        }
    }
}

pub(super) fn focus(element: &HtmlElement) {
    element.focus().warn_on_error("moving the focus");
}

fn is_seen(element: &HtmlElement) -> bool {
    element.offset_width() > 0 || element.offset_height() > 0
}
