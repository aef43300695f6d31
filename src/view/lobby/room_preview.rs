//! Shows in the lobby who is already in the room, or why the server would refuse this person.

use crate::view::Ui;
use crate::view::dom::{find, set_text, short_name, toggle_attr};
use crate::view::markup::{say, say_failure};
use crate::view::message::{Mailbox, Message};
use crate::view::strings::Strings;
use crate::web::{Exception, Timeout};
use std::time::Duration;
use visavis_call::{Command, Failure, Source};
use web_sys::{Element, VisibilityState};

/// Often enough to notice newcomers while waiting in the lobby.
const AFTER_REPLY: Duration = Duration::from_secs(10);
/// Without a reply there may be no server at all.
const WITHOUT_REPLY: Duration = Duration::from_secs(70);

/// How long permitted devices wait for the first reply: somebody who is refused needs no camera.
const REPLY_WITHIN: Duration = Duration::from_secs(2);

pub(super) struct RoomPreview {
    present: Element,
    details: Element,
    code: Element,
    join: Element,
    mailbox: Mailbox,
    _next: Option<Timeout>,
    _late: Timeout,
    /// The server has not refused this person.
    is_open: bool,
    /// Devices that may start once it is known that the server does not refuse this person.
    waiting: Vec<Source>,
}

impl RoomPreview {
    pub(super) fn new(lobby: &Element, mailbox: &Mailbox) -> Result<Self, Exception> {
        let late = mailbox.clone();
        let mut preview = Self {
            present: find(lobby, ".present")?,
            details: find(lobby, "header details")?,
            code: find(lobby, "header code")?,
            join: find(lobby, "[data-action=join]")?,
            mailbox: mailbox.clone(),
            _next: None,
            _late: Timeout::after(REPLY_WITHIN, move || late.put(Message::LookLate)),
            is_open: false,
            waiting: Vec::new(),
        };
        preview.wait(Duration::ZERO);
        Ok(preview)
    }

    /// Schedules the next look.
    pub(super) fn wait(&mut self, time: Duration) {
        let mailbox = self.mailbox.clone();
        self._next = Some(Timeout::after(time, move || mailbox.put(Message::LookDue)));
    }

    fn show(&mut self, names: &[String], locked_with: Option<u32>, strings: &Strings) {
        self.wait(AFTER_REPLY);
        toggle_attr(&self.details, "hidden", true);
        match locked_with {
            Some(count) => {
                let count = count.to_string();
                say(&self.present, "locked-with", &[("count", &count)], strings);
            }
            None => say_present(&self.present, names, strings),
        }
        let press = if locked_with.is_some() { "ask" } else { "join" };
        say(&self.join, press, &[], strings);
    }

    fn refuse(&mut self, failure: &Failure, strings: &Strings) {
        self.wait(AFTER_REPLY);
        self.is_open = false;
        say_failure(&self.present, failure, strings);
        set_text(&self.code, failure.code.id());
        toggle_attr(&self.details, "hidden", false);
    }
}

impl Ui {
    /// Requests previews of the room while the lobby is shown.
    pub(in crate::view) fn look_into_room(&mut self) {
        self.lobby.preview.wait(WITHOUT_REPLY);
        if self.is_in_lobby() && is_visible(&self.root) {
            self.send_command(Command::Look);
        }
    }

    pub(in crate::view) fn show_present(&mut self, names: &[String], locked_with: Option<u32>) {
        self.lobby.preview.show(names, locked_with, &self.strings);
        self.start_waiting_devices();
        self.rehearse_soon();
    }

    pub(in crate::view) fn show_refused(&mut self, failure: &Failure) {
        self.lobby.preview.refuse(failure, &self.strings);
    }

    /// Without an answer, nobody is refused.
    pub(in crate::view) fn show_unanswered(&mut self) {
        self.rehearse_soon();
        // Later answers count, not their absence.
        if self.lobby.preview.details.has_attribute("hidden") {
            self.start_waiting_devices();
        }
    }

    /// The browser lets the page use this device without a prompt.
    pub(in crate::view) fn permitted(&mut self, source: Source) {
        if self.lobby.preview.is_open {
            self.start_permitted(source);
        } else {
            self.lobby.preview.waiting.push(source);
        }
    }

    fn start_waiting_devices(&mut self) {
        self.lobby.preview.is_open = true;
        for source in std::mem::take(&mut self.lobby.preview.waiting) {
            self.start_permitted(source);
        }
    }
}

fn say_present(line: &Element, names: &[String], strings: &Strings) {
    let names: Vec<_> = names.iter().map(|name| short_name(name)).collect();
    let (key, rest) = match names.len() {
        0 => ("present-none", 0),
        1 => ("present-one", 0),
        2 => ("present-two", 0),
        3 => ("present-three", 0),
        count => ("present-more", count - 2),
    };
    let rest = rest.to_string();
    let words = ["name", "other", "third"].into_iter();
    let named = words.zip(names.iter().map(String::as_str));
    let values: Vec<_> = named.chain([("count", &*rest)]).collect();
    say(line, key, &values, strings);
}

fn is_visible(element: &Element) -> bool {
    let document = element.owner_document();
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}
