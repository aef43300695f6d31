//! Dispatches actions: each button names one, which the view performs itself or sends as a [`Command`].

use super::dom::target_of;
use super::keys::has_key;
use super::message::{Mailbox, Message};
use super::panels::{Panel, unfold};
use super::stage::Tile;
use super::status::Topic;
use super::tools::FileKind;
use super::{Ui, picture_in_picture};
use crate::web::{EventType, JsResultExt, Listener, is_framed, window};
use visavis_call::Command;
use visavis_call::protocol::ClientId;
use visavis_call::{Code, Source, Volume};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlVideoElement, MouseEvent};

const CLICK: EventType<Event> = EventType::new("click");
const TWICE: EventType<Event> = EventType::new("dblclick");

/// What is pressed, other than to have it large.
const PRESSED: &str = "button, a, summary, input";

/// Listens to every button below the root, and to double clicks on the stage.
pub(super) fn listen(root: &Element, mailbox: &Mailbox) -> [Listener; 2] {
    let (mailbox, twice) = (mailbox.clone(), mailbox.clone());
    let clicks = Listener::new(root, &CLICK, move |event| {
        if let Some(target) = target_of(event) {
            if let Some(link) = link_around(&target).filter(|_| is_framed() && !is_modified(event)) {
                // Only a window that a script opens tells whether it was.
                event.prevent_default();
                mailbox.put(Message::LinkFollowed(link));
            }
            mailbox.put(Message::Clicked(target));
        }
    });
    let double_clicks = Listener::new(root, &TWICE, move |event| {
        let target = target_of(event);
        if let Some(target) = target.filter(|target| target.closest(PRESSED) == Ok(None)) {
            twice.put(Message::ClickedTwice(target));
        }
    });
    [clicks, double_clicks]
}

/// Returns the link that was clicked; all of them open a new window.
fn link_around(target: &Element) -> Option<Element> {
    target.closest("a[href]").ok()?
}

/// Returns whether the person chose another place for the link, such as a tab in the background.
fn is_modified(event: &Event) -> bool {
    let event: &MouseEvent = event.unchecked_ref();
    event.ctrl_key() || event.meta_key() || event.shift_key()
}

/// Opens an address in a new window that cannot reach this one. Returns whether the browser did.
fn open(address: &str) -> bool {
    let Some(opened) = window().open_with_url_and_target("", "_blank").ok().flatten() else {
        return false;
    };
    opened
        .set_opener(&JsValue::NULL)
        .and_then(|()| opened.location().set_href(address))
        .warn_on_error("opening a link");
    true
}

impl Ui {
    pub(super) fn clicked(&mut self, target: &Element) {
        // Browsers allow audio after a user gesture.
        self.tools.wake();
        if self.idle.swallows_click() {
            return;
        }
        let button = target.closest("[data-action]").ok().flatten();
        let action = button
            .as_ref()
            .and_then(|button| button.get_attribute("data-action"))
            .unwrap_or_default();
        let is_in_menu = self.menu.contains(target);
        // Beside the items, and on one that opens a submenu or sends an emoji, the menu stays.
        let stays = action == "react" || action.is_empty() || action.starts_with("menu-");
        let keeps_menu = action == "more" || (is_in_menu && stays);
        if !keeps_menu && self.menu.close() && is_in_menu {
            self.menu.give_back_focus();
        }
        if self.inset.as_ref().is_some_and(|inset| inset.yields_to(target)) {
            self.inset = None;
        }
        if let Some(button) = button {
            self.act(&action, &button);
        }
    }

    /// Opens a link of the chat from inside a frame.
    pub(super) fn follow(&mut self, link: &Element) {
        if !open(&link.get_attribute("href").unwrap_or_default()) {
            self.withhold(Code::FrameNoWindows);
        }
    }

