//! The message log: what the negotiation said, in the order in which it was said.

mod row;
mod setup;

use crate::view::Ui;
use crate::view::dom::{NAME_CHARS, find, set_attr, set_text};
use crate::view::markup::{Part, build};
use crate::view::strings::Strings;
use crate::web::{EventType, Exception, JsResultExt, Listener};
use row::Row;
use setup::SetUp;
pub(in crate::view) use setup::Step;
use std::rc::Weak;
use visavis_call::Direction;
use visavis_call::protocol::envelope::{ClientId, Person};
use visavis_call::roap::Message;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// A call of an hour stays well below it.
const ROWS: u32 = 500;
/// More names than this are those of a crowd that came and went.
const NAMES: usize = 100;

const LOADED: EventType<Event> = EventType::new("loadeddata");

/// Hears when the first picture of someone on the stage is there.
pub(in crate::view) fn listen(stage: &Element, ui: &Weak<Ui>) -> Listener {
    let ui = ui.clone();
    Listener::within(stage, &LOADED, move |event| {
        let video = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let tile = video.and_then(|video| video.closest("[data-person]").ok().flatten());
        let person = tile.and_then(|tile| tile.get_attribute("data-person"));
        if let (Some(ui), Some(person)) = (ui.upgrade(), person) {
            ui.log.borrow_mut().end(Step::Picture, Some(&ClientId(person)));
        }
    })
}

pub(in crate::view) struct Log {
    rows: Element,
    set_up: SetUp,
    /// Also of those who have left: their last messages come after that.
    names: Vec<(ClientId, String)>,
    strings: Strings,
    element: Element,
}

impl Log {
    pub(in crate::view) fn new(strings: &Strings) -> Result<Self, Exception> {
        let element = build(Part::Log, strings)?;
        Ok(Self {
            rows: find(&element, "ol")?,
            set_up: SetUp::new(&element, strings)?,
            names: Vec::new(),
            strings: strings.clone(),
            element,
        })
    }

    pub(in crate::view) fn element(&self) -> &Element {
        &self.element
    }

    /// Rows from here on call someone by that name.
    pub(in crate::view) fn know(&mut self, person: &Person) {
        self.names.retain(|(id, _)| *id != person.id);
        self.names.push((
            person.id.clone(),
            self.strings.name_or_guest(&person.name, NAME_CHARS),
        ));
        if self.names.len() > NAMES {
            self.names.remove(0);
        }
    }

    /// A call begins.
    pub(in crate::view) fn begin_anew(&mut self) {
        self.set_up.begin_anew();
    }

    /// Notes when a step of the set-up began, towards someone or towards all.
    pub(in crate::view) fn start(&mut self, step: Step, of: Option<&ClientId>) -> Result<(), Exception> {
        let name = of.map(|id| self.name_of(id));
        self.set_up.start(step, of.zip(name.as_deref()))
    }

    /// Notes when it was done.
    pub(in crate::view) fn end(&mut self, step: Step, of: Option<&ClientId>) {
        self.set_up.end(step, of);
    }

    pub(in crate::view) fn add(
        &mut self,
        peer: &ClientId,
        direction: Direction,
        message: &Message,
    ) -> Result<(), Exception> {
        let row = Row::new(build(Part::LogRow, &self.strings)?, peer, &self.strings)?;
        row.fill(&self.name_of(peer), direction, message)?;
        match message {
            Message::Offer(_) => self.start(Step::Agreement, Some(peer))?,
            Message::Answer(_) => {
                self.end(Step::Agreement, Some(peer));
                self.start(Step::Path, Some(peer))?;
            }
            Message::Ok(_) | Message::Error(_) | Message::Shutdown(_) | Message::Candidates(_) => {}
        }
        self.append(row.element())
    }

    pub(in crate::view) fn add_dropped(&self, peer: &ClientId, why: &str) -> Result<(), Exception> {
        let name = self.name_of(peer);
        let sentence = self.strings.with("log-dropped", &[("name", &name), ("why", why)]);
        self.add_aside(peer, "data-dropped", why, &sentence)
    }

    /// How the link to someone stands now.
    pub(in crate::view) fn add_state(&self, peer: &ClientId, state: &str) -> Result<(), Exception> {
        let sentence = format!("{}: {state}", self.name_of(peer));
        self.add_aside(peer, "data-state", state, &sentence)
    }

    /// What is no message, between those that are.
    fn add_aside(&self, peer: &ClientId, name: &str, value: &str, sentence: &str) -> Result<(), Exception> {
        let row = Row::new(build(Part::LogRow, &self.strings)?, peer, &self.strings)?;
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
