//! The quiet lines at the top.

mod host;
mod ringer;

pub(super) use ringer::Ringer;

use super::dom::{find, missing, set_text, take_away, toggle_attr};
use super::markup::{Part, build};
use super::strings::Strings;
use crate::web::{Exception, JsResultExt, Timeout};
use std::collections::VecDeque;
use std::time::Duration;
use visavis_call::{Failure, Signalling, Source};
use web_sys::Element;

/// Long enough to be read twice, short enough not to stand in the way.
const PASSES_AFTER: Duration = Duration::from_secs(5);
/// More at once would cover the people.
const PASSING_LINES: usize = 2;

pub(super) struct Status {
    signalling: Element,
    told: Option<Signalling>,
    /// Who lets this person in.
    host: String,
    passing: Element,
    lines: VecDeque<Passing>,
    spoken: Element,
    notes: Element,
    problems: Vec<Problem>,
    strings: Strings,
}

/// What is wrong with a device.
struct Problem {
    source: Source,
    failure: Failure,
    /// Camera and microphone are mostly refused together, in the same words: then the first has the note.
    note: Option<Element>,
    is_dismissed: bool,
}

impl Drop for Problem {
    fn drop(&mut self) {
        if let Some(note) = &self.note {
            take_away(note);
        }
    }
}

/// A line that goes by itself.
struct Passing {
    element: Element,
    _timeout: Timeout,
}

impl Drop for Passing {
    fn drop(&mut self) {
        self.element.remove();
    }
}

impl Status {
    pub(super) fn new(root: &Element, strings: &Strings) -> Result<Self, Exception> {
        Ok(Self {
            signalling: find(root, ".signalling")?,
            told: None,
            host: String::new(),
            passing: find(root, ".passing")?,
            lines: VecDeque::new(),
            spoken: find(root, ".spoken")?,
            notes: find(root, ".notes")?,
            problems: Vec::new(),
            strings: strings.clone(),
        })
    }

    /// Whoever is called that has to let this person in.
    pub(super) fn wait_for(&mut self, host: &str) {
        self.host = self.strings.short_name(host);
    }

    pub(super) fn show_signalling(&mut self, state: Signalling) -> Result<(), Exception> {
        let line = self.strings.signalling(state, &self.host);
        set_text(&self.signalling, line.as_deref().unwrap_or_default());
        toggle_attr(&self.signalling, "hidden", line.is_none());
        let was_away = matches!(self.told, Some(Signalling::Reconnecting | Signalling::TabsOnly));
        if self.told.is_none() {
            self.speak("");
        }
        self.told = Some(state);
        if state == Signalling::Connected && was_away {
            self.tell(&self.strings.of("connected"))?;
        }
        Ok(())
    }

    /// Says something that need not be said for long.
    pub(super) fn tell(&mut self, sentence: &str) -> Result<(), Exception> {
        let element = self
            .passing
            .owner_document()
            .ok_or_else(|| missing("a document"))?;
        let element = element.create_element("p").or_exception()?;
        element.set_class_name("line");
        set_text(&element, sentence);
        self.passing.append_child(&element).or_exception()?;

        let gone = element.clone();
        self.lines.push_back(Passing {
            element,
            _timeout: Timeout::after(PASSES_AFTER, move || gone.remove()),
        });
        if self.lines.len() > PASSING_LINES {
            self.lines.pop_front();
        }
        Ok(())
    }

    /// Says what is wrong with a device, until it is right.
    pub(super) fn show_problem(
        &mut self,
        source: Source,
        problem: Option<&Failure>,
    ) -> Result<(), Exception> {
        let known = self.problems.iter().find(|problem| problem.source == source);
        if known.map(|known| &known.failure) == problem {
            return Ok(());
        }
        self.problems.retain(|problem| problem.source != source);
        self.problems.extend(problem.map(|failure| Problem {
            source,
            failure: failure.clone(),
            note: None,
            is_dismissed: false,
        }));

        self.show_notes()
    }

    /// The person has read it, and wants to hear no more of it.
    pub(super) fn dismiss(&mut self, note: &Element) {
        self.with_note(note, |problem| {
            problem.is_dismissed = true;
            if let Some(note) = problem.note.take() {
                take_away(&note);
            }
        });
    }

    /// The devices that a note is about.
    pub(super) fn sources_of(&mut self, note: &Element) -> Vec<Source> {
        let mut sources = Vec::new();
        self.with_note(note, |problem| sources.push(problem.source));
        sources
    }

    /// Says something to whoever listens: what others see where it happens.
    pub(super) fn speak(&self, sentence: &str) {
        set_text(&self.spoken, sentence);
    }

    /// What was said does not belong to what comes.
    pub(super) fn clear(&mut self) {
        self.lines.clear();
        self.told = None;
        set_text(&self.signalling, "");
        toggle_attr(&self.signalling, "hidden", true);
    }

    fn show_notes(&mut self) -> Result<(), Exception> {
        for index in 0..self.problems.len() {
            let (earlier, rest) = self.problems.split_at_mut(index);
            let Some(problem) = rest.first_mut() else { break };
            let was_said = earlier
                .iter()
                .any(|earlier| earlier.failure.message == problem.failure.message);
            if was_said || problem.is_dismissed || problem.note.is_some() {
                continue;
            }
            let note = build(Part::Note, &self.strings)?;
            set_text(
                &find(&note, ".sentence")?,
                &self.strings.failure(&problem.failure),
            );
            set_text(&find(&note, "code")?, problem.failure.code);
            toggle_attr(
                &find(&note, "[data-action=retry]")?,
                "hidden",
                !pays_to_retry(problem.failure.code),
            );
            self.notes.append_child(&note).or_exception()?;
            problem.note = Some(note);
        }

        Ok(())
    }

    /// Does something with everything that a note says.
    fn with_note(&mut self, note: &Element, mut change: impl FnMut(&mut Problem)) {
        let of = self
            .problems
            .iter()
            .find(|problem| problem.note.as_ref() == Some(note));
        let Some(message) = of.map(|problem| problem.failure.message.clone()) else {
            return;
        };
        for problem in &mut self.problems {
            if problem.failure.message == message {
                change(problem);
            }
        }
    }
}

/// Whether the same button pressed again may work: not where the page has to be changed.
fn pays_to_retry(code: &str) -> bool {
    !matches!(code, "InsecurePage" | "FrameNotAllowed")
}
