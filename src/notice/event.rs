//! The events of a page: `CallEvent` of `www/events.d.ts`, made from the driver's notices.

use super::{DeviceChoice, Notice, StreamKind};
use crate::web::millis;
use js_sys::{Array, JSON, Object};
use serde::{Serialize, Serializer};
use serde_wasm_bindgen::preserve;
use visavis_call::protocol::{ClientId, Identity, LeftReason, Person};
use visavis_call::{Code, Event, Failure, MeasuredStep, Participant, RecordingState};
use wasm_bindgen::JsValue;

/// A plain object that is being built. serde-wasm-bindgen writes it; a derived struct or enum of all events would cost
/// 3 to 5 kB more in the browser.
#[derive(Debug, Default)]
struct Fields<'a>(Vec<(&'static str, Field<'a>)>);

#[derive(Debug)]
enum Field<'a> {
    Text(&'a str),
    Flag(bool),
    Number(u32),
    /// An object of the browser, passed on as it is.
    Object(JsValue),
    Fields(Fields<'a>),
    List(Vec<Fields<'a>>),
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, field)| (*name, field)))
    }
}

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_u32(*number),
            Self::Object(object) => preserve::serialize(object, serializer),
            Self::Fields(fields) => fields.serialize(serializer),
            Self::List(list) => serializer.collect_seq(list),
        }
    }
}

impl<'a> Fields<'a> {
    fn event(kind: &'a str) -> Self {
        Self::default().text("type", kind)
    }

    fn event_about(kind: &'a str, id: &'a ClientId) -> Self {
        Self::event(kind).text("id", &id.0)
    }

    /// Without an id it is about this person.
    fn event_by(kind: &'a str, participant: &'a Participant) -> Self {
        match participant {
            Participant::Local => Self::event(kind),
            Participant::Remote(id) => Self::event_about(kind, id),
        }
    }

    fn with(mut self, name: &'static str, field: Field<'a>) -> Self {
        self.0.push((name, field));
        self
    }

    fn text(self, name: &'static str, text: &'a str) -> Self {
        self.with(name, Field::Text(text))
    }

    fn flag(self, name: &'static str, flag: bool) -> Self {
        self.with(name, Field::Flag(flag))
    }

    fn object(self, name: &'static str, object: JsValue) -> Self {
        self.with(name, Field::Object(object))
    }

    fn list(self, name: &'static str, list: impl Iterator<Item = Self>) -> Self {
        self.with(name, Field::List(list.collect()))
    }

    fn text_or_null(self, name: &'static str, text: Option<&'a str>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self.object(name, JsValue::NULL),
        }
    }

    /// What the server vouches for; `null` without anything.
    fn identity(self, identity: Option<&'a Identity>) -> Self {
        let Some(identity) = identity else {
            return self.object("identity", JsValue::NULL);
        };
        let metadata = identity
            .metadata
            .as_deref()
            .and_then(|text| JSON::parse(text).ok());
        let permissions = identity
            .permissions
            .map(|permissions| permissions.names().map(JsValue::from).collect::<Array>().into());
        let fields = Self::default()
            .text_or_null("subject", identity.subject.as_deref())
            .text_or_null("name", identity.name.as_deref())
            .text_or_null("picture", identity.picture.as_deref())
            .object("metadata", metadata.unwrap_or_else(|| Object::new().into()))
            .object("permissions", permissions.unwrap_or(JsValue::NULL));
        self.with("identity", Field::Fields(fields))
    }

    fn stream(self, kind: StreamKind, stream: JsValue) -> Self {
        self.text("shows", kind.name()).object("stream", stream)
    }

    /// `code` and `message`, if there is a failure.
    fn failure(self, failure: Option<&'a Failure>) -> Self {
        match failure {
            Some(failure) => self
                .text("code", failure.code.id())
                .text("message", &failure.message),
            None => self,
        }
    }
}

/// Returns the `CallEvent` for a notice; `None` for those that concern only the interface.
pub(crate) fn event_from(notice: &Notice) -> Option<JsValue> {
    let event = match notice {
        Notice::Call(event) => event_from_call(event)?,
        Notice::OwnId(id) => Fields::event_about("ownIdChanged", id),
        Notice::OwnMedia {
            source,
            status,
            problem,
        } => Fields::event("mediaChanged")
            .text("source", source.name())
            .text("state", status.name())
            .failure(problem.as_ref()),
        Notice::OwnStream(kind, stream) => {
            let stream = stream.as_ref().map_or(JsValue::NULL, JsValue::from);
            Fields::event("streamChanged").stream(*kind, stream)
        }
        Notice::RemoteStream(id, kind, stream) => {
            Fields::event_about("streamChanged", id).stream(*kind, stream.into())
        }
        Notice::Connection(id, connection) => {
            Fields::event_about("connectionChanged", id).object("connection", connection.into())
        }
        Notice::Refused(failure) => Fields::event("failed").failure(Some(failure)),
        Notice::TokenExpiring { at } => Fields::event("tokenExpiring").object("at", (*at as f64).into()),
        Notice::DeviceRefused(kind, failure) => Fields::event("deviceRefused")
            .text("kind", kind.name())
            .failure(Some(failure)),
        Notice::NotPermitted(permission) => Fields::event("notPermitted")
            .text("permission", permission.name())
            .text("code", Code::NotPermitted.id())
            .text("message", Code::NotPermitted.sentence()),
        // For the interface alone.
        Notice::OwnName(_)
        | Notice::Present { .. }
        | Notice::Unanswered
        | Notice::TokenRenewed
        | Notice::Permitted(_) => return None,
        // `www/messages.js` makes these.
        Notice::Data(..) => return None,
        Notice::Devices(devices) => {
            Fields::event("devicesChanged").list("devices", devices.iter().map(device))
        }
    };
    event
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .ok()
}

