//! What two clients say to each other on their data channel: the place of a message and its body, as JSON.

use super::body::{RawBody, to_js};
use super::{body, envelope, loose};
use serde::Serialize;
use visavis_call::Body;
use visavis_call::roap::envelope::Place;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LinkWire {
    epoch: String,
    n: u32,
    ack: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    ack_epoch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<RawBody>,
}

pub(crate) fn write_in_band(place: Place, body: Option<&Body>) -> String {
    let wire = LinkWire {
        epoch: place.epoch,
        n: place.n,
        ack: place.ack,
        ack_epoch: place.ack_epoch,
        body: body.map(RawBody::from),
    };
    js_sys::JSON::stringify(&to_js(&wire))
        .map(String::from)
        .unwrap_or_default()
}

/// Whatever the other side says; what cannot be read is not heard.
pub(crate) fn read_in_band(text: &str) -> Option<(Place, Option<Body>)> {
    let mut frame = loose::read(&js_sys::JSON::parse(text).ok()?);
    let place = envelope::place(&mut frame)?;
    Some((place, body::read_in(&mut frame)))
}
