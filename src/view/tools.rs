//! Bindings to the JavaScript tools of the interface: levels, ringing, recordings and reports. See `www/tools.js`.

use crate::web::{JsResultExt, Task};
use js_sys::Promise;
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlVideoElement, MediaStream};

/// The videos that are visible. A camera that is off leaves its last picture in the video, and people outside the
/// call have videos too.
const SEEN: &str = ".own[data-camera=on][data-picture] video, .shared[data-picture] video, \
    .person[data-camera=on][data-picture]:not([data-ring]:not([data-ring=accepted])) video";

#[wasm_bindgen]
extern "C" {
    /// `Tools` of `www/tools.js`, which loads the other modules on first use.
    #[wasm_bindgen(typescript_type = "object")]
    #[derive(Clone, Debug)]
    pub type Tools;
    #[wasm_bindgen(method, catch, js_name = meter)]
    fn new_meter(this: &Tools, stream: &MediaStream) -> Result<Option<JsMeter>, JsValue>;
    /// Resumes audio, which browsers block before a user gesture.
    #[wasm_bindgen(method)]
    pub(super) fn wake(this: &Tools);
    /// Plays the ring sound once.
    #[wasm_bindgen(method)]
    pub(super) fn ring(this: &Tools);
    #[wasm_bindgen(method)]
    fn record(this: &Tools, stage: &Element, seen: &str) -> JsRecording;
    #[wasm_bindgen(method, js_name = saveSnapshot)]
    fn save_snapshot(this: &Tools, video: &HtmlVideoElement) -> Promise;
    /// Saves a report on the call's state and history, without names and addresses.
    #[wasm_bindgen(method, js_name = saveReport)]
    pub(super) fn save_report(this: &Tools);

    type JsMeter;
    #[wasm_bindgen(method, getter)]
    fn level(this: &JsMeter) -> f64;
    #[wasm_bindgen(method)]
    fn close(this: &JsMeter);

    type JsRecording;
    #[wasm_bindgen(method, getter)]
    fn begun(this: &JsRecording) -> Promise;
    #[wasm_bindgen(method, getter)]
    fn saved(this: &JsRecording) -> Promise;
    #[wasm_bindgen(method)]
    fn stop(this: &JsRecording);
}

/// Measures the level of one stream until dropped.
pub(super) struct Meter {
    stream: MediaStream,
    meter: JsMeter,
}

impl Meter {
    /// Returns `None` before the first user gesture, until the meter module is loaded, and in a browser without the
    /// required APIs.
    pub(super) fn new(tools: &Tools, stream: &MediaStream) -> Option<Self> {
        let meter = tools.new_meter(stream).ok()??;
        Some(Self {
            stream: Clone::clone(stream),
            meter,
        })
    }

    /// Returns whether this meter measures `stream`.
    pub(super) fn is_of(&self, stream: &MediaStream) -> bool {
        self.stream == *stream
    }

    /// Returns the current peak level, 0 to 255.
    pub(super) fn level(&self) -> u8 {
        // The cast saturates.
        (self.meter.level() * 256.0) as u8
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.meter.close();
    }
}

/// The state of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordingState {
    Begun,
    /// The file was passed to the browser.
    Saved,
    /// Recording failed; there is no file.
    Failed,
}

/// A recording of everything visible on the stage and audible in the call. It ends when dropped, or with the call;
/// either way the file is saved.
pub(super) struct Recording {
    recording: JsRecording,
    is_stopped: Cell<bool>,
    _watching: Task,
}

impl Recording {
    /// Starts a recording. `tell` is called with each state, the last of which is `Saved` or `Failed`, until this is
    /// dropped.
    pub(super) fn start(tools: &Tools, stage: &Element, tell: impl Fn(RecordingState) + 'static) -> Self {
        let recording = tools.record(stage, SEEN);
        let (begun, saved) = (recording.begun(), recording.saved());
        let watching = Task::spawn(async move {
            if JsFuture::from(begun).await.is_ok() {
                tell(RecordingState::Begun);
            }
            let saved = JsFuture::from(saved).await.warn_on_error("the recording");
            tell(saved.map_or(RecordingState::Failed, |_| RecordingState::Saved));
        });

        Self {
            recording,
            is_stopped: Cell::new(false),
            _watching: watching,
        }
    }

    /// Ends the recording, and still reports the outcome.
    pub(super) fn stop(&self) {
        self.is_stopped.set(true);
        self.recording.stop();
    }

    /// Returns whether it was stopped, which can happen before it has begun.
    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped.get()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Tools {
    /// Saves the current frame of a video. Returns the key of the string that describes the outcome.
    pub(super) fn snapshot(
        &self,
        video: &HtmlVideoElement,
    ) -> impl Future<Output = Option<&'static str>> + 'static {
        let saved = JsFuture::from(self.save_snapshot(video));
        async move {
            let saved = saved.await.warn_on_error("a snapshot");
            Some(saved.map_or("no-picture", |_| "picture-taken"))
        }
    }
}
