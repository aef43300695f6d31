use super::{JsResultExt, has_ended};
use std::marker::PhantomData;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventTarget};

/// An event's name paired with the class the browser dispatches for it.
#[derive(Debug)]
pub(crate) struct EventType<E> {
    name: &'static str,
    /// A member that shows the class. Not `instanceof`: in another window the class is another, and a page may have
    /// replaced it.
    member: Option<&'static str>,
    class: PhantomData<fn() -> E>,
}

impl EventType<Event> {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self {
            name,
            member: None,
            class: PhantomData,
        }
    }
}

impl<E> EventType<E> {
    /// An event of a class that has this member, unlike others.
    pub(crate) const fn with(name: &'static str, member: &'static str) -> Self {
        Self {
            name,
            member: Some(member),
            class: PhantomData,
        }
    }
}

/// Listens to one kind of event of one target, until dropped.
///
/// The handler may be called while it runs: it may run code of the page, which may dispatch another event. A closure
/// that is not re-entrant would throw then, and the event would be lost; hence the [`Fn`] bound.
#[derive(Debug)]
#[must_use = "a listener stops listening when dropped"]
pub(crate) struct Listener {
    target: EventTarget,
    name: &'static str,
    callback: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Calls `heard` for each event. Events of an unexpected class are ignored.
    pub(crate) fn new<E: JsCast>(
        target: &EventTarget,
        event: &EventType<E>,
        heard: impl Fn(&E) + 'static,
    ) -> Self {
        let member = event.member;
        let heard = move |event: &Event| {
            if member.is_none_or(|member| js_sys::Reflect::has(event, &member.into()) == Ok(true)) {
                heard(event.unchecked_ref());
            }
        };
        Self::of_any(target, event.name, Box::new(heard))
    }

    /// One function for all event classes, to save code size.
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
