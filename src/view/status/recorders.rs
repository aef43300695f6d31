//! Lines about those who record the call, for as long as they do.

use crate::view::Ui;
use crate::view::dom::{create, find, set_attr, set_text};
use crate::view::tools::Recording;
use crate::web::{Exception, JsResultExt};
use std::time::Duration;
use visavis_call::protocol::ClientId;
use visavis_call::{Participant, RecordingState};
use web_sys::Element;

/// A line about a recording of this person or another one.
pub(in crate::view) struct Recorder {
    from: Participant,
    state: RecordingState,
    /// When it began, as it is shown.
    since: String,
    element: Element,
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.element.remove();
    }
}

impl Recorder {
    pub(in crate::view) fn is_of(&self, id: &ClientId) -> bool {
        self.from.remote() == Some(id)
    }

    fn write(&self, sentence: &str) -> Result<(), Exception> {
        set_text(&find(&self.element, ".sentence")?, sentence);
        Ok(())
    }
}

impl Ui {
    /// Shows and announces that somebody records or takes in the others, or does so no more.
    pub(in crate::view) fn show_recorder(
        &mut self,
        from: &Participant,
        state: RecordingState,
        elapsed: Duration,
    ) -> Result<(), Exception> {
        self.recorders.retain(|recorder| recorder.from != *from);
        if let Participant::Remote(id) = from {
            let label = label(state).map(|key| self.strings.of(key));
            self.stage
                .with(id, |tile| tile.show_recording(state, label.as_deref()));
        }
        let since = clock(elapsed);
        let Some(sentence) = self.sentence_of(from, state, &since) else {
            return Ok(());
        };
        let element = create("p")?;
        element.set_class_name("line recorder");
        let [dot, text] = [create("span")?, create("span")?];
        dot.set_class_name("dot");
        set_attr(&dot, "aria-hidden", "true");
        text.set_class_name("sentence");
        element.append_with_node_2(&dot, &text).or_exception()?;
        let recorder = Recorder {
            from: from.clone(),
            state,
            since,
            element,
        };
        recorder.write(&sentence)?;
        find::<Element>(&self.root, ".recorders")?
            .append_child(&recorder.element)
            .or_exception()?;
        self.recorders.push(recorder);
        if from.remote().is_some() {
            self.tools.chime();
        }
        Ok(())
    }

    /// Names a person who records by their new name.
    pub(in crate::view) fn rename_recorder(&mut self, id: &ClientId) -> Result<(), Exception> {
        let Some(at) = self.recorders.iter().position(|recorder| recorder.is_of(id)) else {
            return Ok(());
        };
        let recorder = self.recorders.remove(at);
        let sentence = self.sentence_of(&recorder.from, recorder.state, &recorder.since);
        recorder.write(&sentence.unwrap_or_default())?;
        self.recorders.insert(at, recorder);
        Ok(())
    }

    fn sentence_of(&mut self, from: &Participant, state: RecordingState, since: &str) -> Option<String> {
        let key = match (from, state) {
            (_, RecordingState::Off) => return None,
            // The interface has a line of its own for the recording that it makes.
            (Participant::Local, RecordingState::Recording) if self.is_recording() => return None,
            (Participant::Local, RecordingState::Recording) => "page-records",
            (Participant::Local, RecordingState::Tapping) => "page-taps",
            (Participant::Remote(_), RecordingState::Recording) => "person-records",
            (Participant::Remote(_), RecordingState::Tapping) => "person-taps",
        };
        let strings = &self.strings;
        let name = from
            .remote()
            .and_then(|id| self.stage.with(id, |tile| strings.short_name(tile.name())));
        let values = [("name", &*name.unwrap_or_default()), ("time", since)];
        Some(strings.with(key, &values))
    }

    fn is_recording(&self) -> bool {
        let is_going_on = |recording: &Recording| !recording.is_stopped();
        self.recording.as_ref().is_some_and(is_going_on)
    }
}

/// Returns the time of day so long ago.
fn clock(ago: Duration) -> String {
    let time = js_sys::Date::new(&(js_sys::Date::now() - ago.as_secs_f64() * 1e3).into());
    format!("{}:{:02}", time.get_hours(), time.get_minutes())
}

/// Returns the key of what a mark of this state says.
fn label(state: RecordingState) -> Option<&'static str> {
    match state {
        RecordingState::Off => None,
        RecordingState::Tapping => Some("taps"),
        RecordingState::Recording => Some("records"),
    }
}
