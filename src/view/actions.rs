//! What a press means: read from the button itself, done here where it concerns only the view, else handed on as an
//! intention.

use super::dom::{NAME_CHARS, all, bounded, find, toggle_attr};
use super::screens::Screen;
use super::stage::sound::{self, Sound};
use super::stage::{Arrangement, self_view};
use super::status::Status;
use super::{Ui, panels, picture_in_picture, preferences, tools};
use crate::notice::Intention;
use crate::web::{EventType, Exception, Listener, Task};
use std::rc::Weak;
use visavis_call::Source;
use visavis_call::protocol::envelope::ClientId;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlVideoElement};

const CLICK: EventType<Event> = EventType::new("click");
const INPUT: EventType<Event> = EventType::new("input");
const SUBMIT: EventType<Event> = EventType::new("submit");

/// Listens to every button below the root and to the form of the lobby.
pub(super) fn listen(ui: &Ui, weak: &Weak<Ui>) -> Result<[Listener; 3], Exception> {
    let lobby = ui.screens.element(Screen::Lobby);
    let form: Element = find(lobby, "form")?;
    let pressed = weak.clone();
    let submitted = weak.clone();

    Ok([
        Listener::new(&ui.root, &CLICK, move |event| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok());
            if let (Some(ui), Some(target)) = (pressed.upgrade(), target) {
                ui.clicked(&target);
            }
        }),
        Listener::new(&form, &SUBMIT, move |event| {
            event.prevent_default();
            if let Some(ui) = submitted.upgrade() {
                ui.join();
            }
        }),
        Listener::new(&ui.name, &INPUT, {
            let (own_tile, name) = (ui.self_view.tile().clone(), ui.name.clone());
            move |_| self_view::draw_face(&own_tile, &name.value())
        }),
    ])
}

impl Ui {
    fn clicked(&self, target: &Element) {
        // The browser lets sound begin after a press.
        self.tools.wake();
        if self.idle.swallows() {
            return;
        }
        let button = target.closest("[data-action]").ok().flatten();
        let is_in_menu = self.menu.contains(target);
        let is_reaction = is_in_menu && target.matches("[data-action=react]") == Ok(true);
        let opens_menu = target
            .closest("[data-action=more]")
            .is_ok_and(|found| found.is_some());
        if !is_reaction && !opens_menu && self.menu.close() && is_in_menu {
            self.menu.give_back_focus();
        }
        if let Some(button) = button {
            let action = button.get_attribute("data-action").unwrap_or_default();
            self.act(&action, &button);
        }
    }

    /// Does what the button of an action would do, if it is on this screen.
    pub(super) fn press(&self, action: &str) {
        if action == "help" {
            // Its button is in the menu, which not every screen has.
            self.menu.close();
            return self.panels.toggle("help");
        }
        let button = find::<Element>(&self.root, &format!("[data-action={action}]"));
        let is_there = |button: &Element| button.closest("[hidden]").is_ok_and(|found| found.is_none());
        match button {
            Ok(button) if is_there(&button) || self.is_in_call() => {
                self.menu.close();
                self.act(action, &button);
            }
            _ => {}
        }
    }

    /// Closes the menu, or else the panel.
    pub(super) fn close_something(&self) {
        if self.menu.close() {
            self.menu.give_back_focus();
        } else {
            self.panels.close();
        }
    }

    fn act(&self, action: &str, button: &Element) {
        match action {
            "leave" => self.intend(Intention::Leave),
            "call" => self.ring(button, Intention::Call),
            "accept" => {
                if !self.is_sound_only() && !self.root.has_attribute("data-audio-only") {
                    self.switch(Source::Camera, true);
                }
                self.ring(button, Intention::Accept);
            }
            "accept-voice" => {
                self.switch(Source::Camera, false);
                self.ring(button, Intention::Accept);
            }
            "decline" => self.ring(button, Intention::Decline),
            "hang-up" => self.ring(button, Intention::HangUp),
            "lock" => self.lock(),
            "admit" => self.admit(button, true),
            "refuse" => self.admit(button, false),
            "remove" => drop(self.remove(button)),
            "silence" => self.ringer.borrow_mut().silence(),
            "camera" => self.switch(Source::Camera, !self.self_view.is_on(Source::Camera)),
            "microphone" => self.switch(Source::Microphone, !self.self_view.is_on(Source::Microphone)),
            "share" => self.switch(Source::Screen, !self.sharing.is_on()),
            "chat" | "people" | "devices" | "quality" | "log" | "help" => self.toggle_panel(action),
            "close-panel" => {
                self.panels.close();
            }
            "more" => self.toggle_menu(),
            "hand" => self.intend(Intention::RaiseHand(
                !self.self_view.tile().has_attribute("data-hand"),
            )),
            "sound-only" => self.intend(Intention::SoundOnly(!self.is_sound_only())),
            "react" => self.intend(Intention::React(button.text_content().unwrap_or_default())),
            "layout" => self.change_layout(),
            "tuck" => self.tuck(!self.stage_element().has_attribute("data-tucked")),
            "full-screen" => self.full_screen.toggle(),
            "pip" => self.say_later(picture_in_picture::toggle(self.main_video())),
            "snapshot" => match self.main_video() {
                Some(video) => self.say_later(tools::snapshot(&self.tools, &video)),
                None => self.say("no-picture"),
            },
            "record" => self.record(),
            "save-report" => self.tools.save_report(),
            "rejoin" | "try-again" => self.join(),
            "play-sound" => self.play_sound(button),
            "show-all" => panels::unfold(button),
            "dismiss" => self.with_note(button, Status::dismiss),
            "retry" => {
                let mut sources = Vec::new();
                self.with_note(button, |status, note| sources = status.sources_of(note));
                for source in sources {
                    self.switch(source, true);
                }
            }
            // Forms send, and the button for the link listens for itself.
            _ => {}
        }
    }

