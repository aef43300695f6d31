use super::body::RawBody;
use super::plain::{from_value, to_js};
use crate::web::{EventType, Exception, JsResultExt, Listener};
use serde::{Deserialize, Serialize};
use visavis_call::roap::envelope::{ClientId, Person, Place};
use visavis_call::{Body, TabFrame};
use wasm_bindgen::JsValue;
use web_sys::{BroadcastChannel, MessageEvent};

const MESSAGE: EventType<MessageEvent> = EventType::new("message");

/// The tabs of this browser that are in the same room. Dropping it falls silent.
#[derive(Debug)]
#[must_use = "the channel is closed when it is dropped"]
pub(crate) struct Tabs {
    _listener: Listener,
    channel: BroadcastChannel,
}

impl Tabs {
    /// Opens the channel for that room.
    pub(crate) fn open(scope: &str, tell: impl Fn(TabFrame) + 'static) -> Result<Self, Exception> {
        let channel = BroadcastChannel::new(&format!("visavis:{scope}")).or_exception()?;
        let listener = Listener::new(&channel, &MESSAGE, move |event| {
            if let Some(frame) = read(event.data()) {
                tell(frame);
            }
        });
        Ok(Self {
            _listener: listener,
            channel,
        })
    }

    /// Says this to all of them.
    pub(crate) fn say(&self, frame: &TabFrame) {
        self.channel
            .post_message(&to_js(&TabWire::from(frame)))
            .warn_on_error("telling the other tabs");
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.channel.close();
    }
}

/// The flat shape of a [`TabFrame`].
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct TabWire {
    r#type: String,
    person: Option<Person>,
    alone: bool,
    id: Option<ClientId>,
    from: Option<ClientId>,
    to: Option<ClientId>,
    epoch: Option<String>,
    n: u32,
    ack: u32,
    ack_epoch: Option<String>,
    body: Option<RawBody>,
}

impl From<&TabFrame> for TabWire {
    fn from(frame: &TabFrame) -> Self {
        match frame.clone() {
            TabFrame::Hello { person, alone } => Self {
                r#type: "hello".into(),
                person: Some(person),
                alone,
                ..Self::default()
            },
            TabFrame::Here { person, alone, to } => Self {
                r#type: "here".into(),
                person: Some(person),
                alone,
                to: Some(to),
                ..Self::default()
            },
            TabFrame::Bye { id } => Self {
                r#type: "bye".into(),
                id: Some(id),
                ..Self::default()
            },
            TabFrame::Send {
                from,
                to,
                place,
                body,
            } => Self {
                r#type: "send".into(),
                from: Some(from),
                to: Some(to),
                epoch: Some(place.epoch),
                n: place.n,
                ack: place.ack,
                ack_epoch: place.ack_epoch,
                body: body.as_ref().map(RawBody::from),
                ..Self::default()
            },
        }
    }
}

/// Anything may stand on a channel of that name; what is not ours is not heard.
fn read(data: JsValue) -> Option<TabFrame> {
    let wire: TabWire = from_value(data).ok()?;
    Some(match wire.r#type.as_str() {
        "hello" => TabFrame::Hello {
            person: wire.person?,
            alone: wire.alone,
        },
        "here" => TabFrame::Here {
            person: wire.person?,
            alone: wire.alone,
            to: wire.to?,
        },
        "bye" => TabFrame::Bye { id: wire.id? },
        "send" => TabFrame::Send {
            from: wire.from?,
            to: wire.to?,
            place: Place {
                epoch: wire.epoch?,
                n: wire.n,
                ack: wire.ack,
                ack_epoch: wire.ack_epoch,
            },
            body: wire.body.map(Body::from),
        },
        _ => return None,
    })
}