    /// Performs the action of a key, if this screen has a button for it.
    pub(super) fn press(&mut self, action: &str) {
        if has_key(self.screens.current(), action) && !self.hidden.has(action) {
            self.menu.close();
            let root = self.root.clone();
            // The key of a headset ends the call, not the waiting for the next one.
            let is_busy = |tile: &Tile| tile.is_begun() || tile.is_ringing();
            let ends = action == "leave" && self.stage.tiles().iter().any(is_busy);
            self.act(if ends { "end-call" } else { action }, &root);
        }
    }

    /// Closes the submenu, the menu, what is open in the list of people, or else stops the ringing, or else closes the panel.
    pub(super) fn close_something(&mut self) {
        if self.menu.step_back() {
            return;
        }
        if self.menu.close() {
            return self.menu.give_back_focus();
        }
        if self.close_inset() {
            return;
        }
        if self.rings_aloud() {
            self.silence();
        } else {
            self.panels.close(&self.strings);
        }
    }

    /// Pins the person whose tile contains the element or, if that is done, undoes it.
    pub(super) fn pin_around(&mut self, element: &Element) {
        let id = self.stage.tile_around(element).map(|tile| tile.id().clone());
        if let Some(id) = id.filter(|_| !self.hidden.has("pin")) {
            let is_pinned = self.stage.pinned() == Some(&id);
            self.stage.pin(Some(id).filter(|_| !is_pinned));
        }
    }

    /// Performs an action. `button` is the pressed one; for a key it is the root.
    fn act(&mut self, action: &str, button: &Element) {
        if self.is_hidden(action, button) {
            return;
        }
        if let Some(panel) = Panel::of(action) {
            return self.toggle_panel(panel);
        }
        match action {
            "join" | "rejoin" | "try-again" => self.join(),
            "leave" | "leave-room" => self.send_command(Command::Leave),
            "camera" => self.switch(Source::Camera, !self.self_view.is_on(Source::Camera)),
            "microphone" => self.switch(Source::Microphone, !self.self_view.is_on(Source::Microphone)),
            "close-panel" => self.panels.close(&self.strings),
            "copy-link" => self.copy_link(button),
            "stop-waiting" => self.stop_waiting(),
            "retry" => {
                for topic in self.notes.topics_around(button) {
                    if let Topic::Device(source) = topic {
                        self.switch(source, true);
                    }
                }
            }
            // Also where the code of a call does not come, which is told there.
            "dismiss" if self.notes.contains(button) => self.notes.dismiss(),
            _ => self.handle_in_call(Message::Acted(action.to_owned(), button.clone())),
        }
    }

    /// Performs an action that only a call has.
    pub(super) fn act_in_call(&mut self, action: &str, button: &Element) {
        match action {
            "send" => self.send_written(),
            "end-call" => self.end_calls(),
            "call" => self.ring(button, |id| Command::Call(vec![id])),
            "accept" => {
                self.suggest_camera(true);
                self.ring(button, Command::Accept);
            }
            "accept-voice" => {
                self.suggest_camera(false);
                self.ring(button, Command::Accept);
            }
            "decline" => self.ring(button, Command::Decline),
            "hang-up" => self.ring(button, Command::HangUp),
            "lock" => self.lock(),
            "admit" => self.admit(button, true),
            "refuse" => self.admit(button, false),
            "person-menu" => {
                self.toggle_person_menu(button).warn_on_error("opening a menu");
            }
            "remove" => {
                self.ask_removal().warn_on_error("asking back");
            }
            "remove-now" => self.remove_now(),
            "rename" => {
                self.toggle_own_name(button).warn_on_error("opening a field");
            }
            "save-name" => {
                self.save_name().warn_on_error("changing the name");
            }
            "close-inset" => {
                self.close_inset();
            }
            "mute-here" => self.toggle_mute_here(button),
            "silence" => self.silence(),
            "share" => self.switch(Source::Screen, !self.sharing.is_on()),
            "more" => self.toggle_menu(),
            "menu-view" | "menu-help" => self.menu.enter(action),
            "menu-back" => {
                self.menu.step_back();
            }
            "hand" => self.send_command(Command::RaiseHand(!self.self_view.is_hand_up())),
            "sound-only" => self.send_command(Command::SoundOnly(!self.is_sound_only)),
            "react" => self.send_command(Command::React(button.text_content().unwrap_or_default())),
            "layout" => self.stage.change_arrangement(),
            "pin" => self.pin_around(button),
            "tuck" => self.stage.toggle_tucked(),
            "full-screen" if self.full_screen.is_withheld() => self.withhold(Code::FrameNoFullScreen),
            "full-screen" => self.full_screen.toggle(),
            "pip" if picture_in_picture::is_withheld(&self.root) => self.withhold(Code::FrameNoFloating),
            "pip" => self.say_later(picture_in_picture::toggle(&self.root, self.main_video())),
            "snapshot" => match self.main_video() {
                Some(video) => self.make_file(FileKind::Picture, self.tools.save_snapshot(&video)),
                None => self.say("no-picture"),
            },
            "record" => self.record(),
            "save-report" => {
                self.draw_log();
                self.draw_quality();
                self.make_file(FileKind::Report, self.tools.save_report());
            }
            "play" => self.play(button),
            "play-sound" => self.play_sound(button),
            "show-all" => unfold(button),
            "dismiss" => self.dismiss(button),
            _ => {}
        }
    }

