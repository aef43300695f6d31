//! The passage from one screen to another, as the call begins and ends.

use super::Screen;
use crate::view::Ui;
use crate::view::dom::{find, length, millis, set_attr, toggle_attr};
use crate::view::panels::{Panel, Step};
use crate::view::status::Topic;
use crate::web::Exception;
use visavis_call::{Failure, Signalling};
use web_sys::Element;

impl Ui {
    pub(in crate::view) fn show_signalling(&mut self, state: Signalling) -> Result<(), Exception> {
        set_attr(&self.root, "data-signalling", state.name());
        let screen = self.screen_of(state);
        let has_begun = self.is_in_call() || self.is_at_door();
        if self.screens.current() != screen {
            self.show_screen(screen)?;
        }
        if !has_begun {
            self.begin_during_call();
            self.log.begin_anew();
            self.log.start(Step::Server, None);
            // Joining may have requested it already.
            if self.self_view.is_camera_pending() {
                self.time_camera(true);
            }
        }
        let is_inside = matches!(state, Signalling::Connected | Signalling::TabsOnly);
        if is_inside && self.began.is_none() && !self.is_at_door() {
            self.began = Some(millis());
            self.log.end(Step::Server, None);
        }

        self.status.show_signalling(state, &self.strings)?;
        self.say_what_waits()
    }

    /// Shows another screen. An open panel stays if that screen has it too.
    pub(in crate::view) fn show_screen(&mut self, screen: Screen) -> Result<(), Exception> {
        // It would be lost together with the pressed button.
        self.focus.note();
        let is_begun = self.is_in_call() || self.is_at_door();
        let stays = |panel: Panel| is_begun && panel.is_of(screen);
        if !self.panels.open().is_some_and(stays) {
            self.panels.close(&self.strings);
        }
        toggle_attr(&self.root, "data-joining", false);
        self.screens.show(screen, &mut self.self_view)?;
        self.place_notes(screen)?;
        self.panels.show(&self.strings);
        Ok(())
    }

    /// Puts the note over the picture before the call, and at the top in it, where nobody is kept from coming in.
    fn place_notes(&mut self, screen: Screen) -> Result<(), Exception> {
        let place: Element = match screen {
            Screen::Lobby | Screen::Waiting => find(self.screens.element(screen), ".frame")?,
            Screen::Call | Screen::After => find(&self.root, ".status [data-place=notes]")?,
        };
        self.notes.move_to(&place)?;
        for topic in [Topic::Room, Topic::Part] {
            self.notes.show(topic, None, &self.strings)?;
        }
        Ok(())
    }

    pub(in crate::view) fn end(&mut self, failure: Option<&Failure>) -> Result<(), Exception> {
        self.stage.clear();
        self.status.clear();
        self.quality.clear();
        self.chat.clear(&self.strings);
        self.end_recording();
        self.recorders.clear();
        self.during_call = None;
        self.forget_leaving();
        self.self_view.set_hand(false);
        self.host.clear(&self.strings)?;
        self.set_sound_only(false);
        self.menu.close();
        toggle_attr(&self.root, "data-signalling", false);
        if failure.is_none() && self.is_at_door() {
            return self.return_to_lobby();
        }
        // Leaving follows a failure, and must not replace its reason.
        if failure.is_some() || self.screens.current() != Screen::After {
            let length = self.began.take().map(|began| length(millis() - began));
            let why = self.screens.say_why(failure, length.as_deref(), &self.strings)?;
            self.status.speak(&why);
        }
        if !self.panels.is_open(Panel::Log) {
            self.panels.close(&self.strings);
        }
        self.show_screen(Screen::After)
    }
}
