//! The periodic update: voice levels, idle detection, ringing.

use super::Ui;
use super::dom::short_name;
use super::message::{Mailbox, Message};
use crate::web::{Task, pause};
use std::time::Duration;

/// Often enough for a level meter to look alive, rarely enough to cost nothing.
const BETWEEN_LOOKS: Duration = Duration::from_millis(150);

pub(super) fn run(mailbox: &Mailbox) -> Task {
    let mailbox = mailbox.clone();
    Task::spawn(async move {
        loop {
            pause(BETWEEN_LOOKS).await;
            mailbox.put(Message::Ticked);
        }
    })
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
    }

    pub(super) fn look_for_rings(&mut self) {
        let tiles = self.stage.tiles();
        for tile in tiles {
            tile.show_how_long();
        }
        let caller = tiles.iter().find(|tile| tile.is_ringing());
        let sentence = caller.map(|tile| self.strings.about("ring-ringing", &short_name(tile.name())));
        let document = self.root.owner_document();
        self.ringer
            .look(sentence.as_deref(), document.as_ref(), &self.tools);
    }
}
