//! The subset of JSON that the protocol uses: a small value tree, its reader and its writer.
//!
//! Every received message is first read into such a tree, so that one field of the wrong type never hides the rest, and
//! every sent message is written from one. The browser's own `JSON` is not used, because a page can override it.

mod decimal;
mod nesting;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::NotJson;

/// A JSON value, reduced to what the protocol uses.
///
/// ```
/// use visavis_roap::Value;
///
/// let mut frame = Value::from_json(r#"{"type": "send", "n": 4, "rate": 0.5}"#)?;
///
/// assert_eq!(frame.take("type").into_string().as_deref(), Some("send"));
/// assert_eq!(frame.take("n").into_number(), Some(4));
/// assert_eq!(frame.take("rate"), Value::Null);
/// # Ok::<(), visavis_roap::NotJson>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`, an absent field, or a value that the protocol does not use: a number that is not whole, is negative
    /// or does not fit, or an array or object that is nested too deeply.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that fits, in any spelling: `7`, `7.0`, `0.7e1`.
    Number(u64),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object, with its fields in the order of the text.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// Creates an object with these fields, in this order; a field that is [`Value::Null`] is left out.
    pub fn object(fields: Vec<(&str, Self)>) -> Self {
        let given = fields.into_iter().filter(|(_, value)| *value != Self::Null);
        Self::Object(given.map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Returns whether an object has that field.
    pub fn has(&self, name: &str) -> bool {
        matches!(self, Self::Object(fields) if fields.iter().any(|(key, _)| key == name))
    }

    /// Removes a field from an object and returns it; [`Value::Null`] if there is none of that name.
    pub fn take(&mut self, name: &str) -> Self {
        let Self::Object(fields) = self else {
            return Self::Null;
        };
        // The last of several fields with this name counts, as in `JSON.parse`.
        match fields.iter().rposition(|(key, _)| key == name) {
            Some(index) => fields.swap_remove(index).1,
            None => Self::Null,
        }
    }

    /// Returns the string, if it is one.
    pub fn into_string(self) -> Option<String> {
        if let Self::String(string) = self {
            Some(string)
        } else {
            None
        }
    }

    /// Returns the number, if it is one that fits into a `u32`.
    pub fn into_number(self) -> Option<u32> {
        self.into_large_number()?.try_into().ok()
    }

    /// Returns the number, if it is one.
    pub fn into_large_number(self) -> Option<u64> {
        if let Self::Number(number) = self {
            Some(number)
        } else {
            None
        }
    }

    /// Returns the items, if it is an array.
    pub fn into_array(self) -> Option<Vec<Self>> {
        if let Self::Array(items) = self {
            Some(items)
        } else {
            None
        }
    }

    /// Returns the flag, if it is one.
    pub fn into_bool(self) -> Option<bool> {
        if let Self::Bool(flag) = self {
            Some(flag)
        } else {
            None
        }
    }
}

impl From<&str> for Value {
    fn from(string: &str) -> Self {
        Self::String(string.to_owned())
    }
}

impl From<String> for Value {
    fn from(string: String) -> Self {
        Self::String(string)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

/// Converts `None` to [`Value::Null`], which [`Value::object`] leaves out.
impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, T::into)
    }
}
