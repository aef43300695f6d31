//! Reads whatever stands there into a small tree, so that one odd field never hides the rest; and what is said is
//! written from such a tree.

use crate::SessionId;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;

/// A value of any type, as far as the protocol has a use for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number that fits: anything else in its place is no number of this protocol.
    Number(u32),
    /// `true` or `false`.
    Flag(bool),
    /// An array.
    List(Vec<Value>),
    /// An object.
    Fields(Vec<(String, Value)>),
    /// What is not there, or nothing that the protocol has a use for.
    Nothing,
}

impl Value {
    /// An object with these fields, in this order; what is [`Value::Nothing`] is left out.
    pub fn object(fields: Vec<(&str, Self)>) -> Self {
        let given = fields.into_iter().filter(|(_, value)| *value != Self::Nothing);
        Self::Fields(given.map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Reads one value, however the format tells its type.
    pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Reader { depth: 0 }.deserialize(from)
    }

    /// Whether an object has that field.
    pub fn has(&self, name: &str) -> bool {
        matches!(self, Self::Fields(fields) if fields.iter().any(|(key, _)| key == name))
    }

    /// Takes the field out of an object; [`Value::Nothing`] where there is none of that name.
    pub fn take(&mut self, name: &str) -> Self {
        let Self::Fields(fields) = self else {
            return Self::Nothing;
        };
        // The last of several, as in `JSON.parse`.
        match fields.iter().rposition(|(key, _)| key == name) {
            Some(index) => fields.swap_remove(index).1,
            None => Self::Nothing,
        }
    }

    /// The text, if it is one.
    pub fn text(self) -> Option<String> {
        if let Self::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The number, if it is one.
    pub fn number(self) -> Option<u32> {
        if let Self::Number(number) = self {
            Some(number)
        } else {
            None
        }
    }

    /// `true`, also where it is spelled as a string.
    pub fn flag(self) -> bool {
        match self {
            Self::Flag(flag) => flag,
            Self::Text(text) => text == "true",
            Self::Number(_) | Self::List(_) | Self::Fields(_) | Self::Nothing => false,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<SessionId> for Value {
    fn from(id: SessionId) -> Self {
        Self::Text(id.into())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

/// What is absent is left out of its object.
impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, T::into)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => into.serialize_str(text),
            Self::Number(number) => into.serialize_u32(*number),
            Self::Flag(flag) => into.serialize_bool(*flag),
            Self::List(items) => into.collect_seq(items),
            Self::Fields(fields) => into.collect_map(fields.iter().map(|(name, value)| (name, value))),
            Self::Nothing => into.serialize_unit(),
        }
    }
}

/// A message is an object, in it a list, in that objects, and in those scalars: what lies deeper is skipped
/// unread, so that nothing nests deep enough to exhaust the stack.
const DEEPEST: u8 = 3;

/// More than a browser gathers; a longer list is cut.
const LONGEST: usize = 256;

const KNOWN: [&str; 16] = [
    "messageType",
    "offererSessionId",
    "answererSessionId",
    "seq",
    "sdp",
    "tieBreaker",
    "tiebreaker",
    "moreComing",
    "errorType",
    "retryAfter",
    "errorCause",
    "usernameFragment",
    "candidates",
    "candidate",
    "sdpMid",
    "sdpMLineIndex",
];

#[derive(Clone, Copy)]
struct Reader {
    depth: u8,
}

impl Reader {
    fn deeper(self) -> Option<Self> {
        (self.depth < DEEPEST).then_some(Self {
            depth: self.depth + 1,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(u32::try_from(number).map_or(Value::Nothing, Value::Number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(u32::try_from(number).map_or(Value::Nothing, Value::Number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        let whole = number as u32;
        Ok(if f64::from(whole) == number {
            Value::Number(whole)
        } else {
            Value::Nothing
        })
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_bytes<E>(self, _bytes: &[u8]) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        self.deserialize(from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        if let Some(deeper) = self.deeper() {
            while items.len() < LONGEST {
                match from.next_element_seed(deeper)? {
                    Some(item) => items.push(item),
                    None => return Ok(Value::List(items)),
                }
            }
        }
        while from.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(key) = from.next_key::<String>()? {
            match self.deeper() {
                Some(deeper) if KNOWN.contains(&key.as_str()) => {
                    fields.push((key, from.next_value_seed(deeper)?));
                }
                Some(_) | None => {
                    from.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Value::Fields(fields))
    }
}