    /// For the call to be accepted: what the person said of the camera itself stands.
    fn suggest_camera(&self, on: bool) {
        let source = Source::Camera;
        self.send_command(Command::Suggest { source, on });
    }

    fn ring(&mut self, button: &Element, command: impl FnOnce(ClientId) -> Command) {
        if let Some(tile) = self.stage.tile_around(button) {
            let id = tile.id().clone();
            self.send_command(command(id));
        }
    }

    /// Ends the calls of a ring room: those that go on, and those that nobody has answered yet.
    fn end_calls(&self) {
        for tile in self.stage.tiles() {
            let id = || tile.id().clone();
            if tile.is_begun() {
                self.send_command(Command::HangUp(id()));
            } else if tile.is_ringing() {
                self.send_command(Command::Decline(id()));
            }
        }
    }

    /// Unmutes one person if pressed in their tile; elsewhere, everyone whom the browser has kept muted.
    fn play_sound(&mut self, button: &Element) {
        if let Some(tile) = self.stage.tile_around(button) {
            // At once: some browsers play sound only within the press.
            tile.picture_mut().unmute();
            if tile.row().is_muted_here() {
                let (person, muted) = (tile.id().clone(), false);
                self.send_command(Command::MutePerson { person, muted });
            }
            return;
        }
        for picture in self.stage.pictures_mut().filter(|picture| picture.is_blocked()) {
            picture.unmute();
        }
    }

    /// Mutes the person in whose row the button is, or plays them again.
    fn toggle_mute_here(&mut self, button: &Element) {
        if let Some(tile) = self.stage.tile_around(button) {
            let (person, muted) = (tile.id().clone(), !tile.row().is_muted_here());
            self.send_command(Command::MutePerson { person, muted });
        }
    }

    /// Plays a person as loud as their slider says. At its end they are muted: unmuted, they are as loud as before.
    pub(super) fn choose_volume(&mut self, person: ClientId, percent: f64) {
        let was_muted = self.stage.with(&person, |tile| tile.row().is_muted_here());
        let muted = percent == 0.0;
        if let Some(volume) = Volume::new(percent / 100.0).filter(|_| !muted) {
            let person = person.clone();
            self.send_command(Command::SetVolume { person, volume });
        }
        if was_muted == Some(!muted) {
            self.send_command(Command::MutePerson { person, muted });
        }
    }

    /// Plays the video of the tile that contains the button.
    fn play(&mut self, button: &Element) {
        if let Some(picture) = self.pictures_mut().find(|picture| picture.is_around(button)) {
            picture.play_again();
        }
    }

    fn main_video(&self) -> Option<HtmlVideoElement> {
        self.stage.main_video(&self.self_view)
    }
}
