//! Shows in the lobby who is already in the room.

use crate::view::Ui;
use crate::view::dom::{find, set_attr, set_text};
use crate::view::message::{Mailbox, Message};
use crate::view::strings::Strings;
use crate::web::{Exception, Timeout};
use std::time::Duration;
use visavis_call::Command;
use web_sys::{Element, VisibilityState};

/// Often enough to notice newcomers while waiting in the lobby.
const AFTER_REPLY: Duration = Duration::from_secs(10);
/// Without a reply there may be no server at all.
const WITHOUT_REPLY: Duration = Duration::from_secs(70);

pub(super) struct RoomPreview {
    present: Element,
    join: Element,
    mailbox: Mailbox,
    _next: Option<Timeout>,
}

impl RoomPreview {
    pub(super) fn new(lobby: &Element, mailbox: &Mailbox) -> Result<Self, Exception> {
        let mut preview = Self {
            present: find(lobby, ".present")?,
            join: find(lobby, "[data-action=join]")?,
            mailbox: mailbox.clone(),
            _next: None,
        };
        preview.wait(Duration::ZERO);
        Ok(preview)
    }

    /// Schedules the next look.
    fn wait(&mut self, time: Duration) {
        let mailbox = self.mailbox.clone();
        self._next = Some(Timeout::after(time, move || mailbox.put(Message::LookDue)));
    }

    fn show(&mut self, names: &[String], locked_by: Option<&str>, strings: &Strings) {
        self.wait(AFTER_REPLY);
        let sentence = match locked_by {
            Some(name) => strings.about("locked-by", &strings.short_name(name)),
            None => strings.present(names),
        };
        set_text(&self.present, &sentence);
        let press = if locked_by.is_some() { "ask" } else { "join" };
        set_attr(&self.join, "data-say", press);
        set_text(&self.join, &strings.of(press));
    }
}

impl Ui {
    /// Requests previews of the room while the lobby is shown.
    pub(in crate::view) fn look_into_room(&mut self) {
        self.lobby.preview.wait(WITHOUT_REPLY);
        if self.is_in_lobby() && is_visible() {
            self.send_command(Command::Look);
        }
    }

    pub(in crate::view) fn show_present(&mut self, names: &[String], locked_by: Option<&str>) {
        self.lobby.preview.show(names, locked_by, &self.strings);
    }
}

impl Strings {
    fn present(&self, names: &[String]) -> String {
        let names: Vec<_> = names.iter().map(|name| self.short_name(name)).collect();
        match names.as_slice() {
            [] => self.of("present-none"),
            [one] => self.about("present-one", one),
            [one, other] => self.with("present-two", &[("name", one), ("other", other)]),
            [one, other, third] => self.with(
                "present-three",
                &[("name", one), ("other", other), ("third", third)],
            ),
            [one, other, rest @ ..] => self.with(
                "present-more",
                &[
                    ("name", one),
                    ("other", other),
                    ("count", &rest.len().to_string()),
                ],
            ),
        }
    }
}

fn is_visible() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}
