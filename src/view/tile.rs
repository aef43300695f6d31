//! One other person on the stage.

use super::dom::{NAME_CHARS, bounded, find, flag, mark, say};
use super::markup::{Part, build};
use super::picture::Picture;
use super::sound::{self, Sound};
use super::{face, words};
use crate::web::{Exception, JsResultExt, Task};
use visavis_call::roap::envelope::{ClientId, Person};
use visavis_call::{Failure, LinkState, MediaReport, Ring, Source, Status};
use web_sys::{Element, MediaStream};

/// Longer, a name would hide what is said of it.
const SENTENCE_CHARS: usize = 24;

pub(super) struct Tile {
    id: ClientId,
    name: String,
    element: Element,
    initials: Element,
    caption: Element,
    ring: Element,
    problem: Element,
    problem_code: Element,
    picture: Picture,
    playing: Option<Task>,
}

impl Tile {
    pub(super) fn new(person: &Person, is_same_browser: bool) -> Result<Self, Exception> {
        let element = build(Part::Tile)?;
        mark(&element, "data-person", &person.id.0);
        let mut tile = Self {
            id: person.id.clone(),
            name: String::new(),
            initials: find(&element, ".initials")?,
            caption: find(&element, ".name")?,
            ring: find(&element, ".ring")?,
            problem: find(&element, ".problem .sentence")?,
            problem_code: find(&element, ".problem code")?,
            picture: Picture::of(&element)?,
            playing: None,
            element,
        };
        tile.rename(&person.name);
        tile.set_away(person.away);
        if is_same_browser {
            tile.silence();
        }

        Ok(tile)
    }

    pub(super) fn id(&self) -> &ClientId {
        &self.id
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    pub(super) fn rename(&mut self, name: &str) {
        self.name = name_or_guest(name);
        say(&self.caption, &self.name);
        mark(&self.element, "aria-label", &self.name);
        face::draw(&self.element, &self.initials, &self.name);
    }

    /// Someone at the same machine would be heard twice, and then howl.
    pub(super) fn silence(&self) {
        sound::set(&self.element, self.picture.video(), Sound::Silenced);
    }

    pub(super) fn set_away(&self, is_away: bool) {
        flag(&self.element, "data-away", is_away);
    }

    pub(super) fn show_link(&self, state: LinkState) {
        mark(&self.element, "data-link", state.name());
    }

    /// Says what is wrong with the call with this person, until it is right.
    pub(super) fn show_problem(&self, problem: Option<&Failure>) {
        say(&self.problem, problem.map_or("", |problem| &problem.message));
        say(&self.problem_code, problem.map_or("", |problem| problem.code));
        match problem {
            Some(problem) => mark(&self.element, "data-problem", problem.code),
            None => {
                self.element
                    .remove_attribute("data-problem")
                    .warn_on_error("taking away an attribute");
            }
        }
    }

    pub(super) fn show_ring(&self, ring: Ring) {
        mark(&self.element, "data-ring", ring.name());
        say(&self.ring, &words::ring(&short_name(&self.name), ring));
    }

    pub(super) fn show_media(&self, report: &MediaReport) {
        let status = |source| {
            report
                .values()
                .find(|track| track.source == source)
                .map_or(Status::Off, |track| track.status)
        };
        mark(&self.element, "data-camera", status(Source::Camera).name());
        mark(
            &self.element,
            "data-microphone",
            status(Source::Microphone).name(),
        );
    }

    pub(super) fn show_stream(&mut self, stream: &MediaStream) {
        self.picture.show(Some(stream));
        self.playing = Some(sound::play(self.element.clone(), self.picture.video().clone()));
    }
}

impl Drop for Tile {
    fn drop(&mut self) {
        self.element.remove();
    }
}

/// What a person is called on a tile.
pub(super) fn name_or_guest(name: &str) -> String {
    named(name, NAME_CHARS)
}

/// What a person is called within a sentence.
pub(super) fn short_name(name: &str) -> String {
    named(name, SENTENCE_CHARS)
}

fn named(name: &str, chars: usize) -> String {
    let name = bounded(name.trim(), chars);
    if name.is_empty() {
        words::GUEST.to_owned()
    } else {
        name
    }
}
