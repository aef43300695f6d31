//! The focus stays inside where the button that had it disappears, so that the keys go on working.

use super::panels::focus;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ShadowRoot};

pub(super) struct Focus {
    shadow: ShadowRoot,
    last: RefCell<Option<HtmlElement>>,
}

impl Focus {
    pub(super) fn new(shadow: &ShadowRoot) -> Self {
        Self {
            shadow: shadow.clone(),
            last: RefCell::new(None),
        }
    }

    /// Looks where the focus is. Of what had it and is no longer seen, `next` takes it over, unless something else of the
    /// page has it meanwhile.
    pub(super) fn look(&self, next: impl FnOnce() -> Option<HtmlElement>) {
        let focused = self
            .shadow
            .active_element()
            .and_then(|element| element.dyn_into().ok());
        if let Some(focused) = focused.filter(is_seen) {
            self.last.replace(Some(focused));
            return;
        }
        let last = self.last.take();
        if last.is_some_and(|last| !is_seen(&last))
            && self.nobody_has_it()
            && let Some(next) = next()
        {
            focus(&next);
        }
    }

    fn nobody_has_it(&self) -> bool {
        let Some(document) = web_sys::window().and_then(|window| window.document()) else {
            return false;
        };
        let body = document.body().map(Element::from);
        let host = Some(self.shadow.host());
        let active = document.active_element();
        active.is_none() || active == body || active == host
    }
}

fn is_seen(element: &HtmlElement) -> bool {
    element.offset_width() > 0 || element.offset_height() > 0
}
