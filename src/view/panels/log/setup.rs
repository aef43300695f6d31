//! The setup timeline of the call: a bar for each step.

use super::last_set_up::LastSetUp;
use super::name_first;
use crate::view::dom::{create, find, millis, set_attr, set_text, toggle_attr};
use crate::view::markup::{Part, build, say};
use crate::view::strings::Strings;
use crate::web::{self, Exception, JsResultExt};
use visavis_call::protocol::ClientId;
use visavis_call::{MeasuredStep, SetUpStep};
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
    /// Until the first sound or picture has arrived.
    Picture,
}

pub(super) struct SetUp {
    element: Element,
    list: Element,
    began: f64,
    bars: Vec<Bar>,
    last: LastSetUp,
    /// This call is the last one for the next.
    is_kept: bool,
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
    pub(super) const ALL: [Self; 5] = [
        Self::Server,
        Self::Camera,
        Self::Agreement,
        Self::Path,
        Self::Picture,
    ];

    fn of(step: SetUpStep) -> Option<Self> {
        match step {
            SetUpStep::Server => Some(Self::Server),
            SetUpStep::Agreement => Some(Self::Agreement),
            SetUpStep::Path => Some(Self::Path),
            SetUpStep::Media => Some(Self::Picture),
            _ => None,
        }
    }

    pub(super) fn key(self) -> &'static str {
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
            last: LastSetUp::default(),
            is_kept: false,
        })
    }

    /// Starts a new timeline when the person joins.
    pub(super) fn begin_anew(&mut self) {
        self.bars.clear();
        self.list.set_text_content(None);
        self.began = millis();
        self.last = LastSetUp::read();
        self.is_kept = false;
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

    /// Replaces what was seen of a person's steps by what was measured, and keeps the first such for the next call.
    pub(super) fn measured(&mut self, id: &ClientId, name: &str, steps: &[MeasuredStep]) {
        let measured: Vec<_> = steps
            .iter()
            .filter_map(|of| Some((Step::of(of.step)?, web::millis(of.from), web::millis(of.to))))
            .collect();
        if !std::mem::replace(&mut self.is_kept, true) {
            LastSetUp::keep(
                measured
                    .iter()
                    .map(|(step, from, to)| (*step, whole_number(to - from))),
            );
        }
        for (step, from, to) in measured {
            let of = (step != Step::Server).then(|| (id, name.to_owned()));
            self.start(step, of);
            let began = self.began;
            if let Some(bar) = self.bar(step, Some(id).filter(|_| step != Step::Server)) {
                (bar.from, bar.to) = (from - began, Some(to - began));
            }
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
        let mut is_compared = false;
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
            let took = bar.to.map(|to| whole_number(to - bar.from));
            let longer = took.and_then(|took| self.last.compare(bar.step, took));
            is_compared |= longer.is_some();
            let took = took.map_or_else(|| "…".to_owned(), |took| format!("{took} ms"));
            let longer = longer.map_or_else(String::new, |longer| format!(" ({longer:+})").replace('-', "−"));
            set_text(&drawn.took, &format!("{took}{longer}"));
        }
        toggle_attr(
            &find::<Element>(&self.element, ".compared")?,
            "hidden",
            !is_compared,
        );
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
