//! How what is said on a bus stands on the wire: plain JSON objects.

use super::body::RawBody;
use super::{body, envelope, loose};
use serde::Serialize;
use visavis_call::TabFrame;
use visavis_call::roap::Loose;
use visavis_call::roap::envelope::{ClientId, Person, Place, VERSION};
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
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FrameWire {
    v: u32,
    r#type: &'static str,
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
        let of = |kind| Self {
            v: VERSION,
            r#type: kind,
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
pub(super) fn read(data: &JsValue) -> Option<Heard> {
    let mut frame = loose::read(data);
    if frame.take("v").number() != Some(VERSION) {
        return None;
    }
    let holds_lock = frame.take("holdsLock").flag();
    let kind = frame.take("type").text()?;
    let frame = match kind.as_str() {
        "hello" => TabFrame::Hello {
            person: person(frame.take("person"))?,
            alone: frame.take("alone").flag(),
        },
        "here" => TabFrame::Here {
            person: person(frame.take("person"))?,
            alone: frame.take("alone").flag(),
            to: id(frame.take("to"))?,
        },
        "bye" => TabFrame::Bye {
            id: id(frame.take("id"))?,
        },
        "send" => TabFrame::Send {
            from: id(frame.take("from"))?,
            to: id(frame.take("to"))?,
            place: place(&mut frame)?,
            body: body::read_in(&mut frame),
        },
        _ => return None,
    };
    Some(Heard { frame, holds_lock })
}

fn person(person: Loose) -> Option<Person> {
    let person = envelope::person(person)?;
    Some(Person {
        id: short(person.id)?,
        name: person.name.chars().take(LONGEST_NAME).collect(),
        away: false,
    })
}

fn place(frame: &mut Loose) -> Option<Place> {
    let place = envelope::place(frame)?;
    let are_short = is_short(&place.epoch) && place.ack_epoch.as_deref().is_none_or(is_short);
    are_short.then_some(place)
}

fn id(id: Loose) -> Option<ClientId> {
    short(envelope::id(id)?)
}

fn short(id: ClientId) -> Option<ClientId> {
    is_short(&id.0).then_some(id)
}

fn is_short(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_ID
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(flag: &bool) -> bool {
    !flag
}
