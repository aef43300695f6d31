//! A screen that someone shares.

use crate::view::dom::{find, set_attr, set_text};
use crate::view::markup::{Part, build};
use crate::view::stage::picture::Picture;
use crate::view::stage::sound;
use crate::view::strings::Strings;
use crate::web::{Exception, Task};
use visavis_call::protocol::envelope::ClientId;
use web_sys::{Element, MediaStream};

pub(in crate::view) struct SharedScreen {
    id: ClientId,
    element: Element,
    picture: Picture,
    playing: Option<Task>,
    has_stream: bool,
    is_on: bool,
}

impl SharedScreen {
    pub(in crate::view) fn new(id: &ClientId, name: &str, strings: &Strings) -> Result<Self, Exception> {
        let element = build(Part::SharedScreen, strings)?;
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

    pub(in crate::view) fn id(&self) -> &ClientId {
        &self.id
    }

    pub(in crate::view) fn element(&self) -> &Element {
        &self.element
    }

    pub(in crate::view) fn is_shown(&self) -> bool {
        self.has_stream && self.is_on
    }

    pub(in crate::view) fn set_on(&mut self, is_on: bool) {
        self.is_on = is_on;
        self.play();
    }

    pub(in crate::view) fn show_stream(&mut self, stream: &MediaStream) {
        self.picture.show(Some(stream));
        self.has_stream = true;
        self.play();
    }

    /// Out of the document, a video stops.
    pub(in crate::view) fn play(&mut self) {
        self.playing = self
            .is_shown()
            .then(|| sound::play(self.element.clone(), self.picture.video().clone()));
    }
}

impl Drop for SharedScreen {
    fn drop(&mut self) {
        self.element.remove();
    }
}
