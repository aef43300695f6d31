//! The setup timeline of the call: a bar for each step.

use crate::view::dom::{find, millis, set_attr, set_text, toggle_attr};
use crate::view::markup::{Part, build};
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
    of: Option<ClientId>,
    from: f64,
    to: Option<f64>,
    line: HtmlElement,
    took: Element,
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
    pub(super) fn start(
        &mut self,
        step: Step,
        of: Option<(&ClientId, &str)>,
        strings: &Strings,
    ) -> Result<(), Exception> {
        let id = of.map(|(id, _)| id);
        if self.bars.len() >= STEPS || self.bar(step, id).is_some() {
            return Ok(());
        }
        let element = build(Part::LogStep, strings)?;
        set_attr(&element, "data-step", step.key());
        if let Some(id) = id {
            set_attr(&element, "data-peer", &id.0);
        }
        let word = strings.of(step.key());
        let what = of.map_or_else(|| word.clone(), |(_, name)| format!("{name}: {word}"));
        set_text(&find(&element, ".what")?, &what);
        self.list.append_child(&element).or_exception()?;
        self.bars.push(Bar {
            step,
            of: id.cloned(),
            from: millis() - self.began,
            to: None,
            line: find(&element, ".course")?,
            took: find(&element, ".took")?,
        });
        toggle_attr(&self.element, "hidden", false);
        Ok(())
    }

    /// Ends a step, if it is in progress.
    pub(super) fn end(&mut self, step: Step, of: Option<&ClientId>) {
        let now = millis() - self.began;
        if let Some(bar) = self.bar(step, of).filter(|bar| bar.to.is_none()) {
            bar.to = Some(now);
            self.draw();
        }
    }

    fn bar(&mut self, step: Step, of: Option<&ClientId>) -> Option<&mut Bar> {
        self.bars
            .iter_mut()
            .find(|bar| bar.step == step && bar.of.as_ref() == of)
    }

    /// Draws each person's steps relative to each other: the time before that person joined does not count.
    fn draw(&self) {
        for bar in &self.bars {
            let (from, to) = self.span(bar.of.as_ref());
            let whole = (to - from).max(1.0);
            for (property, time) in [
                ("--from", bar.from - from),
                ("--took", bar.to.unwrap_or(to) - bar.from),
            ] {
                let share = format!("{}%", whole_number(time / whole * 100.0));
                bar.line
                    .style()
                    .set_property(property, &share)
                    .warn_on_error("drawing a bar");
            }
            let took = bar.to.map_or_else(
                || "…".to_owned(),
                |to| format!("{} ms", whole_number(to - bar.from)),
            );
            set_text(&bar.took, &took);
        }
    }

    fn span(&self, of: Option<&ClientId>) -> (f64, f64) {
        let theirs = self.bars.iter().filter(|bar| bar.of.as_ref() == of);
        theirs.fold((f64::INFINITY, 0.0), |(from, to), bar| {
            (from.min(bar.from), to.max(bar.to.unwrap_or(bar.from)))
        })
    }
}

fn whole_number(number: f64) -> u32 {
    // The cast saturates, and turns NaN into 0.
    number.round() as u32
}