fn event_from_call(event: &Event) -> Option<Fields<'_>> {
    Some(match event {
        Event::SignallingChanged(signalling) => {
            Fields::event("signallingChanged").text("state", signalling.name())
        }
        Event::WaitingFor(host) => Fields::event("waiting").text("name", host),
        Event::HostChanged {
            host,
            is_self,
            is_locked,
        } => Fields::event_about("hostChanged", host)
            .flag("isSelf", *is_self)
            .flag("isLocked", *is_locked),
        Event::Knocking(people) => Fields::event("knocking").list("people", people.iter().map(knock)),
        Event::PersonJoined {
            person,
            is_same_browser,
            was_there,
        } => Fields::event_about("personJoined", &person.id)
            .text("name", &person.name)
            .identity(person.identity.as_ref())
            .flag("wasThere", *was_there)
            .flag("isSameBrowser", *is_same_browser),
        Event::SameBrowser(id) => Fields::event_about("sameBrowser", id),
        Event::MediaChanged(id, report) => {
            let media = report.values().fold(Fields::default(), |media, track| {
                media.text(track.source.name(), track.status.name())
            });
            Fields::event_about("personMediaChanged", id).with("media", Field::Fields(media))
        }
        Event::VolumeChanged { id, volume, is_muted } => Fields::event_about("volumeChanged", id)
            .object("volume", volume.get().into())
            .flag("isMutedHere", *is_muted),
        Event::PersonRenamed(person) => {
            Fields::event_about("personRenamed", &person.id).text("name", &person.name)
        }
        Event::IdentityChanged { of, identity } => {
            Fields::event_by("identityChanged", of).identity(identity.as_ref())
        }
        Event::TokenRefused(failure) => Fields::event("tokenRefused").failure(Some(failure)),
        Event::RenameRefused(failure) => Fields::event("renameRefused").failure(Some(failure)),
        Event::PersonAway(id) => Fields::event_about("personAway", id),
        Event::PersonBack(id) => Fields::event_about("personBack", id),
        Event::PersonLeft { id, reason } => {
            let reason = match reason {
                LeftReason::Left => "left",
                LeftReason::Gone => "gone",
                LeftReason::Removed => "removed",
            };
            Fields::event_about("personLeft", id).text("reason", reason)
        }
        Event::LinkChanged(id, state) => Fields::event_about("linkChanged", id).text("state", state.name()),
        Event::Failed(failure) => Fields::event("failed").failure(Some(failure)),
        Event::RingChanged(id, ring) => Fields::event_about("ringChanged", id).text("state", ring.name()),
        Event::Left => Fields::event("left"),
        Event::Said { from, id, at, text } => Fields::event_by("said", from)
            .text("messageId", id)
            .object("at", (*at as f64).into())
            .text("text", text),
        Event::SpeakingChanged { id, is_speaking } => {
            Fields::event_about("speakingChanged", id).flag("isSpeaking", *is_speaking)
        }
        Event::SpeakerChanged(id) => {
            let id = id.as_ref().map_or(JsValue::NULL, |id| id.0.as_str().into());
            Fields::event("speakerChanged").object("id", id)
        }
        Event::HandChanged { from, is_up } => {
            Fields::event_by("handChanged", from).text("state", if *is_up { "raised" } else { "lowered" })
        }
        Event::PicturesWanted { from, wanted } => {
            Fields::event_by("picturesWanted", from).flag("wanted", *wanted)
        }
        Event::RecordingChanged { from, state, elapsed } => {
            let event = Fields::event_by("recordingChanged", from).text("state", state.name());
            if *state == RecordingState::Off {
                return Some(event);
            }
            let since = js_sys::Date::now() - elapsed.as_secs_f64() * 1e3;
            event.object("since", JsValue::from_f64(since))
        }
        Event::Reacted { from, emoji } => Fields::event_by("reacted", from).text("text", emoji),
        Event::MessagesDropped { peer, count } => {
            Fields::event_about("messagesDropped", peer).with("count", Field::Number(*count))
        }
        Event::QualityChanged(id, quality) => {
            Fields::event_about("qualityChanged", id).text("state", quality.name())
        }
        Event::LinkProblem(id, problem) => Fields::event_about("linkProblem", id).failure(problem.as_ref()),
        Event::SetUp(id, steps) => {
            Fields::event_about("setUpMeasured", id).list("steps", steps.iter().map(measured))
        }
        Event::Stats(..) | Event::Logged { .. } | Event::Dropped { .. } => return None,
    })
}

fn measured(step: &MeasuredStep) -> Fields<'_> {
    let took = step.to.since(step.from).as_secs_f64() * 1e3;
    Fields::default()
        .text("step", step.step.name())
        .object("startTime", millis(step.from).into())
        .object("duration", took.into())
}

fn knock(person: &Person) -> Fields<'_> {
    Fields::default()
        .text("id", &person.id.0)
        .text("name", &person.name)
        .identity(person.identity.as_ref())
}

fn device(device: &DeviceChoice) -> Fields<'_> {
    Fields::default()
        .text("kind", device.kind.name())
        .text("id", &device.id)
        .text("label", &device.label)
        .flag("isUsed", device.is_used)
}
