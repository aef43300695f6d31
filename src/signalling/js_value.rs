//! Whatever others say, as a small tree, and what is said to them. Reading it so takes a third of the code that serde
//! would derive for each kind of object, which comes with a sentence for every mistake: here nobody would read it; and
//! one tree is written by one function.

use js_sys::{Array, JSON, Object};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use visavis_call::roap::Value;
use wasm_bindgen::{JsCast, JsValue};

/// A frame, in it a body, in that a list, in that objects: what lies deeper is not looked at, so that nothing nests deep
/// enough to exhaust the stack.
const DEEPEST: u8 = 4;

/// More than there is of anything; what has more is cut.
const MOST: usize = 256;

/// Reads what `JSON.parse` or the structured clone made.
pub(super) fn read(value: &JsValue) -> Value {
    read_at(value, 0)
}

fn read_at(value: &JsValue, depth: u8) -> Value {
    if let Some(text) = value.as_string() {
        return Value::Text(text);
    }
    if let Some(number) = value.as_f64() {
        let whole = number as u32;
        return if f64::from(whole) == number {
            Value::Number(whole)
        } else {
            Value::Nothing
        };
    }
    if let Some(flag) = value.as_bool() {
        return Value::Flag(flag);
    }
    if !value.is_object() || depth == DEEPEST {
        return Value::Nothing;
    }
    if let Some(items) = value.dyn_ref::<Array>() {
        let items = items.iter().take(MOST);
        return Value::List(items.map(|item| read_at(&item, depth + 1)).collect());
    }
    let entries = Object::entries(value.unchecked_ref());
    let field = |entry: JsValue| {
        let entry: Array = entry.unchecked_into();
        let key = entry.get(0).as_string().unwrap_or_default();
        (key, read_at(&entry.get(1), depth + 1))
    };
    Value::Fields(entries.iter().take(MOST).map(field).collect())
}

/// A plain object: what the structured clone takes.
pub(super) fn to_js(value: &impl Serialize) -> JsValue {
    value
        .serialize(&Serializer::json_compatible())
        .unwrap_or(JsValue::NULL)
}

/// As JSON.
pub(super) fn to_text(value: &Value) -> String {
    JSON::stringify(&to_js(value))
        .map(String::from)
        .unwrap_or_default()
}
