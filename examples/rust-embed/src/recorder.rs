//! The button *Record*: the first press records the sound of everyone, the next one offers the file.

use crate::{App, spawn, with_app};
use std::cell::RefCell;
use visavis::{Failure, RecordOptions, Recording};

/// The recording, while there is one.
#[derive(Debug, Default)]
pub(crate) struct Recorder(RefCell<Option<Recording>>);

impl Recorder {
    pub(crate) fn press(&self, app: &App) {
        if let Some(recording) = self.0.take() {
            return spawn(async {
                let file = recording.stop().await;
                with_app(|app| app.page.show_recording(file));
            });
        }
        let begun = app.call.record(RecordOptions::default());
        spawn(async {
            let begun = begun.await;
            with_app(|app| app.recorder.begin(app, begun));
        });
    }

    fn begin(&self, app: &App, begun: Result<Recording, Failure>) {
        match begun {
            Ok(recording) => {
                self.0.replace(Some(recording));
                app.page.record.set_text_content(Some("Stop"));
            }
            Err(failure) => app.page.set_status(&failure.message),
        }
    }
}
