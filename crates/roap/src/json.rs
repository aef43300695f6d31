//! JSON as far as the protocol has a use for it: a small tree, and its text.
//!
//! Everything that others send is read into such a tree first, so that one odd field never hides the rest, and
//! everything that is sent is written from one. The browser's own `JSON` is not used: a page can change what it does.

mod decimal;
mod nesting;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::NotJson;

/// A JSON value, reduced to what the protocol has a use for.
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
    /// `null`, an absent field, and whatever the protocol has no use for: a number that is no `u32`, or an array or
    /// object that is nested too deep.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that fits, however it is spelled: `7`, `7.0`, `0.7e1`.
    Number(u32),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object, with its fields in the order of the text.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// An object with these fields, in this order; a field that is [`Value::Null`] is left out.
    pub fn object(fields: Vec<(&str, Self)>) -> Self {
        let given = fields.into_iter().filter(|(_, value)| *value != Self::Null);
        Self::Object(given.map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Whether an object has that field.
    pub fn has(&self, name: &str) -> bool {
        matches!(self, Self::Object(fields) if fields.iter().any(|(key, _)| key == name))
    }

    /// Takes the field out of an object; [`Value::Null`] where there is none of that name.
    pub fn take(&mut self, name: &str) -> Self {
        let Self::Object(fields) = self else {
            return Self::Null;
        };
        // The last of several, as in `JSON.parse`.
        match fields.iter().rposition(|(key, _)| key == name) {
            Some(index) => fields.swap_remove(index).1,
            None => Self::Null,
        }
    }

    /// The string, if it is one.
    pub fn into_string(self) -> Option<String> {
        if let Self::String(string) = self {
            Some(string)
        } else {
            None
        }
    }

    /// The number, if it is one.
    pub fn into_number(self) -> Option<u32> {
        if let Self::Number(number) = self {
            Some(number)
        } else {
            None
        }
    }

    /// The items, if it is an array.
    pub fn into_array(self) -> Option<Vec<Self>> {
        if let Self::Array(items) = self {
            Some(items)
        } else {
            None
        }
    }

    /// The flag, if it is one.
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
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

/// `None` is [`Value::Null`], which [`Value::object`] leaves out.
impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, T::into)
    }
}
