use crate::notice::Notice;
use crate::signalling::to_js;
use serde::Serialize;
use visavis_call::Event;
use visavis_call::roap::envelope::LeftReason;
use wasm_bindgen::JsValue;

/// `CallEvent` of `types.d.ts`: one flat object, of which each type has the fields that the contract names.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct CallEvent<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// The event for a notice; `None` for those that concern only the interface.
pub(super) fn of(notice: &Notice) -> Option<JsValue> {
    let event = match notice {
        Notice::Call(event) => of_call(event)?,
        Notice::OwnMedia {
            source,
            status,
            problem,
        } => CallEvent {
            r#type: "mediaChanged",
            source: Some(source.name()),
            state: Some(status.name()),
            code: problem.as_ref().map(|problem| problem.code),
            message: problem.as_ref().map(|problem| problem.message.as_str()),
            ..CallEvent::default()
        },
        Notice::OwnStream(_) | Notice::RemoteStream(..) | Notice::Devices(_) => return None,
    };
    Some(to_js(&event))
}

fn of_call(event: &Event) -> Option<CallEvent<'_>> {
    let about = |kind, id| CallEvent {
        r#type: kind,
        id: Some(id),
        ..CallEvent::default()
    };
    Some(match event {
        Event::SignallingChanged(signalling) => CallEvent {
            r#type: "signallingChanged",
            state: Some(signalling.name()),
            ..CallEvent::default()
        },
        Event::PersonJoined { person, .. } => CallEvent {
            name: Some(&person.name),
            ..about("personJoined", &person.id.0)
        },
        Event::PersonRenamed(person) => CallEvent {
            name: Some(&person.name),
            ..about("personRenamed", &person.id.0)
        },
        Event::PersonAway(id) => about("personAway", &id.0),
        Event::PersonBack(id) => about("personBack", &id.0),
        Event::PersonLeft { id, reason } => CallEvent {
            reason: Some(reason_name(*reason)),
            ..about("personLeft", &id.0)
        },
        Event::LinkChanged(id, state) => CallEvent {
            state: Some(state.name()),
            ..about("linkChanged", &id.0)
        },
        Event::Failed(failure) => CallEvent {
            r#type: "failed",
            code: Some(failure.code),
            message: Some(&failure.message),
            ..CallEvent::default()
        },
        Event::RingChanged(id, ring) => CallEvent {
            state: Some(ring.name()),
            ..about("ringChanged", &id.0)
        },
        Event::Left => CallEvent {
            r#type: "left",
            ..CallEvent::default()
        },
        Event::Said { from, text } => CallEvent {
            r#type: "said",
            id: from.as_ref().map(|from| from.0.as_str()),
            text: Some(text),
            ..CallEvent::default()
        },
        Event::HandChanged(id, is_up) => CallEvent {
            r#type: "handChanged",
            id: id.as_ref().map(|id| id.0.as_str()),
            state: Some(if *is_up { "raised" } else { "lowered" }),
            ..CallEvent::default()
        },
        Event::Reacted(id, emoji) => CallEvent {
            r#type: "reacted",
            id: id.as_ref().map(|id| id.0.as_str()),
            text: Some(emoji),
            ..CallEvent::default()
        },
        Event::QualityChanged(id, quality) => CallEvent {
            state: Some(quality.name()),
            ..about("qualityChanged", &id.0)
        },
        Event::LinkProblem(id, problem) => CallEvent {
            code: problem.as_ref().map(|problem| problem.code),
            message: problem.as_ref().map(|problem| problem.message.as_str()),
            ..about("linkProblem", &id.0)
        },
        Event::SameBrowser(_)
        | Event::MediaChanged(..)
        | Event::Measured(..)
        | Event::Logged { .. }
        | Event::Dropped { .. } => return None,
    })
}

fn reason_name(reason: LeftReason) -> &'static str {
    match reason {
        LeftReason::Left => "left",
        LeftReason::Gone => "gone",
        LeftReason::Removed => "removed",
    }
}
