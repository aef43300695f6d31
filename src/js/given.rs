//! Deserializes the page's options with serde. serde-wasm-bindgen can do so as well, but its errors format numbers
//! and other values, which costs 16 kB of brotli. The errors here name the option and what it must be.

use super::error;
use js_sys::{Array, ArrayIntoIter, Object};
use serde::de::value::{SeqDeserializer, StringDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use std::fmt::{self, Display, Formatter};
use visavis_call::Code;
use wasm_bindgen::{JsCast, JsValue};

/// A value given by the page, from which a string, a boolean, an array or a plain object is read.
#[derive(Debug)]
pub(super) struct Given(pub(super) JsValue);

/// Why a value cannot be used.
#[derive(Debug)]
pub(super) enum Refusal {
    /// An unknown option, and the known ones.
    Unknown { option: String, known: String },
    /// The path of an option, and what is wrong with its value.
    Unusable { option: String, predicate: String },
}

/// The properties of a plain object.
struct Members {
    entries: ArrayIntoIter,
    name: String,
    value: JsValue,
}

impl<'de> Deserializer<'de> for Given {
    type Error = Refusal;

    /// Unsupported: every value is read as a known type.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        Err(Refusal::has_to_be(&visitor))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.0.as_string() {
            Some(text) => visitor.visit_string(text),
            None => Err(Refusal::has_to_be(&visitor)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.0.as_bool() {
            Some(flag) => visitor.visit_bool(flag),
            None => Err(Refusal::has_to_be(&visitor)),
        }
    }

    /// A single string counts as a list of one, as in the `urls` of an `RTCIceServer`.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let list = match self.0.dyn_into::<Array>() {
            Ok(list) => list,
            Err(one) if one.is_string() => Array::of1(&one),
            Err(_) => return Err(Refusal::has_to_be(&"an array")),
        };
        visitor.visit_seq(SeqDeserializer::new(list.into_iter().map(Given)))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        if !self.0.is_object() {
            return Err(Refusal::has_to_be(&"an object"));
        }
        visitor.visit_map(Members {
            entries: Object::entries(self.0.unchecked_ref()).into_iter(),
            name: String::new(),
            value: JsValue::UNDEFINED,
        })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        if self.0.is_null() || self.0.is_undefined() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct
        map enum identifier
    }
}

impl<'de> IntoDeserializer<'de, Refusal> for Given {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        let Some(entry) = self.entries.next() else {
            return Ok(None);
        };
        let entry: Array = entry.unchecked_into();
        self.name = entry.get(0).as_string().unwrap_or_default();
        self.value = entry.get(1);
        seed.deserialize(StringDeserializer::new(self.name.clone()))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refusal> {
        let value = Given(std::mem::take(&mut self.value));
        seed.deserialize(value)
            .map_err(|refusal| refusal.inside(&self.name))
    }
}

impl Refusal {
    fn has_to_be(expected: &dyn Expected) -> Self {
        Self::custom(["has to be ", &expected.to_string()].concat())
    }

    /// Prefixes the path with the name of the enclosing option.
    fn inside(self, name: &str) -> Self {
        match self {
            Self::Unusable { option, predicate } => Self::Unusable {
                option: if option.is_empty() {
                    name.to_owned()
                } else {
                    [name, ".", &option].concat()
                },
                predicate,
            },
            Self::Unknown { .. } => self,
        }
    }
}

impl Error for Refusal {
    fn custom<T: Display>(predicate: T) -> Self {
        Self::Unusable {
            option: String::new(),
            predicate: predicate.to_string(),
        }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::has_to_be(expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::custom(["lacks ", field].concat())
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self::Unknown {
            option: field.to_owned(),
            known: known.join(", "),
        }
    }
}

impl std::error::Error for Refusal {}

impl Display for Refusal {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { option, known } => {
                formatter.write_str(&["there is no option \"", option, "\"; there are ", known].concat())
            }
            Self::Unusable { option, predicate } => {
                formatter.write_str(&["the option \"", option, "\" ", predicate].concat())
            }
        }
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal {
            Refusal::Unknown { .. } => Code::UnknownOption,
            Refusal::Unusable { .. } => Code::UnusableOption,
        };
        error(code, &refusal.to_string())
    }
}
