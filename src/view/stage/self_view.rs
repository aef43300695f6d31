//! The self view and the buttons of the two devices: a single set, moved from screen to screen.

use super::avatar;
use super::picture::Picture;
use super::portrait::Portrait;
use crate::view::dom::{NAME_CHARS, bounded, find, set_attr, toggle_attr};
use crate::view::markup::{Part, build, say, with_key};
use crate::view::message::Mailbox;
use crate::view::strings::Strings;
use crate::web::object::{member, text};
use crate::web::{Exception, JsResultExt};
use visavis_call::protocol::Identity;
use visavis_call::{Source, Status};
use wasm_bindgen::JsCast;
use web_sys::{Element, MediaStream, MediaStreamTrack};

pub(in crate::view) struct SelfView {
    tile: Element,
    row: Element,
    /// The own name in the list of people.
    listed: Element,
    listed_initials: Element,
    hint: Element,
    initials: Element,
    picture: Picture,
    portraits: Vec<Portrait>,
    mailbox: Mailbox,
    buttons: Element,
    camera: Device,
    microphone: Device,
    /// Joining starts the camera, unless it was switched off.
    starts_camera: bool,
    /// The person may send sound and picture.
    may_publish: bool,
    is_hand_up: bool,
    stream: Option<MediaStream>,
}

/// A device with its button.
struct Device {
    button: Element,
    /// `None`: not requested yet.
    status: Option<Status>,
}

impl SelfView {
    /// `people` is the list that begins with this person.
    pub(in crate::view) fn new(
        people: &Element,
        mailbox: &Mailbox,
        strings: &Strings,
    ) -> Result<Self, Exception> {
        let tile = build(Part::SelfView, strings)?;
        let buttons = build(Part::DeviceButtons, strings)?;
        let picture = Picture::of(&tile, mailbox)?;
        // The attribute applies only to elements made by the parser.
        picture.video().set_muted(true);
        let device = |selector| find(&buttons, selector).map(|button| Device { button, status: None });

        Ok(Self {
            row: find(people, ".you")?,
            listed: find(people, ".you .name")?,
            listed_initials: find(people, ".you .initials")?,
            hint: find(&tile, ".hint")?,
            initials: find(&tile, ".initials")?,
            picture,
            portraits: Vec::new(),
            mailbox: mailbox.clone(),
            camera: device("[data-action=camera]")?,
            microphone: device("[data-action=microphone]")?,
            tile,
            buttons,
            starts_camera: true,
            may_publish: true,
            is_hand_up: false,
            stream: None,
        })
    }

    /// Shows in advance that joining does not start the camera.
    pub(in crate::view) fn begin_without_camera(&mut self, strings: &Strings) {
        self.starts_camera = false;
        say(&self.hint, self.hint_key(), &[], strings);
    }

    /// Says that the person may not send sound and picture, or may again; returns whether that is news.
    pub(in crate::view) fn permit(&mut self, may_publish: bool, strings: &Strings) -> bool {
        let is_news = std::mem::replace(&mut self.may_publish, may_publish) != may_publish;
        say(&self.hint, self.hint_key(), &[], strings);
        is_news
    }

    /// Draws the initials of the own name, also while it is being typed, and names this person in the list.
    pub(in crate::view) fn set_name(&self, name: &str, strings: &Strings) {
        let name = bounded(name.trim(), NAME_CHARS);
        for place in [&self.tile, &self.row] {
            avatar::draw(place, &name, "").warn_on_error("drawing the own initials");
        }
        say(&self.listed, "you-named", &[("name", &name)], strings);
    }

    /// Shows what the server vouches for of this person.
    pub(in crate::view) fn identify(&mut self, identity: Option<&Identity>) -> Result<(), Exception> {
        let places = [(&self.tile, &self.initials), (&self.row, &self.listed_initials)];
        avatar::identify(identity, places, &mut self.portraits, &self.mailbox)
    }

    pub(super) fn portraits(&self) -> &[Portrait] {
        &self.portraits
    }

    pub(super) fn tile(&self) -> &Element {
        &self.tile
    }

    pub(super) fn picture(&self) -> &Picture {
        &self.picture
    }

    pub(super) fn picture_mut(&mut self) -> &mut Picture {
        &mut self.picture
    }

    /// Moves the self view and the buttons to their places on `screen`.
    pub(in crate::view) fn move_to(&mut self, screen: &Element) -> Result<(), Exception> {
        let place: Element = find(screen, "[data-place=own]")?;
        place.append_child(&self.tile).or_exception()?;
        let place: Element = find(screen, "[data-place=device-buttons]")?;
        place.replace_children_with_node_1(&self.buttons);
        // Moving a video in the document pauses it.
        self.picture.play();

        Ok(())
    }

