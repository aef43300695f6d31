//! Limits on the length of received messages and their parts.

use visavis_roap::Value;

/// The longest message that is read from a stranger, in bytes; also the default limit of a server. No message of this
/// protocol comes near it.
pub const MAX_MESSAGE_LENGTH: usize = 64 * 1024;

/// The longest message that is read from a server, in bytes: the server's own limit may be set higher, and a room may
/// hold many people.
pub const MAX_SERVER_MESSAGE_LENGTH: usize = 1024 * 1024;

/// The longest id or epoch, in bytes. A frame with a longer one is skipped; a chat message has then no id.
pub const MAX_ID_LENGTH: usize = 64;

/// The longest name of a person, in characters. Longer names are truncated.
pub const MAX_NAME_LENGTH: usize = 64;

/// The longest subject of an identity, in characters: OpenID Connect Core §2.
pub const MAX_SUBJECT_LENGTH: usize = 255;

/// The longest URL of a picture, in bytes.
pub const MAX_PICTURE_LENGTH: usize = 2048;

/// The longest metadata of an identity, in bytes of JSON.
pub const MAX_METADATA_LENGTH: usize = 1024;

/// Parses text as JSON; `None` if it is too long or not JSON.
pub(crate) fn read(text: &str, longest: usize) -> Option<Value> {
    let is_short = text.len() <= longest;
    is_short.then(|| Value::from_json(text).ok()).flatten()
}

/// Reads an id or epoch; `None` if it is empty or too long.
pub(crate) fn short(text: Value) -> Option<String> {
    text.into_string()
        .filter(|text| !text.is_empty() && text.len() <= MAX_ID_LENGTH)
}

/// Reads the valid items of an array.
pub(crate) fn list<T>(list: Value, read: fn(Value) -> Option<T>) -> Option<Vec<T>> {
    Some(list.into_array()?.into_iter().filter_map(read).collect())
}

/// Reads a flag; false if it is absent.
pub(crate) fn flag(flag: Value) -> bool {
    flag.into_bool().unwrap_or_default()
}

/// Writes a flag, which is left out if it is false.
pub(crate) fn if_true(flag: bool) -> Value {
    flag.then_some(true).into()
}
