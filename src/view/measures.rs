//! What was counted on each link: numbers and small plots.

use super::dom::{find, mark, say};
use super::markup::{Part, build};
use super::words::Words;
use crate::web::{Exception, JsResultExt};
use std::collections::VecDeque;
use visavis_call::SortedMap;
use visavis_call::quality::{LinkSample, Quality};
use visavis_call::roap::envelope::ClientId;
use web_sys::Element;

/// One a second.
const SAMPLES: usize = 60;
/// The height of a plot in the units of its `viewBox`.
const HEIGHT: u32 = 20;
const PLOTS: [&str; 4] = ["round-trip", "loss", "received", "sent"];

pub(super) struct Measures {
    element: Element,
    list: Element,
    links: SortedMap<ClientId, Link>,
    words: Words,
}

struct Link {
    element: Element,
    courses: [VecDeque<u32>; 4],
}

impl Drop for Link {
    fn drop(&mut self) {
        self.element.remove();
    }
}

impl Measures {
    pub(super) fn new(words: &Words) -> Result<Self, Exception> {
        let element = build(Part::Quality, words)?;
        Ok(Self {
            list: find(&element, "ul")?,
            element,
            links: SortedMap::new(),
            words: words.clone(),
        })
    }

    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    /// Notes what was counted, and draws it if someone looks.
    pub(super) fn add(
        &mut self,
        id: &ClientId,
        name: &str,
        sample: &LinkSample,
        is_seen: bool,
    ) -> Result<(), Exception> {
        if !self.links.contains_key(id) {
            let element = build(Part::Measures, &self.words)?;
            self.list.append_child(&element).or_exception()?;
            let courses = Default::default();
            self.links.insert(id.clone(), Link { element, courses });
        }
        let Some(link) = self.links.get_mut(id) else {
            return Ok(());
        };
        let round_trip = sample.received.round_trip.map(|time| saturated(time.as_millis()));
        let numbers = [
            round_trip.unwrap_or(0),
            sample.received.loss_permille,
            sample.received.bitrate_kbps,
            sample.sent_kbps,
        ];
        for (course, number) in link.courses.iter_mut().zip(numbers) {
            course.push_back(number);
            if course.len() > SAMPLES {
                course.pop_front();
            }
        }
        if is_seen {
            say(&find(&link.element, ".name")?, name);
            self.draw(id, sample, round_trip)?;
        }
        Ok(())
    }

    pub(super) fn grade(&self, id: &ClientId, quality: Quality) -> Result<(), Exception> {
        let Some(link) = self.links.get(id) else {
            return Ok(());
        };
        mark(&link.element, "data-quality", quality.name());
        let key = match quality {
            Quality::Good => "quality-good",
            Quality::Fair => "quality-fair",
            Quality::Poor => "quality-poor",
            Quality::Lost => "quality-lost",
        };
        say(&find(&link.element, ".grade")?, &self.words.of(key));
        Ok(())
    }

    pub(super) fn remove(&mut self, id: &ClientId) {
        self.links.remove(id);
    }

    pub(super) fn clear(&mut self) {
        self.links.clear();
    }

    fn draw(&self, id: &ClientId, sample: &LinkSample, round_trip: Option<u32>) -> Result<(), Exception> {
        let Some(link) = self.links.get(id) else {
            return Ok(());
        };
        let received = &sample.received;
        let unknown = || "–".to_owned();
        let path = match sample.is_relayed {
            Some(true) => self.words.of("relayed"),
            Some(false) => self.words.of("direct"),
            None => unknown(),
        };
        let texts = [
            (
                "round-trip",
                round_trip.map_or_else(unknown, |time| format!("{time} ms")),
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
            ("path", path),
        ];
        for (name, text) in texts {
            say(&find(&link.element, &format!("[data-measure={name}]"))?, &text);
        }
        for (name, course) in PLOTS.into_iter().zip(&link.courses) {
            mark(
                &find(&link.element, &format!("[data-plot={name}]"))?,
                "points",
                &points(course),
            );
        }
        Ok(())
    }
}

/// The newest at the right, the highest at the top.
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

fn saturated(number: u128) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
