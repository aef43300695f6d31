//! Bindings to the JavaScript tools of the interface: levels, ringing, recordings and reports. See `www/tools.js`.

use super::dom::millis;
use super::message::{Mailbox, Message};
use crate::web::object::member;
use crate::web::{Task, Timeout};
use js_sys::Promise;
use std::cell::Cell;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlVideoElement, MediaStream};

/// The videos that are visible. A camera that is off leaves its last picture in the video, and people outside the
/// call have videos too.
const SEEN: &str = ".own[data-camera=on][data-picture] video, .shared[data-picture] video, \
    .person[data-camera=on][data-picture]:not([data-ring]:not([data-ring=accepted])) video";

/// Usually everyone is told of a recording long before; then nothing is said of that.
const TOLD_SOON: Duration = Duration::from_secs(1);

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
    /// Plays the sound of a recording that begins.
    #[wasm_bindgen(method)]
    pub(super) fn chime(this: &Tools);
    /// Emits an event of the interface that has one value.
    #[wasm_bindgen(method)]
    pub(super) fn tell(this: &Tools, kind: &str, name: &str, value: Option<&str>);
    #[wasm_bindgen(method)]
    fn record(this: &Tools, stage: &Element, seen: &str) -> JsRecording;
    #[wasm_bindgen(method, js_name = saveSnapshot)]
    pub(super) fn save_snapshot(this: &Tools, video: &HtmlVideoElement) -> Promise;
    /// Saves a report on the call's state and history, without names and addresses.
    #[wasm_bindgen(method, js_name = saveReport)]
    pub(super) fn save_report(this: &Tools) -> Promise;

    type JsMeter;
    #[wasm_bindgen(method, getter)]
    fn level(this: &JsMeter) -> f64;
    #[wasm_bindgen(method)]
    fn close(this: &JsMeter);

    /// A file that the person can still save by hand: see `www/files.js`.
    #[derive(Debug)]
    pub(super) type Offer;
    #[wasm_bindgen(method, getter)]
    fn saving(this: &Offer) -> String;
    /// Shows the file in a note, and keeps it until `end`.
    #[wasm_bindgen(method, js_name = putIn)]
    pub(super) fn put_in(this: &Offer, note: &Element);
    #[wasm_bindgen(method)]
    pub(super) fn end(this: &Offer);

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

/// A kind of file that is made for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Picture,
    Recording,
    Report,
}

impl FileKind {
    /// Returns its name for the console.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Picture => "a snapshot",
            Self::Recording => "the recording",
            Self::Report => "the report",
        }
    }

    /// Returns the key of what is said when it is ready.
    pub(super) fn ready(self) -> &'static str {
        match self {
            Self::Picture => "file-picture",
            Self::Recording => "file-recording",
            Self::Report => "file-report",
        }
    }

    /// Returns the key of what is said when there is none, for a reason that has no sentence of its own.
    pub(super) fn none(self) -> &'static str {
        match self {
            Self::Picture => "no-picture",
            Self::Recording => "no-recording",
            Self::Report => "no-report",
        }
    }
}

impl Offer {
    /// Returns whether nothing is known that would keep the browser from saving the file.
    pub(super) fn is_sure(&self) -> bool {
        self.saving() == "asked"
    }
}

/// A recording of everything visible on the stage and audible in the call. It ends when dropped, or with the call;
/// either way the file is saved.
pub(super) struct Recording {
    recording: JsRecording,
    is_stopped: Cell<bool>,
    began: Cell<Option<f64>>,
    /// Explains why it has not begun.
    waiting: Cell<Option<Timeout>>,
    _watching: Task,
}

impl Recording {
    /// Starts a recording, which begins when the others know of it. Its beginning and its file are reported until this is
    /// dropped.
    pub(super) fn start(tools: &Tools, stage: &Element, mailbox: Mailbox) -> Self {
        let recording = tools.record(stage, SEEN);
        let (begun, saved) = (recording.begun(), recording.saved());
        let told = mailbox.clone();
        let waiting = Timeout::after(TOLD_SOON, move || told.put(Message::Outcome("recording-waits")));
        let watching = Task::spawn(async move {
            if let Ok(begun) = JsFuture::from(begun).await {
                let has_pictures = member(&begun, "isSoundOnly") != Some(JsValue::TRUE);
                mailbox.put(Message::RecordingBegun { has_pictures });
            }
            let saved = JsFuture::from(saved).await;
            mailbox.put(Message::FileMade(
                FileKind::Recording,
                saved.map(JsCast::unchecked_into),
            ));
        });

        Self {
            recording,
            is_stopped: Cell::new(false),
            began: Cell::new(None),
            waiting: Cell::new(Some(waiting)),
            _watching: watching,
        }
    }

    /// Notes that it has begun.
    pub(super) fn begun(&self) {
        self.waiting.set(None);
        self.began.set(Some(millis()));
    }

    /// Returns when it began.
    pub(super) fn began(&self) -> Option<f64> {
        self.began.get()
    }

    /// Ends the recording, and still reports the outcome.
    pub(super) fn stop(&self) {
        self.is_stopped.set(true);
        self.waiting.set(None);
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
