//! Measures and shows the level of the person's own microphone.

use super::Ui;
use super::panels::Panel;
use super::tools::Meter;
use visavis_call::Source;

/// From this level on, 0 to 255, the self view is marked as speaking.
const SPEAKS_FROM: u8 = 25;

impl Ui {
    pub(super) fn listen(&mut self) {
        let stream = self.self_view.stream();
        let is_right = match (&self.meter, &stream) {
            (Some(meter), Some(stream)) => meter.is_of(stream),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !is_right {
            self.meter = stream.and_then(|stream| Meter::new(&self.tools, &stream));
        }
        let level = self.meter.as_ref().map_or(0, Meter::level);
        let is_on = self.self_view.is_on(Source::Microphone);
        let level = if is_on { level } else { 0 };
        self.self_view.show_level(level);
        self.self_view.show_speaking(level >= SPEAKS_FROM);
        if self.panels.is_open(Panel::Devices) {
            self.devices.show_level(level);
        }
    }
}
