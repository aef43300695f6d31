//! How what is said on a bus stands on the wire: plain JSON objects.

use super::{body, envelope, js_value};
use visavis_call::TabFrame;
use visavis_call::protocol::{ClientId, Person, SequenceHeader, VERSION};
use visavis_call::roap::Value;
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

/// What is said on a bus, by someone who holds the lock or not.
pub(super) fn write(frame: &TabFrame, holds_lock: bool) -> JsValue {
    let (kind, fields) = match frame.clone() {
        TabFrame::Hello { person, alone } => (
            "hello",
            vec![("person", write_person(person)), ("alone", if_so(alone))],
        ),
        TabFrame::Here { person, alone, to } => (
            "here",
            vec![
                ("person", write_person(person)),
                ("alone", if_so(alone)),
                ("to", to.0.into()),
            ],
        ),
        TabFrame::Bye { id } => ("bye", vec![("id", id.0.into())]),
        TabFrame::Send {
            from,
            to,
            header,
            body,
        } => {
            let mut fields = vec![("from", from.0.into()), ("to", to.0.into())];
            fields.extend(envelope::write_sequenced(header, body.as_ref()));
            ("send", fields)
        }
    };
    let mut object = vec![("v", VERSION.into()), ("type", kind.into())];
    object.extend(fields);
    object.push(("holdsLock", if_so(holds_lock)));
    js_value::to_js(&Value::object(object))
}

fn write_person(person: Person) -> Value {
    Value::object(vec![
        ("id", person.id.0.into()),
        ("name", person.name.into()),
        ("away", if_so(person.away)),
    ])
}

/// What is not so is not said.
fn if_so(flag: bool) -> Value {
    flag.then_some(true).into()
}

/// Anything may stand on a channel of that name; what is not ours is not heard.
pub(super) fn read(data: &JsValue) -> Option<Heard> {
    let mut frame = js_value::read(data);
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
            header: header(&mut frame)?,
            body: body::read_in(&mut frame),
        },
        _ => return None,
    };
    Some(Heard { frame, holds_lock })
}

fn person(person: Value) -> Option<Person> {
    let person = envelope::person(person)?;
    Some(Person {
        id: short(person.id)?,
        name: person.name.chars().take(LONGEST_NAME).collect(),
        away: false,
    })
}

fn header(frame: &mut Value) -> Option<SequenceHeader> {
    let header = envelope::header(frame)?;
    let are_short = is_short(&header.epoch) && header.ack_epoch.as_deref().is_none_or(is_short);
    are_short.then_some(header)
}

fn id(id: Value) -> Option<ClientId> {
    short(envelope::id(id)?)
}

fn short(id: ClientId) -> Option<ClientId> {
    is_short(&id.0).then_some(id)
}

fn is_short(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_ID
}
