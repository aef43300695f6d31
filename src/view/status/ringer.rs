//! Rings for an incoming call: plays a sound and blinks the title of the window.

use crate::view::Tools;
use crate::view::dom::millis;
use std::cell::RefCell;
use std::rc::Rc;
use web_sys::Document;

/// From the start of one ring to the start of the next.
const BETWEEN_RINGS: f64 = 3_000.0;
const BETWEEN_BLINKS: f64 = 1_000.0;

#[derive(Default)]
pub(in crate::view) struct Ringer {
    is_silent: bool,
    rang: Option<f64>,
    blinked: f64,
    /// Tells this ringer from others.
    me: Rc<()>,
}

/// A title that stands in for the page's own.
struct Title {
    document: Document,
    /// The page's own.
    own: String,
    ring: String,
    by: Rc<()>,
}

thread_local! {
    /// At most one for each document: several calls in it may ring at once.
    static TITLES: RefCell<Vec<Title>> = const { RefCell::new(Vec::new()) };
}

impl Ringer {
    /// Mutes the ring until the next call.
    pub(in crate::view) fn silence(&mut self) {
        self.is_silent = true;
    }

    pub(in crate::view) fn is_silent(&self) -> bool {
        self.is_silent
    }

    /// Rings or blinks if it is time; `call` is the sentence about the caller.
    pub(in crate::view) fn look(&mut self, call: Option<&str>, document: Option<&Document>, tools: &Tools) {
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
            if !self.put_title_back()
                && let Some(document) = document
            {
                self.replace_title(document, call);
            }
        }
    }

    /// Shows the ring in place of the page's title, unless that of another call is there: it gets its turn.
    fn replace_title(&self, document: &Document, ring: &str) {
        let own = document.title();
        let is_free = TITLES.with_borrow_mut(|titles| {
            // A title that the page has set in the meantime is its own again.
            titles.retain(|title| title.document != *document || title.ring == own);
            let is_free = titles.iter().all(|title| title.document != *document);
            if is_free {
                titles.push(Title {
                    document: document.clone(),
                    own,
                    ring: ring.to_owned(),
                    by: Rc::clone(&self.me),
                });
            }
            is_free
        });
        if is_free {
            document.set_title(ring);
        }
    }

    /// Restores the page's title, unless the page has changed it in the meantime. Returns whether it was replaced.
    pub(in crate::view) fn put_title_back(&self) -> bool {
        let replaced = TITLES.with_borrow_mut(|titles| {
            let mine = titles.iter().position(|title| Rc::ptr_eq(&title.by, &self.me));
            mine.map(|mine| titles.remove(mine))
        });
        if let Some(Title {
            document, own, ring, ..
        }) = &replaced
            && document.title() == *ring
        {
            document.set_title(own);
        }
        replaced.is_some()
    }
}

impl Drop for Ringer {
    fn drop(&mut self) {
        self.put_title_back();
    }
}
