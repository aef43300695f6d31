//! The modules of `www/` that implement recordings, taps, levels, snapshots and data for JavaScript and Rust alike.
//! wasm-bindgen puts them beside the program. They follow the call as those of a page do, by its events.

use crate::driver::Driver;
use crate::notice::{Data, DataEvent, Notice, event_from};
use crate::web::object;
use js_sys::{Promise, Uint8Array};
use std::rc::Weak;
use visavis_call::protocol::ClientId;
use visavis_call::{Code, Command, Failure, RecordingState};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/www/state.js")]
extern "C" {
    #[derive(Debug)]
    type CallState;
    #[wasm_bindgen(constructor)]
    fn new() -> CallState;
    #[wasm_bindgen(method)]
    fn update(this: &CallState, event: &JsValue);
}

#[wasm_bindgen(module = "/www/sinks.js")]
extern "C" {
    #[derive(Debug)]
    pub(super) type Sinks;
    #[wasm_bindgen(constructor)]
    fn new(state: &CallState, declare: &Closure<dyn Fn(String)>) -> Sinks;
    #[wasm_bindgen(method)]
    fn follow(this: &Sinks, event: &JsValue);
    #[wasm_bindgen(method, catch, getter)]
    pub(super) fn level(this: &Sinks) -> Result<f64, JsValue>;
    #[wasm_bindgen(method)]
    pub(super) fn snapshot(this: &Sinks, id: Option<&str>) -> Promise;
    #[wasm_bindgen(method)]
    pub(super) fn record(this: &Sinks, of: Option<&str>, mime_type: Option<&str>) -> Promise;
    #[wasm_bindgen(method, js_name = tapAudio)]
    fn tap_audio_with(this: &Sinks, hear: &JsValue, of: Option<&str>) -> Promise;
    #[wasm_bindgen(method, js_name = tapVideo)]
    fn tap_video_with(this: &Sinks, see: &JsValue, of: Option<&str>, shows: &str) -> Promise;
    #[wasm_bindgen(method)]
    fn end(this: &Sinks, reason: &JsValue);
}

#[wasm_bindgen]
extern "C" {
    /// A recording or tap of `Sinks`.
    #[derive(Debug)]
    pub(super) type JsSink;
    /// Ends it; a recording returns a promise of the file. Further calls do the same.
    #[wasm_bindgen(method)]
    pub(super) fn stop(this: &JsSink) -> JsValue;
}

/// A function that JavaScript calls until this is dropped.
#[derive(Debug)]
pub(super) struct Function(Closure<dyn FnMut(JsValue) -> JsValue>);

impl Function {
    pub(super) fn new(function: impl FnMut(JsValue) -> JsValue + 'static) -> Self {
        Self(Closure::new(function))
    }
}

impl Sinks {
    pub(super) fn tap_audio(&self, hear: &Function, of: Option<&str>) -> Promise {
        self.tap_audio_with(hear.0.as_ref(), of)
    }

    pub(super) fn tap_video(&self, see: &Function, of: Option<&str>, shows: &str) -> Promise {
        self.tap_video_with(see.0.as_ref(), of, shows)
    }
}

#[wasm_bindgen(module = "/www/messages.js")]
extern "C" {
    #[derive(Debug)]
    pub(super) type Messages;
    #[wasm_bindgen(constructor)]
    fn new(tell: &Closure<dyn Fn(JsValue)>) -> Messages;
    #[wasm_bindgen(method)]
    fn follow(this: &Messages, event: &JsValue);
    #[wasm_bindgen(method)]
    pub(super) fn send(this: &Messages, data: &JsValue, to: Option<&str>) -> Promise;
    #[wasm_bindgen(method)]
    fn end(this: &Messages, reason: &JsValue);
}

#[wasm_bindgen(module = "/www/client.js")]
extern "C" {
    #[wasm_bindgen(js_name = hasLeft)]
    fn has_left() -> JsValue;
}

