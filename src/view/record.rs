//! Starts and ends a recording of the call, and says so.

use super::Ui;
use super::dom::{all, find, toggle_attr};
use super::recording::Recording;
use crate::web::warn;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlVideoElement, MediaStream};

/// Whose camera is off is not seen, though the last picture is still in the video; nor is a person who is not in the call.
const SEEN: &str = ".own[data-camera=on][data-picture] video, .shared[data-picture] video, \
    .person[data-camera=on][data-picture]:not([data-ring]:not([data-ring=accepted])) video";

impl Ui {
    /// Starts a recording, or ends it.
    pub(super) fn record(&mut self) {
        if self.end_recording() {
            return;
        }
        let Some(hearing) = &self.hearing else {
            return self.say("no-recording");
        };
        let stage = self.stage.element().clone();
        let videos = move || all(&stage, SEEN).into_iter().filter_map(as_video).collect();
        match Recording::start(hearing.context(), videos) {
            Ok(recording) => {
                self.recording = Some(recording);
                self.show_recording(true);
            }
            Err(exception) => {
                warn("no recording", &exception);
                self.say("no-recording");
            }
        }
    }

    /// Ends a recording and says where it is. Returns whether there was one.
    pub(super) fn end_recording(&mut self) -> bool {
        let was_on = self.recording.take().is_some();
        if was_on {
            self.show_recording(false);
            self.say("recorded");
        }
        was_on
    }

    /// Mixes in what is heard now.
    pub(super) fn mix_recording(&mut self) {
        if let Some(mut recording) = self.recording.take() {
            recording.hear(&self.voices());
            self.recording = Some(recording);
        }
    }

    /// Everything that is heard in the call.
    pub(super) fn voices(&self) -> Vec<MediaStream> {
        let videos = all(self.stage.element(), "video");
        let shown = videos
            .into_iter()
            .filter_map(|video| as_video(video)?.src_object());
        shown.chain(self.sharing.stream().cloned()).collect()
    }

    fn show_recording(&self, is_on: bool) {
        if let Ok(line) = find::<Element>(&self.root, ".recording") {
            toggle_attr(&line, "hidden", !is_on);
        }
        if self.is_in_call() {
            toggle_attr(&self.root, "data-recording", is_on);
        }
    }
}

fn as_video(element: Element) -> Option<HtmlVideoElement> {
    element.dyn_into().ok()
}
