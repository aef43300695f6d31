//! The keys. They act only while the focus is inside the element, and not while one writes.

use super::Ui;
use crate::web::{EventType, Listener};
use std::cell::Cell;
use std::rc::{Rc, Weak};
use visavis_call::Command;
use visavis_call::Source;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, ShadowRoot};

const DOWN: EventType<KeyboardEvent> = EventType::new("keydown");
const UP: EventType<KeyboardEvent> = EventType::new("keyup");
const OUT: EventType<Event> = EventType::new("focusout");

/// Listens for keys below `root`. The attribute `keys="off"` of the host silences them (WCAG 2.1.4), but for Escape.
pub(super) fn listen(
    shadow: &ShadowRoot,
    root: &Element,
    ui: &Weak<Ui>,
    intend: &Rc<dyn Fn(Command)>,
) -> [Listener; 3] {
    let talks = Rc::new(Cell::new(false));
    let hush = {
        let (talks, intend) = (Rc::clone(&talks), Rc::clone(intend));
        move || {
            if talks.take() {
                intend(switch(Source::Microphone, false));
            }
        }
    };
    let press = {
        let (shadow, ui, intend, talks) = (shadow.clone(), ui.clone(), Rc::clone(intend), Rc::clone(&talks));
        move |event: &KeyboardEvent| {
            let Some(ui) = ui.upgrade() else { return };
            if event.ctrl_key() || event.meta_key() || event.alt_key() || composes(event) {
                return;
            }
            if event.repeat() && event.key() == " " && talks.get() {
                // Else the page around scrolls on.
                event.prevent_default();
                return;
            }
            if event.key() == "Escape" {
                ui.close_something();
                return;
            }
            let is_off = shadow.host().get_attribute("keys").as_deref() == Some("off");
            if is_off || event.repeat() || is_in(event, WRITES) {
                return;
            }
            let is_button = is_in(event, "button, a, summary");
            if event.key() == " " && !is_button && !ui.self_view.is_on(Source::Microphone) && ui.is_in_call()
            {
                event.prevent_default();
                talks.set(true);
                intend(switch(Source::Microphone, true));
            } else if let Some(action) = action_of(event) {
                // Else the field that it opens would get the letter.
                event.prevent_default();
                ui.press(action);
            }
        }
    };
    [
        Listener::new(root, &DOWN, press),
        Listener::new(root, &UP, {
            let hush = hush.clone();
            move |event| {
                if event.key() == " " {
                    hush();
                }
            }
        }),
        Listener::new(root, &OUT, move |_| hush()),
    ]
}

/// Where one writes: the letters are the text's.
const WRITES: &str =
    "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox]";

/// Safari ends a composition before it tells of the key that ended it: that has this code.
const OF_COMPOSITION: u32 = 229;

pub(super) fn composes(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == OF_COMPOSITION
}

/// By the letter; where the layout has other letters, by where it would be.
fn action_of(event: &KeyboardEvent) -> Option<&'static str> {
    let key = event.key();
    action(&key).or_else(|| {
        let is_of_other_letters = !key.is_ascii();
        is_of_other_letters
            .then(|| event.code())
            .and_then(|code| action(code.strip_prefix("Key")?))
    })
}

/// What a key does: the action of the button that does the same.
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

fn switch(source: Source, on: bool) -> Command {
    Command::Switch { source, on }
}

fn is_in(event: &KeyboardEvent, selector: &str) -> bool {
    // The first of the path is also in an element of the page that has a tree of its own.
    event
        .composed_path()
        .get(0)
        .dyn_into::<Element>()
        .ok()
        .is_some_and(|target| target.closest(selector).is_ok_and(|found| found.is_some()))
}
