//! What is looked at some times a second: who speaks, whether anybody moves, whether it rings.

use super::dom::{find, toggle_attr};
use super::screens::Screen;
use super::tools::{Meter, Recording, RecordingState, Tools};
use super::{Ui, dom};
use crate::web::{JsResultExt, Task, now, pause};
use std::future::Future;
use std::rc::Weak;
use std::time::Duration;
use visavis_call::SortedMap;
use visavis_call::Source;
use visavis_call::protocol::envelope::ClientId;
use web_sys::{Element, MediaStream};

/// Often enough for a level to look alive, seldom enough to cost nothing.
const BETWEEN_LOOKS: Duration = Duration::from_millis(150);

/// The ears: one meter for each voice.
#[derive(Default)]
pub(super) struct Hearing {
    own: Option<Meter>,
    others: SortedMap<ClientId, Meter>,
}

pub(super) fn run(ui: &Weak<Ui>) -> Task {
    let ui = ui.clone();
    Task::spawn(async move {
        loop {
            pause(BETWEEN_LOOKS).await;
            let Some(ui) = ui.upgrade() else { return };
            ui.look();
        }
    })
}

impl Ui {
    pub(super) fn look(&self) {
        self.listen();
        self.focus
            .look(|| self.panels.opened().or_else(|| self.screens.focusable()));
        if self.is_in_call() {
            self.idle.look();
        }
        self.look_for_rings();
    }

    fn listen(&self) {
        let own = self.self_view.stream();
        let mut stage = self.stage.borrow_mut();
        let mut hearing = self.hearing.borrow_mut();
        if own.is_none() && stage.tiles().is_empty() && !self.is_in_call() {
            hearing.take();
            return;
        }
        let hearing = hearing.get_or_insert_default();
        let level = hear(&self.tools, &mut hearing.own, own.as_ref());
        let is_on = self.self_view.is_on(Source::Microphone);
        let level = if is_on { level } else { 0 };
        self.self_view.show_level(level);
        if self.panels.is_open("devices") {
            self.devices.borrow().show_level(level);
        }
        toggle_attr(self.self_view.tile(), "data-speaking", level > 24);

        let time = now();
        let mut heard = Vec::new();
        for tile in stage.tiles() {
            let mut meter = hearing.others.remove(tile.id());
            let level = hear(&self.tools, &mut meter, tile.stream());
            heard.push((tile.id().clone(), level, meter));
        }
        hearing.others.clear();
        for (id, level, meter) in heard {
            stage.speakers.heard(time, &id, level);
            hearing.others.extend(meter.map(|meter| (id, meter)));
        }
        stage.follow_speakers();
    }

    fn look_for_rings(&self) {
        let stage = self.stage.borrow();
        for tile in stage.tiles() {
            tile.show_how_long();
        }
        let caller = stage.tiles().iter().find(|tile| tile.is_ringing());
        let sentence = caller.map(|tile| {
            self.strings
                .about("ring-ringing", &self.strings.short_name(tile.name()))
        });
        self.ringer.borrow_mut().look(sentence.as_deref(), &self.tools);
    }

    /// Lets everyone be heard from the loudspeaker that was chosen.
    pub(super) fn route_everyone(&self) {
        let devices = self.devices.borrow();
        for video in dom::all(&self.stage_element, "video:not([part=self])") {
            devices.route(wasm_bindgen::JsCast::unchecked_ref(&video));
        }
    }

    /// Starts a recording, or ends it.
    pub(super) fn record(&self) {
        if self.recording.borrow().is_some() {
            return self.end_recording();
        }
        let ui = self.itself.borrow().clone();
        let recording = Recording::start(&self.tools, &self.stage_element, move |state| {
            if let Some(ui) = ui.upgrade() {
                ui.show_recording(state);
            }
        });
        self.recording.replace(Some(recording));
    }

    /// Where the recording is, is said as soon as it is there.
    pub(super) fn end_recording(&self) {
        if let Some(recording) = &*self.recording.borrow() {
            recording.stop();
        }
        self.mark_recording(false);
    }

    fn show_recording(&self, state: RecordingState) {
        self.mark_recording(state == RecordingState::Begun);
        let key = match state {
            RecordingState::Begun => return,
            RecordingState::Saved => "recorded",
            RecordingState::Failed => "no-recording",
        };
        self.recording.take();
        self.say(key);
    }

    /// Says for a while what is under that key.
    pub(super) fn say(&self, key: &str) {
        self.tell(&self.strings.of(key)).warn_on_error(key);
    }

    /// Says what comes of something, once that is known.
    pub(super) fn say_later(&self, outcome: impl Future<Output = Option<&'static str>> + 'static) {
        let ui = self.itself.borrow().clone();
        let task = Task::spawn(async move {
            if let (Some(key), Some(ui)) = (outcome.await, ui.upgrade()) {
                ui.say(key);
            }
        });
        self.saying.replace(Some(task));
    }

    fn mark_recording(&self, is_on: bool) {
        if let Ok(line) = find::<Element>(&self.root, ".recording") {
            toggle_attr(&line, "hidden", !is_on);
        }
        if self.screens.current() == Screen::Call {
            toggle_attr(&self.root, "data-recording", is_on);
        }
    }
}

fn hear(tools: &Tools, meter: &mut Option<Meter>, stream: Option<&MediaStream>) -> u8 {
    let is_right = matches!((&*meter, stream), (Some(meter), Some(stream)) if meter.is_of(stream));
    if !is_right {
        *meter = stream.and_then(|stream| Meter::new(tools, stream));
    }
    meter.as_ref().map_or(0, Meter::level)
}
