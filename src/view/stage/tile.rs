//! The tile of a remote person on the stage, and their row in the list of people.

use super::avatar;
use super::picture::Picture;
use super::portrait::Portrait;
use crate::view::dom::{NAME_CHARS, bounded, find, length, millis, set_attr, set_text, toggle_attr};
use crate::view::markup::{Part, build};
use crate::view::message::Mailbox;
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt};
use visavis_call::protocol::{ClientId, Identity, Person};
use visavis_call::quality::Quality;
use visavis_call::{Failure, LinkState, MediaReport, RecordingState, Ring, Source, Status, Volume};
use web_sys::{Element, MediaStream};

/// A longer name would crowd out the rest of the sentence.
const SENTENCE_CHARS: usize = 24;

pub(in crate::view) struct Tile {
    id: ClientId,
    name: String,
    element: Element,
    row: Element,
    ring: Element,
    link: Option<LinkState>,
    rings: Option<Ring>,
    since: Element,
    hang_up: Element,
    trouble: Element,
    pin: Element,
    called_at: f64,
    problem: Element,
    problem_code: Element,
    picture: Picture,
    portraits: Vec<Portrait>,
    mailbox: Mailbox,
    camera: Status,
    volume: Volume,
    is_muted_here: bool,
    /// The button that removes them was pressed once.
    is_removal_asked: bool,
}

