//! The message log: what the negotiation said, in the order in which it was said.

mod row;

use super::dom::{NAME_CHARS, find, mark, say};
use super::markup::{Part, build};
use super::words::Words;
use crate::web::{Exception, JsResultExt};
use row::Row;
use visavis_call::Direction;
use visavis_call::roap::Message;
use visavis_call::roap::envelope::{ClientId, Person};
use web_sys::Element;

/// A call of an hour stays well below it.
const ROWS: u32 = 500;
/// More names than this are those of a crowd that came and went.
const NAMES: usize = 100;

pub(super) struct Log {
    rows: Element,
    /// Also of those who have left: their last messages come after that.
    names: Vec<(ClientId, String)>,
    words: Words,
    element: Element,
}

impl Log {
    pub(super) fn new(words: &Words) -> Result<Self, Exception> {
        let element = build(Part::Log, words)?;
        Ok(Self {
            rows: find(&element, "ol")?,
            names: Vec::new(),
            words: words.clone(),
            element,
        })
    }

    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    /// Rows from here on call someone by that name.
    pub(super) fn know(&mut self, person: &Person) {
        self.names.retain(|(id, _)| *id != person.id);
        self.names.push((
            person.id.clone(),
            self.words.name_or_guest(&person.name, NAME_CHARS),
        ));
        if self.names.len() > NAMES {
            self.names.remove(0);
        }
    }

    pub(super) fn add(
        &self,
        peer: &ClientId,
        direction: Direction,
        message: &Message,
    ) -> Result<(), Exception> {
        let row = Row::new(build(Part::Logged, &self.words)?, peer, &self.words)?;
        row.fill(&self.name_of(peer), direction, message)?;
        self.append(row.element())
    }

    pub(super) fn add_dropped(&self, peer: &ClientId, why: &str) -> Result<(), Exception> {
        let row = Row::new(build(Part::Logged, &self.words)?, peer, &self.words)?;
        mark(row.element(), "data-dropped", why);
        say(
            &find(row.element(), ".with")?,
            &self
                .words
                .with("log-dropped", &[("name", &self.name_of(peer)), ("why", why)]),
        );
        self.append(row.element())
    }

    fn append(&self, row: &Element) -> Result<(), Exception> {
        self.rows.append_child(row).or_exception()?;
        while self.rows.child_element_count() > ROWS
            && let Some(oldest) = self.rows.first_element_child()
        {
            oldest.remove();
        }

        Ok(())
    }

    fn name_of(&self, peer: &ClientId) -> String {
        self.names
            .iter()
            .find(|(id, _)| id == peer)
            .map_or_else(|| row::short(&peer.0), |(_, name)| name.clone())
    }
}
