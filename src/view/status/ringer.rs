//! The ring of a call: a sound, and the title of the tab.

use crate::view::Tools;
use crate::view::dom::millis;

/// From the beginning of one to that of the next.
const BETWEEN_RINGS: f64 = 3_000.0;
const BETWEEN_BLINKS: f64 = 1_000.0;

#[derive(Default)]
pub(in crate::view) struct Ringer {
    is_silent: bool,
    rang: Option<f64>,
    blinked: f64,
    /// The page's own title, while another stands there.
    title: Option<String>,
    /// What the ring has put there.
    ring: String,
}

impl Ringer {
    /// No sound until the next call.
    pub(in crate::view) fn silence(&mut self) {
        self.is_silent = true;
    }

    /// Looks whether it is time; `call` is the sentence about whoever calls.
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

    /// Unless the page has set another meanwhile.
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