impl Tile {
    pub(in crate::view) fn new(
        person: &Person,
        is_same_browser: bool,
        mailbox: &Mailbox,
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
            link: None,
            rings: None,
            since: find(&element, ".since")?,
            hang_up: find(&element, "[data-action=hang-up]")?,
            trouble: find(&element, "button.troubled")?,
            pin: find(&element, ".pin")?,
            called_at: 0.0,
            problem: find(&element, ".problem .sentence")?,
            problem_code: find(&element, ".problem code")?,
            picture: Picture::of(&element, mailbox)?,
            portraits: Vec::new(),
            mailbox: mailbox.clone(),
            camera: Status::Pending,
            volume: Volume::FULL,
            is_muted_here: false,
            is_removal_asked: false,
            element,
        };
        tile.rename(&person.name, strings)?;
        tile.identify(person.identity.as_ref())?;
        tile.set_away(person.away);
        if is_same_browser {
            tile.set_same_browser();
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

    pub(super) fn row(&self) -> &Element {
        &self.row
    }

    /// Returns whether `element` is inside their tile or row.
    pub(super) fn contains(&self, element: &Element) -> bool {
        [&self.element, &self.row]
            .iter()
            .any(|part| part.contains(Some(element)))
    }

    pub(super) fn picture(&self) -> &Picture {
        &self.picture
    }

    pub(in crate::view) fn picture_mut(&mut self) -> &mut Picture {
        &mut self.picture
    }

    /// Returns whether their camera is on.
    pub(super) fn has_camera(&self) -> bool {
        self.camera == Status::On
    }

    /// Returns whether this person is in a call with them, in ring mode.
    pub(in crate::view) fn is_engaged(&self) -> bool {
        self.rings == Some(Ring::Accepted)
    }

    /// Returns whether this person is in a call with them, or has called them.
    pub(in crate::view) fn is_begun(&self) -> bool {
        matches!(self.rings, Some(Ring::Calling | Ring::Accepted))
    }

    /// Returns whether they are calling this person.
    pub(in crate::view) fn is_ringing(&self) -> bool {
        self.rings == Some(Ring::Ringing)
    }

    pub(in crate::view) fn rename(&mut self, name: &str, strings: &Strings) -> Result<(), Exception> {
        self.name = strings.name_or_guest(name, NAME_CHARS);
        set_attr(&self.element, "aria-label", &self.name);
        self.label_removal(strings)?;
        self.label_mute(strings)?;
        let pin = strings.about("pin", &self.name);
        set_attr(&self.pin, "aria-label", &pin);
        set_attr(&self.pin, "title", &pin);
        for element in [&self.element, &self.row] {
            set_text(&find(element, ".name")?, &self.name);
            avatar::draw(element, &find(element, ".initials")?, &self.name);
        }
        Ok(())
    }

    /// Shows what the server vouches for of this person.
    pub(in crate::view) fn identify(&mut self, identity: Option<&Identity>) -> Result<(), Exception> {
        let [of_tile, of_row] = [find(&self.element, ".initials")?, find(&self.row, ".initials")?];
        let places = [(&self.element, &of_tile), (&self.row, &of_row)];
        avatar::identify(identity, places, &mut self.portraits, &self.mailbox)
    }

    pub(super) fn portraits(&self) -> &[Portrait] {
        &self.portraits
    }

    /// Says anew, in another language, what is said of them.
    pub(super) fn put_words(&mut self, strings: &Strings) -> Result<(), Exception> {
        self.rename(&self.name.clone(), strings)?;
        if let Some(link) = self.link {
            self.show_link(link, strings);
        }
        if let Some(ring) = self.rings {
            self.show_ring(ring, strings);
        }
        Ok(())
    }

    pub(in crate::view) fn is_removal_asked(&self) -> bool {
        self.is_removal_asked
    }

    /// Asks for confirmation: the next press of the removal button removes them. Returns the question.
    pub(in crate::view) fn ask_removal(&mut self, strings: &Strings) -> Result<String, Exception> {
        self.set_removal_asked(true);
        let question = strings.about("remove-sure", &strings.short_name(&self.name));
        self.name_removal(&question)?;
        Ok(question)
    }

    /// Cancels the confirmation.
    pub(super) fn forget_removal(&mut self, strings: &Strings) -> Result<(), Exception> {
        self.set_removal_asked(false);
        self.label_removal(strings)
    }

    fn set_removal_asked(&mut self, is_asked: bool) {
        self.is_removal_asked = is_asked;
        toggle_attr(&self.row, "data-sure", is_asked);
    }

    /// Labels the removal button with the name, so that the buttons can be told apart.
    fn label_removal(&self, strings: &Strings) -> Result<(), Exception> {
        self.name_removal(&format!("{}: {}", strings.of("remove"), self.name))
    }

    /// Likewise the button that mutes them here.
    fn label_mute(&self, strings: &Strings) -> Result<(), Exception> {
        let does = if self.is_muted_here {
            "unmute-here"
        } else {
            "mute-here"
        };
        let label = format!("{}: {}", strings.of(does), self.name);
        let button = find(&self.row, ".mute-here")?;
        set_attr(&button, "aria-label", &label);
        set_attr(&button, "title", &label);
        Ok(())
    }

    fn name_removal(&self, label: &str) -> Result<(), Exception> {
        let button = find(&self.row, ".remove")?;
        set_attr(&button, "aria-label", label);
        set_attr(&button, "title", label);
        Ok(())
    }

    /// Says why they are muted: they would be heard twice and cause feedback.
    pub(in crate::view) fn set_same_browser(&self) {
        self.toggle_attr("data-same-browser", true);
    }

    pub(super) fn volume(&self) -> Volume {
        self.volume
    }

    pub(in crate::view) fn is_muted_here(&self) -> bool {
        self.is_muted_here
    }

    /// Plays them louder or less loud, or not at all.
    pub(super) fn set_volume(
        &mut self,
        volume: Volume,
        is_muted: bool,
        strings: &Strings,
    ) -> Result<(), Exception> {
        self.volume = volume;
        self.is_muted_here = is_muted;
        self.picture.set_volume(volume, is_muted);
        self.toggle_attr("data-muted-here", is_muted);
        self.label_mute(strings)
    }

    pub(in crate::view) fn set_away(&self, is_away: bool) {
        self.toggle_attr("data-away", is_away);
    }

    pub(super) fn show_pin(&self, is_pinned: bool) {
        set_attr(
            &self.pin,
            "aria-pressed",
            if is_pinned { "true" } else { "false" },
        );
    }

    pub(in crate::view) fn show_speaking(&self, is_speaking: bool) {
        self.toggle_attr("data-speaking", is_speaking);
    }

    pub(in crate::view) fn set_hand(&self, is_up: bool) {
        self.toggle_attr("data-hand", is_up);
    }

    /// Marks a person who records the others. `label` says so; there is none if they do not.
    pub(in crate::view) fn show_recording(&self, state: RecordingState, label: Option<&str>) {
        let Some(label) = label else {
            return self.toggle_attr("data-recording", false);
        };
        self.set_attr("data-recording", state.name());
        for part in [&self.element, &self.row] {
            if let Ok(mark) = find::<Element>(part, ".records") {
                set_attr(&mark, "aria-label", label);
                set_attr(&mark, "title", label);
            }
        }
    }

    pub(in crate::view) fn show_link(&mut self, state: LinkState, strings: &Strings) {
        self.link = Some(state);
        self.set_attr("data-link", state.name());
        let key = if state == LinkState::Troubled {
            "repairing"
        } else {
            "troubled"
        };
        let text = strings.of(key);
        set_attr(&self.trouble, "aria-label", &text);
        if let Ok(label) = find(&self.trouble, "span") {
            set_text(&label, &text);
        }
    }

    pub(in crate::view) fn show_quality(&self, quality: Quality) {
        self.set_attr("data-quality", quality.name());
    }

    /// Shows a problem of the call with this person, until resolved. Returns it with their name.
    pub(in crate::view) fn show_problem(&self, problem: Option<&Failure>, strings: &Strings) -> String {
        let sentence = problem.map_or_else(String::new, |problem| strings.failure(problem));
        set_text(&self.problem, &sentence);
        set_text(
            &self.problem_code,
            problem.map_or("", |problem| problem.code.id()),
        );
        match problem {
            Some(problem) => set_attr(&self.element, "data-problem", problem.code.id()),
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

    /// Shows the state of the call with them. Returns it as a sentence.
    pub(in crate::view) fn show_ring(&mut self, ring: Ring, strings: &Strings) -> String {
        if ring == Ring::Calling && self.rings != Some(ring) {
            self.called_at = millis();
        }
        self.rings = Some(ring);
        if !matches!(ring, Ring::Calling | Ring::Ringing | Ring::Accepted) {
            self.forget_media();
        }
        self.show_how_long();
        let stop = if ring == Ring::Calling {
            "cancel-call"
        } else {
            "end-call"
        };
        set_text(&self.hang_up, &strings.of(stop));
        self.set_attr("data-ring", ring.name());
        let name = strings.short_name(&self.name);
        let sentence = strings.ring(&name, ring);
        set_text(&self.ring, &sentence);
        sentence
    }

    /// Shows for how long they have been called. Must be called several times per second.
    pub(in crate::view) fn show_how_long(&self) {
        if self.rings != Some(Ring::Calling) {
            return;
        }
        let time = length(millis() - self.called_at);
        if self.since.text_content().as_deref() != Some(&*time) {
            set_text(&self.since, &time);
        }
    }

    pub(in crate::view) fn show_media(&mut self, report: &MediaReport) {
        let status = |source| {
            report
                .values()
                .find(|track| track.source == source)
                .map_or(Status::Off, |track| track.status)
        };
        self.camera = status(Source::Camera);
        self.set_attr("data-camera", self.camera.name());
        self.set_attr("data-microphone", status(Source::Microphone).name());
    }

    /// Forgets what they sent in the call that is over, so that their last picture does not replace their initials.
    fn forget_media(&mut self) {
        self.camera = Status::Pending;
        for name in ["data-camera", "data-microphone"] {
            self.set_attr(name, self.camera.name());
        }
        self.picture.show(None);
    }

    pub(in crate::view) fn show_stream(&mut self, stream: &MediaStream) {
        self.picture.show(Some(stream));
    }

    fn set_attr(&self, name: &str, value: &str) {
        set_attr(&self.element, name, value);
        set_attr(&self.row, name, value);
    }

    fn toggle_attr(&self, name: &str, is_set: bool) {
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
    /// Returns the display name of a person.
    pub(in crate::view) fn name_or_guest(&self, name: &str, chars: usize) -> String {
        let name = bounded(name.trim(), chars);
        if name.is_empty() { self.of("guest") } else { name }
    }

    /// Returns the name of a person, shortened for use in a sentence.
    pub(in crate::view) fn short_name(&self, name: &str) -> String {
        self.name_or_guest(name, SENTENCE_CHARS)
    }
}
