//! What two clients say to each other on their data channel: the place of a message and its body, as JSON.

use super::{body, envelope, loose};
use visavis_call::Body;
use visavis_call::roap::Loose;
use visavis_call::roap::envelope::Place;

pub(crate) fn write_in_band(place: Place, body: Option<&Body>) -> String {
    let frame = envelope::write_placed(place, body);
    loose::to_text(&Loose::object(frame.into()))
}

/// Whatever the other side says; what cannot be read is not heard.
pub(crate) fn read_in_band(text: &str) -> Option<(Place, Option<Body>)> {
    let mut frame = loose::read(&js_sys::JSON::parse(text).ok()?);
    let place = envelope::place(&mut frame)?;
    Some((place, body::read_in(&mut frame)))
}
