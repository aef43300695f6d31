//! What two clients say to each other on their data channel: the place of a message and its body, as JSON.

use super::{body, envelope, js_value};
use visavis_call::Body;
use visavis_call::protocol::SequenceHeader;
use visavis_call::roap::Value;

pub(crate) fn write_in_band(header: SequenceHeader, body: Option<&Body>) -> String {
    let frame = envelope::write_sequenced(header, body);
    js_value::to_text(&Value::object(frame.into()))
}

/// Whatever the other side says; what cannot be read is not heard.
pub(crate) fn read_in_band(text: &str) -> Option<(SequenceHeader, Option<Body>)> {
    let mut frame = js_value::read(&js_sys::JSON::parse(text).ok()?);
    let header = envelope::header(&mut frame)?;
    Some((header, body::read_in(&mut frame)))
}
