//! The quiet lines at the top.

mod host;
mod notes;
mod ringer;

pub(super) use host::Host;
pub(super) use notes::Notes;
pub(super) use ringer::Ringer;

use super::Ui;
use super::dom::{create, find, set_text, toggle_attr};
use super::message::{Mailbox, Message};
use super::strings::Strings;
use crate::web::{Exception, JsResultExt, Timeout};
use std::collections::VecDeque;
use std::time::Duration;
use visavis_call::Signalling;
use web_sys::Element;

/// Long enough to be read twice, short enough not to stand in the way.
const PASSES_AFTER: Duration = Duration::from_secs(5);
/// More at once would cover the people.
const PASSING_LINES: usize = 2;

pub(super) struct Status {
    signalling: Element,
    state: Option<Signalling>,
    /// What the one is called who lets this person in.
    host: String,
    passing: Element,
    lines: VecDeque<Line>,
    spoken: Element,
    mailbox: Mailbox,
}

/// A line that goes by itself.
struct Line {
    element: Element,
    _timeout: Timeout,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.element.remove();
    }
}

impl Status {
    pub(super) fn new(root: &Element, mailbox: &Mailbox) -> Result<Self, Exception> {
        Ok(Self {
            signalling: find(root, ".signalling")?,
            state: None,
            host: String::new(),
            passing: find(root, ".passing")?,
            lines: VecDeque::new(),
            spoken: find(root, ".spoken")?,
            mailbox: mailbox.clone(),
        })
    }

    /// The person with that name has to let this one in.
    pub(super) fn wait_for(&mut self, host: &str, strings: &Strings) {
        self.host = strings.short_name(host);
    }

    pub(super) fn show_signalling(&mut self, state: Signalling, strings: &Strings) -> Result<(), Exception> {
        let line = strings.signalling(state, &self.host);
        set_text(&self.signalling, line.as_deref().unwrap_or_default());
        toggle_attr(&self.signalling, "hidden", line.is_none());
        let was_away = matches!(self.state, Some(Signalling::Reconnecting | Signalling::TabsOnly));
        if self.state.is_none() {
            self.speak("");
        }
        self.state = Some(state);
        if state == Signalling::Connected && was_away {
            self.tell(&strings.of("connected"))?;
        }
        Ok(())
    }

    /// Shows a sentence for a while.
    pub(super) fn tell(&mut self, sentence: &str) -> Result<(), Exception> {
        let element = create("p")?;
        element.set_class_name("line");
        set_text(&element, sentence);
        self.passing.append_child(&element).or_exception()?;

        let mailbox = self.mailbox.clone();
        self.lines.push_back(Line {
            element,
            _timeout: Timeout::after(PASSES_AFTER, move || mailbox.put(Message::LinePassed)),
        });
        if self.lines.len() > PASSING_LINES {
            self.lines.pop_front();
        }
        Ok(())
    }

    /// The oldest line has been there for long enough.
    pub(super) fn line_passed(&mut self) {
        self.lines.pop_front();
    }

    /// Has a screen reader say a sentence: what others see where it happens.
    pub(super) fn speak(&self, sentence: &str) {
        set_text(&self.spoken, sentence);
    }

    /// What was said does not belong to what comes.
    pub(super) fn clear(&mut self) {
        self.lines.clear();
        self.state = None;
        set_text(&self.signalling, "");
        toggle_attr(&self.signalling, "hidden", true);
    }
}

impl Ui {
    pub(super) fn tell(&mut self, sentence: &str) -> Result<(), Exception> {
        self.status.tell(sentence)
    }

    /// Shows for a while what is under that key.
    pub(super) fn say(&mut self, key: &str) {
        self.tell(&self.strings.of(key)).warn_on_error(key);
    }
}
