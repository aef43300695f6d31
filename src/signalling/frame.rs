//! How what is said on a bus stands on the wire: plain JSON objects.

use super::body::RawBody;
use super::plain::from_value;
use serde::{Deserialize, Serialize};
use visavis_call::roap::envelope::{ClientId, Person, Place, VERSION};
use visavis_call::{Body, TabFrame};
use wasm_bindgen::JsValue;

/// As long as a server lets them be.
const LONGEST_ID: usize = 64;
const LONGEST_NAME: usize = 64;

/// A frame that was heard.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heard {
    pub(super) frame: TabFrame,
    /// Its sender holds the lock that says that it is there.
    pub(super) holds_lock: bool,
}

/// The flat shape of a [`TabFrame`].
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct FrameWire {
    v: u32,
    r#type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Person>,
    #[serde(skip_serializing_if = "is_false")]
    alone: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) holds_lock: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<ClientId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<ClientId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<ClientId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    epoch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ack: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ack_epoch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<RawBody>,
}

impl From<&TabFrame> for FrameWire {
    fn from(frame: &TabFrame) -> Self {
        let of = |kind: &str| Self {
            v: VERSION,
            r#type: kind.to_owned(),
            ..Self::default()
        };
        match frame.clone() {
            TabFrame::Hello { person, alone } => Self {
                person: Some(person),
                alone,
                ..of("hello")
            },
            TabFrame::Here { person, alone, to } => Self {
                person: Some(person),
                alone,
                to: Some(to),
                ..of("here")
            },
            TabFrame::Bye { id } => Self {
                id: Some(id),
                ..of("bye")
            },
            TabFrame::Send {
                from,
                to,
                place,
                body,
            } => Self {
                from: Some(from),
                to: Some(to),
                epoch: Some(place.epoch),
                n: Some(place.n),
                ack: Some(place.ack),
                ack_epoch: place.ack_epoch,
                body: body.as_ref().map(RawBody::from),
                ..of("send")
            },
        }
    }
}

/// Anything may stand on a channel of that name; what is not ours is not heard.
pub(super) fn read(data: JsValue) -> Option<Heard> {
    let wire: FrameWire = from_value(data).ok()?;
    if wire.v != VERSION {
        return None;
    }
    let holds_lock = wire.holds_lock;
    let frame = match wire.r#type.as_str() {
        "hello" => TabFrame::Hello {
            person: person(wire.person)?,
            alone: wire.alone,
        },
        "here" => TabFrame::Here {
            person: person(wire.person)?,
            alone: wire.alone,
            to: id(wire.to)?,
        },
        "bye" => TabFrame::Bye { id: id(wire.id)? },
        "send" => TabFrame::Send {
            from: id(wire.from)?,
            to: id(wire.to)?,
            place: Place {
                epoch: short(wire.epoch)?,
                n: wire.n?,
                ack: wire.ack?,
                ack_epoch: match wire.ack_epoch {
                    Some(epoch) => Some(short(Some(epoch))?),
                    None => None,
                },
            },
            body: wire.body.map(Body::from),
        },
        _ => return None,
    };
    Some(Heard { frame, holds_lock })
}

fn person(person: Option<Person>) -> Option<Person> {
    let person = person?;
    Some(Person {
        id: id(Some(person.id))?,
        name: person.name.chars().take(LONGEST_NAME).collect(),
        away: false,
    })
}

fn id(id: Option<ClientId>) -> Option<ClientId> {
    short(id.map(|id| id.0)).map(ClientId)
}

fn short(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty() && text.len() <= LONGEST_ID)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(flag: &bool) -> bool {
    !flag
}
