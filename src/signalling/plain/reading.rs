use super::{HANDED_OVER, Misshapen, RAW};
use js_sys::{Array, Object, Reflect};
use serde::de::value::{StrDeserializer, StringDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde::forward_to_deserialize_any;
use std::fmt::Display;
use wasm_bindgen::{JsCast, JsValue};

/// Words would be formatted, and nobody reads them: what is misshapen is dropped.
impl Error for Misshapen {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// A value that is being read.
pub(super) struct Reading(pub(super) JsValue);

impl Reading {
    fn is_nothing(&self) -> bool {
        self.0.is_null() || self.0.is_undefined()
    }
}

impl<'de> Deserializer<'de> for Reading {
    type Error = Misshapen;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misshapen> {
        if self.is_nothing() {
            visitor.visit_unit()
        } else if let Some(text) = self.0.as_string() {
            visitor.visit_string(text)
        } else if let Some(number) = self.0.as_f64() {
            let whole = number as i64;
            if whole as f64 != number {
                visitor.visit_f64(number)
            } else {
                visitor.visit_i64(whole)
            }
        } else if let Some(flag) = self.0.as_bool() {
            visitor.visit_bool(flag)
        } else if let Some(list) = self.0.dyn_ref::<Array>() {
            let (list, length) = (list.clone(), list.length());
            visitor.visit_seq(Items {
                list,
                next: 0,
                length,
            })
        } else if let Ok(object) = self.0.dyn_into::<Object>() {
            let names = Object::keys(&object);
            visitor.visit_map(Entries {
                names,
                next: 0,
                object,
            })
        } else {
            Err(Misshapen)
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misshapen> {
        if self.is_nothing() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misshapen> {
        if name == RAW {
            HANDED_OVER.set(self.0);
            return visitor.visit_unit();
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misshapen> {
        if !self.0.is_object() {
            return Err(Misshapen);
        }
        visitor.visit_map(Fields {
            object: self.0,
            names: fields.iter(),
            value: JsValue::UNDEFINED,
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misshapen> {
        let name: StringDeserializer<Misshapen> = self.0.as_string().ok_or(Misshapen)?.into_deserializer();
        visitor.visit_enum(name)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misshapen> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier
    }
}

struct Items {
    list: Array,
    next: u32,
    length: u32,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Misshapen;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misshapen> {
        if self.next == self.length {
            return Ok(None);
        }
        self.next += 1;
        seed.deserialize(Reading(self.list.get(self.next - 1))).map(Some)
    }
}

/// The fields that a struct has, and no others.
struct Fields {
    object: JsValue,
    names: std::slice::Iter<'static, &'static str>,
    value: JsValue,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Misshapen;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misshapen> {
        for name in self.names.by_ref() {
            self.value = Reflect::get(&self.object, &JsValue::from_str(name)).map_err(|_| Misshapen)?;
            if !self.value.is_undefined() {
                let name: StrDeserializer<'_, Misshapen> = (*name).into_deserializer();
                return seed.deserialize(name).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misshapen> {
        seed.deserialize(Reading(std::mem::take(&mut self.value)))
    }
}

/// Whatever an object has.
struct Entries {
    object: Object,
    names: Array,
    next: u32,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Misshapen;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misshapen> {
        if self.next == self.names.length() {
            return Ok(None);
        }
        self.next += 1;
        seed.deserialize(Reading(self.names.get(self.next - 1))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misshapen> {
        let value = Reflect::get(&self.object, &self.names.get(self.next - 1)).map_err(|_| Misshapen)?;
        seed.deserialize(Reading(value))
    }
}
