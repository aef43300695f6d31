//! Notes about problems of devices and rights that a frame lacks, shown until resolved or dismissed.

use crate::view::dom::{find, set_text, take_away, toggle_attr};
use crate::view::markup::{Part, build, say_failure};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt};
use visavis_call::{Code, Failure, Source};
use web_sys::Element;

pub(in crate::view) struct Notes {
    element: Element,
    problems: Vec<Problem>,
}

/// A problem of a device, or of the frame.
struct Problem {
    source: Option<Source>,
    failure: Failure,
    /// Camera and microphone are mostly refused together, with the same message: then only the first has a note.
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

impl Notes {
    pub(in crate::view) fn new(root: &Element) -> Result<Self, Exception> {
        Ok(Self {
            element: find(root, ".notes")?,
            problems: Vec::new(),
        })
    }

    /// Shows a device problem until it is resolved.
    pub(in crate::view) fn show_problem(
        &mut self,
        source: Source,
        problem: Option<&Failure>,
        strings: &Strings,
    ) -> Result<(), Exception> {
        let source = Some(source);
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

        self.draw(strings)
    }

    /// Names a right that the page around this frame withholds from what the person has just used.
    pub(in crate::view) fn show_withheld(&mut self, code: Code, strings: &Strings) -> Result<(), Exception> {
        // One that was dismissed is shown again.
        self.problems.retain(|problem| problem.failure.code != code);
        self.problems.push(Problem {
            source: None,
            failure: Failure::from(code),
            note: None,
            is_dismissed: false,
        });
        self.draw(strings)
    }

    /// Dismisses the note that contains `button`.
    pub(in crate::view) fn dismiss(&mut self, button: &Element) {
        self.with_note(button, |problem| {
            problem.is_dismissed = true;
            if let Some(note) = problem.note.take() {
                take_away(&note);
            }
        });
    }

    /// Returns the devices concerned by the note that contains `button`.
    pub(in crate::view) fn sources_around(&mut self, button: &Element) -> Vec<Source> {
        let mut sources = Vec::new();
        self.with_note(button, |problem| sources.extend(problem.source));
        sources
    }

    fn draw(&mut self, strings: &Strings) -> Result<(), Exception> {
        for index in 0..self.problems.len() {
            let (earlier, rest) = self.problems.split_at_mut(index);
            let Some(problem) = rest.first_mut() else { break };
            let was_said = earlier
                .iter()
                .any(|earlier| earlier.failure.message == problem.failure.message);
            if was_said || problem.is_dismissed || problem.note.is_some() {
                continue;
            }
            let note = build(Part::Note, strings)?;
            say_failure(&find(&note, ".sentence")?, &problem.failure, strings);
            set_text(&find(&note, "code")?, problem.failure.code.id());
            toggle_attr(
                &find(&note, "[data-action=retry]")?,
                "hidden",
                !problem.failure.code.can_retry(),
            );
            self.element.append_child(&note).or_exception()?;
            problem.note = Some(note);
        }

        Ok(())
    }

    /// Applies `change` to each problem described by the note that contains `button`.
    fn with_note(&mut self, button: &Element, mut change: impl FnMut(&mut Problem)) {
        let of = self.problems.iter().find(|problem| {
            problem
                .note
                .as_ref()
                .is_some_and(|note| note.contains(Some(button)))
        });
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
