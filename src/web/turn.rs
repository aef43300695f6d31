use super::{EventType, JsResultExt, Listener};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{MessageChannel, MessageEvent};

const MESSAGE: EventType<MessageEvent> = EventType::with("message", "data");

/// Calls a function when the current turn of the event loop has ended, with all that was queued as microtasks. Not with a
/// timer: a hidden page delays its timers by up to a second. Dropping it ends the calls.
#[derive(Debug)]
pub(crate) struct Turn {
    is_awaited: Rc<Cell<bool>>,
    channel: Option<MessageChannel>,
    _ended: Option<Listener>,
}

impl Turn {
    pub(crate) fn new(ended: impl Fn() + 'static) -> Self {
        let is_awaited = Rc::<Cell<bool>>::default();
        let awaited = Rc::clone(&is_awaited);
        let channel = MessageChannel::new().warn_on_error("telling the turns apart");
        let listener = channel.as_ref().map(|channel| {
            let port = channel.port1();
            let listener = Listener::new(&port, &MESSAGE, move |_| {
                awaited.set(false);
                ended();
            });
            port.start();
            listener
        });
        Self {
            is_awaited,
            channel,
            _ended: listener,
        }
    }

    /// Requests the call, once however often it is requested in a turn.
    pub(crate) fn await_end(&self) {
        if let Some(channel) = &self.channel
            && !self.is_awaited.replace(true)
        {
            channel
                .port2()
                .post_message(&JsValue::NULL)
                .warn_on_error("waiting for the next turn");
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            // Otherwise the browser keeps both ports for good.
            channel.port1().close();
        }
    }
}
