use super::has_ended;
use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use std::marker::PhantomData;
use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget};

/// An event's name together with the class that the browser dispatches for it.
#[derive(Debug)]
pub(crate) struct EventType<E> {
    name: &'static str,
    class: PhantomData<fn() -> E>,
}

impl<E> EventType<E> {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self {
            name,
            class: PhantomData,
        }
    }
}

/// Hears one kind of event of one object, until it is dropped.
#[derive(Debug)]
#[must_use = "a listener hears nothing once it is dropped"]
pub(crate) struct Listener {
    _listener: EventListener,
}

impl Listener {
    /// Calls `heard` for each event. An event of another class than the browser should dispatch is not heard.
    pub(crate) fn new<E: JsCast>(
        target: &EventTarget,
        event: &EventType<E>,
        heard: impl FnMut(&E) + 'static,
    ) -> Self {
        Self::of_any(target, event.name, EventListenerPhase::Bubble, of_class(heard))
    }

    /// The same for everything within `target`: also for events that do not bubble.
    #[cfg(feature = "view")]
    pub(crate) fn within<E: JsCast>(
        target: &EventTarget,
        event: &EventType<E>,
        heard: impl FnMut(&E) + 'static,
    ) -> Self {
        Self::of_any(target, event.name, EventListenerPhase::Capture, of_class(heard))
    }

    /// One function for the events of all classes.
    fn of_any(
        target: &EventTarget,
        name: &'static str,
        phase: EventListenerPhase,
        mut heard: Box<dyn FnMut(&Event)>,
    ) -> Self {
        // Not passive: a form's submission has to be prevented.
        let options = EventListenerOptions {
            phase,
            passive: false,
        };
        let listener = EventListener::new_with_options(target, name, options, move |event| {
            if !has_ended() {
                heard(event);
            }
        });
        Self { _listener: listener }
    }
}

fn of_class<E: JsCast>(mut heard: impl FnMut(&E) + 'static) -> Box<dyn FnMut(&Event)> {
    Box::new(move |event| {
        if let Some(event) = event.dyn_ref::<E>() {
            heard(event);
        }
    })
}
