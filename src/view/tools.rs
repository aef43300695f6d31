//! What JavaScript makes of a call for its interface: levels, a ring, and files for the person. See `www/tools.js`.

use crate::web::{JsResultExt, Task};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlVideoElement, MediaStream};

/// Whose camera is off is not seen, though the last picture is still in the video; nor is who is not in the call.
const SEEN: &str = ".own[data-camera=on][data-picture] video, .shared[data-picture] video, \
    .person[data-camera=on][data-picture]:not([data-ring]:not([data-ring=accepted])) video";

#[wasm_bindgen]
extern "C" {
    /// `Tools` of `www/tools.js`, which loads the rest of it when it is used first.
    #[wasm_bindgen(typescript_type = "object")]
    #[derive(Clone, Debug)]
    pub type Tools;
    #[wasm_bindgen(method, catch, js_name = meter)]
    fn new_meter(this: &Tools, stream: &MediaStream) -> Result<Option<JsMeter>, JsValue>;
    /// Lets sound begin, where the browser waited for a press.
    #[wasm_bindgen(method)]
    pub(super) fn wake(this: &Tools);
    /// Rings once.
    #[wasm_bindgen(method)]
    pub(super) fn ring(this: &Tools);
    #[wasm_bindgen(method)]
    fn record(this: &Tools, stage: &Element, seen: &str) -> JsRecording;
    #[wasm_bindgen(method, js_name = saveSnapshot)]
    fn save_snapshot(this: &Tools, video: &HtmlVideoElement) -> Promise;
    /// Saves how the call stands and came about, without names and addresses.
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

/// Measures one stream until it is dropped.
pub(super) struct Meter {
    stream: MediaStream,
    meter: JsMeter,
}

impl Meter {
    /// `None` until the person has pressed something and what measures is loaded, and in a browser without the means.
    pub(super) fn new(tools: &Tools, stream: &MediaStream) -> Option<Self> {
        let meter = tools.new_meter(stream).ok()??;
        Some(Self {
            stream: Clone::clone(stream),
            meter,
        })
    }

    /// Whether it measures that stream.
    pub(super) fn is_of(&self, stream: &MediaStream) -> bool {
        self.stream == *stream
    }

    /// The peak of the last moment, of 255.
    pub(super) fn level(&self) -> u8 {
        // Saturates.
        (self.meter.level() * 256.0) as u8
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.meter.close();
    }
}

/// How a recording goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordingState {
    Begun,
    /// The browser has the file.
    Saved,
    /// There is no file.
    Failed,
}

/// A recording of all that is seen on the stage and heard in the call. It ends when it is dropped, or with the call; the
/// file is saved either way.
pub(super) struct Recording {
    recording: JsRecording,
    _watching: Task,
}

impl Recording {
    /// Starts. `tell` is called with each state, the last of which is `Saved` or `Failed`, until this is dropped.
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
            _watching: watching,
        }
    }

    /// Ends it, and keeps being told what becomes of the file.
    pub(super) fn stop(&self) {
        self.recording.stop();
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Tools {
    /// Saves what a video shows at this moment. Gives the key of what is to be said about it.
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
