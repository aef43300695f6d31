use super::{HANDED_OVER, Misshapen, RAW};
use js_sys::{Array, Object, Reflect};
use serde::ser::{Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use std::fmt::Display;
use wasm_bindgen::JsValue;

impl Error for Misshapen {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

/// Where a value is written.
pub(super) struct Writing;

type Never = Impossible<JsValue, Misshapen>;

macro_rules! numbers {
    ($($method:ident $kind:ty),*) => {$(
        fn $method(self, number: $kind) -> Result<JsValue, Misshapen> {
            Ok(JsValue::from_f64(number as f64))
        }
    )*};
}

impl Serializer for Writing {
    type Ok = JsValue;
    type Error = Misshapen;
    type SerializeSeq = List;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Never;

    numbers! {
        serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64,
        serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64,
        serialize_f32 f32, serialize_f64 f64
    }

    fn serialize_bool(self, flag: bool) -> Result<JsValue, Misshapen> {
        Ok(flag.into())
    }

    fn serialize_char(self, _: char) -> Result<JsValue, Misshapen> {
        Err(Misshapen)
    }

    fn serialize_str(self, text: &str) -> Result<JsValue, Misshapen> {
        Ok(text.into())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<JsValue, Misshapen> {
        Err(Misshapen)
    }

    fn serialize_none(self) -> Result<JsValue, Misshapen> {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<JsValue, Misshapen> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<JsValue, Misshapen> {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<JsValue, Misshapen> {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<JsValue, Misshapen> {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<JsValue, Misshapen> {
        if name == RAW {
            return Ok(HANDED_OVER.take());
        }
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<JsValue, Misshapen> {
        Err(Misshapen)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List, Misshapen> {
        Ok(List(Array::new()))
    }

    fn serialize_tuple(self, _: usize) -> Result<Never, Misshapen> {
        Err(Misshapen)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Never, Misshapen> {
        Err(Misshapen)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, Misshapen> {
        Err(Misshapen)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields, Misshapen> {
        Ok(Fields {
            object: Object::new(),
            name: JsValue::UNDEFINED,
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, Misshapen> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, Misshapen> {
        Err(Misshapen)
    }
}

/// An array that is being made.
pub(super) struct List(Array);

impl SerializeSeq for List {
    type Ok = JsValue;
    type Error = Misshapen;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Misshapen> {
        self.0.push(&value.serialize(Writing)?);
        Ok(())
    }

    fn end(self) -> Result<JsValue, Misshapen> {
        Ok(self.0.into())
    }
}

/// An object that is being made.
pub(super) struct Fields {
    object: Object,
    name: JsValue,
}

impl Fields {
    fn put(&self, name: &JsValue, value: &JsValue) -> Result<(), Misshapen> {
        Reflect::set(&self.object, name, value).map_err(|_| Misshapen)?;
        Ok(())
    }
}

impl SerializeMap for Fields {
    type Ok = JsValue;
    type Error = Misshapen;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Misshapen> {
        self.name = name.serialize(Writing)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Misshapen> {
        self.put(&self.name, &value.serialize(Writing)?)
    }

    fn end(self) -> Result<JsValue, Misshapen> {
        Ok(self.object.into())
    }
}

impl SerializeStruct for Fields {
    type Ok = JsValue;
    type Error = Misshapen;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Misshapen> {
        self.put(&name.into(), &value.serialize(Writing)?)
    }

    fn end(self) -> Result<JsValue, Misshapen> {
        Ok(self.object.into())
    }
}
