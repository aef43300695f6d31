//! Plain objects of JavaScript as a serde format: as little of one as the protocol needs, with errors that say nothing.
//! `serde-wasm-bindgen` can do everything, and words its errors, which alone brings the formatting of floats along; that is
//! a tenth of what a browser would load.

mod reading;
mod writing;

use serde::de::{DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::Cell;
use std::fmt;
use wasm_bindgen::JsValue;

/// A value does not have the shape that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Misshapen;

impl fmt::Display for Misshapen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not of that shape")
    }
}

impl std::error::Error for Misshapen {}

/// Reads a plain value. Fields that `T` does not know are not looked at.
pub(crate) fn from_value<T: DeserializeOwned>(value: JsValue) -> Result<T, Misshapen> {
    T::deserialize(reading::Reading(value))
}

/// Makes a plain value: what `JSON.stringify` and the structured clone take.
pub(crate) fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(writing::Writing).unwrap_or(JsValue::NULL)
}

/// A value that has not been looked at, and goes through as it is.
#[derive(Debug, Clone)]
pub(crate) struct Raw(pub(crate) JsValue);

/// The name by which this format knows a [`Raw`].
const RAW: &str = "\u{0}raw";

thread_local! {
    /// Serde's data model has no place for it, so it is handed over beside that.
    static HANDED_OVER: Cell<JsValue> = const { Cell::new(JsValue::UNDEFINED) };
}

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        HANDED_OVER.set(self.0.clone());
        to.serialize_newtype_struct(RAW, &())
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Taker;
        impl Visitor<'_> for Taker {
            type Value = Raw;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_unit<E>(self) -> Result<Raw, E> {
                Ok(Raw(HANDED_OVER.take()))
            }
        }
        from.deserialize_newtype_struct(RAW, Taker)
    }
}
