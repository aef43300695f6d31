//! Keyboard shortcuts. They work only while the focus is inside the element, and not while the person is typing.

mod media_session;

use super::message::{Mailbox, Message};
use crate::web::{EventType, Listener};
pub(super) use media_session::MediaKeys;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, ShadowRoot};

const DOWN: EventType<KeyboardEvent> = EventType::new("keydown");
const UP: EventType<KeyboardEvent> = EventType::new("keyup");
const OUT: EventType<Event> = EventType::new("focusout");

/// Elements for text input: keys pressed there are text.
const WRITES: &str =
    "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox]";

/// Safari ends a composition before it dispatches the key that ended it, which has this code.
const OF_COMPOSITION: u32 = 229;

/// The shortcuts below the root. The attribute `keys="off"` of the host disables them (WCAG 2.1.4), except Escape.
pub(super) struct Keys {
    _listeners: [Listener; 3],
    space: SpaceBar,
}

/// The state of the space bar, which its listener needs at once: if we do not use the key, the page scrolls.
#[derive(Clone, Default)]
struct SpaceBar {
    /// Holding it down would talk.
    may_talk: Rc<Cell<bool>>,
    is_held: Rc<Cell<bool>>,
}

/// The use of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Escape,
    Talk,
    /// The held key repeats.
    GoOnTalking,
    Action(&'static str),
}

impl Keys {
    pub(super) fn listen(shadow: &ShadowRoot, root: &Element, mailbox: &Mailbox) -> Self {
        let space = SpaceBar::default();
        let release = {
            let (is_held, mailbox) = (Rc::clone(&space.is_held), mailbox.clone());
            move || {
                if is_held.take() {
                    mailbox.put(Message::Talk(false));
                }
            }
        };
        let press = {
            let (host, space, mailbox) = (shadow.host(), space.clone(), mailbox.clone());
            move |event: &KeyboardEvent| {
                let Some(used) = use_of(event, &host, &space) else {
                    return;
                };
                if used != Use::Escape {
                    // Otherwise the page would scroll, or the field that opens would receive the letter.
                    event.prevent_default();
                }
                match used {
                    Use::Escape => mailbox.put(Message::Escaped),
                    Use::Talk => {
                        space.is_held.set(true);
                        mailbox.put(Message::Talk(true));
                    }
                    Use::GoOnTalking => {}
                    Use::Action(action) => mailbox.put(Message::Pressed(action)),
                }
            }
        };

        Self {
            _listeners: [
                Listener::new(root, &DOWN, press),
                Listener::new(root, &UP, {
                    let release = release.clone();
                    move |event| {
                        if event.key() == " " {
                            release();
                        }
                    }
                }),
                Listener::new(root, &OUT, move |_| release()),
            ],
            space,
        }
    }

    /// Sets whether the space bar talks: in a call, while the microphone is off.
    pub(super) fn let_talk(&self, may_talk: bool) {
        self.space.may_talk.set(may_talk);
    }
}

/// Returns whether the key belongs to a character that is being composed.
pub(super) fn composes(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == OF_COMPOSITION
}

fn use_of(event: &KeyboardEvent, host: &Element, space: &SpaceBar) -> Option<Use> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || composes(event) {
        return None;
    }
    let is_space = event.key() == " ";
    if event.repeat() && is_space && space.is_held.get() {
        return Some(Use::GoOnTalking);
    }
    if event.key() == "Escape" {
        return Some(Use::Escape);
    }
    let is_off = host.get_attribute("keys").as_deref() == Some("off");
    if is_off || event.repeat() || is_in(event, WRITES) {
        return None;
    }
    if is_space && !is_in(event, "button, a, summary") && space.may_talk.get() {
        return Some(Use::Talk);
    }
    action_of(event).map(Use::Action)
}

/// Returns the action of a key by its letter; in layouts with other letters, by its physical position.
fn action_of(event: &KeyboardEvent) -> Option<&'static str> {
    let key = event.key();
    action(&key).or_else(|| {
        let is_of_other_letters = !key.is_ascii();
        is_of_other_letters
            .then(|| event.code())
            .and_then(|code| action(code.strip_prefix("Key")?))
    })
}

/// Returns the action whose button has this key.
fn action(key: &str) -> Option<&'static str> {
    Some(match key {
        "m" | "M" => "microphone",
        "v" | "V" => "camera",
        "s" | "S" => "share",
        "c" | "C" => "chat",
        "p" | "P" => "people",
        "h" | "H" => "hand",
        "f" | "F" => "full-screen",
        "?" | "؟" => "help",
        _ => return None,
    })
}

fn is_in(event: &KeyboardEvent, selector: &str) -> bool {
    // The first element of the path may also be inside a nested shadow tree of the page.
    event
        .composed_path()
        .get(0)
        .dyn_into::<Element>()
        .ok()
        .is_some_and(|target| target.closest(selector).is_ok_and(|found| found.is_some()))
}
