use super::{JsResultExt, has_ended};
use std::marker::PhantomData;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
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
///
/// It can be called while it runs: a page may dispatch an event from a listener of its own that runs within ours. That is
/// why it takes a [`Fn`], and what is lost with a closure that is not re-entrant.
#[derive(Debug)]
#[must_use = "a listener hears nothing once it is dropped"]
pub(crate) struct Listener {
    target: EventTarget,
    name: &'static str,
    callback: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Calls `heard` for each event. An event of another class than the browser should dispatch is not heard.
    pub(crate) fn new<E: JsCast>(
        target: &EventTarget,
        event: &EventType<E>,
        heard: impl Fn(&E) + 'static,
    ) -> Self {
        let heard = move |event: &Event| {
            if let Some(event) = event.dyn_ref::<E>() {
                heard(event);
            }
        };
        Self::of_any(target, event.name, Box::new(heard))
    }

    /// One function for the events of all classes.
    fn of_any(target: &EventTarget, name: &'static str, heard: Box<dyn Fn(&Event)>) -> Self {
        let callback = Closure::<dyn Fn(Event)>::new(move |event| {
            if !has_ended() {
                heard(&event);
            }
        });
        target
            .add_event_listener_with_callback(name, callback.as_ref().unchecked_ref())
            .warn_on_error("listening");
        Self {
            target: target.clone(),
            name,
            callback,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.target
            .remove_event_listener_with_callback(self.name, self.callback.as_ref().unchecked_ref())
            .warn_on_error("listening no more");
    }
}