/// Names modules that only the others import, so that wasm-bindgen puts them beside the program as well.
macro_rules! imported {
    ($($file:literal: $name:ident),*) => {$(
        #[wasm_bindgen(module = $file)]
        extern "C" {
            type $name;
        }
    )*};
}

imported! {
    "/www/announcer.js": Announcer,
    "/www/audio.js": Audio,
    "/www/canvas.js": Canvas,
    "/www/pcm.js": Pcm,
    "/www/place.js": Place,
    "/www/recording.js": RecordingModule,
    "/www/redaction.js": Redaction,
    "/www/report.js": Report,
    "/www/snapshot.js": Snapshot,
    "/www/taps.js": Taps
}

/// The modules of one call. Dropping them ends whatever they have begun.
#[derive(Debug)]
pub(super) struct Modules {
    state: CallState,
    pub(super) sinks: Sinks,
    pub(super) messages: Messages,
    _tell: Closure<dyn Fn(JsValue)>,
    _declare: Closure<dyn Fn(String)>,
}

impl Modules {
    /// `tell` is called with every [`Notice::Data`].
    pub(super) fn new(driver: &Driver, tell: impl Fn(Notice) + 'static) -> Self {
        let tell = Closure::new(move |event| {
            if let Some(notice) = data_notice(&event) {
                tell(notice);
            }
        });
        // The others are told before a recording or a tap of theirs begins.
        let execute = driver.command_sender();
        let declare = Closure::new(move |state: String| {
            if let Some(state) = RecordingState::from_name(&state) {
                execute(Command::Record(state));
            }
        });
        let state = CallState::new();
        Self {
            sinks: Sinks::new(&state, &declare),
            messages: Messages::new(&tell),
            state,
            _tell: tell,
            _declare: declare,
        }
    }

    /// Keeps in step with the call.
    pub(super) fn follow(&self, notice: &Notice) {
        if let Some(event) = event_from(notice) {
            self.state.update(&event);
            self.sinks.follow(&event);
            self.messages.follow(&event);
        }
    }
}

impl Drop for Modules {
    fn drop(&mut self) {
        let reason = has_left();
        self.sinks.end(&reason);
        self.messages.end(&reason);
    }
}

/// Converts an event of `www/messages.js`.
fn data_notice(event: &JsValue) -> Option<Notice> {
    let id = ClientId(object::text(event, "id")?);
    let what = match object::text(event, "type")?.as_str() {
        "dataOpened" => DataEvent::Opened,
        "dataReceived" => DataEvent::Received(data_from(&object::member(event, "data")?)),
        "dataClosed" => DataEvent::Closed(failure(event)),
        _ => return None,
    };
    Some(Notice::Data(id, what))
}

fn data_from(data: &JsValue) -> Data {
    match data.as_string() {
        Some(text) => Data::Text(text),
        None => Data::Bytes(Uint8Array::new(data).to_vec()),
    }
}

/// Asks the modules of a call for something. If the call was dropped, it was left.
pub(super) async fn ask<T: JsCast>(
    modules: Weak<Modules>,
    ask: impl FnOnce(&Modules) -> Promise,
) -> Result<T, Failure> {
    let Some(promise) = modules.upgrade().map(|modules| ask(&modules)) else {
        return Err(Code::Left.into());
    };
    settled(promise).await
}

/// Waits for a promise of a module.
pub(super) async fn settled<T: JsCast>(promise: Promise) -> Result<T, Failure> {
    match JsFuture::from(promise).await {
        Ok(value) => Ok(value.unchecked_into()),
        Err(thrown) => Err(failure(&thrown)),
    }
}

/// Converts what a module has thrown, or an event with a code.
fn failure(thrown: &JsValue) -> Failure {
    let code = object::text(thrown, "code").and_then(|code| Code::from_id(&code));
    let message = object::text(thrown, "message").unwrap_or_default();
    Failure::new(code.unwrap_or(Code::BrokenDown), message)
}
