//! One other person on the stage, and their row in the list of people.

use crate::view::dom::{NAME_CHARS, bounded, find, length, millis, set_attr, set_text, toggle_attr};
use crate::view::markup::{Part, build};
use crate::view::stage::avatar;
use crate::view::stage::picture::Picture;
use crate::view::stage::sound::{self, Sound};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt, Task};
use visavis_call::protocol::envelope::{ClientId, Person};
use visavis_call::quality::Quality;
use visavis_call::{Failure, LinkState, MediaReport, Ring, Source, Status};
use web_sys::{Element, MediaStream};

/// Longer, a name would hide what is said of it.
const SENTENCE_CHARS: usize = 24;

pub(in crate::view) struct Tile {
    id: ClientId,
    name: String,
    element: Element,
    row: Element,
    ring: Element,
    rings: Option<Ring>,
    since: Element,
    hang_up: Element,
    trouble: Element,
    called_at: f64,
    stream: Option<MediaStream>,
    problem: Element,
    problem_code: Element,
    picture: Picture,
    playing: Option<Task>,
    strings: Strings,
}

impl Tile {
    pub(in crate::view) fn new(
        person: &Person,
        is_same_browser: bool,
        strings: &Strings,
    ) -> Result<Self, Exception> {
        let element = build(Part::Tile, strings)?;
        let row = build(Part::PersonRow, strings)?;
        set_attr(&element, "data-person", &person.id.0);
        set_attr(&row, "data-of", &person.id.0);
        let mut tile = Self {
            id: person.id.clone(),
            name: String::new(),
            row,
            ring: find(&element, ".ring")?,
            rings: None,
            since: find(&element, ".since")?,
            hang_up: find(&element, "[data-action=hang-up]")?,
            trouble: find(&element, "button.troubled")?,
            called_at: 0.0,
            stream: None,
            problem: find(&element, ".problem .sentence")?,
            problem_code: find(&element, ".problem code")?,
            picture: Picture::of(&element)?,
            playing: None,
            element,
            strings: strings.clone(),
        };
        tile.rename(&person.name)?;
        tile.set_away(person.away);
        if is_same_browser {
            tile.silence();
        }

        Ok(tile)
    }

    pub(in crate::view) fn id(&self) -> &ClientId {
        &self.id
    }

    pub(in crate::view) fn name(&self) -> &str {
        &self.name
    }

    pub(in crate::view) fn element(&self) -> &Element {
        &self.element
    }

    pub(in crate::view) fn row(&self) -> &Element {
        &self.row
    }

    pub(in crate::view) fn stream(&self) -> Option<&MediaStream> {
        self.stream.as_ref()
    }

    /// There is a call with them, where people call each other.
    pub(in crate::view) fn is_engaged(&self) -> bool {
        self.rings == Some(Ring::Accepted)
    }

    /// They call this person.
    pub(in crate::view) fn is_ringing(&self) -> bool {
        self.rings == Some(Ring::Ringing)
    }

    pub(in crate::view) fn rename(&mut self, name: &str) -> Result<(), Exception> {
        self.name = self.strings.name_or_guest(name, NAME_CHARS);
        set_attr(&self.element, "aria-label", &self.name);
        self.label_remove()?;
        for element in [&self.element, &self.row] {
            set_text(&find(element, ".name")?, &self.name);
            avatar::draw(element, &find(element, ".initials")?, &self.name);
        }
        Ok(())
    }

    /// Else everybody's button would be called the same.
    pub(in crate::view) fn label_remove(&self) -> Result<(), Exception> {
        let button = find(&self.row, ".remove")?;
        let label = format!("{}: {}", self.strings.of("remove"), self.name);
        set_attr(&button, "aria-label", &label);
        set_attr(&button, "title", &label);
        Ok(())
    }

    /// Someone at the same machine would be heard twice, and then howl.
    pub(in crate::view) fn silence(&self) {
        sound::set(&self.element, self.picture.video(), Sound::Silenced);
    }

