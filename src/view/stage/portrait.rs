//! The picture of a person, for which their token has the address. It takes the place of the initials, but not of a
//! video.

use super::Tile;
use crate::view::Ui;
use crate::view::dom::create;
use crate::view::message::{Mailbox, Message};
use crate::web::{Exception, JsResultExt, Task};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlImageElement};

/// A picture beside initials. Dropping it takes it away.
pub(in crate::view) struct Portrait {
    url: String,
    initials: Element,
    image: HtmlImageElement,
    _loading: Task,
}

impl Portrait {
    /// Begins to load the picture. Until then, and if it cannot be loaded, the initials remain: nothing jumps or waits.
    pub(super) fn load(url: &str, initials: &Element, mailbox: &Mailbox) -> Result<Self, Exception> {
        let image: HtmlImageElement = create("img")?.unchecked_into();
        image.set_class_name("portrait");
        // The name is beside it.
        image.set_alt("");
        // Whoever has the picture need not know the address of the room.
        image.set_referrer_policy("no-referrer");
        image.set_draggable(false);
        image.set_src(url);
        let (loading, mailbox) = (image.clone(), mailbox.clone());
        Ok(Self {
            url: url.to_owned(),
            initials: initials.clone(),
            image,
            _loading: Task::spawn(async move {
                if JsFuture::from(loading.decode()).await.is_ok() {
                    mailbox.put(Message::PortraitLoaded(loading));
                }
            }),
        })
    }

    pub(super) fn is_of(&self, url: Option<&str>) -> bool {
        url == Some(&self.url)
    }

    fn show(&self) -> Result<(), Exception> {
        self.initials
            .insert_adjacent_element("afterend", &self.image)
            .or_exception()?;
        Ok(())
    }
}

impl Drop for Portrait {
    fn drop(&mut self) {
        self.image.remove();
    }
}

impl Ui {
    /// Shows a picture, unless it belongs to nobody any more.
    pub(in crate::view) fn portrait_loaded(&self, image: &HtmlImageElement) {
        let others = self.stage.tiles().iter().flat_map(Tile::portraits);
        let mut portraits = self.self_view.portraits().iter().chain(others);
        if let Some(portrait) = portraits.find(|portrait| portrait.image == *image) {
            portrait.show().warn_on_error("showing a portrait");
        }
    }
}
