//! A screen that someone shares.

use super::dom::{find, set_attr, set_text};
use super::markup::{Part, build};
use super::picture::Picture;
use super::sound;
use super::strings::Strings;
use crate::web::{Exception, Task};
use visavis_call::protocol::ClientId;
use web_sys::{Element, MediaStream};

pub(super) struct Shared {
    id: ClientId,
    element: Element,
    picture: Picture,
    playing: Option<Task>,
    has_stream: bool,
    is_on: bool,
}

impl Shared {
    pub(super) fn new(id: &ClientId, name: &str, strings: &Strings) -> Result<Self, Exception> {
        let element = build(Part::Shared, strings)?;
        let title = strings.about("screen-of", name);
        set_text(&find(&element, ".name")?, &title);
        set_attr(&element, "aria-label", &title);
        set_attr(&element, "data-screen-of", &id.0);
        Ok(Self {
            id: id.clone(),
            picture: Picture::of(&element)?,
            element,
            playing: None,
            has_stream: false,
            is_on: false,
        })
    }

    pub(super) fn id(&self) -> &ClientId {
        &self.id
    }

    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    pub(super) fn is_shown(&self) -> bool {
        self.has_stream && self.is_on
    }

    pub(super) fn set_on(&mut self, is_on: bool) {
        self.is_on = is_on;
        self.play();
    }

    pub(super) fn show_stream(&mut self, stream: &MediaStream) {
        self.picture.show(Some(stream));
        self.has_stream = true;
        self.play();
    }

    /// Out of the document, a video stops.
    pub(super) fn play(&mut self) {
        self.playing = self
            .is_shown()
            .then(|| sound::play(self.element.clone(), self.picture.video().clone()));
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.element.remove();
    }
}
