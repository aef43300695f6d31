//! Makes files for the person: starts and ends a recording of the call, takes pictures, writes the report.

use super::Ui;
use super::dom::{find, toggle_attr};
use super::markup::say;
use super::message::Message;
use super::tools::{FileKind, Offer, Recording};
use crate::web::Task;
use js_sys::Promise;
use visavis_call::Code;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

impl Ui {
    /// Starts a recording, or ends the current one.
    pub(super) fn record(&mut self) {
        if self.recording.is_some() {
            return self.end_recording();
        }
        let mailbox = self.mailbox.clone();
        self.recording = Some(Recording::start(&self.tools, self.stage.element(), mailbox));
    }

    /// Ends the recording, if there is one. The outcome is shown once the file is saved.
    pub(super) fn end_recording(&self) {
        if let Some(recording) = &self.recording {
            recording.stop();
        }
        self.mark_recording(false);
    }

    pub(super) fn show_recording(&mut self, has_pictures: bool) {
        let Some(recording) = self
            .recording
            .as_ref()
            .filter(|recording| !recording.is_stopped())
        else {
            return;
        };
        recording.begun();
        if let Ok(line) = find::<Element>(&self.root, ".recording .sentence") {
            let key = if has_pictures {
                "recording"
            } else {
                "recording-sound"
            };
            say(&line, key, &[], &self.strings);
        }
        self.show_recording_times();
        self.mark_recording(true);
        if !has_pictures {
            self.note_file_problem(FileKind::Recording, Code::PictureScrambled);
        }
    }

    /// Shows the outcome once the file is ready.
    pub(super) fn make_file(&self, kind: FileKind, made: Promise) {
        let mailbox = self.mailbox.clone();
        Task::spawn(async move {
            let made = JsFuture::from(made).await;
            mailbox.put(Message::FileMade(kind, made.map(JsCast::unchecked_into)));
        })
        .detach();
    }

    pub(super) fn file_made(&mut self, kind: FileKind, made: Result<Offer, JsValue>) {
        if kind == FileKind::Recording {
            self.mark_recording(false);
            self.recording = None;
        }
        self.show_file(kind, made);
    }

    fn mark_recording(&self, is_on: bool) {
        if let Ok(line) = find::<Element>(&self.root, ".recording") {
            toggle_attr(&line, "hidden", !is_on);
        }
        if self.is_in_call() {
            toggle_attr(&self.root, "data-recording", is_on);
        }
    }
}
