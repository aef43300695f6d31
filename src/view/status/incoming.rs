//! Who calls in a ring room: their card is a dialog, which takes the focus and gives it back.

use crate::view::Ui;
use crate::view::stage::{Stage, Tile};
use visavis_call::Ring;
use visavis_call::protocol::ClientId;

impl Stage {
    /// Returns who is calling this person. Whoever calls meanwhile is told by the core that they are busy.
    pub(in crate::view) fn caller(&self) -> Option<&Tile> {
        self.tiles().iter().find(|tile| tile.is_ringing())
    }
}

impl Ui {
    /// Shows the state of the call with a person.
    pub(in crate::view) fn show_ring(&mut self, id: &ClientId, ring: Ring) {
        let strings = &self.strings;
        let sentence = self.stage.with(id, |tile| tile.show_ring(ring, strings));
        self.stage.arrange();
        let Some(caller) = self.stage.caller() else {
            self.focus.give_back();
            return self.status.speak(&sentence.unwrap_or_default());
        };
        // Who comes to the dialog is told its name there.
        let is_told = self.focus.lend(caller.bell()) && caller.id() == id;
        let spoken = sentence.filter(|_| !is_told).unwrap_or_default();
        self.status.speak(&spoken);
    }

    /// Returns whether somebody calls, and the sound has not been stopped.
    pub(in crate::view) fn rings_aloud(&self) -> bool {
        self.stage.caller().is_some() && !self.ringer.is_silent()
    }

    /// Stops the sound. The call goes on, and can be answered.
    pub(in crate::view) fn silence(&mut self) {
        self.ringer.silence();
        if let Some(caller) = self.stage.caller() {
            caller.set_silent(true);
            // The button is gone.
            self.focus.keep_in(caller.bell());
        }
    }
}
