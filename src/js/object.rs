//! Reading and making plain objects field by field: derived code for them would be several times as long in the browser.

use super::error;
use crate::web::object::member;
use js_sys::{Object, Reflect};
use visavis_call::{Code, Failure};
use wasm_bindgen::{JsCast, JsValue};

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

/// An object that the page gave, read field by field. What is wrong is said with the name of the field.
pub(super) struct Given<'a>(pub(super) &'a JsValue);

impl Given<'_> {
    /// The field; `None` where it is missing, `undefined` or `null`.
    pub(super) fn value(&self, name: &str) -> Option<JsValue> {
        member(self.0, name)
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, JsValue> {
        self.value(name)
            .map(|value| value.as_string().ok_or_else(|| wrong(name, "a string")))
            .transpose()
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, JsValue> {
        let given = self
            .value(name)
            .map(|value| value.as_bool().ok_or_else(|| wrong(name, "true or false")));
        Ok(given.transpose()?.unwrap_or_default())
    }

    pub(super) fn list(&self, name: &str) -> Result<Vec<JsValue>, JsValue> {
        let given = self.value(name).map(|value| {
            value
                .dyn_into::<js_sys::Array>()
                .map_err(|_| wrong(name, "an array"))
        });
        Ok(given.transpose()?.map(|list| list.to_vec()).unwrap_or_default())
    }
}

pub(super) fn wrong(name: &str, wanted: &str) -> JsValue {
    error(
        Code::UnusableOption,
        &["the option \"", name, "\" has to be ", wanted].concat(),
    )
}
