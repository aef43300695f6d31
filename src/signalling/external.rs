use super::frame::{read, write};
use crate::web::JsResultExt;
use js_sys::{Function, JSON, JsString};
use visavis_call::TabFrame;
use wasm_bindgen::{JsCast, JsValue};

/// Longer than any message of ours, in UTF-16 units: what a server takes.
const LONGEST_MESSAGE: u32 = 64 * 1024;

/// The channel of the page around: it sends what it is given, and hands over what it gets.
#[derive(Debug, Clone)]
pub struct ExternalChannel {
    send: Function,
}

impl ExternalChannel {
    /// `send` is given each message, a plain object that JSON can hold, to be sent to everybody else on the channel. It
    /// may lose, double, delay and mix them, but whoever can speak on it can speak for anybody in the room.
    pub fn new(send: Function) -> Self {
        Self { send }
    }

    /// Gives the page something to send. What it throws is its own affair: the message may be sent again.
    pub(crate) fn send(&self, frame: &TabFrame) {
        self.send
            .call1(&JsValue::UNDEFINED, &write(frame, false))
            .warn_on_error("the page's function send");
    }
}

/// Reads what the page has got from anybody at all. Looking at it twice must show the same, without running anything
/// of the page: it is read as the text that it is as JSON.
pub(crate) fn read_message(message: &JsValue) -> Option<TabFrame> {
    // A function is `undefined` as JSON, and no text.
    let text: JsString = JsValue::from(JSON::stringify(message).ok()?).dyn_into().ok()?;
    if text.length() > LONGEST_MESSAGE {
        return None;
    }
    let copy = JSON::parse(&String::from(text)).ok()?;
    Some(read(&copy)?.frame)
}
