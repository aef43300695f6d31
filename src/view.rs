//! The interface that a person sees, inside the shadow root: notices in, intentions out.
//!
//! It is a second loop, as the driver is one: listeners only post, one task owns the [`Ui`]. What the interface knows is in
//! fields; attributes are written for the style sheets and never read back. No state of the call lives here beyond what is
//! on the screen.

mod actions;
mod bar;
mod dom;
mod focus;
mod full_screen;
mod hearing;
mod keys;
mod language;
mod lobby;
mod markup;
mod message;
mod panels;
mod picture_in_picture;
mod preferences;
mod record;
mod render;
mod screens;
mod stage;
mod status;
mod strings;
mod style;
#[cfg(test)]
mod tests;
mod tick;
mod tools;
mod ui;

use crate::notice::Notice;
use crate::web::Exception;
use message::{Loop, Message};
use std::rc::Rc;
use ui::Ui;
use visavis_call::Command;
use web_sys::ShadowRoot;

pub(crate) use tools::Tools;

/// What the interface says about the call before there is one.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The room's name.
    pub(crate) room: String,
    /// The address that brings others here.
    pub(crate) link: String,
    /// The name to begin with; may be empty.
    pub(crate) name: String,
    /// People call one of those who are there.
    pub(crate) ring: bool,
    /// No camera is used.
    pub(crate) audio_only: bool,
    /// The addresses of the words of other languages, by tag.
    pub(crate) strings: js_sys::Object,
    /// What JavaScript does for it.
    pub(crate) tools: Tools,
}

/// The interface of one call. Dropping it takes it off the page.
pub(crate) struct View {
    owner: Rc<Loop>,
}

impl View {
    /// Builds the interface inside `shadow`, in the place of whatever is there. `intend` is called with what the person
    /// wants, and must only take note of it.
    ///
    /// # Errors
    ///
    /// The exception of a browser that lacks something, or of a page whose policy does not allow ours.
    pub(crate) fn new(
        shadow: &ShadowRoot,
        about: &About,
        intend: impl Fn(Command) + 'static,
    ) -> Result<Self, Exception> {
        style::adopt(shadow)?;
        let owner: Rc<Loop> = Rc::default();
        let ui = Ui::new(shadow, about, &owner.mailbox(), Box::new(intend))?;
        owner.begin(ui);
        Ok(Self { owner })
    }

    /// Shows what the driver tells. To be called for every notice, in order.
    pub(crate) fn show(&self, notice: &Notice) {
        self.owner.put(Message::Notice(notice.clone()));
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.owner.end();
    }
}
