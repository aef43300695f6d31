//! Full screen mode of the call.

use crate::web::JsResultExt;
use web_sys::Element;

pub(super) struct FullScreen {
    host: Element,
}

impl FullScreen {
    pub(super) fn new(host: Element) -> Self {
        Self { host }
    }

    pub(super) fn is_on(&self) -> bool {
        self.host.matches(":fullscreen") == Ok(true)
    }

    /// Returns whether full screen is available: on most phones it is not.
    pub(super) fn is_possible(&self) -> bool {
        let document = self.host.owner_document();
        document.is_some_and(|document| document.fullscreen_enabled())
    }

    pub(super) fn toggle(&self) {
        if !self.is_on() {
            // The keyboard shortcut works even where the menu lacks the item.
            self.host.request_fullscreen().warn_on_error("full screen");
        } else if let Some(document) = self.host.owner_document() {
            document.exit_fullscreen();
        }
    }
}
