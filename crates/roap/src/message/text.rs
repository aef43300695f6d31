use super::{Message, Received, Wire};

impl Received {
    /// Reads a message from text, also in its oldest form, where `SDP` and a line break stand before the
    /// JSON.
    pub fn from_text(text: &str) -> Self {
        text.find('{')
            .and_then(|start| serde_json::from_str::<Wire>(&text[start..]).ok())
            .map_or(Self::Unreadable, Self::from)
    }
}

impl Message {
    /// Writes the message as JSON.
    pub fn to_text(&self) -> String {
        serde_json::to_string(&Wire::from(self))
            .unwrap_or_else(|_| unreachable!("strings, numbers and lists always have a JSON form"))
    }
}
