//! The log of negotiation messages, in the order in which they were sent and received. Nothing of it is drawn while people
//! wait for each other's picture.

mod entry;
mod last_set_up;
mod row;
mod setup;

use crate::view::Ui;
use crate::view::dom::{NAME_CHARS, bounded, create, find, set_attr, toggle_attr};
use crate::view::markup::{Part, build, say_name};
use crate::view::message::{Mailbox, Message};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt, Timeout};
pub(in crate::view) use entry::What;
use entry::{Entry, time_of_day};
use setup::SetUp;
pub(in crate::view) use setup::Step;
use std::collections::VecDeque;
use std::time::Duration;
use visavis_call::MeasuredStep;
use visavis_call::protocol::{ClientId, Person};
use visavis_call::roap::Message as Negotiation;
use web_sys::{Element, HtmlVideoElement};

/// A call of an hour stays well below this.
const ROWS: usize = 500;
/// How long rows wait before they are drawn: longer than a set-up takes.
const DRAW_AFTER: Duration = Duration::from_secs(1);
/// A bound for rooms with many people coming and going.
const NAMES: usize = 100;

pub(in crate::view) struct Log {
    rows: Element,
    set_up: SetUp,
    /// Includes people who have left: their last messages arrive afterwards.
    names: Vec<(ClientId, String)>,
    waiting: VecDeque<Entry>,
    /// Until what waits is drawn.
    due: Option<Timeout>,
    element: Element,
    mailbox: Mailbox,
}

impl Log {
    pub(in crate::view) fn new(mailbox: &Mailbox, strings: &Strings) -> Result<Self, Exception> {
        let element = build(Part::Log, strings)?;
        Ok(Self {
            rows: find(&element, "ol")?,
            set_up: SetUp::new(&element)?,
            names: Vec::new(),
            waiting: VecDeque::new(),
            due: None,
            element,
            mailbox: mailbox.clone(),
        })
    }

    pub(in crate::view) fn element(&self) -> &Element {
        &self.element
    }

    /// Sets the name of a person for the rows from here on.
    pub(in crate::view) fn know(&mut self, person: &Person) {
        self.names.retain(|(id, _)| *id != person.id);
        self.names
            .push((person.id.clone(), bounded(person.name.trim(), NAME_CHARS)));
        if self.names.len() > NAMES {
            self.names.remove(0);
        }
    }

    /// Resets the timeline for a new call.
    pub(in crate::view) fn begin_anew(&mut self) {
        self.set_up.begin_anew();
    }

    /// Starts a step of the setup, with one person or in general.
    pub(in crate::view) fn start(&mut self, step: Step, of: Option<&ClientId>) {
        let name = of.map(|id| self.name_of(id));
        self.set_up.start(step, of.zip(name));
        self.draw_later();
    }

    /// Ends a step of the setup.
    pub(in crate::view) fn end(&mut self, step: Step, of: Option<&ClientId>) {
        self.set_up.end(step, of);
        self.draw_later();
    }

    /// Takes the steps of a person as the call measured them: here they are told later than they happen.
    pub(in crate::view) fn measured(&mut self, of: &ClientId, steps: &[MeasuredStep]) {
        let name = self.name_of(of);
        self.set_up.measured(of, &name, steps);
        self.draw_later();
    }

    /// Adds a row about a person.
    pub(in crate::view) fn add(&mut self, peer: &ClientId, what: What) {
        match &what {
            What::Message(_, Negotiation::Offer(_)) => self.start(Step::Agreement, Some(peer)),
            What::Message(_, Negotiation::Answer(_)) => {
                self.end(Step::Agreement, Some(peer));
                self.start(Step::Path, Some(peer));
            }
            What::Message(..) | What::Dropped(_) | What::State(_) => {}
        }
        if self.waiting.len() == ROWS {
            self.waiting.pop_front();
        }
        self.waiting.push_back(Entry {
            peer: peer.clone(),
            name: self.name_of(peer),
            time: time_of_day(),
            what,
        });
        self.draw_later();
    }

    fn draw_later(&mut self) {
        if self.due.is_some() {
            return;
        }
        let mailbox = self.mailbox.clone();
        self.due = Some(Timeout::after(DRAW_AFTER, move || mailbox.put(Message::LogDue)));
        set_attr(&self.element, "aria-busy", "true");
    }

    /// Draws what waits.
    pub(in crate::view) fn draw(&mut self, strings: &Strings) -> Result<(), Exception> {
        if self.due.take().is_none() {
            return Ok(());
        }
        toggle_attr(&self.element, "aria-busy", false);
        self.set_up.draw(strings)?;
        for entry in std::mem::take(&mut self.waiting) {
            let row = entry.draw(strings)?;
            self.rows.append_child(&row).or_exception()?;
        }
        while self.rows.child_element_count() as usize > ROWS
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

/// Begins a sentence with the name of a person. Returns the element for the rest.
fn name_first<'e>(sentence: &'e Element, name: &str, strings: &Strings) -> Result<&'e Element, Exception> {
    let begin = create("span")?;
    say_name(&begin, name, strings);
    sentence.append_child(&begin).or_exception()?;
    Ok(sentence)
}

impl Ui {
    /// Ends the picture step of a person when their first frame is loaded.
    pub(in crate::view) fn picture_loaded(&mut self, video: &HtmlVideoElement) {
        self.with_picture(video, |picture| picture.measure());
        if let Some(person) = self.stage.person_in(video) {
            self.log.end(Step::Picture, Some(person));
        }
    }

    /// Draws the rows of the log that wait.
    pub(in crate::view) fn draw_log(&mut self) {
        let drawn = self.log.draw(&self.strings);
        drawn.warn_on_error("drawing the log");
    }
}
