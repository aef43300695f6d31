//! The modules of `www/` used by the interface's tools. The test runner serves only those named here.

use crate::view::Tools;
use crate::web::object::dictionary;
use wasm_bindgen::prelude::*;
use web_sys::{MediaStream, ShadowRoot};

/// Returns `Tools` as the element creates them.
pub(super) fn tools(root: &ShadowRoot, tell: &js_sys::Function) -> Tools {
    let nobody = js_sys::Function::new_no_args("");
    JsTools::new(&Sinks::new(&CallState::new(), &nobody), root, tell).unchecked_into()
}

/// Returns `Tools` of a call in which nobody acknowledges anything.
pub(super) fn tools_among_the_deaf(root: &ShadowRoot, tell: &js_sys::Function) -> Tools {
    let (state, nobody) = (CallState::new(), js_sys::Function::new_no_args(""));
    let joined = [("type", "ownIdChanged".into()), ("id", "me".into())];
    state.update(&dictionary(&joined));
    JsTools::new(&Sinks::new(&state, &nobody), root, tell).unchecked_into()
}

#[wasm_bindgen(module = "/www/state.js")]
extern "C" {
    pub(super) type CallState;
    #[wasm_bindgen(constructor)]
    pub(super) fn new() -> CallState;
    #[wasm_bindgen(method)]
    pub(super) fn update(this: &CallState, event: &JsValue);
    #[wasm_bindgen(method)]
    pub(super) fn streams(this: &CallState) -> Vec<MediaStream>;
}

#[wasm_bindgen(module = "/www/sinks.js")]
extern "C" {
    pub(super) type Sinks;
    #[wasm_bindgen(constructor)]
    pub(super) fn new(state: &CallState, declare: &js_sys::Function) -> Sinks;
}

#[wasm_bindgen(module = "/www/call.js")]
extern "C" {
    #[wasm_bindgen(js_name = Call)]
    pub(super) type JsCall;
    #[wasm_bindgen(constructor, js_class = Call)]
    pub(super) fn new(client: &JsValue, begin: &js_sys::Function, on_event: &js_sys::Function) -> JsCall;
    #[wasm_bindgen(method)]
    pub(super) fn join(this: &JsCall, name: &str);
    #[wasm_bindgen(method)]
    pub(super) fn record(this: &JsCall) -> js_sys::Promise;
    #[wasm_bindgen(method)]
    pub(super) fn end(this: &JsCall);
}

#[wasm_bindgen(module = "/www/tools.js")]
extern "C" {
    #[wasm_bindgen(js_name = Tools)]
    type JsTools;
    #[wasm_bindgen(constructor, js_class = Tools)]
    fn new(sinks: &Sinks, root: &ShadowRoot, tell: &js_sys::Function) -> JsTools;
}

#[wasm_bindgen(module = "/www/recording.js")]
extern "C" {
    pub(super) type Recording;
    #[wasm_bindgen(js_name = recordSound)]
    pub(super) fn record_sound(streams: &Closure<dyn Fn() -> js_sys::Array>) -> Recording;
    #[wasm_bindgen(js_name = recordStream)]
    pub(super) fn record_stream(stream: &MediaStream) -> Recording;
    #[wasm_bindgen(method)]
    pub(super) fn stop(this: &Recording) -> js_sys::Promise;
}

#[wasm_bindgen(module = "/www/redaction.js")]
extern "C" {
    pub(super) fn redacted(text: &str) -> String;
}

#[wasm_bindgen(module = "/www/element.js")]
extern "C" {
    /// The element: importing the module defines it.
    pub(super) type VisAVis;
    #[wasm_bindgen(static_method_of = VisAVis, getter)]
    pub(super) fn version() -> String;
}

// Imported by the other modules.
#[wasm_bindgen(module = "/www/attributes.js")]
extern "C" {
    type Attributes;
}
#[wasm_bindgen(module = "/www/constraints.js")]
extern "C" {
    type Constraints;
}
#[wasm_bindgen(module = "/www/failure.js")]
extern "C" {
    type Failure;
}
#[wasm_bindgen(module = "/www/given.js")]
extern "C" {
    type Given;
}
#[wasm_bindgen(module = "/www/messages.js")]
extern "C" {
    type Messages;
}
#[wasm_bindgen(module = "/www/place.js")]
extern "C" {
    type Place;
}
#[wasm_bindgen(module = "/www/settings.js")]
extern "C" {
    type Settings;
}
#[wasm_bindgen(module = "/www/strings.js")]
extern "C" {
    type Strings;
}
#[wasm_bindgen(module = "/www/values.js")]
extern "C" {
    type Values;
}
#[wasm_bindgen(module = "/www/verbs.js")]
extern "C" {
    type Verbs;
}
#[wasm_bindgen(module = "/www/waiting.js")]
extern "C" {
    type Waiting;
}
#[wasm_bindgen(module = "/www/client.js")]
extern "C" {
    type VisavisError;
}
#[wasm_bindgen(module = "/www/announcer.js")]
extern "C" {
    type Announcer;
}
#[wasm_bindgen(module = "/www/taps.js")]
extern "C" {
    type Tap;
}
#[wasm_bindgen(module = "/www/canvas.js")]
extern "C" {
    #[wasm_bindgen(js_name = isFaithful)]
    fn is_faithful() -> bool;
}
#[wasm_bindgen(module = "/www/files.js")]
extern "C" {
    type Offer;
}
#[wasm_bindgen(module = "/www/audio.js")]
extern "C" {
    type Audio;
}
#[wasm_bindgen(module = "/www/report.js")]
extern "C" {
    #[wasm_bindgen(js_name = toJson)]
    pub(super) fn to_json(report: &JsValue) -> String;
}
#[wasm_bindgen(module = "/www/snapshot.js")]
extern "C" {
    type Snapshot;
}
