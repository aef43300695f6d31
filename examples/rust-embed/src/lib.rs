//! A page in Rust with a call: everyone who opens it and presses *Join* is in the same room.
#![cfg(target_arch = "wasm32")]

mod page;

use gloo_events::{EventListener, EventListenerOptions};
use page::Page;
use std::cell::OnceCell;
use std::rc::Rc;
use visavis::{Call, RoomOptions, SignallingMode};
use wasm_bindgen::prelude::*;

thread_local! {
    /// The listeners, which own the call. They live as long as the page.
    static LISTENERS: OnceCell<[EventListener; 3]> = const { OnceCell::new() };
}

/// Connects the elements of `index.html` to a call.
///
/// # Errors
/// Fails if an element is missing or the browser does not support calls.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    let page = Rc::new(Page::find()?);
    // Without an address, the client uses the server that the page came from.
    let signalling = SignallingMode::server(None).map_err(|failure| failure.message)?;
    let shown = Rc::clone(&page);
    let call = Call::prepare(RoomOptions::new("example-rust", signalling), move |notice| {
        shown.show(notice);
    });
    let call = Rc::new(call.map_err(|exception| exception.message)?);

    let (entered, form) = (Rc::clone(&call), Rc::clone(&page));
    let may_prevent = EventListenerOptions::enable_prevent_default();
    let join = EventListener::new_with_options(&page.lobby, "submit", may_prevent, move |event| {
        event.prevent_default();
        entered.join(&form.name.value());
    });
    let left = Rc::clone(&call);
    let leave = EventListener::new(&page.leave, "click", move |_| left.leave());
    let window = web_sys::window().ok_or("no window")?;
    let vanish = EventListener::new(&window, "pagehide", move |_| call.vanish());
    LISTENERS.with(|listeners| listeners.set([join, leave, vanish]).ok());
    Ok(())
}