    pub(super) fn join(&self) {
        let name = bounded(self.name.value().trim(), NAME_CHARS);
        preferences::set(preferences::NAME, &name);
        self.intend(Intention::Join { name });
    }

    fn ring(&self, button: &Element, intention: impl FnOnce(ClientId) -> Intention) {
        let person = button.closest("[data-person]").ok().flatten();
        if let Some(id) = person.and_then(|person| person.get_attribute("data-person")) {
            self.intend(intention(ClientId(id)));
        }
    }

    fn switch(&self, source: Source, on: bool) {
        self.intend(Intention::Switch { source, on });
    }

    fn toggle_panel(&self, name: &str) {
        self.panels.toggle(name);
        if self.panels.is_open("chat") {
            self.chat.borrow_mut().read();
        }
    }

    fn toggle_menu(&self) {
        if self.menu.close() {
            return;
        }
        let stage = self.stage.borrow();
        let is_grid = stage.arrangement() == Arrangement::Grid;
        self.menu
            .name("layout", if is_grid { "layout-speaker" } else { "layout-grid" });
        self.menu.offer("layout", stage.tiles().len() > 1);
        let is_tucked = self.stage_element().has_attribute("data-tucked");
        self.menu.name("tuck", if is_tucked { "untuck" } else { "tuck" });
        self.menu.offer("tuck", !stage.tiles().is_empty());
        let is_up = self.self_view.tile().has_attribute("data-hand");
        self.menu
            .name("hand", if is_up { "lower-hand" } else { "raise-hand" });
        let is_sound_only = self.is_sound_only();
        self.menu.name(
            "sound-only",
            if is_sound_only {
                "sound-only-end"
            } else {
                "sound-only"
            },
        );
        let is_full = self.full_screen.is_on();
        self.menu.name(
            "full-screen",
            if is_full { "full-screen-end" } else { "full-screen" },
        );
        let is_recording = self.recording.borrow().is_some();
        self.menu
            .name("record", if is_recording { "record-end" } else { "record" });
        self.menu.offer("pip", picture_in_picture::is_possible());
        self.menu.offer("full-screen", self.full_screen.is_possible());
        drop(stage);
        self.menu.open();
    }

    fn is_sound_only(&self) -> bool {
        self.root.has_attribute("data-sound-only")
    }

    fn change_layout(&self) {
        let mut stage = self.stage.borrow_mut();
        let next = match stage.arrangement() {
            Arrangement::Grid => Arrangement::Speaker,
            Arrangement::Speaker => Arrangement::Grid,
        };
        preferences::set(
            preferences::LAYOUT,
            if next == Arrangement::Grid {
                "grid"
            } else {
                "speaker"
            },
        );
        stage.choose(Some(next));
    }

    fn tuck(&self, is_tucked: bool) {
        toggle_attr(self.stage_element(), "data-tucked", is_tucked);
        self.stage.borrow_mut().arrange();
        preferences::set(preferences::TUCKED, if is_tucked { "yes" } else { "" });
    }

    /// In a tile: that person is heard. Anywhere else: everyone whom the browser has kept silent.
    fn play_sound(&self, button: &Element) {
        let one = button.closest(".tile").ok().flatten();
        let tiles = one.map_or_else(|| all(&self.root, "[data-sound=blocked]"), |tile| vec![tile]);
        self.playing
            .replace(tiles.into_iter().filter_map(unmute).collect());
    }

    fn with_note(&self, button: &Element, change: impl FnOnce(&mut Status, &Element)) {
        if let Ok(Some(note)) = button.closest(".note") {
            change(&mut self.status.borrow_mut(), &note);
        }
    }

    fn main_video(&self) -> Option<HtmlVideoElement> {
        let stage = self.stage.borrow();
        let tile = stage.main().unwrap_or(self.self_view.tile());
        // The last picture of a camera that is off is still there.
        let is_seen = tile.matches(".shared, [data-camera=on]") == Ok(true);
        is_seen.then(|| find(tile, "video").ok()).flatten()
    }
}

fn unmute(tile: Element) -> Option<Task> {
    let video: HtmlVideoElement = find(&tile, "video").ok()?;
    sound::set(&tile, &video, Sound::Playing);
    Some(sound::play(tile, video))
}

/// The field of the lobby in which the name stands.
pub(super) fn name_field(lobby: &Element) -> Result<HtmlInputElement, Exception> {
    find(lobby, "input[name=name]")
}
