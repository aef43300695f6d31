use crate::web::{EventType, Listener, pause, window};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::Event;

const VIOLATION: EventType<Violation> = EventType::with("securitypolicyviolation", "blockedURI");

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Event, js_name = SecurityPolicyViolationEvent)]
    type Violation;
    #[wasm_bindgen(method, getter)]
    fn disposition(this: &Violation) -> String;
    #[wasm_bindgen(method, getter, js_name = effectiveDirective)]
    fn effective_directive(this: &Violation) -> String;
    #[wasm_bindgen(method, getter, js_name = blockedURI)]
    fn blocked_uri(this: &Violation) -> String;
}

/// Notes whether the page's Content-Security-Policy forbids a connection: the browser reports that by an event alone,
/// and to the socket it looks like a dead server.
pub(super) struct PolicyWatch {
    is_violated: Rc<Cell<bool>>,
    _listener: Option<Listener>,
}

impl PolicyWatch {
    /// Watches for a connection to `url`, until dropped.
    pub(super) fn begin(url: &str) -> Self {
        let is_violated = Rc::new(Cell::new(false));
        let (violated, url) = (Rc::clone(&is_violated), url.to_owned());
        let document = window().document();
        let listener = document.map(|document| {
            Listener::new(&document, &VIOLATION, move |event| {
                let is_enforced = event.disposition() == "enforce";
                let is_connection = event.effective_directive() == "connect-src";
                // The address may be shortened to its scheme.
                if is_enforced && is_connection && url.starts_with(&event.blocked_uri()) {
                    violated.set(true);
                }
            })
        });
        Self {
            is_violated,
            _listener: listener,
        }
    }

    /// Returns whether it is forbidden, once the connection has failed.
    pub(super) async fn is_violated(&self) -> bool {
        // The event may come after that of the socket.
        pause(Duration::ZERO).await;
        self.is_violated.get()
    }
}
