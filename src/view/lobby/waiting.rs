//! The waiting room of a person who asks to come in: picture and devices of the lobby stay where they are, and in place of
//! its form it is said who has been asked.

use crate::view::Ui;
use crate::view::dom::{find, set_attr};
use crate::view::markup::{Part, build, say};
use crate::view::screens::Screen;
use crate::web::{Exception, JsResultExt};
use visavis_call::{Command, Signalling, Source};
use web_sys::Element;

/// What the lobby has for it.
#[derive(Default)]
pub(super) struct Waiting {
    /// `None`: this person has never waited.
    sentence: Option<Element>,
    /// The devices that were on when the person stopped waiting, and are on again in the lobby.
    devices: Vec<Source>,
}

impl Ui {
    /// Returns whether this person waits to be let in.
    pub(in crate::view) fn is_at_door(&self) -> bool {
        self.screens.current() == Screen::Waiting
    }

    /// Returns the screen of a person who has joined.
    pub(in crate::view) fn screen_of(&self, state: Signalling) -> Screen {
        let is_outside = match state {
            Signalling::Waiting => true,
            Signalling::Connected => false,
            // Who is going to wait would see the call for a moment.
            Signalling::Connecting => self.is_at_door() || (self.lobby.is_locked() && self.apart.is_there()),
            Signalling::TabsOnly | Signalling::Reconnecting => self.is_at_door(),
        };
        // Others are reached without the server, or a call goes on.
        let is_inside = !self.stage.tiles().is_empty() || self.began.is_some();
        if is_outside && !is_inside {
            Screen::Waiting
        } else {
            Screen::Call
        }
    }

    /// Somebody is here: whoever waits has a call.
    pub(in crate::view) fn come_in(&mut self) -> Result<(), Exception> {
        if self.is_at_door() {
            return self.show_screen(Screen::Call);
        }
        Ok(())
    }

    /// Tells a person at the door who has been asked, or why nobody answers.
    pub(in crate::view) fn say_what_waits(&mut self) -> Result<(), Exception> {
        if !self.is_at_door() {
            return Ok(());
        }
        let lobby = self.screens.element(Screen::Waiting);
        let sentence = match &self.lobby.waiting.sentence {
            Some(sentence) => sentence.clone(),
            None => {
                let asking = build(Part::Waiting, &self.strings)?;
                find::<Element>(lobby, ".entry")?
                    .prepend_with_node_1(&asking)
                    .or_exception()?;
                find(&asking, ".sentence")?
            }
        };
        self.name_lobby("waiting-room");
        let (key, name) = self.status.at_door();
        let said = say(&sentence, key, &[("name", name)], &self.strings);
        self.status.speak(&said);
        self.lobby.waiting.sentence = Some(sentence);
        Ok(())
    }

    /// Withdraws the request to be let in.
    pub(in crate::view) fn stop_waiting(&mut self) {
        let devices = [Source::Camera, Source::Microphone].into_iter();
        self.lobby.waiting.devices = devices.filter(|source| self.self_view.is_on(*source)).collect();
        self.send_command(Command::Leave);
    }

    /// Goes back to the lobby, as it was: there was no call.
    pub(in crate::view) fn return_to_lobby(&mut self) -> Result<(), Exception> {
        self.show_screen(Screen::Lobby)?;
        self.name_lobby("lobby");
        self.lobby.look_again();
        for source in std::mem::take(&mut self.lobby.waiting.devices) {
            self.send_command(Command::Suggest { source, on: true });
        }
        Ok(())
    }

    /// Names the screen for who does not see it.
    fn name_lobby(&self, key: &str) {
        let lobby = self.screens.element(Screen::Lobby);
        set_attr(lobby, "data-label", key);
        set_attr(lobby, "aria-label", &self.strings.of(key));
    }
}
