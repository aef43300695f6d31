//! A page in Rust with a call: everyone who opens it and presses *Join* is in the same room.
#![cfg(target_arch = "wasm32")]

mod page;
mod recorder;

use gloo_events::{EventListener, EventListenerOptions};
use page::Page;
use recorder::Recorder;
use std::cell::OnceCell;
use visavis::{Call, RoomOptions, SignallingMode};
use wasm_bindgen::prelude::*;

thread_local! {
    /// The call and the listeners, which live as long as the page.
    static APP: OnceCell<App> = const { OnceCell::new() };
}

struct App {
    call: Call,
    page: Page,
    recorder: Recorder,
    _listeners: [EventListener; 5],
}

/// Connects the elements of `index.html` to a call.
///
/// # Errors
/// Fails if an element is missing or the browser does not support calls.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    let page = Page::find()?;
    // Without an address, the client uses the server that the page came from.
    let signalling = SignallingMode::server(None).map_err(|failure| failure.message)?;
    let call = Call::prepare(RoomOptions::new("example-rust", signalling), |notice| {
        with_app(|app| app.page.show(&app.call, notice));
    });
    let call = call.map_err(|failure| failure.message)?;
    let window = web_sys::window().ok_or("no window")?;

    let may_prevent = EventListenerOptions::enable_prevent_default();
    let listeners = [
        EventListener::new_with_options(&page.lobby, "submit", may_prevent, |event| {
            event.prevent_default();
            with_app(|app| app.call.join(&app.page.name.value()));
        }),
        EventListener::new(&page.wave, "click", |_| {
            with_app(|app| {
                let waved = app.call.send_data("wave".into());
                spawn(async {
                    // Fails only if somebody's connection is lost meanwhile.
                    waved.await.ok();
                });
            });
        }),
        EventListener::new(&page.record, "click", |_| with_app(|app| app.recorder.press(app))),
        EventListener::new(&page.leave, "click", |_| with_app(|app| app.call.leave())),
        EventListener::new(&window, "pagehide", |_| with_app(|app| app.call.vanish())),
    ];
    let app = App {
        call,
        page,
        recorder: Recorder::default(),
        _listeners: listeners,
    };
    APP.with(|cell| cell.set(app).ok());
    Ok(())
}

/// Carries out what was begun. The page lives as long.
#[expect(
    clippy::disallowed_methods,
    reason = "nothing has to be cancelled before the page ends"
)]
fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}

fn with_app(act: impl FnOnce(&App)) {
    APP.with(|app| app.get().map(act));
}
