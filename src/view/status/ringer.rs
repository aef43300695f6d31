//! Rings for an incoming call: plays a sound and blinks the tab's title.

use crate::view::Tools;
use crate::view::dom::millis;

/// From the start of one ring to the start of the next.
const BETWEEN_RINGS: f64 = 3_000.0;
const BETWEEN_BLINKS: f64 = 1_000.0;

#[derive(Default)]
pub(in crate::view) struct Ringer {
    is_silent: bool,
    rang: Option<f64>,
    blinked: f64,
    /// The page's own title, while ours replaces it.
    title: Option<String>,
    /// The title set by the ringer.
    ring: String,
}

impl Ringer {
    /// Mutes the ring until the next call.
    pub(in crate::view) fn silence(&mut self) {
        self.is_silent = true;
    }

    /// Rings or blinks if it is time; `call` is the sentence about the caller.
    pub(in crate::view) fn look(&mut self, call: Option<&str>, tools: &Tools) {
        let Some(call) = call else {
            (self.is_silent, self.rang) = (false, None);
            self.put_title_back();
            return;
        };
        let now = millis();
        if !self.is_silent && self.rang.is_none_or(|rang| now - rang > BETWEEN_RINGS) {
            self.rang = Some(now);
            tools.ring();
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
            self.ring = call.to_owned();
            document.set_title(call);
        }
    }

    /// Restores the page's title, unless the page has changed it in the meantime.
    fn put_title_back(&mut self) {
        if let (Some(title), Some(document)) = (self.title.take(), document())
            && document.title() == self.ring
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

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
