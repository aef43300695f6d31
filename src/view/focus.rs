//! Keeps the focus inside the interface when the focused button disappears, so that keyboard shortcuts keep working.

use super::dom::{host_around, root_of};
use super::keys::WRITES;
use crate::web::JsResultExt;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ShadowRoot};

pub(super) struct Focus {
    shadow: ShadowRoot,
    last: Option<HtmlElement>,
    /// What gets the focus back from a dialog.
    lender: Option<HtmlElement>,
}

impl Focus {
    pub(super) fn new(shadow: &ShadowRoot) -> Self {
        Self {
            shadow: shadow.clone(),
            last: None,
            lender: None,
        }
    }

    /// Tracks the focused element. If it is no longer visible, moves the focus to `next`, unless another element of
    /// the page has taken it.
    pub(super) fn look(&mut self, next: Option<&HtmlElement>) {
        if let Some(focused) = self.focused().filter(is_seen) {
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
        self.last = self.focused().or_else(|| self.last.take());
    }

    /// Moves the focus to a dialog that opens by itself, unless the person writes, or is elsewhere in the page. Returns
    /// whether it is there.
    pub(super) fn lend(&mut self, dialog: &HtmlElement) -> bool {
        let focused = self.focused();
        if focused
            .as_ref()
            .is_some_and(|focused| dialog.contains(Some(focused)))
        {
            return true;
        }
        let writes = |focused: &HtmlElement| focused.matches(WRITES) == Ok(true) && is_seen(focused);
        if focused.as_ref().is_some_and(writes) || !self.is_free() {
            return false;
        }
        self.lender = self.lender.take().or(focused);
        focus(dialog);
        true
    }

    /// Returns the focus to what lent it to a dialog that is closed.
    pub(super) fn give_back(&mut self) {
        // The card of somebody who called shows more than the dialog.
        let is_outside = |focused: &HtmlElement| is_seen(focused) && focused.closest(".bell") == Ok(None);
        let is_elsewhere = self.focused().as_ref().is_some_and(is_outside);
        if let Some(lender) = self.lender.take().filter(is_seen)
            && !is_elsewhere
            && self.is_free()
        {
            focus(&lender);
        }
    }

    /// Moves the focus to a dialog if it is on something inside that disappears.
    pub(super) fn keep_in(&self, dialog: &HtmlElement) {
        if self
            .focused()
            .is_some_and(|focused| dialog.contains(Some(&focused)))
        {
            focus(dialog);
        }
    }

    fn focused(&self) -> Option<HtmlElement> {
        self.shadow.active_element().map(JsCast::unchecked_into)
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
