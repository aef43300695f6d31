//! What a press means: read from the button itself, handed on as an intention, and nothing else.

use super::dom::{NAME_CHARS, bounded, find, flag, mark};
use super::own;
use super::screens::{Screen, Screens};
use super::sound::{self, Sound};
use crate::notice::Intention;
use crate::web::{EventType, Exception, Listener, Task};
use std::rc::Rc;
use visavis_call::Source;
use visavis_call::roap::envelope::ClientId;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlVideoElement};

const CLICK: EventType<Event> = EventType::new("click");
const INPUT: EventType<Event> = EventType::new("input");
const SUBMIT: EventType<Event> = EventType::new("submit");

/// Listens to every button below `root` and to the form of the lobby.
pub(super) fn listen(
    root: &Element,
    screens: &Screens,
    own_tile: &Element,
    intend: Rc<dyn Fn(Intention)>,
) -> Result<[Listener; 3], Exception> {
    let lobby = screens.element(Screen::Lobby);
    let name: HtmlInputElement = find(lobby, "input[name=name]")?;
    let form: Element = find(lobby, "form")?;
    let pressed = Pressed {
        root: root.clone(),
        log_toggles: [
            find(screens.element(Screen::Call), "[data-action=log]")?,
            find(screens.element(Screen::After), "[data-action=log]")?,
        ],
        name: name.clone(),
        intend: Rc::clone(&intend),
        playing: Vec::new(),
    };

    Ok([
        pressed.listen(root),
        Listener::new(&form, &SUBMIT, {
            let name = name.clone();
            move |event| {
                event.prevent_default();
                intend(join_as(&name));
            }
        }),
        Listener::new(&name.clone(), &INPUT, {
            let own_tile = own_tile.clone();
            move |_| own::draw_face(&own_tile, &name.value())
        }),
    ])
}

struct Pressed {
    root: Element,
    log_toggles: [Element; 2],
    name: HtmlInputElement,
    intend: Rc<dyn Fn(Intention)>,
    playing: Vec<Task>,
}

impl Pressed {
    fn listen(mut self, root: &Element) -> Listener {
        Listener::new(root, &CLICK, move |event| {
            let button = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .and_then(|target| target.closest("[data-action]").ok().flatten());
            if let Some(button) = button {
                self.act(&button);
            }
        })
    }

    fn act(&mut self, button: &Element) {
        match button.get_attribute("data-action").as_deref() {
            Some("leave") => (self.intend)(Intention::Leave),
            Some("call") => self.ring(button, Intention::Call),
            Some("accept") => self.ring(button, Intention::Accept),
            Some("decline") => self.ring(button, Intention::Decline),
            Some("hang-up") => self.ring(button, Intention::HangUp),
            Some("camera") => self.switch(Source::Camera, button),
            Some("microphone") => self.switch(Source::Microphone, button),
            Some("rejoin" | "try-again") => (self.intend)(join_as(&self.name)),
            Some("play-sound") => self.play_sound(button),
            Some("log" | "close-log") => self.toggle_log(),
            Some("dismiss") => dismiss(button),
            // The form joins, and the button for the link listens for itself.
            _ => {}
        }
    }

    fn ring(&self, button: &Element, intention: impl FnOnce(ClientId) -> Intention) {
        let person = button.closest("[data-person]").ok().flatten();
        if let Some(id) = person.and_then(|person| person.get_attribute("data-person")) {
            (self.intend)(intention(ClientId(id)));
        }
    }

    fn switch(&self, source: Source, button: &Element) {
        let on = button.get_attribute("aria-pressed").as_deref() != Some("true");
        (self.intend)(Intention::Switch { source, on });
    }

    /// In a tile: that person is heard. Anywhere else: everyone whom the browser has kept silent.
    fn play_sound(&mut self, button: &Element) {
        let one = button.closest(".tile").ok().flatten();
        let tiles = one.map_or_else(|| self.blocked_tiles(), |tile| vec![tile]);
        self.playing = tiles.into_iter().filter_map(unmute).collect();
    }

    fn blocked_tiles(&self) -> Vec<Element> {
        let Ok(list) = self.root.query_selector_all("[data-sound=blocked]") else {
            return Vec::new();
        };
        (0..list.length())
            .filter_map(|index| list.get(index)?.dyn_into().ok())
            .collect()
    }

    fn toggle_log(&self) {
        let is_open = self.root.has_attribute("data-log");
        flag(&self.root, "data-log", !is_open);
        let expanded = if is_open { "false" } else { "true" };
        for toggle in &self.log_toggles {
            mark(toggle, "aria-expanded", expanded);
        }
    }
}

fn join_as(name: &HtmlInputElement) -> Intention {
    Intention::Join {
        name: bounded(name.value().trim(), NAME_CHARS),
    }
}

fn unmute(tile: Element) -> Option<Task> {
    let video: HtmlVideoElement = find(&tile, "video").ok()?;
    sound::set(&tile, &video, Sound::Playing);
    Some(sound::play(tile, video))
}

fn dismiss(button: &Element) {
    if let Ok(Some(note)) = button.closest(".note") {
        note.remove();
    }
}
