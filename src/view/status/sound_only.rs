//! The line of a person who wants no pictures.

use crate::view::Ui;
use crate::view::dom::{find, toggle_attr};
use crate::view::markup::say;
use crate::web::Exception;
use web_sys::Element;

impl Ui {
    /// Says that this person sees no pictures from now on, or does so again.
    pub(in crate::view) fn show_sound_only(&mut self, is_so: bool) -> Result<(), Exception> {
        self.set_sound_only(is_so);
        let back = match (is_so, self.self_view.has_camera()) {
            // The line says it.
            (true, _) => return Ok(()),
            (false, true) => "pictures-now",
            (false, false) => "pictures-now-camera-off",
        };
        self.tell(&self.strings.of(back))
    }

    pub(in crate::view) fn set_sound_only(&mut self, is_so: bool) {
        self.is_sound_only = is_so;
        toggle_attr(&self.root, "data-sound-only", is_so);
        self.say_sound_only();
    }

    /// Says, for as long as it lasts, that no pictures are shown. This person's own camera was switched off with them, but
    /// can be on again.
    pub(in crate::view) fn say_sound_only(&self) {
        let Ok(line) = find::<Element>(&self.root, ".sound-only") else {
            return;
        };
        toggle_attr(&line, "hidden", !self.is_sound_only);
        let key = if self.self_view.has_camera() {
            "audio-only-line"
        } else {
            "sound-only-now"
        };
        if let Ok(text) = find::<Element>(&line, "span") {
            say(&text, key, &[], &self.strings);
        }
    }
}
