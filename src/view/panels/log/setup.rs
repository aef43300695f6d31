//! The setup timeline of the call: a bar for each step.

use super::name_first;
use crate::view::dom::{create, find, millis, set_attr, set_text, toggle_attr};
use crate::view::markup::{Part, build, say};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt};
use visavis_call::protocol::ClientId;
use web_sys::{Element, HtmlElement};

/// More than a full room needs; a room where people come and go for hours would exceed it.
const STEPS: usize = 24;

/// A step before people see each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::view) enum Step {
    /// Until the server has welcomed this client.
    Server,
    /// Until the camera is on: mostly the permission prompt.
    Camera,
    /// From the first OFFER to its ANSWER.
    Agreement,
    /// Until ICE and DTLS have established a path.
    Path,
    /// Until the first frame has arrived.
    Picture,
}

pub(super) struct SetUp {
    element: Element,
    list: Element,
    began: f64,
    bars: Vec<Bar>,
}

struct Bar {
    step: Step,
    of: Option<(ClientId, String)>,
    from: f64,
    to: Option<f64>,
    drawn: Option<Drawn>,
}

struct Drawn {
    line: HtmlElement,
    took: Element,
}

impl Bar {
    fn is_of(&self, person: Option<&ClientId>) -> bool {
        self.of.as_ref().map(|(id, _)| id) == person
    }

    fn build(&self, list: &Element, strings: &Strings) -> Result<Drawn, Exception> {
        let element = build(Part::LogStep, strings)?;
        set_attr(&element, "data-step", self.step.key());
        let (what, word): (Element, Element) = (find(&element, ".what")?, create("span")?);
        say(&word, self.step.key(), &[], strings);
        if let Some((id, name)) = &self.of {
            set_attr(&element, "data-peer", &id.0);
            name_first(&what, name, strings)?
                .append_with_str_1(": ")
                .or_exception()?;
        }
        what.append_with_node_1(&word).or_exception()?;
        list.append_child(&element).or_exception()?;
        Ok(Drawn {
            line: find(&element, ".course")?,
            took: find(&element, ".took")?,
        })
    }
}

impl Step {
    fn key(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Camera => "choose-camera",
            Self::Agreement => "agreement",
            Self::Path => "path",
            Self::Picture => "picture",
        }
    }
}

impl SetUp {
    pub(super) fn new(log: &Element) -> Result<Self, Exception> {
        let element: Element = find(log, ".setup")?;
        Ok(Self {
            list: find(&element, "ul")?,
            element,
            began: 0.0,
            bars: Vec::new(),
        })
    }

    /// Starts a new timeline when the person joins.
    pub(super) fn begin_anew(&mut self) {
        self.bars.clear();
        self.list.set_text_content(None);
        self.began = millis();
    }

    /// Starts a step. One that was taken before is ignored: it is no longer part of the setup.
    pub(super) fn start(&mut self, step: Step, of: Option<(&ClientId, String)>) {
        let id = of.as_ref().map(|(id, _)| *id);
        if self.bars.len() >= STEPS || self.bar(step, id).is_some() {
            return;
        }
        self.bars.push(Bar {
            step,
            of: of.map(|(id, name)| (id.clone(), name)),
            from: millis() - self.began,
            to: None,
            drawn: None,
        });
    }

    /// Ends a step, if it is in progress.
    pub(super) fn end(&mut self, step: Step, of: Option<&ClientId>) {
        let now = millis() - self.began;
        if let Some(bar) = self.bar(step, of).filter(|bar| bar.to.is_none()) {
            bar.to = Some(now);
        }
    }

    fn bar(&mut self, step: Step, of: Option<&ClientId>) -> Option<&mut Bar> {
        let mut bars = self.bars.iter_mut();
        bars.find(|bar| bar.step == step && bar.is_of(of))
    }

    /// Draws each person's steps relative to each other: the time before that person joined does not count.
    pub(super) fn draw(&mut self, strings: &Strings) -> Result<(), Exception> {
        for bar in &mut self.bars {
            if bar.drawn.is_none() {
                bar.drawn = Some(bar.build(&self.list, strings)?);
            }
        }
        for bar in &self.bars {
            let Some(drawn) = &bar.drawn else { continue };
            let (from, to) = self.span(bar.of.as_ref().map(|(id, _)| id));
            let whole = (to - from).max(1.0);
            for (property, time) in [
                ("--from", bar.from - from),
                ("--took", bar.to.unwrap_or(to) - bar.from),
            ] {
                let share = format!("{}%", whole_number(time / whole * 100.0));
                let style = drawn.line.style();
                style.set_property(property, &share).or_exception()?;
            }
            let took = bar.to.map_or_else(
                || "…".to_owned(),
                |to| format!("{} ms", whole_number(to - bar.from)),
            );
            set_text(&drawn.took, &took);
        }
        toggle_attr(&self.element, "hidden", self.bars.is_empty());
        Ok(())
    }

    fn span(&self, of: Option<&ClientId>) -> (f64, f64) {
        let theirs = self.bars.iter().filter(|bar| bar.is_of(of));
        theirs.fold((f64::INFINITY, 0.0), |(from, to), bar| {
            (from.min(bar.from), to.max(bar.to.unwrap_or(bar.from)))
        })
    }
}

fn whole_number(number: f64) -> u32 {
    // The cast saturates, and turns NaN into 0.
    number.round() as u32
}
