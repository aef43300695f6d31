//! Keyboard shortcuts. They work only while the focus is inside the element, and not while the person is typing.

mod media_session;
mod menus;
mod texts;

use super::dom::as_element;
use super::message::{Mailbox, Message};
use super::screens::Screen;
use crate::web::{EventType, Listener};
pub(super) use media_session::MediaKeys;
use menus::key_of_menu;
pub(super) use menus::{ITEMS, is_shown};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use texts::{Texts, keep_texts};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, ShadowRoot};

const DOWN: EventType<KeyboardEvent> = EventType::with("keydown", "key");
const PRESS: EventType<KeyboardEvent> = EventType::with("keypress", "key");
const UP: EventType<KeyboardEvent> = EventType::with("keyup", "key");
const OUT: EventType<Event> = EventType::new("focusout");

/// Elements for text input: keys pressed there are text.
pub(super) const WRITES: &str = "input, textarea, select, [contenteditable]:not([contenteditable=false]), \
    [role=textbox], [role=searchbox], [role=combobox]";

/// Elements that Enter and the space bar press.
const PRESSED: &str = "button, a, summary, audio, video, [role=button], [role=checkbox], [role=switch], \
    [role=radio], [role=tab], [role=option], [role^=menuitem]";

/// A menu whose keys are its own.
const MENU: &str = "[role=menu]";

/// Safari ends a composition before it dispatches the key that ended it, which has this code.
const OF_COMPOSITION: u32 = 229;

/// The shortcuts below the root. The attribute `keys="off"` of the host disables them (WCAG 2.1.4), except Escape.
pub(super) struct Keys {
    _listeners: [Listener; 4],
    _texts: Texts,
    state: State,
}

/// What the listeners need at once: a browser asks only during the event whether a key was used.
#[derive(Clone, Default)]
struct State {
    /// Holding the space bar down would talk.
    may_talk: Rc<Cell<bool>>,
    is_talking: Rc<Cell<bool>>,
    /// Escape would close something.
    may_close: Rc<Cell<bool>>,
    screen: Rc<Cell<Screen>>,
    /// The actions whose buttons the page hides: their keys are the page's.
    hidden: Rc<RefCell<Vec<&'static str>>>,
    /// The keys that are down and were not left to the page. What follows them belongs to the same one.
    held: Rc<RefCell<Vec<(String, Fate)>>>,
}

/// The use of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Use {
    Escape,
    /// A key inside a menu.
    Menu(String),
    Talk,
    Action(&'static str),
}

/// What becomes of a key that is not left to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// A shortcut: marked as used by `preventDefault`.
    Used,
    /// Of a field or a button in the shadow tree. The page must not see it: to the page all of them are the host
    /// element, so it cannot tell text from a shortcut.
    Kept,
}

impl Keys {
    pub(super) fn listen(shadow: &ShadowRoot, root: &Element, mailbox: &Mailbox) -> Self {
        let state = State::default();
        let release = {
            let (is_talking, mailbox) = (Rc::clone(&state.is_talking), mailbox.clone());
            move || {
                if is_talking.take() {
                    mailbox.put(Message::Talk(false));
                }
            }
        };
        let down = {
            let (host, root, state, mailbox) = (shadow.host(), root.clone(), state.clone(), mailbox.clone());
            move |event: &KeyboardEvent| {
                let before = state.let_go(event);
                // A repeated key does nothing anew.
                let before = before.filter(|_| event.repeat());
                let used = before.is_none().then(|| use_of(event, &host, &state)).flatten();
                let kept = || is_kept(event, &root).then_some(Fate::Kept);
                let fate = before.or(used.as_ref().map(|_| Fate::Used)).or_else(kept);
                if let Some(fate) = fate {
                    fate.apply(event);
                    state.held.borrow_mut().push((place_of(event), fate));
                }
                // The browser moves the focus, from wherever it is by then.
                let leaves = event.key() == "Tab" && !has_modifier(event) && is_in(event, MENU);
                match used {
                    Some(Use::Escape) => mailbox.put(Message::Escaped),
                    Some(Use::Menu(key)) => put_menu_key(key, event, &mailbox),
                    Some(Use::Talk) => {
                        state.is_talking.set(true);
                        mailbox.put(Message::Talk(true));
                    }
                    Some(Use::Action(action)) => mailbox.put(Message::Pressed(action)),
                    None if leaves => put_menu_key(event.key(), event, &mailbox),
                    None => {}
                }
            }
        };
        let press = {
            let state = state.clone();
            move |event: &KeyboardEvent| {
                if let Some(fate) = state.fate(event) {
                    fate.apply(event);
                }
            }
        };
        let up = {
            let (state, release) = (state.clone(), release.clone());
            move |event: &KeyboardEvent| {
                if let Some(fate) = state.let_go(event) {
                    fate.apply(event);
                }
                if event.key() == " " {
                    release();
                }
            }
        };

        Self {
            _listeners: [
                Listener::new(root, &DOWN, down),
                Listener::new(root, &PRESS, press),
                Listener::new(root, &UP, up),
                Listener::new(root, &OUT, move |_| release()),
            ],
            _texts: keep_texts(root),
            state,
        }
    }

