//! Listens to page and network events of the window.

use super::mail::{Mail, Mailbox};
use crate::web::{EventType, Listener, object, window};
use std::cell::Cell;
use visavis_call::Input;
use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget, PageTransitionEvent, VisibilityState};

const ONLINE: EventType<Event> = EventType::new("online");
const PAGE_SHOW: EventType<PageTransitionEvent> = EventType::with("pageshow", "persisted");
const VISIBILITY_CHANGE: EventType<Event> = EventType::new("visibilitychange");
const RESUME: EventType<Event> = EventType::new("resume");
const CHANGE: EventType<Event> = EventType::new("change");

/// Listens until the listeners are dropped.
pub(super) fn listen(mailbox: &Mailbox) -> Vec<Listener> {
    let window = window();
    let posting = |mail: fn() -> Mail| {
        let mailbox = mailbox.clone();
        move || {
            mailbox.put(mail());
        }
    };
    let awake = posting(|| Mail::PageEvent(Input::Awake));
    let elsewhere = posting(|| Mail::PageEvent(Input::NetworkChanged));
    let returned = posting(|| Mail::Return);

    let online = elsewhere.clone();
    let mut listeners = vec![
        Listener::new(&window, &ONLINE, move |_| online()),
        Listener::new(&window, &PAGE_SHOW, move |event| {
            if event.persisted() {
                returned();
            }
        }),
    ];
    if let Some(document) = window.document() {
        let (watched, resumed) = (document.clone(), awake.clone());
        listeners.push(Listener::new(&document, &VISIBILITY_CHANGE, move |_| {
            if watched.visibility_state() == VisibilityState::Visible {
                awake();
            }
        }));
        listeners.push(Listener::new(&document, &RESUME, move |_| resumed()));
    }
    listeners.extend(connection(&window).map(|connection| {
        let before = Cell::new(kind(&connection));
        Listener::new(&connection.clone(), &CHANGE, move |_| {
            let kind = kind(&connection);
            // The event also fires when the estimated speed changes.
            if before.replace(kind.clone()) != kind {
                elsewhere();
            }
        })
    }));
    listeners
}

/// Returns `NetworkInformation`, if supported.
fn connection(window: &web_sys::Window) -> Option<EventTarget> {
    object::member(&window.navigator(), "connection").map(JsCast::unchecked_into)
}

fn kind(connection: &EventTarget) -> Option<String> {
    object::text(connection, "type")
}
