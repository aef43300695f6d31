//! The events of a page: `CallEvent` of `www/types.d.ts`, made from the driver's notices.

use crate::notice::{DeviceChoice, Notice, StreamKind};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use visavis_call::protocol::{ClientId, LeftReason, Person};
use visavis_call::{Event, Failure, MediaReport, Participant};
use wasm_bindgen::JsValue;

/// The fields of all types of events; those that are `None` are left out. One struct, since a derived enum with a tag
/// would cost 5 kB more in the browser.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct CallEvent<'a> {
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shows: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_self: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_locked: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    was_there: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_same_browser: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wanted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<Vec<Knock<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<Media<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    devices: Option<Vec<Device<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream: Option<Preserved>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<Preserved>,
}

/// Someone who waits to be admitted.
#[derive(Debug, Serialize)]
struct Knock<'a> {
    id: &'a str,
    name: &'a str,
}

/// `Device` of `www/types.d.ts`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Device<'a> {
    kind: &'a str,
    id: &'a str,
    label: &'a str,
    is_used: bool,
}

/// An object of the browser, passed on as it is.
#[derive(Debug, Serialize)]
struct Preserved(#[serde(with = "serde_wasm_bindgen::preserve")] JsValue);

/// The state of each source that a person sends.
#[derive(Debug)]
struct Media<'a>(&'a MediaReport);

impl Serialize for Media<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut media = serializer.serialize_map(Some(self.0.len()))?;
        for track in self.0.values() {
            media.serialize_entry(track.source.name(), track.status.name())?;
        }
        media.end()
    }
}

impl<'a> CallEvent<'a> {
    fn new(r#type: &'a str) -> Self {
        Self {
            r#type,
            ..Self::default()
        }
    }

    fn of(r#type: &'a str, ClientId(id): &'a ClientId) -> Self {
        Self {
            id: Some(id),
            ..Self::new(r#type)
        }
    }

    /// Without an id it is about this person.
    fn by(r#type: &'a str, participant: &'a Participant) -> Self {
        Self {
            id: participant.remote().map(|id| id.0.as_str()),
            ..Self::new(r#type)
        }
    }

    fn state(self, state: &'a str) -> Self {
        Self {
            state: Some(state),
            ..self
        }
    }

    fn name(self, name: &'a str) -> Self {
        Self {
            name: Some(name),
            ..self
        }
    }

    fn text(self, text: &'a str) -> Self {
        Self {
            text: Some(text),
            ..self
        }
    }

    fn stream(self, kind: StreamKind, stream: JsValue) -> Self {
        Self {
            shows: Some(match kind {
                StreamKind::Person => "person",
                StreamKind::Screen => "screen",
            }),
            stream: Some(Preserved(stream)),
            ..self
        }
    }

    fn failure(self, failure: Option<&'a Failure>) -> Self {
        Self {
            code: failure.map(|failure| failure.code.id()),
            message: failure.map(|failure| failure.message.as_str()),
            ..self
        }
    }
}

/// Returns the `CallEvent` for a notice; `None` for those that concern only the interface.
pub(super) fn event_from(notice: &Notice) -> Option<JsValue> {
    let event = match notice {
        Notice::Call(event) => event_from_call(event)?,
        Notice::OwnId(id) => CallEvent::of("ownIdChanged", id),
        Notice::OwnMedia {
            source,
            status,
            problem,
        } => CallEvent {
            source: Some(source.name()),
            ..CallEvent::new("mediaChanged")
                .state(status.name())
                .failure(problem.as_ref())
        },
        Notice::OwnStream(kind, stream) => {
            let stream = stream.as_ref().map_or(JsValue::NULL, JsValue::from);
            CallEvent::new("streamChanged").stream(*kind, stream)
        }
        Notice::RemoteStream(id, kind, stream) => {
            CallEvent::of("streamChanged", id).stream(*kind, stream.into())
        }
        Notice::Connection(id, connection) => CallEvent {
            connection: Some(Preserved(connection.into())),
            ..CallEvent::of("connectionChanged", id)
        },
        // For the lobby alone.
        Notice::Present { .. } => return None,
        Notice::Devices(devices) => CallEvent {
            devices: Some(devices.iter().map(device).collect()),
            ..CallEvent::new("devicesChanged")
        },
    };
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    event.serialize(&serializer).ok()
}

fn event_from_call(event: &Event) -> Option<CallEvent<'_>> {
    Some(match event {
        Event::SignallingChanged(signalling) => CallEvent::new("signallingChanged").state(signalling.name()),
        Event::WaitingFor(host) => CallEvent::new("waiting").name(host),
        Event::HostChanged {
            host,
            is_self,
            is_locked,
        } => CallEvent {
            is_self: Some(*is_self),
            is_locked: Some(*is_locked),
            ..CallEvent::of("hostChanged", host)
        },
        Event::Knocking(people) => CallEvent {
            people: Some(people.iter().map(knock).collect()),
            ..CallEvent::new("knocking")
        },
        Event::PersonJoined {
            person,
            is_same_browser,
            was_there,
        } => CallEvent {
            was_there: Some(*was_there),
            is_same_browser: Some(*is_same_browser),
            ..CallEvent::of("personJoined", &person.id).name(&person.name)
        },
        Event::SameBrowser(id) => CallEvent::of("sameBrowser", id),
        Event::MediaChanged(id, report) => CallEvent {
            media: Some(Media(report)),
            ..CallEvent::of("personMediaChanged", id)
        },
        Event::PersonRenamed(person) => CallEvent::of("personRenamed", &person.id).name(&person.name),
        Event::PersonAway(id) => CallEvent::of("personAway", id),
        Event::PersonBack(id) => CallEvent::of("personBack", id),
        Event::PersonLeft { id, reason } => CallEvent {
            reason: Some(match reason {
                LeftReason::Left => "left",
                LeftReason::Gone => "gone",
                LeftReason::Removed => "removed",
            }),
            ..CallEvent::of("personLeft", id)
        },
        Event::LinkChanged(id, state) => CallEvent::of("linkChanged", id).state(state.name()),
        Event::Failed(failure) => CallEvent::new("failed").failure(Some(failure)),
        Event::RingChanged(id, ring) => CallEvent::of("ringChanged", id).state(ring.name()),
        Event::Left => CallEvent::new("left"),
        Event::Said { from, text } => CallEvent::by("said", from).text(text),
        Event::HandChanged { from, is_up } => {
            CallEvent::by("handChanged", from).state(if *is_up { "raised" } else { "lowered" })
        }
        Event::PicturesWanted { from, wanted } => CallEvent {
            wanted: Some(*wanted),
            ..CallEvent::by("picturesWanted", from)
        },
        Event::Reacted { from, emoji } => CallEvent::by("reacted", from).text(emoji),
        Event::QualityChanged(id, quality) => CallEvent::of("qualityChanged", id).state(quality.name()),
        Event::LinkProblem(id, problem) => CallEvent::of("linkProblem", id).failure(problem.as_ref()),
        Event::Stats(..) | Event::Logged { .. } | Event::Dropped { .. } => return None,
    })
}

fn knock(person: &Person) -> Knock<'_> {
    Knock {
        id: &person.id.0,
        name: &person.name,
    }
}

fn device(device: &DeviceChoice) -> Device<'_> {
    Device {
        kind: device.kind.name(),
        id: &device.id,
        label: &device.label,
        is_used: device.is_used,
    }
}
