//! Starts and ends a recording of the call, and shows its state.

use super::Ui;
use super::dom::{find, toggle_attr};
use super::message::Message;
use super::tools::{Recording, RecordingState};
use web_sys::Element;

impl Ui {
    /// Starts a recording, or ends the current one.
    pub(super) fn record(&mut self) {
        if self.recording.is_some() {
            return self.end_recording();
        }
        let mailbox = self.mailbox.clone();
        let tell = move |state| mailbox.put(Message::Recording(state));
        self.recording = Some(Recording::start(&self.tools, self.stage.element(), tell));
    }

    /// Ends the recording, if there is one. The outcome is shown once the file is saved.
    pub(super) fn end_recording(&self) {
        if let Some(recording) = &self.recording {
            recording.stop();
        }
        self.mark_recording(false);
    }

    pub(super) fn show_recording(&mut self, state: RecordingState) {
        let is_stopped = self.recording.as_ref().is_none_or(Recording::is_stopped);
        self.mark_recording(state == RecordingState::Begun && !is_stopped);
        let key = match state {
            RecordingState::Begun => return,
            RecordingState::Saved => "recorded",
            RecordingState::Failed => "no-recording",
        };
        self.recording = None;
        self.say(key);
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
