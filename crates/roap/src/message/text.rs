//! Messages as JSON text.

use super::{Message, Received};
use crate::Value;

impl Received {
    /// Reads a message from text, including the oldest form, in which `SDP` and a line break precede the JSON.
    pub fn from_text(text: &str) -> Self {
        // Without an index, whose message of a panic is the largest of all.
        text.find('{')
            .and_then(|start| Value::from_json(text.get(start..)?).ok())
            .map_or(Self::Unreadable, Self::from)
    }
}

impl Message {
    /// Writes the message as JSON text.
    pub fn to_text(&self) -> String {
        Value::from(self).to_json()
    }
}
