//! Full screen mode of the call.

use crate::web::object::member;
use crate::web::{JsResultExt, Task, policy_for};
use js_sys::Promise;
use visavis_call::devices::Policy;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

/// `web-sys` drops the promises of both methods, whose rejections would then reach the page as unhandled.
#[wasm_bindgen]
extern "C" {
    type Promising;
    #[wasm_bindgen(method, catch, js_name = requestFullscreen)]
    fn request_fullscreen(this: &Promising) -> Result<Option<Promise>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = exitFullscreen)]
    fn exit_fullscreen(this: &Promising) -> Result<Option<Promise>, JsValue>;
}

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

    /// Returns whether only the page around this frame, or a policy, makes it unavailable.
    pub(super) fn is_withheld(&self) -> bool {
        let is_known = member(&self.host, "requestFullscreen").is_some();
        !self.is_possible() && is_known && policy_for("fullscreen") != Policy::Allows
    }

    pub(super) fn toggle(&self) {
        let promise = if !self.is_on() {
            // The keyboard shortcut works even where the menu lacks the item.
            self.host.unchecked_ref::<Promising>().request_fullscreen()
        } else if let Some(document) = self.host.owner_document() {
            document.unchecked_ref::<Promising>().exit_fullscreen()
        } else {
            return;
        };
        if let Some(Some(promise)) = promise.warn_on_error("full screen") {
            let switched = JsFuture::from(promise);
            Task::spawn(async move {
                switched.await.warn_on_error("full screen");
            })
            .detach();
        }
    }
}
