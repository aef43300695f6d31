//! A remote person: their tile on the stage, and with it their row in the list of people.

use super::avatar;
use super::picture::Picture;
use super::portrait::Portrait;
use super::row::Row;
use crate::view::dom::{
    NAME_CHARS, bounded, find, length, millis, set_attr, set_text, short_name, toggle_attr,
};
use crate::view::markup::{Part, build, label, say, say_failure, say_name, say_plainly};
use crate::view::message::Mailbox;
use crate::view::strings::Strings;
use crate::web::Exception;
use visavis_call::protocol::{ClientId, Identity, Person};
use visavis_call::quality::Quality;
use visavis_call::{Failure, LinkState, MediaReport, RecordingState, Ring, Source, Status, Volume};
use web_sys::{Element, HtmlElement, MediaStream};

pub(in crate::view) struct Tile {
    id: ClientId,
    /// Empty if they have none.
    name: String,
    element: Element,
    row: Row,
    bell: HtmlElement,
    ring: Element,
    call: Element,
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
    /// The server vouches for their name.
    is_vouched: bool,
}

impl Tile {
    pub(in crate::view) fn new(
        person: &Person,
        is_same_browser: bool,
        mailbox: &Mailbox,
        strings: &Strings,
    ) -> Result<Self, Exception> {
        let element = build(Part::Tile, strings)?;
        set_attr(&element, "data-person", &person.id.0);
        let mut tile = Self {
            id: person.id.clone(),
            name: String::new(),
            row: Row::new(&person.id, mailbox, strings)?,
            bell: find(&element, ".bell")?,
            ring: find(&element, ".ring")?,
            call: find(&element, "[data-action=call]")?,
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
            is_vouched: false,
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

    /// Returns their name, which may be empty.
    pub(in crate::view) fn name(&self) -> &str {
        &self.name
    }

    pub(in crate::view) fn element(&self) -> &Element {
        &self.element
    }

    pub(in crate::view) fn row(&self) -> &Row {
        &self.row
    }

    /// Returns whether `element` is inside their tile or row.
    pub(super) fn contains(&self, element: &Element) -> bool {
        self.parts().iter().any(|part| part.contains(Some(element)))
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

    /// Returns what is said of the call with them, with its buttons: a dialog while they call.
    pub(in crate::view) fn bell(&self) -> &HtmlElement {
        &self.bell
    }

    /// Shows whether the sound was stopped.
    pub(in crate::view) fn set_silent(&self, is_silent: bool) {
        toggle_attr(&self.element, "data-silent", is_silent);
    }

    pub(in crate::view) fn rename(&mut self, name: &str, strings: &Strings) -> Result<(), Exception> {
        self.name = bounded(name.trim(), NAME_CHARS);
        label(&self.pin, "pin", &[("name", &self.name)], strings);
        label(&self.call, "call-name", &[("name", &self.name)], strings);
        for element in self.parts() {
            say_name(&find(element, ".name")?, &self.name, strings);
        }
        // What is said of them may have less of it.
        set_attr(&self.ring, "title", &self.name);
        self.row.set_name(&self.name);
        self.put_words(strings)
    }

    /// Shows what the server vouches for of this person.
    pub(in crate::view) fn identify(&mut self, identity: Option<&Identity>) -> Result<(), Exception> {
        self.is_vouched = identity.is_some_and(|identity| identity.name.is_some());
        let [tile, row] = self.parts().map(Element::clone);
        let [of_tile, of_row] = [find(&tile, ".initials")?, find(&row, ".initials")?];
        let places = [(&tile, &of_tile), (&row, &of_row)];
        avatar::identify(identity, places, &mut self.portraits, &self.mailbox)
    }

    pub(in crate::view) fn is_vouched(&self) -> bool {
        self.is_vouched
    }

    pub(super) fn portraits(&self) -> &[Portrait] {
        &self.portraits
    }

    /// Says, also anew in another language, what contains the name that is shown of them.
    pub(super) fn put_words(&self, strings: &Strings) -> Result<(), Exception> {
        let shown = strings.name_or_guest(&self.name);
        set_attr(&self.element, "aria-label", &shown);
        for element in self.parts() {
            avatar::draw(element, &self.name, &shown)?;
        }
        self.row.put_words(strings)
    }

    /// Says why they are muted: they would be heard twice and cause feedback.
    pub(in crate::view) fn set_same_browser(&self) {
        self.toggle_attr("data-same-browser", true);
    }

    /// Plays them louder or less loud, or not at all.
    pub(super) fn set_volume(
        &mut self,
        volume: Volume,
        is_muted: bool,
        strings: &Strings,
    ) -> Result<(), Exception> {
        self.picture.set_volume(volume, is_muted);
        self.toggle_attr("data-muted-here", is_muted);
        self.row.set_volume(volume, is_muted, strings)
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

    /// Marks a person who records the others.
    pub(in crate::view) fn show_recording(&self, state: RecordingState, strings: &Strings) {
        let key = match state {
            RecordingState::Off => return self.toggle_attr("data-recording", false),
            RecordingState::Tapping => "taps",
            RecordingState::Recording => "records",
        };
        self.set_attr("data-recording", state.name());
        for part in self.parts() {
            if let Ok(mark) = find(part, ".records") {
                label(&mark, key, &[], strings);
            }
        }
    }

    /// Marks a person whom no picture reaches, by their own choice.
    pub(in crate::view) fn set_audio_only(&self, is_so: bool) {
        self.toggle_attr("data-hears-only", is_so);
    }

    pub(in crate::view) fn show_link(&self, state: LinkState, strings: &Strings) {
        self.set_attr("data-link", state.name());
        let key = if state == LinkState::Troubled {
            "repairing"
        } else {
            "troubled"
        };
        if let Ok(text) = find(&self.trouble, "span") {
            say(&text, key, &[], strings);
        }
        label(&self.trouble, key, &[], strings);
    }

    pub(in crate::view) fn show_quality(&self, quality: Quality) {
        self.set_attr("data-quality", quality.name());
    }

    /// Shows a problem of the call with this person, until resolved. Returns it with their name.
    pub(in crate::view) fn show_problem(&self, problem: Option<&Failure>, strings: &Strings) -> String {
        let Some(problem) = problem else {
            toggle_attr(&self.element, "data-problem", false);
            return String::new();
        };
        let sentence = say_failure(&self.problem, problem, strings);
        set_text(&self.problem_code, problem.code.id());
        set_attr(&self.element, "data-problem", problem.code.id());
        strings.beside_name("", &self.name, &format!(": {sentence}"))
    }

    /// Shows the state of the call with them. Returns it as a sentence with their name.
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
        say(&self.hang_up, stop, &[], strings);
        self.set_attr("data-ring", ring.name());
        for name in ["role", "tabindex", "aria-label", "data-label"] {
            toggle_attr(&self.bell, name, false);
        }
        self.set_silent(false);
        if ring == Ring::Accepted {
            say_plainly(&self.ring, "");
            return String::new();
        }
        let name = short_name(&self.name);
        let (key, replacements) = (format!("ring-{}", ring.name()), [("name", &*name)]);
        if ring == Ring::Ringing {
            set_attr(&self.bell, "role", "alertdialog");
            set_attr(&self.bell, "tabindex", "-1");
            label(&self.bell, &key, &replacements, strings);
        }
        let sentence = say(&self.ring, &key, &replacements, strings);
        // On the tile, which has their name, most sentences do without it.
        if sentence.contains(&strings.name_or_guest(&name)) {
            return sentence;
        }
        strings.beside_name("", &name, &format!(": {sentence}"))
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
        for part in self.parts() {
            set_attr(part, name, value);
        }
    }

    fn toggle_attr(&self, name: &str, is_set: bool) {
        for part in self.parts() {
            toggle_attr(part, name, is_set);
        }
    }

    /// Returns the elements that show this person.
    fn parts(&self) -> [&Element; 2] {
        [&self.element, self.row.element()]
    }
}

impl Drop for Tile {
    fn drop(&mut self) {
        self.element.remove();
    }
}

impl Strings {
    /// Returns what a person is called who may have no name.
    pub(in crate::view) fn name_or_guest(&self, name: &str) -> String {
        if name.is_empty() {
            self.of("guest")
        } else {
            name.to_owned()
        }
    }
}
