//! The status lines at the top: signalling, transient messages, screen reader announcements.

mod files;
mod host;
mod incoming;
mod notes;
mod recorders;
mod ringer;
mod sound_only;

pub(super) use files::FileNote;
pub(super) use host::Host;
pub(super) use notes::{Notes, Topic, Trouble};
pub(super) use recorders::Recorder;
pub(super) use ringer::Ringer;

use super::Ui;
use super::dom::{create, find, set_text, short_name, toggle_attr};
use super::markup::{say, say_plainly};
use super::message::{Mailbox, Message};
use super::strings::Strings;
use crate::web::{Exception, JsResultExt, Timeout};
use std::collections::VecDeque;
use std::time::Duration;
use visavis_call::Signalling;
use web_sys::Element;

/// Long enough to be read twice, short enough not to be in the way.
const PASSES_AFTER: Duration = Duration::from_secs(5);
/// More at once would cover the people.
const PASSING_LINES: usize = 2;

pub(super) struct Status {
    signalling: Element,
    state: Option<Signalling>,
    /// The name of the host who must admit this person; `None`: nobody has been asked yet.
    host: Option<String>,
    passing: Element,
    lines: VecDeque<Line>,
    spoken: Element,
    mailbox: Mailbox,
}

/// A line that disappears by itself.
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
            host: None,
            passing: find(root, ".passing")?,
            lines: VecDeque::new(),
            spoken: find(root, ".spoken")?,
            mailbox: mailbox.clone(),
        })
    }

    /// Sets the name of the host who must admit this person.
    pub(super) fn wait_for(&mut self, host: &str) {
        self.host = Some(short_name(host));
    }

    /// Returns what a person at the door of a locked call is told: the key of the sentence, and the name in it.
    pub(super) fn at_door(&self) -> (&'static str, &str) {
        let key = match self.state {
            Some(Signalling::Waiting) if self.host.is_some() => "waiting",
            Some(Signalling::Waiting) => "crowded",
            Some(Signalling::TabsOnly | Signalling::Reconnecting) => "waiting-lost",
            Some(Signalling::Connecting | Signalling::Connected) | None => "connecting",
        };
        (key, self.host.as_deref().unwrap_or_default())
    }

    pub(super) fn show_signalling(&mut self, state: Signalling, strings: &Strings) -> Result<(), Exception> {
        let host = self.host.as_deref();
        let key = match state {
            Signalling::Waiting if host.is_some() => "waiting",
            Signalling::Waiting => "crowded",
            Signalling::Connecting | Signalling::TabsOnly | Signalling::Reconnecting => state.name(),
            Signalling::Connected => "",
        };
        if key.is_empty() {
            say_plainly(&self.signalling, "");
        } else {
            say(
                &self.signalling,
                key,
                &[("name", host.unwrap_or_default())],
                strings,
            );
        }
        toggle_attr(&self.signalling, "hidden", key.is_empty());
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

    pub(super) fn is_connected(&self) -> bool {
        self.state == Some(Signalling::Connected)
    }

    /// Shows a transient sentence.
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

    /// Removes the oldest transient line.
    pub(super) fn line_passed(&mut self) {
        self.lines.pop_front();
    }

    /// Announces to screen readers what others see elsewhere on the screen.
    pub(super) fn speak(&self, sentence: &str) {
        set_text(&self.spoken, sentence);
    }

    /// Clears all lines of the previous call.
    pub(super) fn clear(&mut self) {
        self.lines.clear();
        (self.state, self.host) = (None, None);
        say_plainly(&self.signalling, "");
        toggle_attr(&self.signalling, "hidden", true);
    }
}

impl Ui {
    pub(super) fn tell(&mut self, sentence: &str) -> Result<(), Exception> {
        self.status.tell(sentence)
    }

    /// Shows the string of a key as a transient line.
    pub(super) fn say(&mut self, key: &str) {
        self.tell(&self.strings.of(key)).warn_on_error(key);
    }
}