    pub(in crate::view) fn show_stream(&mut self, stream: Option<&MediaStream>) {
        self.picture.show(stream);
        self.stream = stream.cloned();
        self.mirror();
    }

    /// Says anew, in another language, what is said of the devices.
    pub(in crate::view) fn put_words(&mut self, strings: &Strings) {
        for (source, status) in [
            (Source::Camera, self.camera.status),
            (Source::Microphone, self.microphone.status),
        ] {
            if let Some(status) = status {
                self.show_status(source, status, strings);
            }
        }
    }

    /// Shows the status of a device. Returns the key of the string to announce to a person who does not see the
    /// button.
    pub(in crate::view) fn show_status(
        &mut self,
        source: Source,
        status: Status,
        strings: &Strings,
    ) -> Option<&'static str> {
        let (device, attribute, [on, off]) = match source {
            Source::Camera => (&mut self.camera, "data-camera", ["camera-now-on", "camera-off"]),
            Source::Microphone => (
                &mut self.microphone,
                "data-microphone",
                ["microphone-now-on", "muted"],
            ),
            Source::Screen | Source::ScreenAudio => return None,
        };
        let before = device.status.replace(status);
        let button = &device.button;
        set_attr(&self.tile, attribute, status.name());
        set_attr(&self.row, attribute, status.name());
        set_attr(button, "data-status", status.name());
        set_attr(
            button,
            "aria-pressed",
            if is_on(status) { "true" } else { "false" },
        );
        set_attr(button, "title", &with_key(button, strings.press(source, status)));
        if source == Source::Camera {
            self.mirror();
        }
        say(&self.hint, self.hint_key(), &[], strings);
        match (before, status) {
            (Some(Status::Off | Status::Pending), Status::On) => Some(on),
            (Some(Status::On | Status::Pending), Status::Off) => Some(off),
            _ => None,
        }
    }

    /// Returns the key of the sentence about the camera: what happens to it, or, before the call, what starts with it.
    fn hint_key(&self) -> &'static str {
        match (self.camera.status, self.microphone.status) {
            _ if !self.may_publish => "publish-off",
            (None, _) if !self.starts_camera => "hint-sound-only",
            (None, None) => "hint-unasked",
            (None, Some(_)) => "hint-picture-only",
            (Some(Status::Off), None) => "hint-sound-only",
            (Some(status), _) => own_camera(status),
        }
    }

    fn mirror(&self) {
        let is_rear = self.stream.as_ref().is_some_and(looks_away);
        toggle_attr(&self.tile, "data-rear", is_rear);
    }

    /// Returns the captured stream, if any.
    pub(in crate::view) fn stream(&self) -> Option<MediaStream> {
        self.stream.clone()
    }

    /// Returns whether the camera is on, not just wanted.
    pub(in crate::view) fn has_camera(&self) -> bool {
        self.camera.status == Some(Status::On)
    }

    /// Returns whether the camera still waits for permission.
    pub(in crate::view) fn is_camera_pending(&self) -> bool {
        self.camera.status == Some(Status::Pending)
    }

    /// Returns whether the device is on, or will be as soon as possible.
    pub(in crate::view) fn is_on(&self, source: Source) -> bool {
        let device = if source == Source::Camera {
            &self.camera
        } else {
            &self.microphone
        };
        device.status.is_some_and(is_on)
    }

    /// Shows the microphone's level, 0 to 255, in its button.
    pub(in crate::view) fn show_level(&self, level: u8) {
        set_attr(&self.microphone.button, "data-level", level_step(level));
    }

    pub(in crate::view) fn show_speaking(&self, is_speaking: bool) {
        toggle_attr(&self.tile, "data-speaking", is_speaking);
    }

    pub(in crate::view) fn set_hand(&mut self, is_up: bool) {
        self.is_hand_up = is_up;
        toggle_attr(&self.tile, "data-hand", is_up);
        toggle_attr(&self.row, "data-hand", is_up);
    }

    pub(in crate::view) fn is_hand_up(&self) -> bool {
        self.is_hand_up
    }
}

fn own_camera(status: Status) -> &'static str {
    match status {
        Status::On => "own-camera-on",
        Status::Off => "own-camera-off",
        Status::Pending => "own-camera-pending",
        Status::Denied => "own-camera-denied",
    }
}

fn is_on(status: Status) -> bool {
    matches!(status, Status::On | Status::Pending)
}

/// A rear camera shows what the person sees, and must not be mirrored.
fn looks_away(stream: &MediaStream) -> bool {
    let track: MediaStreamTrack = stream.get_video_tracks().get(0).unchecked_into();
    member(&track, "getSettings").is_some()
        && text(&track.get_settings(), "facingMode").as_deref() == Some("environment")
}

/// Returns a level step. Loudness is perceived logarithmically.
pub(in crate::view) fn level_step(level: u8) -> &'static str {
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
