//! Makes plain objects field by field: derived code for each kind of them would be several times as long in the browser.

use js_sys::{Object, Reflect};
use visavis_call::Failure;
use wasm_bindgen::JsValue;

/// A plain object that is being made.
#[derive(Debug, Default)]
pub(super) struct Fields(Object);

impl Fields {
    pub(super) fn value(self, name: &str, value: &JsValue) -> Self {
        // A plain object takes everything.
        Reflect::set(&self.0, &name.into(), value).ok();
        self
    }

    pub(super) fn text(self, name: &str, text: &str) -> Self {
        self.value(name, &text.into())
    }

    /// `code` and `message`, if there is a failure.
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
