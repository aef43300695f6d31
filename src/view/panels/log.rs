//! The log of negotiation messages, in the order in which they were sent and received.

mod row;
mod setup;

use crate::view::Ui;
use crate::view::dom::{NAME_CHARS, find, set_attr, set_text};
use crate::view::markup::{Part, build};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt};
use row::Row;
use setup::SetUp;
pub(in crate::view) use setup::Step;
use visavis_call::Direction;
use visavis_call::protocol::{ClientId, Person};
use visavis_call::roap::Message;
use web_sys::{Element, HtmlVideoElement};

/// A call of an hour stays well below this.
const ROWS: u32 = 500;
/// A bound for rooms with many people coming and going.
const NAMES: usize = 100;

pub(in crate::view) struct Log {
    rows: Element,
    set_up: SetUp,
    /// Includes people who have left: their last messages arrive afterwards.
    names: Vec<(ClientId, String)>,
    element: Element,
}

impl Log {
    pub(in crate::view) fn new(strings: &Strings) -> Result<Self, Exception> {
        let element = build(Part::Log, strings)?;
        Ok(Self {
            rows: find(&element, "ol")?,
            set_up: SetUp::new(&element)?,
            names: Vec::new(),
            element,
        })
    }

    pub(in crate::view) fn element(&self) -> &Element {
        &self.element
    }

    /// Sets the name of a person for the rows from here on.
    pub(in crate::view) fn know(&mut self, person: &Person, strings: &Strings) {
        self.names.retain(|(id, _)| *id != person.id);
        self.names
            .push((person.id.clone(), strings.name_or_guest(&person.name, NAME_CHARS)));
        if self.names.len() > NAMES {
            self.names.remove(0);
        }
    }

    /// Resets the log for a new call.
    pub(in crate::view) fn begin_anew(&mut self) {
        self.set_up.begin_anew();
    }

    /// Starts a step of the setup, with one person or in general.
    pub(in crate::view) fn start(
        &mut self,
        step: Step,
        of: Option<&ClientId>,
        strings: &Strings,
    ) -> Result<(), Exception> {
        let name = of.map(|id| self.name_of(id));
        self.set_up.start(step, of.zip(name.as_deref()), strings)
    }

    /// Ends a step of the setup.
    pub(in crate::view) fn end(&mut self, step: Step, of: Option<&ClientId>) {
        self.set_up.end(step, of);
    }

    pub(in crate::view) fn add(
        &mut self,
        peer: &ClientId,
        direction: Direction,
        message: &Message,
        strings: &Strings,
    ) -> Result<(), Exception> {
        let row = Row::new(build(Part::LogRow, strings)?, peer, strings)?;
        row.fill(&self.name_of(peer), direction, message)?;
        match message {
            Message::Offer(_) => self.start(Step::Agreement, Some(peer), strings)?,
            Message::Answer(_) => {
                self.end(Step::Agreement, Some(peer));
                self.start(Step::Path, Some(peer), strings)?;
            }
            Message::Ok(_) | Message::Error(_) | Message::Shutdown(_) | Message::Candidates(_) => {}
        }
        self.append(row.element())
    }

    pub(in crate::view) fn add_dropped(
        &self,
        peer: &ClientId,
        why: &str,
        strings: &Strings,
    ) -> Result<(), Exception> {
        let name = self.name_of(peer);
        let sentence = strings.with("log-dropped", &[("name", &name), ("why", why)]);
        self.add_aside(peer, ("data-dropped", why), &sentence, strings)
    }

    /// Adds the state of the link to a person.
    pub(in crate::view) fn add_state(
        &self,
        peer: &ClientId,
        state: &str,
        strings: &Strings,
    ) -> Result<(), Exception> {
        let sentence = format!("{}: {state}", self.name_of(peer));
        self.add_aside(peer, ("data-state", state), &sentence, strings)
    }

    /// Adds a row that is not a message.
    fn add_aside(
        &self,
        peer: &ClientId,
        (name, value): (&str, &str),
        sentence: &str,
        strings: &Strings,
    ) -> Result<(), Exception> {
        let row = Row::new(build(Part::LogRow, strings)?, peer, strings)?;
        set_attr(row.element(), name, value);
        set_text(&find(row.element(), ".with")?, sentence);
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

impl Ui {
    /// Ends the picture step of a person when their first frame is loaded.
    pub(in crate::view) fn picture_loaded(&mut self, video: &HtmlVideoElement) {
        self.with_picture(video, |picture| picture.measure());
        if let Some(person) = self.stage.person_in(video) {
            self.log.end(Step::Picture, Some(person));
        }
    }
}
