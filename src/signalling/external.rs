use crate::web::JsResultExt;
use js_sys::{Function, JsString};
use visavis_call::TabFrame;
use visavis_call::protocol::{MAX_MESSAGE_LENGTH, TabMessage};
use wasm_bindgen::{JsCast, JsValue};

/// A channel of the embedding page, which sends our messages and passes on what it receives.
#[derive(Debug, Clone)]
pub struct ExternalChannel {
    send: Function,
}

impl ExternalChannel {
    /// `send` is given each message, a string, to be sent to everybody else on the channel. It may lose, double, delay and
    /// mix them, but whoever can speak on it can speak for anybody in the room.
    pub fn new(send: Function) -> Self {
        Self { send }
    }

    /// Gives the page something to send. What it throws is its own affair: the message may be sent again.
    pub(crate) fn send(&self, frame: &TabFrame) {
        let message = TabMessage {
            frame: frame.clone(),
            holds_lock: false,
        };
        self.send
            .call1(&JsValue::UNDEFINED, &message.to_json().into())
            .warn_on_error("the page's function send");
    }
}

/// Reads a message that the page received, from anybody at all.
#[cfg(feature = "exports")]
pub(crate) fn read_message(message: &JsValue) -> Option<TabFrame> {
    Some(TabMessage::from_json(&text_of(message)?)?.frame)
}

/// The text of a message, unless it is none or so long that it need not even be copied.
pub(super) fn text_of(message: &JsValue) -> Option<String> {
    // No character has more code units in UTF-16 than bytes in UTF-8.
    let is_short = |text: &&JsString| text.length() as usize <= MAX_MESSAGE_LENGTH;
    message.dyn_ref::<JsString>().filter(is_short).map(String::from)
}
