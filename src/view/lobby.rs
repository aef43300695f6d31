//! The lobby, shown before the call: the room, who is in it, the person's self view and name.

mod autostart;
mod room_preview;
mod waiting;

use super::dom::{NAME_CHARS, bounded, find, set_text, toggle_attr};
use super::keys::composes;
use super::markup::say;
use super::message::{Mailbox, Message};
use super::strings::Strings;
use super::{About, Ui, preferences};
use crate::web::{EventType, Exception, Listener, Task};
use room_preview::RoomPreview;
use std::time::Duration;
use visavis_call::Command;
use visavis_call::protocol::Identity;
use waiting::Waiting;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent};

const INPUT: EventType<Event> = EventType::new("input");
const SUBMIT: EventType<Event> = EventType::new("submit");
const KEY: EventType<KeyboardEvent> = EventType::with("keydown", "key");

/// The longest room name that is shown.
const ROOM_CHARS: usize = 128;

pub(super) struct Lobby {
    _listeners: [Listener; 3],
    _autostart: Task,
    name: HtmlInputElement,
    name_label: Element,
    /// What the person wrote, while the field shows the name of the token.
    written: Option<String>,
    preview: RoomPreview,
    waiting: Waiting,
}

impl Lobby {
    pub(super) fn new(
        lobby: &Element,
        about: &About,
        mailbox: &Mailbox,
        strings: &Strings,
    ) -> Result<Self, Exception> {
        let name: HtmlInputElement = find(lobby, "input[name=name]")?;
        let known = if about.name.is_empty() {
            preferences::get(preferences::NAME)
        } else {
            None
        };
        name.set_value(&bounded(known.as_ref().unwrap_or(&about.name), NAME_CHARS));
        name_room(lobby, &about.room, strings)?;
        let form: Element = find(lobby, "form")?;
        let (submitted, entered, typed) = (mailbox.clone(), mailbox.clone(), mailbox.clone());

        Ok(Self {
            _listeners: [
                // Not by its button or Enter, since a frame may forbid forms, but by assistive tools.
                Listener::new(&form, &SUBMIT, move |event| {
                    event.prevent_default();
                    submitted.put(Message::Joined);
                }),
                Listener::new(&name, &KEY, move |event| {
                    // Enter also ends the composition of a character.
                    if event.key() == "Enter" && !composes(event) {
                        event.prevent_default();
                        entered.put(Message::Joined);
                    }
                }),
                Listener::new(&name, &INPUT, move |_| typed.put(Message::NameTyped)),
            ],
            _autostart: autostart::run(mailbox),
            preview: RoomPreview::new(lobby, about.has_server, mailbox)?,
            waiting: Waiting::default(),
            name_label: find(lobby, ".field [data-say]")?,
            written: None,
            name,
        })
    }

    /// Returns the name in the name field.
    pub(super) fn shown_name(&self) -> String {
        self.name.value()
    }

    /// Returns whether the room was locked at the last look.
    pub(super) fn is_locked(&self) -> bool {
        self.preview.is_locked()
    }

    /// Looks into the room at once: the person is here again.
    pub(super) fn look_again(&mut self) {
        self.preview.wait(Duration::ZERO);
    }

    /// Takes over the name that the person or the page has changed. One that the server vouches for stays.
    pub(super) fn rename(&mut self, name: &str) {
        match &mut self.written {
            Some(written) => name.clone_into(written),
            None => self.name.set_value(name),
        }
    }

    /// Shows the name that the server vouches for, which cannot be changed; without one, what the person wrote.
    fn vouch_for(&mut self, name: Option<&str>, strings: &Strings) {
        let shown = match name {
            Some(name) => {
                self.written.get_or_insert_with(|| self.name.value());
                Some(bounded(name, NAME_CHARS))
            }
            None => self.written.take(),
        };
        if let Some(shown) = shown {
            self.name.set_value(&shown);
        }
        self.name.set_read_only(name.is_some());
        let label = if name.is_some() { "name-of-token" } else { "name" };
        say(&self.name_label, label, &[], strings);
    }
}

impl Ui {
    pub(super) fn join(&mut self) {
        let written = self.lobby.written.clone();
        let name = written.unwrap_or_else(|| self.lobby.shown_name());
        let name = bounded(name.trim(), NAME_CHARS);
        preferences::set(preferences::NAME, &name);
        toggle_attr(&self.root, "data-joining", true);
        self.load_apart();
        self.send_command(Command::Join { name });
    }

    /// Shows what the server vouches for of this person, in the lobby and in the self view.
    pub(super) fn identify(&mut self, identity: Option<&Identity>) -> Result<(), Exception> {
        let name = identity.and_then(|identity| identity.name.as_deref());
        self.lobby.vouch_for(name, &self.strings);
        self.self_view.set_name(&self.lobby.shown_name(), &self.strings);
        if name.is_some() {
            // The field for it may be open.
            self.inset = None;
        }
        self.self_view.identify(identity)
    }
}

/// Names the room. A randomly generated room name means nothing to people, so a friendly heading is shown instead.
fn name_room(lobby: &Element, room: &str, strings: &Strings) -> Result<(), Exception> {
    let (title, above): (Element, Element) = (find(lobby, ".room")?, find(lobby, "header .quiet")?);
    if is_made_up(room) {
        say(&title, "ready", &[], strings);
        toggle_attr(&above, "hidden", true);
    } else {
        set_text(&title, &bounded(room, ROOM_CHARS));
    }
    Ok(())
}

/// Returns whether a room name was randomly generated: two-letter syllables in groups of four; see `www/page.js`.
pub(super) fn is_made_up(room: &str) -> bool {
    let is_vowel = |c: char| "aiou".contains(c);
    room.len() == 24
        && room.split('-').all(|group| {
            group.len() == 4
                && group
                    .chars()
                    .enumerate()
                    .all(|(index, c)| c.is_ascii_lowercase() && is_vowel(c) == (index % 2 == 1))
        })
}
