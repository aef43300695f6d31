//! Shows in the lobby who is already in the room, or what keeps this person out.

use crate::view::Ui;
use crate::view::dom::{find, short_name};
use crate::view::markup::{say, say_plainly};
use crate::view::message::{Mailbox, Message};
use crate::view::status::{Topic, Trouble};
use crate::view::strings::Strings;
use crate::web::{Exception, JsResultExt, Timeout};
use std::time::Duration;
use visavis_call::{Code, Command, Failure, Source};
use web_sys::{Element, VisibilityState};

/// Often enough to notice newcomers while waiting in the lobby; a server that takes longer does not answer.
const AFTER_REPLY: Duration = Duration::from_secs(10);
/// For a network that drops what is sent, and slow ones.
const WITHOUT_REPLY: Duration = Duration::from_secs(70);

/// How long permitted devices wait for the first reply: somebody who is refused needs no camera.
const REPLY_WITHIN: Duration = Duration::from_secs(2);

pub(super) struct RoomPreview {
    present: Element,
    join: Element,
    mailbox: Mailbox,
    _next: Option<Timeout>,
    _late: Timeout,
    /// The page names a server.
    has_server: bool,
    /// The last look has no answer yet.
    is_awaited: bool,
    /// The server refuses this person, and says so once.
    is_refused: bool,
    is_locked: bool,
    /// The server has not refused this person.
    is_open: bool,
    /// Devices that may start once it is known that the server does not refuse this person.
    waiting: Vec<Source>,
}

impl RoomPreview {
    pub(super) fn new(lobby: &Element, has_server: bool, mailbox: &Mailbox) -> Result<Self, Exception> {
        let late = mailbox.clone();
        let mut preview = Self {
            present: find(lobby, ".present")?,
            join: find(lobby, "[data-action=join]")?,
            mailbox: mailbox.clone(),
            _next: None,
            _late: Timeout::after(REPLY_WITHIN, move || late.put(Message::LookLate)),
            has_server,
            is_awaited: false,
            is_refused: false,
            is_locked: false,
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

    pub(super) fn is_locked(&self) -> bool {
        self.is_locked
    }

    fn show(&mut self, names: &[String], locked_with: Option<u32>, strings: &Strings) {
        self.wait(AFTER_REPLY);
        (self.is_awaited, self.is_refused) = (false, false);
        self.is_locked = locked_with.is_some();
        if self.is_locked {
            say_plainly(&self.present, "");
        } else {
            say_present(&self.present, names, strings);
        }
        let press = if self.is_locked { "ask" } else { "join" };
        say(&self.join, press, &[], strings);
    }

    /// Nothing is known of the room.
    fn show_nobody(&mut self) {
        self.wait(AFTER_REPLY);
        self.is_awaited = false;
        say_plainly(&self.present, "");
    }
}

impl Ui {
    /// Requests previews of the room while the lobby is shown.
    pub(in crate::view) fn look_into_room(&mut self) {
        let is_late = self.lobby.preview.is_awaited && !self.lobby.preview.is_refused;
        if is_late {
            self.show_unanswered();
        }
        let is_shown = self.is_in_lobby() && is_visible(&self.root);
        let preview = &mut self.lobby.preview;
        preview.wait(if is_late { WITHOUT_REPLY } else { AFTER_REPLY });
        preview.is_awaited = is_shown;
        if is_shown {
            self.send_command(Command::Look);
        }
    }

    pub(in crate::view) fn show_present(&mut self, names: &[String], locked_with: Option<u32>) {
        self.lobby.preview.show(names, locked_with, &self.strings);
        self.tell_of_room(locked_with.map(Trouble::Locked));
        self.start_waiting_devices();
        self.rehearse_soon();
    }

    pub(in crate::view) fn show_refused(&mut self, failure: Failure) {
        let preview = &mut self.lobby.preview;
        preview.show_nobody();
        (preview.is_refused, preview.is_open) = (true, false);
        self.tell_of_room(Some(Trouble::Failure(failure)));
    }

    /// There is no server, or it does not answer.
    pub(in crate::view) fn show_unanswered(&mut self) {
        // Why it refuses somebody says more.
        if self.lobby.preview.has_server && !self.lobby.preview.is_refused {
            self.lobby.preview.show_nobody();
            self.tell_of_room(Some(Trouble::Failure(Code::ServerUnreachable.into())));
        }
        self.be_unanswered();
    }

    /// Without an answer, nobody is refused.
    pub(in crate::view) fn be_unanswered(&mut self) {
        self.rehearse_soon();
        // Later answers count, not their absence.
        if !self.lobby.preview.is_refused {
            self.start_waiting_devices();
        }
    }

    fn tell_of_room(&mut self, said: Option<Trouble>) {
        // What a socket says late is not of the call.
        if self.is_in_lobby() {
            let told = self.notes.show(Topic::Room, said, &self.strings);
            told.warn_on_error("telling of the room");
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
