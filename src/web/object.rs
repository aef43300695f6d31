//! Reads and writes members of JavaScript objects by name, where `web-sys` lacks them or would need many functions.

use super::JsResultExt;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// Returns a member; `None` if it is missing, `undefined` or `null`.
pub(crate) fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(object, &name.into()).ok()?;
    (!value.is_null() && !value.is_undefined()).then_some(value)
}

/// Returns a member if it is a string.
pub(crate) fn text(object: &JsValue, name: &str) -> Option<String> {
    member(object, name)?.as_string()
}

/// Returns a member if it is a number.
pub(crate) fn number(object: &JsValue, name: &str) -> Option<f64> {
    member(object, name)?.as_f64()
}

/// Sets a member.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).warn_on_error(name);
}

/// Creates an object `{name: value, …}`.
pub(crate) fn dictionary(members: &[(&str, JsValue)]) -> Object {
    let dictionary = Object::new();
    for (name, value) in members {
        set(&dictionary, name, value);
    }
    dictionary
}
