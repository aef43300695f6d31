//! The modules of `www/` used by the interface's tools. The test runner serves only those named here.

use crate::view::Tools;
use wasm_bindgen::prelude::*;
use web_sys::{MediaStream, ShadowRoot};

/// Returns `Tools` as the element creates them.
pub(super) fn tools(root: &ShadowRoot) -> Tools {
    JsTools::new(&Sinks::new(&CallState::new()), root).unchecked_into()
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
    type Sinks;
    #[wasm_bindgen(constructor)]
    fn new(state: &CallState) -> Sinks;
}

#[wasm_bindgen(module = "/www/tools.js")]
extern "C" {
    #[wasm_bindgen(js_name = Tools)]
    type JsTools;
    #[wasm_bindgen(constructor, js_class = Tools)]
    fn new(sinks: &Sinks, root: &ShadowRoot) -> JsTools;
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
#[wasm_bindgen(module = "/www/call.js")]
extern "C" {
    type Call;
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
