//! Keeps a video playing. Browsers pause one for a telephone call, to save power or when the page is hidden, and so do
//! scripts of the page; the person would look at a frozen, silent tile without a word.

use super::Picture;
use crate::view::dom::{millis, toggle_attr};
use crate::view::{Ui, picture_in_picture};
use web_sys::VisibilityState;

/// How often a paused video is played again before that is left to the person: whoever pauses it this often within
/// [`INSISTS_WITHIN`] means it, or would do so forever.
const RESUMES: u8 = 3;
const INSISTS_WITHIN: f64 = 10_000.0;

#[derive(Debug, Default)]
pub(super) struct Playback {
    halt: Option<Halt>,
    resumes: u8,
    resumed_at: f64,
}

/// Why a video stays paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Halt {
    /// The person paused it in the window of its own: they see its controls.
    Floating,
    /// The browser does not play it, or something pauses it again and again.
    Refused,
}

impl Picture {
    /// Plays the video again if it was paused. Must be called several times per second: a pause fires an event, but
    /// moving the element to another document does not.
    pub(in crate::view) fn keep_playing(&mut self) {
        let video = &self.video;
        let is_idle = || video.src_object().is_none() || video.ended() || !video.is_connected();
        if !video.paused() || is_idle() {
            return self.set_halt(None);
        }
        let is_floating = picture_in_picture::is_of(&self.video);
        match self.playback.halt {
            Some(Halt::Refused) => {}
            Some(Halt::Floating) if is_floating => {}
            // Browsers pause a video when the person closes its window.
            Some(Halt::Floating) => self.play_again(),
            None if is_floating => self.set_halt(Some(Halt::Floating)),
            None => self.resume(),
        }
    }

    /// Plays at the person's request, or because the page is visible again.
    pub(in crate::view) fn play_again(&mut self) {
        self.forget_halt();
        if self.video.paused() && self.video.src_object().is_some() {
            self.play();
        }
    }

    /// Begins anew: there is another stream, or the person wants it played.
    pub(super) fn forget_halt(&mut self) {
        self.set_halt(None);
        self.playback.resumes = 0;
    }

    /// Leaves it to the person to play the video.
    pub(super) fn halt(&mut self) {
        self.set_halt(Some(Halt::Refused));
    }

    fn resume(&mut self) {
        let now = millis();
        if now - self.playback.resumed_at > INSISTS_WITHIN {
            self.playback.resumes = 0;
        }
        if self.playback.resumes == RESUMES {
            return self.halt();
        }
        self.playback.resumes += 1;
        self.playback.resumed_at = now;
        self.play();
    }

    fn set_halt(&mut self, halt: Option<Halt>) {
        if self.playback.halt != halt {
            self.playback.halt = halt;
            toggle_attr(&self.tile, "data-paused", halt.is_some());
        }
    }
}

impl Ui {
    /// Keeps all videos playing, and tries again what did not play while nobody looked.
    pub(in crate::view) fn keep_playing(&mut self) {
        let document = self.root.owner_document();
        let is_seen =
            document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible);
        let has_returned = is_seen && !std::mem::replace(&mut self.is_seen, is_seen);
        for picture in self.pictures_mut() {
            if has_returned && !picture_in_picture::is_of(picture.video()) {
                picture.play_again();
            } else {
                picture.keep_playing();
            }
        }
    }
}
