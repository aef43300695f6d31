//! The user interface, inside the shadow root: notices in, commands out.
//!
//! A second loop beside the driver's: listeners only post messages, and one task owns the [`Ui`]. State is kept in
//! fields; attributes are written for the style sheets and never read back. Of the call's state, only what is on the
//! screen is kept here.

mod actions;
mod adoption;
mod apart;
mod bar;
mod brand;
mod dom;
mod focus;
mod full_screen;
mod hearing;
mod hide;
mod keys;
mod language;
mod lobby;
mod markup;
mod message;
mod pace;
mod panels;
mod picture_in_picture;
mod preferences;
mod record;
mod rehearsal;
mod render;
mod screens;
mod setting;
mod stage;
mod status;
mod strings;
mod style;
#[cfg(test)]
mod tests;
mod tick;
mod tools;
mod turns;
mod ui;

use crate::notice::Notice;
use crate::web::Exception;
use message::{Loop, Message};
use setting::Setting;
use std::rc::Rc;
use turns::Turns;
use ui::Ui;
use visavis_call::Command;
use web_sys::ShadowRoot;

pub(crate) use tools::Tools;

/// The options of the interface.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The room's name.
    pub(crate) room: String,
    /// The address that invites others to this room.
    pub(crate) link: String,
    /// The initial name; may be empty.
    pub(crate) name: String,
    /// Ring mode: people call one of those present.
    pub(crate) ring: bool,
    /// No camera is used.
    pub(crate) audio_only: bool,
    /// The page names a server, by which others can be reached.
    pub(crate) has_server: bool,
    /// The addresses of the strings of languages other than English, by language tag.
    pub(crate) strings: js_sys::Object,
    /// The functions of `www/tools.js`.
    pub(crate) tools: Tools,
}

/// The interface of one call. Dropping it removes it from the page.
pub(crate) struct View {
    owner: Rc<Loop>,
    turns: Rc<Turns>,
}

impl View {
    /// Builds the interface inside `shadow`, replacing its content. `intend` is called with the person's commands,
    /// and must only queue them.
    ///
    /// # Errors
    ///
    /// The exception of a browser that lacks a required API, or of a page whose content security policy forbids the
    /// interface.
    pub(crate) fn new(
        shadow: &ShadowRoot,
        about: &About,
        intend: impl Fn(Command) + 'static,
    ) -> Result<Self, Exception> {
        style::adopt(shadow, "", false)?;
        let owner: Rc<Loop> = Rc::default();
        let ui = Ui::new(shadow, about, &owner.mailbox(), Box::new(intend))?;
        owner.begin(ui);
        let turns = Turns::new(Rc::clone(&owner));
        Ok(Self { owner, turns })
    }

    /// Sets what concerns the interface alone, by the names of `setting.rs`.
    pub(crate) fn set(&self, name: &str, value: &str) {
        if let Some(setting) = Setting::read(name, value) {
            self.turns.put_behind(Message::Set(setting));
        }
    }

    /// Shows a notice of the driver, now or in one of the next turns of the event loop. Must be called for every notice, in
    /// order.
    pub(crate) fn show(&self, notice: &Notice) {
        self.turns.put(Message::Notice(notice.clone()));
    }

    /// Shows a notice at once.
    #[cfg(test)]
    fn show_now(&self, notice: &Notice) {
        self.owner.put(Message::Notice(notice.clone()));
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.owner.end();
    }
}
