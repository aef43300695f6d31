//! The quality panel: problems of each link, and its statistics as numbers and sparklines.

use crate::view::dom::{find, missing, set_attr, set_text, toggle_attr};
use crate::view::markup::{Part, build, say, say_failure, say_name, say_plainly};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt};
use std::collections::VecDeque;
use visavis_call::protocol::ClientId;
use visavis_call::quality::{LinkSample, Quality};
use visavis_call::{Failure, SortedMap};
use web_sys::Element;

/// One per second.
const SAMPLES: usize = 60;
/// The height of a sparkline in the units of its `viewBox`.
const HEIGHT: u32 = 20;
const PLOTS: [&str; 4] = ["round-trip", "loss", "received", "sent"];

pub(in crate::view) struct QualityPanel {
    element: Element,
    list: Element,
    links: SortedMap<ClientId, Link>,
}

struct Link {
    element: Element,
    name: String,
    courses: [VecDeque<u32>; 4],
    /// The last sample, until it is drawn.
    undrawn: Option<LinkSample>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.element.remove();
    }
}

impl QualityPanel {
    pub(in crate::view) fn new(strings: &Strings) -> Result<Self, Exception> {
        let element = build(Part::Quality, strings)?;
        Ok(Self {
            list: find(&element, "ul")?,
            element,
            links: SortedMap::new(),
        })
    }

    pub(in crate::view) fn element(&self) -> &Element {
        &self.element
    }

    /// Adds a sample, even while the panel is closed, so that its history is there when it opens.
    pub(in crate::view) fn add(
        &mut self,
        id: &ClientId,
        name: &str,
        sample: &LinkSample,
        strings: &Strings,
    ) -> Result<(), Exception> {
        self.link(id, name, strings)?.note(sample);
        Ok(())
    }

    /// Draws the samples that were added last. They are not drawn while the panel is closed.
    pub(in crate::view) fn draw(&mut self, strings: &Strings) -> Result<(), Exception> {
        self.links.values_mut().try_for_each(|link| link.draw(strings))
    }

    /// Shows what is wrong with a link (`None`: nothing), since a small tile has no room for it.
    pub(in crate::view) fn trouble(
        &mut self,
        id: &ClientId,
        name: &str,
        problem: Option<&Failure>,
        strings: &Strings,
    ) -> Result<(), Exception> {
        let line: Element = find(&self.link(id, name, strings)?.element, ".trouble")?;
        toggle_attr(&line, "hidden", problem.is_none());
        if let Some(problem) = problem {
            say_failure(&line, problem, strings);
        }
        Ok(())
    }

    fn link(&mut self, id: &ClientId, name: &str, strings: &Strings) -> Result<&mut Link, Exception> {
        if !self.links.contains_key(id) {
            let element = build(Part::QualityRow, strings)?;
            set_attr(&element, "data-peer", &id.0);
            self.list.append_child(&element).or_exception()?;
            let link = Link {
                element,
                name: name.to_owned(),
                courses: Default::default(),
                undrawn: None,
            };
            say_name(&find(&link.element, ".name")?, name, strings);
            self.links.insert(id.clone(), link);
        }
        let link = self.links.get_mut(id).ok_or_else(|| missing("a link"))?;
        if link.name != name {
            name.clone_into(&mut link.name);
            say_name(&find(&link.element, ".name")?, name, strings);
        }
        Ok(link)
    }

    pub(in crate::view) fn grade(
        &self,
        id: &ClientId,
        quality: Quality,
        strings: &Strings,
    ) -> Result<(), Exception> {
        let Some(link) = self.links.get(id) else {
            return Ok(());
        };
        set_attr(&link.element, "data-quality", quality.name());
        let key = match quality {
            Quality::Good => "quality-good",
            Quality::Fair => "quality-fair",
            Quality::Poor => "quality-poor",
            Quality::Lost => "quality-lost",
        };
        say(&find(&link.element, ".grade")?, key, &[], strings);
        Ok(())
    }

    pub(in crate::view) fn remove(&mut self, id: &ClientId) {
        self.links.remove(id);
    }

    pub(in crate::view) fn clear(&mut self) {
        self.links.clear();
    }
}

impl Link {
    fn note(&mut self, sample: &LinkSample) {
        let numbers = [
            round_trip(sample).unwrap_or(0),
            sample.received.loss_permille,
            sample.received.bitrate_kbps,
            sample.sent_kbps,
        ];
        for (course, number) in self.courses.iter_mut().zip(numbers) {
            course.push_back(number);
            if course.len() > SAMPLES {
                course.pop_front();
            }
        }
        self.undrawn = Some(*sample);
    }

    fn draw(&mut self, strings: &Strings) -> Result<(), Exception> {
        let Some(sample) = self.undrawn.take() else {
            return Ok(());
        };
        let received = &sample.received;
        let unknown = || "–".to_owned();
        let texts = [
            (
                "round-trip",
                round_trip(&sample).map_or_else(unknown, |time| format!("{time} ms")),
            ),
            (
                "loss",
                format!(
                    "{}.{} %",
                    received.loss_permille / 10,
                    received.loss_permille % 10
                ),
            ),
            ("received", format!("{} kbit/s", received.bitrate_kbps)),
            ("sent", format!("{} kbit/s", sample.sent_kbps)),
            (
                "picture",
                sample
                    .picture
                    .map_or_else(unknown, |(width, height)| format!("{width} × {height}")),
            ),
            ("frames", received.frames_per_second.to_string()),
        ];
        for (name, text) in texts {
            set_text(&find(&self.element, &format!("[data-measure={name}]"))?, &text);
        }
        let path = find(&self.element, "[data-measure=path]")?;
        match sample.is_relayed {
            Some(true) => drop(say(&path, "relayed", &[], strings)),
            Some(false) => drop(say(&path, "direct", &[], strings)),
            None => say_plainly(&path, &unknown()),
        }
        for (name, course) in PLOTS.into_iter().zip(&self.courses) {
            set_attr(
                &find(&self.element, &format!("[data-plot={name}]"))?,
                "points",
                &points(course),
            );
        }
        Ok(())
    }
}

/// Returns the points of a sparkline: the newest sample is rightmost, the largest value topmost.
fn points(course: &VecDeque<u32>) -> String {
    let highest = course.iter().copied().max().unwrap_or(0).max(1);
    let first = SAMPLES - course.len();
    let mut points = String::new();
    for (index, number) in course.iter().enumerate() {
        let height = u64::from(*number) * u64::from(HEIGHT - 2) / u64::from(highest);
        points.push_str(&format!("{},{} ", first + index, u64::from(HEIGHT) - 1 - height));
    }
    points
}

/// Returns the round-trip time in milliseconds.
fn round_trip(sample: &LinkSample) -> Option<u32> {
    let time = sample.received.round_trip?;
    Some(u32::try_from(time.as_millis()).unwrap_or(u32::MAX))
}
