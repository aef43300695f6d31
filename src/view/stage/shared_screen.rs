//! The tile of a shared screen.

use super::picture::Picture;
use crate::view::dom::{find, set_attr};
use crate::view::markup::{Part, build, label, say};
use crate::view::message::Mailbox;
use crate::view::strings::Strings;
use crate::web::Exception;
use visavis_call::Volume;
use visavis_call::protocol::ClientId;
use web_sys::{Element, HtmlVideoElement, MediaStream};

pub(super) struct SharedScreen {
    id: ClientId,
    element: Element,
    picture: Picture,
    has_stream: bool,
    is_on: bool,
}

impl SharedScreen {
    pub(super) fn new(
        id: &ClientId,
        name: &str,
        mailbox: &Mailbox,
        strings: &Strings,
    ) -> Result<Self, Exception> {
        let element = build(Part::SharedScreen, strings)?;
        set_attr(&element, "data-screen-of", &id.0);
        let shared = Self {
            id: id.clone(),
            picture: Picture::of(&element, mailbox)?,
            element,
            has_stream: false,
            is_on: false,
        };
        shared.name(name, strings)?;
        Ok(shared)
    }

    pub(super) fn name(&self, name: &str, strings: &Strings) -> Result<(), Exception> {
        let name = [("name", name)];
        say(&find(&self.element, ".name")?, "screen-of", &name, strings);
        label(&self.element, "screen-of", &name, strings);
        Ok(())
    }

    pub(super) fn id(&self) -> &ClientId {
        &self.id
    }

    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    pub(super) fn video(&self) -> &HtmlVideoElement {
        self.picture.video()
    }

    pub(super) fn picture_mut(&mut self) -> &mut Picture {
        &mut self.picture
    }

    pub(super) fn set_volume(&mut self, volume: Volume, is_muted: bool) {
        self.picture.set_volume(volume, is_muted);
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

    pub(super) fn play(&mut self) {
        if self.is_shown() {
            self.picture.play();
        } else {
            self.picture.stop();
        }
    }
}

impl Drop for SharedScreen {
    fn drop(&mut self) {
        self.element.remove();
    }
}
