//! Lines about those who record the call, for as long as they do.

use crate::view::Ui;
use crate::view::dom::{create, find, length, millis, set_attr, set_text, short_name};
use crate::view::markup::say;
use crate::view::strings::Strings;
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
    /// Likewise, in milliseconds.
    began: f64,
    element: Element,
    timer: Element,
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

    /// Shows for how long a recording goes on; what takes in the others has no length.
    fn show_time(&self) {
        if self.state == RecordingState::Recording {
            set_text(&self.timer, &length(millis() - self.began));
        }
    }

    /// Names the person, if it is another one.
    fn write(&self, key: &str, name: &str, strings: &Strings) -> Result<(), Exception> {
        let sentence = find(&self.element, ".sentence")?;
        say(&sentence, key, &[("name", name), ("time", &self.since)], strings);
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
            self.stage
                .with(id, |tile| tile.show_recording(state, &self.strings));
        }
        let Some(key) = self.key_of(from, state) else {
            return Ok(());
        };
        let element = create("p")?;
        element.set_class_name("line recorder");
        let [dot, timer, text] = [create("span")?, create("span")?, create("span")?];
        dot.set_class_name("dot");
        // The sentence says since when.
        for seen in [&dot, &timer] {
            set_attr(seen, "aria-hidden", "true");
        }
        timer.set_class_name("timer");
        text.set_class_name("sentence");
        element.append_with_node_3(&dot, &timer, &text).or_exception()?;
        let recorder = Recorder {
            from: from.clone(),
            state,
            since: clock(elapsed),
            began: millis() - elapsed.as_secs_f64() * 1e3,
            element,
            timer,
        };
        recorder.show_time();
        recorder.write(key, &self.name_of(from), &self.strings)?;
        find::<Element>(&self.root, ".recorders")?
            .append_child(&recorder.element)
            .or_exception()?;
        self.recorders.push(recorder);
        if from.remote().is_some() {
            self.tools.chime();
        }
        Ok(())
    }

    /// Shows for how long this person and others have been recording. Must be called several times per second.
    pub(in crate::view) fn show_recording_times(&self) {
        if let Some(began) = self.recording.as_ref().and_then(Recording::began)
            && let Ok(timer) = find::<Element>(&self.root, ".recording .timer")
        {
            set_text(&timer, &length(millis() - began));
        }
        for recorder in &self.recorders {
            recorder.show_time();
        }
    }

    /// Names a person who records by their new name.
    pub(in crate::view) fn rename_recorder(&mut self, id: &ClientId) -> Result<(), Exception> {
        let Some(at) = self.recorders.iter().position(|recorder| recorder.is_of(id)) else {
            return Ok(());
        };
        let recorder = self.recorders.remove(at);
        if let Some(key) = self.key_of(&recorder.from, recorder.state) {
            recorder.write(key, &self.name_of(&recorder.from), &self.strings)?;
        }
        self.recorders.insert(at, recorder);
        Ok(())
    }

    /// Returns the key of the sentence about a recording.
    fn key_of(&self, from: &Participant, state: RecordingState) -> Option<&'static str> {
        Some(match (from, state) {
            (_, RecordingState::Off) => return None,
            // The interface has a line of its own for the recording that it makes.
            (Participant::Local, RecordingState::Recording) if self.is_recording() => return None,
            (Participant::Local, RecordingState::Recording) => "page-records",
            (Participant::Local, RecordingState::Tapping) => "page-taps",
            (Participant::Remote(_), RecordingState::Recording) => "person-records",
            (Participant::Remote(_), RecordingState::Tapping) => "person-taps",
        })
    }

    fn name_of(&mut self, from: &Participant) -> String {
        let tile = |id| self.stage.with(id, |tile| short_name(tile.name()));
        from.remote().and_then(tile).unwrap_or_default()
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
