//! The periodic update: voice levels, idle detection, ringing.

use super::Ui;
use super::dom::short_name;
use super::message::{Mailbox, Message};
use super::panels::Panel;
use crate::web::Timeout;
use std::time::Duration;

/// Often enough for a level meter to look alive.
const BETWEEN_LOOKS: Duration = Duration::from_millis(150);
/// While the meter is hidden, and nothing moves but the videos.
const BETWEEN_CALM_LOOKS: Duration = Duration::from_millis(450);

/// The next update; none, once dropped.
#[must_use = "a dropped tick does not come"]
pub(super) struct Tick {
    is_calm: bool,
    _due: Timeout,
}

impl Tick {
    /// Begins to update.
    pub(super) fn first(mailbox: &Mailbox) -> Self {
        Self::next(mailbox, false)
    }

    fn next(mailbox: &Mailbox, is_calm: bool) -> Self {
        let wait = if is_calm {
            BETWEEN_CALM_LOOKS
        } else {
            BETWEEN_LOOKS
        };
        let mailbox = mailbox.clone();
        Self {
            is_calm,
            _due: Timeout::after(wait, move || mailbox.put(Message::Ticked)),
        }
    }
}

impl Ui {
    pub(super) fn tick(&mut self) {
        self.listen();
        self.keep_playing();
        let next = self.panels.focusable().or_else(|| self.screens.focusable());
        self.focus.look(next.as_ref());
        if self.is_in_call() {
            self.idle.look(self.menu.is_open());
        }
        if self.apart.is_there() {
            self.tick_inside();
        }
        self.tick = Tick::next(&self.mailbox, self.is_calm());
    }

    /// The person does something: the meter is shown again.
    pub(super) fn stir(&mut self) {
        self.idle.stir();
        if self.tick.is_calm {
            self.tick = Tick::next(&self.mailbox, false);
        }
    }

    fn is_calm(&self) -> bool {
        self.is_in_call()
            && self.idle.is_idle()
            && self.stage.layout().hides_the_bar()
            && !self.panels.is_open(Panel::Devices)
    }

    pub(super) fn look_for_rings(&mut self) {
        let tiles = self.stage.tiles();
        for tile in tiles {
            tile.show_how_long();
        }
        let sentence = self
            .stage
            .caller()
            .map(|tile| self.strings.about("ring-ringing", &short_name(tile.name())));
        let document = self.root.owner_document();
        self.ringer
            .look(sentence.as_deref(), document.as_ref(), &self.tools);
    }
}
