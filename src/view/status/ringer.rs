//! What calls attention to someone who calls: a sound, and the title of the tab.

use crate::view::dom::millis;
use web_sys::{AudioContext, OscillatorType};

/// Two notes, a pause, again.
const BETWEEN_RINGS: f64 = 3_000.0;
const BETWEEN_BLINKS: f64 = 1_000.0;
/// Hertz, and seconds after the first note.
const NOTES: [(f32, f64); 4] = [(660.0, 0.0), (880.0, 0.18), (660.0, 0.5), (880.0, 0.68)];
const LOUD: f32 = 0.12;

#[derive(Default)]
pub(in crate::view) struct Ringer {
    is_silent: bool,
    rang: Option<f64>,
    blinked: f64,
    /// The page's own title, while another stands there.
    title: Option<String>,
    ui: String,
}

impl Ringer {
    /// No sound until the next call.
    pub(in crate::view) fn silence(&mut self) {
        self.is_silent = true;
    }

    /// Looks whether it is time; `call` is the sentence about whoever calls.
    pub(in crate::view) fn look(&mut self, call: Option<&str>, context: Option<&AudioContext>) {
        let Some(call) = call else {
            (self.is_silent, self.rang) = (false, None);
            self.put_title_back();
            return;
        };
        let now = millis();
        if !self.is_silent && self.rang.is_none_or(|rang| now - rang > BETWEEN_RINGS) {
            self.rang = Some(now);
            if let Some(context) = context {
                // Without a loudspeaker there is the picture.
                sound(context);
            }
        }
        if now - self.blinked > BETWEEN_BLINKS {
            self.blinked = now;
            self.blink(call);
        }
    }

    fn blink(&mut self, call: &str) {
        let Some(document) = document() else { return };
        if self.title.is_some() {
            self.put_title_back();
        } else {
            self.title = Some(document.title());
            self.ui = call.to_owned();
            document.set_title(call);
        }
    }

    /// Unless the page has set another meanwhile.
    fn put_title_back(&mut self) {
        if let (Some(title), Some(document)) = (self.title.take(), document())
            && document.title() == self.ui
        {
            document.set_title(&title);
        }
    }
}

impl Drop for Ringer {
    fn drop(&mut self) {
        self.put_title_back();
    }
}

fn sound(context: &AudioContext) -> Option<()> {
    let now = context.current_time();
    for (pitch, after) in NOTES {
        let (note, volume) = (context.create_oscillator().ok()?, context.create_gain().ok()?);
        note.set_type(OscillatorType::Sine);
        note.frequency().set_value(pitch);
        volume.gain().set_value_at_time(0.0, now + after).ok()?;
        volume
            .gain()
            .linear_ramp_to_value_at_time(LOUD, now + after + 0.02)
            .ok()?;
        volume
            .gain()
            .linear_ramp_to_value_at_time(0.0, now + after + 0.16)
            .ok()?;
        note.connect_with_audio_node(&volume).ok()?;
        volume.connect_with_audio_node(&context.destination()).ok()?;
        note.start_with_when(now + after).ok()?;
        note.stop_with_when(now + after + 0.2).ok()?;
    }
    Some(())
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