    pub(in crate::view) fn set_away(&self, is_away: bool) {
        self.flag("data-away", is_away);
    }

    pub(in crate::view) fn set_hand(&self, is_up: bool) {
        self.flag("data-hand", is_up);
    }

    pub(in crate::view) fn show_link(&self, state: LinkState) {
        self.mark("data-link", state.name());
        let key = if state == LinkState::Troubled {
            "repairing"
        } else {
            "troubled"
        };
        let text = self.strings.of(key);
        set_attr(&self.trouble, "aria-label", &text);
        if let Ok(label) = find(&self.trouble, "span") {
            set_text(&label, &text);
        }
    }

    pub(in crate::view) fn show_quality(&self, quality: Quality) {
        self.mark("data-quality", quality.name());
    }

    /// Says what is wrong with the call with this person, until it is right; tells it with their name.
    pub(in crate::view) fn show_problem(&self, problem: Option<&Failure>) -> String {
        let sentence = problem.map_or_else(String::new, |problem| self.strings.failure(problem));
        set_text(&self.problem, &sentence);
        set_text(&self.problem_code, problem.map_or("", |problem| problem.code));
        match problem {
            Some(problem) => set_attr(&self.element, "data-problem", problem.code),
            None => {
                self.element
                    .remove_attribute("data-problem")
                    .warn_on_error("taking away an attribute");
            }
        }
        if sentence.is_empty() {
            return sentence;
        }
        format!("{}: {sentence}", self.name)
    }

    /// Shows how the call with them stands, and tells it in a sentence.
    pub(in crate::view) fn show_ring(&mut self, ring: Ring) -> String {
        if ring == Ring::Calling && self.rings != Some(ring) {
            self.called_at = millis();
        }
        self.rings = Some(ring);
        self.show_how_long();
        let stop = if ring == Ring::Calling {
            "cancel-call"
        } else {
            "end-call"
        };
        set_text(&self.hang_up, &self.strings.of(stop));
        self.mark("data-ring", ring.name());
        let name = self.strings.short_name(&self.name);
        let sentence = self.strings.ring(&name, ring);
        set_text(&self.ring, &sentence);
        sentence
    }

    /// How long they have been called already. To be called some times a second.
    pub(in crate::view) fn show_how_long(&self) {
        if self.rings != Some(Ring::Calling) {
            return;
        }
        let time = length(millis() - self.called_at);
        if self.since.text_content().as_deref() != Some(&*time) {
            set_text(&self.since, &time);
        }
    }

    pub(in crate::view) fn show_media(&self, report: &MediaReport) {
        let status = |source| {
            report
                .values()
                .find(|track| track.source == source)
                .map_or(Status::Off, |track| track.status)
        };
        self.mark("data-camera", status(Source::Camera).name());
        self.mark("data-microphone", status(Source::Microphone).name());
    }

    pub(in crate::view) fn show_stream(&mut self, stream: &MediaStream) {
        self.picture.show(Some(stream));
        self.stream = Some(Clone::clone(stream));
        self.playing = Some(sound::play(self.element.clone(), self.picture.video().clone()));
    }

    fn mark(&self, name: &str, value: &str) {
        set_attr(&self.element, name, value);
        set_attr(&self.row, name, value);
    }

    fn flag(&self, name: &str, is_set: bool) {
        toggle_attr(&self.element, name, is_set);
        toggle_attr(&self.row, name, is_set);
    }
}

impl Drop for Tile {
    fn drop(&mut self) {
        self.element.remove();
        self.row.remove();
    }
}

impl Strings {
    /// What a person is called.
    pub(in crate::view) fn name_or_guest(&self, name: &str, chars: usize) -> String {
        let name = bounded(name.trim(), chars);
        if name.is_empty() { self.of("guest") } else { name }
    }

    /// What a person is called within a sentence.
    pub(in crate::view) fn short_name(&self, name: &str) -> String {
        self.name_or_guest(name, SENTENCE_CHARS)
    }
}
