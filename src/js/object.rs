//! Builds plain objects property by property: derived code for each type would be several times as large in the
//! browser.

use js_sys::{Object, Reflect};
use visavis_call::Failure;
use wasm_bindgen::JsValue;

/// A plain object under construction.
#[derive(Debug, Default)]
pub(super) struct Fields(Object);

impl Fields {
    pub(super) fn value(self, name: &str, value: &JsValue) -> Self {
        // Setting a property of a plain object does not fail.
        Reflect::set(&self.0, &name.into(), value).ok();
        self
    }

    pub(super) fn text(self, name: &str, text: &str) -> Self {
        self.value(name, &text.into())
    }

    /// Adds `code` and `message`, if there is a failure.
    pub(super) fn failure(self, failure: Option<&Failure>) -> Self {
        match failure {
            Some(failure) => self
                .text("code", failure.code.id())
                .text("message", &failure.message),
            None => self,
        }
    }
}

impl From<Fields> for JsValue {
    fn from(fields: Fields) -> Self {
        fields.0.into()
    }
}
