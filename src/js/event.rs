use super::object::Fields;
use crate::notice::{Notice, StreamKind};
use visavis_call::protocol::{ClientId, LeftReason};
use visavis_call::{Event, Participant};
use wasm_bindgen::JsValue;

/// `CallEvent` of `types.d.ts` for a notice; `None` for those that concern only the interface.
pub(super) fn event_from(notice: &Notice) -> Option<JsValue> {
    let fields = match notice {
        Notice::Call(event) => event_from_call(event)?,
        Notice::OwnId(id) => event_about("ownIdChanged", id),
        Notice::OwnMedia {
            source,
            status,
            problem,
        } => {
            let event = new_event("mediaChanged")
                .text("source", source.name())
                .text("state", status.name());
            event.failure(problem.as_ref())
        }
        Notice::OwnStream(kind, stream) => {
            let stream = stream.as_ref().map_or(JsValue::NULL, JsValue::from);
            new_event("streamChanged")
                .text("shows", shows(*kind))
                .value("stream", &stream)
        }
        Notice::RemoteStream(id, kind, stream) => event_about("streamChanged", id)
            .text("shows", shows(*kind))
            .value("stream", stream),
        Notice::Connection(id, connection) => {
            event_about("connectionChanged", id).value("connection", connection)
        }
        // For the lobby alone.
        Notice::Present { .. } => return None,
        Notice::Devices(devices) => {
            let list = js_sys::Array::new();
            for device in devices {
                let device = Fields::default()
                    .text("kind", device.kind.name())
                    .text("id", &device.id)
                    .text("label", &device.label)
                    .value("isUsed", &device.is_used.into());
                list.push(&device.into());
            }
            new_event("devicesChanged").value("devices", &list)
        }
    };
    Some(fields.into())
}

fn event_from_call(event: &Event) -> Option<Fields> {
    Some(match event {
        Event::SignallingChanged(signalling) => {
            new_event("signallingChanged").text("state", signalling.name())
        }
        Event::WaitingFor(host) => new_event("waiting").text("name", host),
        Event::HostChanged {
            host,
            is_self,
            is_locked,
        } => event_about("hostChanged", host)
            .value("isSelf", &(*is_self).into())
            .value("isLocked", &(*is_locked).into()),
        Event::Knocking(people) => {
            let list = js_sys::Array::new();
            for person in people {
                let person = Fields::default()
                    .text("id", &person.id.0)
                    .text("name", &person.name);
                list.push(&person.into());
            }
            new_event("knocking").value("people", &list)
        }
        Event::PersonJoined {
            person,
            is_same_browser,
            was_there,
        } => event_about("personJoined", &person.id)
            .text("name", &person.name)
            .value("wasThere", &(*was_there).into())
            .value("isSameBrowser", &(*is_same_browser).into()),
        Event::SameBrowser(id) => event_about("sameBrowser", id),
        Event::MediaChanged(id, report) => {
            let media = report.values().fold(Fields::default(), |media, track| {
                media.text(track.source.name(), track.status.name())
            });
            event_about("personMediaChanged", id).value("media", &media.into())
        }
        Event::PersonRenamed(person) => event_about("personRenamed", &person.id).text("name", &person.name),
        Event::PersonAway(id) => event_about("personAway", id),
        Event::PersonBack(id) => event_about("personBack", id),
        Event::PersonLeft { id, reason } => {
            event_about("personLeft", id).text("reason", reason_name(*reason))
        }
        Event::LinkChanged(id, state) => event_about("linkChanged", id).text("state", state.name()),
        Event::Failed(failure) => new_event("failed").failure(Some(failure)),
        Event::RingChanged(id, ring) => event_about("ringChanged", id).text("state", ring.name()),
        Event::Left => new_event("left"),
        Event::Said { from, text } => event_by("said", from).text("text", text),
        Event::HandChanged { from, is_up } => {
            event_by("handChanged", from).text("state", if *is_up { "raised" } else { "lowered" })
        }
        Event::PicturesWanted { from, wanted } => {
            event_by("picturesWanted", from).value("wanted", &(*wanted).into())
        }
        Event::Reacted { from, emoji } => event_by("reacted", from).text("text", emoji),
        Event::QualityChanged(id, quality) => event_about("qualityChanged", id).text("state", quality.name()),
        Event::LinkProblem(id, problem) => {
            let event = event_about("linkProblem", id);
            event.failure(problem.as_ref())
        }
        Event::Stats(..) | Event::Logged { .. } | Event::Dropped { .. } => return None,
    })
}

fn new_event(kind: &str) -> Fields {
    Fields::default().text("type", kind)
}

/// Without an id it is this person's.
fn event_by(kind: &str, from: &Participant) -> Fields {
    match from {
        Participant::Local => new_event(kind),
        Participant::Remote(id) => event_about(kind, id),
    }
}

fn event_about(kind: &str, id: &ClientId) -> Fields {
    new_event(kind).text("id", &id.0)
}

fn shows(kind: StreamKind) -> &'static str {
    match kind {
        StreamKind::Person => "person",
        StreamKind::Screen => "screen",
    }
}

fn reason_name(reason: LeftReason) -> &'static str {
    match reason {
        LeftReason::Left => "left",
        LeftReason::Gone => "gone",
        LeftReason::Removed => "removed",
    }
}
