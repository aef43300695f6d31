//! How long what others send may be.

use visavis_roap::Value;

/// The longest message of a stranger that is read, in bytes; as much as a server takes unless it is set otherwise.
/// Nothing of this protocol comes near it.
pub const LONGEST_MESSAGE: usize = 64 * 1024;

/// The longest message of a server that is read, in bytes: it may let through longer ones than by default, and a room
/// may hold many people.
pub const LONGEST_FROM_SERVER: usize = 1024 * 1024;

/// The longest id or epoch, in bytes: what has a longer one is not read.
pub const LONGEST_ID: usize = 64;

/// The longest name of a person, in characters: of a longer one no more is read.
pub const LONGEST_NAME: usize = 64;

/// The text as JSON, unless it is longer than that or none.
pub(crate) fn read(text: &str, longest: usize) -> Option<Value> {
    let is_short = text.len() <= longest;
    is_short.then(|| Value::from_json(text).ok()).flatten()
}

/// An id or epoch, unless it is empty or too long.
pub(crate) fn short(text: Value) -> Option<String> {
    text.into_string()
        .filter(|text| !text.is_empty() && text.len() <= LONGEST_ID)
}

/// What can be read of an array.
pub(crate) fn list<T>(list: Value, read: fn(Value) -> Option<T>) -> Option<Vec<T>> {
    Some(list.into_array()?.into_iter().filter_map(read).collect())
}

/// A flag: false where it is absent.
pub(crate) fn flag(flag: Value) -> bool {
    flag.into_bool().unwrap_or_default()
}

/// A flag that is left out where it is false.
pub(crate) fn if_true(flag: bool) -> Value {
    flag.then_some(true).into()
}
