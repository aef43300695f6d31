//! The person's own picture and the two buttons of the devices: one set, moved from screen to screen.

use crate::view::dom::{find, set_attr, set_text, toggle_attr};
use crate::view::markup::{Part, build, with_key};
use crate::view::stage::picture::Picture;
use crate::view::stage::{avatar, sound};
use crate::view::strings::Strings;
use crate::web::object::{member, text};
use crate::web::{Exception, JsResultExt, Task};
use std::cell::RefCell;
use visavis_call::{Source, Status};
use wasm_bindgen::JsCast;
use web_sys::{Element, MediaStream, MediaStreamTrack};

pub(in crate::view) struct SelfView {
    tile: Element,
    row: Element,
    hint: Element,
    picture: Picture,
    devices: Element,
    camera: Element,
    microphone: Element,
    playing: RefCell<Option<Task>>,
    stream: RefCell<Option<MediaStream>>,
    strings: Strings,
}

impl SelfView {
    /// `people` is the list that begins with this person.
    pub(in crate::view) fn new(people: &Element, strings: &Strings) -> Result<Self, Exception> {
        let tile = build(Part::SelfView, strings)?;
        let devices = build(Part::DeviceButtons, strings)?;
        let picture = Picture::of(&tile)?;
        // The attribute counts only where a parser made the element.
        picture.video().set_muted(true);

        Ok(Self {
            row: find(people, ".you")?,
            hint: find(&tile, ".hint")?,
            picture,
            camera: find(&devices, "[data-action=camera]")?,
            microphone: find(&devices, "[data-action=microphone]")?,
            tile,
            devices,
            playing: RefCell::new(None),
            stream: RefCell::new(None),
            strings: strings.clone(),
        })
    }

    /// Says so before anything is captured.
    pub(in crate::view) fn begin_without_camera(&self) {
        set_attr(&self.hint, "data-say", "hint-sound-only");
        set_text(&self.hint, &self.strings.of("hint-sound-only"));
    }

    pub(in crate::view) fn tile(&self) -> &Element {
        &self.tile
    }

    /// Moves both to the places that `screen` has for them.
    pub(in crate::view) fn move_to(&self, screen: &Element) -> Result<(), Exception> {
        let place: Element = find(screen, "[data-place=own]")?;
        place.append_child(&self.tile).or_exception()?;
        let place: Element = find(screen, "[data-place=device-buttons]")?;
        place.replace_children_with_node_1(&self.devices);
        // Out of the document for a moment, a video stops.
        self.play();

        Ok(())
    }

    pub(in crate::view) fn show_stream(&self, stream: Option<&MediaStream>) {
        self.picture.show(stream);
        self.stream.replace(stream.cloned());
        self.mirror();
        self.play();
    }

    /// Gives what is to be said of it, to who does not look at the button.
    pub(in crate::view) fn show_status(&self, source: Source, status: Status) -> Option<&'static str> {
        let (button, attribute, [on, off]) = match source {
            Source::Camera => (&self.camera, "data-camera", ["camera-now-on", "camera-off"]),
            Source::Microphone => (
                &self.microphone,
                "data-microphone",
                ["microphone-now-on", "muted"],
            ),
            Source::Screen | Source::ScreenAudio => return None,
        };
        let before = button.get_attribute("data-status").unwrap_or_default();
        let is_on = matches!(status, Status::On | Status::Pending);
        set_attr(&self.tile, attribute, status.name());
        set_attr(&self.row, attribute, status.name());
        set_attr(button, "data-status", status.name());
        set_attr(button, "aria-pressed", if is_on { "true" } else { "false" });
        set_attr(
            button,
            "title",
            &with_key(button, self.strings.press(source, status)),
        );
        if source == Source::Camera {
            set_text(&self.hint, &self.strings.own_camera(status));
            self.mirror();
        }
        match (&*before, status) {
            ("off" | "pending", Status::On) => Some(on),
            ("on" | "pending", Status::Off) => Some(off),
            _ => None,
        }
    }

    fn mirror(&self) {
        let is_rear = self.stream.borrow().as_ref().is_some_and(looks_away);
        toggle_attr(&self.tile, "data-rear", is_rear);
    }

    /// What is captured, if anything.
    pub(in crate::view) fn stream(&self) -> Option<MediaStream> {
        self.stream.borrow().clone()
    }

    pub(in crate::view) fn is_on(&self, source: Source) -> bool {
        let button = if source == Source::Camera {
            &self.camera
        } else {
            &self.microphone
        };
        button.get_attribute("aria-pressed").as_deref() == Some("true")
    }

    /// Draws how loud the microphone is, of 255, into its button.
    pub(in crate::view) fn show_level(&self, level: u8) {
        set_attr(&self.microphone, "data-level", step(level));
    }

    pub(in crate::view) fn set_hand(&self, is_up: bool) {
        toggle_attr(&self.tile, "data-hand", is_up);
        toggle_attr(&self.row, "data-hand", is_up);
    }

    fn play(&self) {
        let playing = sound::play(self.tile.clone(), self.picture.video().clone());
        self.playing.replace(Some(playing));
    }
}

/// A camera at the back of a phone shows what the person sees: nothing to mirror.
fn looks_away(stream: &MediaStream) -> bool {
    let track: MediaStreamTrack = stream.get_video_tracks().get(0).unchecked_into();
    member(&track, "getSettings").is_some()
        && text(&track.get_settings(), "facingMode").as_deref() == Some("environment")
}

/// Ears hear loudness by doublings.
pub(in crate::view) fn step(level: u8) -> &'static str {
    match level.leading_zeros() {
        6.. => "0",
        5 => "1",
        4 => "2",
        3 => "3",
        2 => "4",
        1 => "5",
        0 => "6",
    }
}

/// Draws the initials of the name that is being typed.
pub(in crate::view) fn draw_face(tile: &Element, name: &str) {
    let Ok(initials) = find::<Element>(tile, ".initials") else {
        return;
    };
    avatar::draw(tile, &initials, name);
}
