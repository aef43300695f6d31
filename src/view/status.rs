//! The quiet lines at the top.

use super::dom::{find, flag, missing, say};
use super::markup::{Part, build};
use super::words::Words;
use crate::web::{Alarm, Exception, JsResultExt};
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
    notes: Element,
    problems: Vec<(Source, Failure)>,
    words: Words,
}

/// A line that goes by itself.
struct Passing {
    element: Element,
    _alarm: Alarm,
}

impl Drop for Passing {
    fn drop(&mut self) {
        self.element.remove();
    }
}

impl Status {
    pub(super) fn new(root: &Element, words: &Words) -> Result<Self, Exception> {
        Ok(Self {
            signalling: find(root, ".signalling")?,
            told: None,
            host: String::new(),
            passing: find(root, ".passing")?,
            lines: VecDeque::new(),
            notes: find(root, ".notes")?,
            problems: Vec::new(),
            words: words.clone(),
        })
    }

    /// Whoever is called that has to let this person in.
    pub(super) fn wait_for(&mut self, host: &str) {
        self.host = self.words.short_name(host);
    }

    pub(super) fn show_signalling(&mut self, state: Signalling) -> Result<(), Exception> {
        let line = self.words.signalling(state, &self.host);
        say(&self.signalling, line.as_deref().unwrap_or_default());
        flag(&self.signalling, "hidden", line.is_none());
        let was_away = matches!(self.told, Some(Signalling::Reconnecting | Signalling::TabsOnly));
        self.told = Some(state);
        if state == Signalling::Connected && was_away {
            self.tell(&self.words.of("connected"))?;
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
        say(&element, sentence);
        self.passing.append_child(&element).or_exception()?;

        let gone = element.clone();
        self.lines.push_back(Passing {
            element,
            _alarm: Alarm::after(PASSES_AFTER, move || gone.remove()),
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
        let known = self.problems.iter().find(|(of, _)| *of == source);
        if known.map(|(_, failure)| failure) == problem {
            return Ok(());
        }
        self.problems.retain(|(of, _)| *of != source);
        self.problems
            .extend(problem.map(|failure| (source, failure.clone())));

        self.show_notes()
    }

    /// What was said does not belong to what comes.
    pub(super) fn clear(&mut self) {
        self.lines.clear();
        self.told = None;
        say(&self.signalling, "");
        flag(&self.signalling, "hidden", true);
    }

    fn show_notes(&self) -> Result<(), Exception> {
        self.notes.replace_children_with_node_0();
        for (index, (_, failure)) in self.problems.iter().enumerate() {
            let was_said = self.problems[..index]
                .iter()
                .any(|(_, earlier)| earlier.message == failure.message);
            // Camera and microphone are mostly refused together, in the same words.
            if was_said {
                continue;
            }
            let note = build(Part::Note, &self.words)?;
            say(&find(&note, ".sentence")?, &self.words.failure(failure));
            say(&find(&note, "code")?, failure.code);
            self.notes.append_child(&note).or_exception()?;
        }

        Ok(())
    }
}