    /// Sets whether the space bar talks: in a call, while the microphone is off.
    pub(super) fn let_talk(&self, may_talk: bool) {
        self.state.may_talk.set(may_talk);
    }

    /// Sets the screen, whose buttons have keys. Those of another screen are the page's.
    pub(super) fn set_screen(&self, screen: Screen) {
        self.state.screen.set(screen);
    }

    /// Sets the actions that have no keys.
    pub(super) fn hide(&self, actions: Vec<&'static str>) {
        self.state.hidden.replace(actions);
    }

    /// Sets whether Escape closes something. Otherwise it is the page's, which may close a dialog around the call.
    pub(super) fn let_close(&self, may_close: bool) {
        self.state.may_close.set(may_close);
    }
}

impl State {
    fn fate(&self, event: &KeyboardEvent) -> Option<Fate> {
        let (held, place) = (self.held.borrow(), place_of(event));
        held.iter()
            .find(|(held, _)| *held == place)
            .map(|(_, fate)| *fate)
    }

    fn let_go(&self, event: &KeyboardEvent) -> Option<Fate> {
        let (mut held, place) = (self.held.borrow_mut(), place_of(event));
        let index = held.iter().position(|(held, _)| *held == place)?;
        Some(held.swap_remove(index).1)
    }
}

/// Returns the physical key, or at least the letter: keyboards on a screen have no keys.
fn place_of(event: &KeyboardEvent) -> String {
    let code = event.code();
    if code.is_empty() { event.key() } else { code }
}

impl Fate {
    fn apply(self, event: &Event) {
        match self {
            // Otherwise the page would scroll, the field that opens would receive the letter, or a dialog would close.
            Self::Used => event.prevent_default(),
            Self::Kept => event.stop_propagation(),
        }
    }
}

/// Returns whether the key belongs to a character that is being composed.
pub(super) fn composes(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == OF_COMPOSITION
}

fn use_of(event: &KeyboardEvent, host: &Element, state: &State) -> Option<Use> {
    if event.default_prevented() || has_modifier(event) || composes(event) {
        return None;
    }
    if event.key() == "Escape" {
        return state.may_close.get().then_some(Use::Escape);
    }
    if is_in(event, MENU)
        && let Some(key) = key_of_menu(event)
    {
        return Some(Use::Menu(key));
    }
    let is_off = host.get_attribute("keys").as_deref() == Some("off");
    if is_off || event.repeat() || writes(event) {
        return None;
    }
    if event.key() == " " && !is_in(event, PRESSED) && state.may_talk.get() {
        return Some(Use::Talk);
    }
    let is_here =
        |action: &&str| has_key(state.screen.get(), action) && !state.hidden.borrow().contains(action);
    action_of(event).filter(is_here).map(Use::Action)
}

fn put_menu_key(key: String, event: &Event, mailbox: &Mailbox) {
    if let Some(item) = origin(event) {
        mailbox.put(Message::MenuKey { key, item });
    }
}

/// Returns whether a key does something in a field or to a button of the shadow tree, which the page does not see.
/// Escape, Tab, function keys and shortcuts with Ctrl or Meta do not, except those that edit text.
fn is_kept(event: &KeyboardEvent, root: &Element) -> bool {
    let is_ours = origin(event).is_some_and(|origin| root.contains(Some(&origin)));
    if !is_ours {
        return false;
    }
    let key = event.key();
    if writes(event) {
        // Both at once are AltGr on Windows, and Alt alone writes on macOS.
        let is_command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        let is_single = key.chars().nth(1).is_none();
        return if is_command && is_single {
            matches!(
                key.as_bytes(),
                [b'a' | b'c' | b'v' | b'x' | b'y' | b'z' | b'A' | b'C' | b'V' | b'X' | b'Y' | b'Z']
            )
        } else {
            is_single || composes(event) || !leads_elsewhere(&key)
        };
    }
    matches!(&*key, "Enter" | " ") && !has_modifier(event) && is_in(event, PRESSED)
}

/// Returns whether a named key does nothing in a field.
fn leads_elsewhere(key: &str) -> bool {
    let of_function = matches!(key.as_bytes(), [b'F', b'0'..=b'9', ..]);
    of_function || matches!(key, "Escape" | "Tab" | "ContextMenu" | "PrintScreen")
}

fn has_modifier(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.alt_key()
}

fn writes(event: &Event) -> bool {
    // What is inside a closed shadow tree of the page is not known, so it may be a field.
    let is_unknown = || origin(event).is_some_and(|origin| origin.local_name().contains('-'));
    is_in(event, WRITES) || is_unknown()
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

/// Returns whether the key of an action does something on this screen.
pub(super) fn has_key(screen: Screen, action: &str) -> bool {
    match action {
        "help" => true,
        "camera" | "microphone" => screen != Screen::After,
        _ => screen == Screen::Call,
    }
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

fn is_in(event: &Event, selector: &str) -> bool {
    origin(event).is_some_and(|origin| origin.closest(selector).is_ok_and(|found| found.is_some()))
}

/// Returns the innermost element, which may also be inside a nested shadow tree of the page.
fn origin(event: &Event) -> Option<Element> {
    as_element(event.composed_path().get(0).unchecked_into())
}
