//! The frame that two clients send each other on their data channel.

use crate::limits::{MAX_MESSAGE_LENGTH, read};
use crate::{Body, SequenceHeader};
use visavis_roap::Value;

/// A message of a link, on the data channel of that link: neither sender nor recipient has to be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InBandFrame {
    /// Its sequence header.
    pub header: SequenceHeader,
    /// The content; absent if the message only acknowledges.
    pub body: Option<Body>,
}

impl InBandFrame {
    /// Reads a frame; `None` if the text is longer than [`MAX_MESSAGE_LENGTH`] or not a frame.
    pub fn from_json(text: &str) -> Option<Self> {
        let mut frame = read(text, MAX_MESSAGE_LENGTH)?;
        let ack = frame.take("ack").into_number()?;
        Some(Self {
            header: SequenceHeader::read(&mut frame, ack)?,
            body: Body::read_in(&mut frame),
        })
    }

    /// Writes the frame as JSON text.
    pub fn to_json(&self) -> String {
        let mut fields = Vec::from(self.header.write());
        fields.push(("body", Body::write_in(self.body.as_ref())));
        Value::object(fields).to_json()
    }
}
