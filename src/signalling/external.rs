use crate::web::JsResultExt;
use js_sys::{Function, JsString};
use visavis_call::TabFrame;
use visavis_call::protocol::{MAX_MESSAGE_LENGTH, TabMessage};
use wasm_bindgen::{JsCast, JsValue};

/// A channel of the embedding page, which sends our messages and passes on those it receives.
#[derive(Debug, Clone)]
pub struct ExternalChannel {
    send: Function,
}

impl ExternalChannel {
    /// `send` is called with each message, a string, to be delivered to everyone else on the channel. The channel may
    /// lose, duplicate, delay and reorder messages, but anyone who can send on it can impersonate anyone in the room.
    pub fn new(send: Function) -> Self {
        Self { send }
    }

    /// Passes a frame to the page. An exception it throws is ignored: the message may be sent again.
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

/// Parses a message that the page received, from any sender.
#[cfg(feature = "exports")]
pub(crate) fn read_message(message: &JsValue) -> Option<TabFrame> {
    Some(TabMessage::from_json(&text_of(message)?)?.frame)
}

/// Returns the text of a message; `None` if it is not a string, or so long that it need not be copied.
pub(super) fn text_of(message: &JsValue) -> Option<String> {
    // No character has more code units in UTF-16 than bytes in UTF-8.
    let is_short = |text: &&JsString| text.length() as usize <= MAX_MESSAGE_LENGTH;
    message.dyn_ref::<JsString>().filter(is_short).map(String::from)
}
