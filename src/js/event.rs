use super::object::Fields;
use crate::notice::{DeviceKind, Notice, StreamKind};
use visavis_call::Event;
use visavis_call::protocol::{ClientId, LeftReason};
use wasm_bindgen::JsValue;

/// `CallEvent` of `types.d.ts` for a notice; `None` for those that concern only the interface.
pub(super) fn of(notice: &Notice) -> Option<JsValue> {
    let event = match notice {
        Notice::Call(event) => of_call(event)?,
        Notice::OwnMedia {
            source,
            status,
            problem,
        } => {
            let event = told("mediaChanged")
                .text("source", source.name())
                .text("state", status.name());
            match problem {
                Some(problem) => event.text("code", problem.code).text("message", &problem.message),
                None => event,
            }
        }
        Notice::OwnStream(shown, stream) => {
            let stream = stream.as_ref().map_or(JsValue::NULL, JsValue::from);
            told("streamChanged")
                .text("shows", shows(*shown))
                .value("stream", &stream)
        }
        Notice::RemoteStream(id, shown, stream) => about("streamChanged", id)
            .text("shows", shows(*shown))
            .value("stream", stream),
        Notice::Connection(id, connection) => about("connectionChanged", id).value("connection", connection),
        // Whoever is in the call knows better.
        Notice::Present { .. } => return None,
        Notice::Devices(devices) => {
            let list = js_sys::Array::new();
            for device in devices {
                let kind = match device.kind {
                    DeviceKind::Microphone => "audioinput",
                    DeviceKind::Camera => "videoinput",
                    DeviceKind::Loudspeaker => "audiooutput",
                };
                let device = Fields::default()
                    .text("kind", kind)
                    .text("id", &device.id)
                    .text("label", &device.label)
                    .value("isUsed", &device.is_used.into());
                list.push(&device.into());
            }
            told("devicesChanged").value("devices", &list)
        }
    };
    Some(event.into())
}

fn of_call(event: &Event) -> Option<Fields> {
    Some(match event {
        Event::SignallingChanged(signalling) => told("signallingChanged").text("state", signalling.name()),
        Event::WaitingFor(host) => told("waiting").text("name", host),
        Event::HostChanged {
            host,
            is_self,
            is_locked,
        } => about("hostChanged", host)
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
            told("knocking").value("people", &list)
        }
        Event::PersonJoined {
            person,
            is_same_browser,
            was_there,
        } => about("personJoined", &person.id)
            .text("name", &person.name)
            .value("wasThere", &(*was_there).into())
            .value("isSameBrowser", &(*is_same_browser).into()),
        Event::SameBrowser(id) => about("sameBrowser", id),
        Event::MediaChanged(id, report) => {
            let media = report.values().fold(Fields::default(), |media, track| {
                media.text(track.source.name(), track.status.name())
            });
            about("personMediaChanged", id).value("media", &media.into())
        }
        Event::PersonRenamed(person) => about("personRenamed", &person.id).text("name", &person.name),
        Event::PersonAway(id) => about("personAway", id),
        Event::PersonBack(id) => about("personBack", id),
        Event::PersonLeft { id, reason } => about("personLeft", id).text("reason", reason_name(*reason)),
        Event::LinkChanged(id, state) => about("linkChanged", id).text("state", state.name()),
        Event::Failed(failure) => told("failed")
            .text("code", failure.code)
            .text("message", &failure.message),
        Event::RingChanged(id, ring) => about("ringChanged", id).text("state", ring.name()),
        Event::Left => told("left"),
        Event::Said { from, text } => by("said", from.as_ref()).text("text", text),
        Event::HandChanged(id, is_up) => {
            by("handChanged", id.as_ref()).text("state", if *is_up { "raised" } else { "lowered" })
        }
        Event::PicturesWanted(id, wanted) => {
            by("picturesWanted", id.as_ref()).value("wanted", &(*wanted).into())
        }
        Event::Reacted(id, emoji) => by("reacted", id.as_ref()).text("text", emoji),
        Event::QualityChanged(id, quality) => about("qualityChanged", id).text("state", quality.name()),
        Event::LinkProblem(id, problem) => {
            let event = about("linkProblem", id);
            match problem {
                Some(problem) => event.text("code", problem.code).text("message", &problem.message),
                None => event,
            }
        }
        Event::Stats(..) | Event::Logged { .. } | Event::Dropped { .. } => return None,
    })
}

fn told(kind: &str) -> Fields {
    Fields::default().text("type", kind)
}

/// Of somebody, or without an id of this person.
fn by(kind: &str, id: Option<&ClientId>) -> Fields {
    id.map_or_else(|| told(kind), |id| about(kind, id))
}

fn about(kind: &str, id: &ClientId) -> Fields {
    told(kind).text("id", &id.0)
}

fn shows(shown: StreamKind) -> &'static str {
    match shown {
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
