//! What is looked at some times a second: who speaks, whether anybody moves, whether it rings.

use super::dom::{find, toggle_attr};
use super::levels::{Levels, Meter};
use super::recording::Recording;
use super::screens::Screen;
use super::{Ui, dom, levels};
use crate::web::{JsResultExt, Task, now, pause, warn};
use std::rc::Weak;
use std::time::Duration;
use visavis_call::SortedMap;
use visavis_call::Source;
use visavis_call::protocol::envelope::ClientId;
use web_sys::{Element, HtmlVideoElement, MediaStream};

/// Often enough for a level to look alive, seldom enough to cost nothing.
const BETWEEN_LOOKS: Duration = Duration::from_millis(150);

/// Whose camera is off is not seen, though the last picture is still in the video; nor is who is not in the call.
const SEEN: &str = ".own[data-camera=on][data-picture] video, .shared[data-picture] video, \
    .person[data-camera=on][data-picture]:not([data-ring]:not([data-ring=accepted])) video";

/// The ears: one meter for each voice.
pub(super) struct Hearing {
    own: Option<Meter>,
    others: SortedMap<ClientId, Meter>,
    levels: Levels,
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
        if let Some(recording) = &mut *self.recording.borrow_mut() {
            recording.hear(&self.voices());
        }
    }

    /// The browser lets sound begin after a press.
    pub(super) fn wake_sound(&self) {
        if let Some(hearing) = &*self.hearing.borrow() {
            hearing.levels.wake();
        }
    }

    fn listen(&self) {
        let own = self.self_view.stream();
        let mut stage = self.stage.borrow_mut();
        let mut hearing = self.hearing.borrow_mut();
        if own.is_none() && stage.tiles().is_empty() && !self.is_in_call() {
            hearing.take();
            return;
        }
        if hearing.is_none() && levels::may_begin() {
            // A browser without the means shows no levels.
            *hearing = Levels::new().ok().map(|levels| Hearing {
                own: None,
                others: SortedMap::new(),
                levels,
            });
        }
        let Some(hearing) = &mut *hearing else { return };
        let levels = &hearing.levels;
        let level = hear(levels, &mut hearing.own, own.as_ref());
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
            let level = hear(levels, &mut meter, tile.stream());
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
        let hearing = self.hearing.borrow();
        let context = hearing.as_ref().map(|hearing| hearing.levels.context());
        self.ringer.borrow_mut().look(sentence.as_deref(), context);
    }

    /// Lets everyone be heard from the loudspeaker that was chosen.
    pub(super) fn route_everyone(&self) {
        let devices = self.devices.borrow();
        for video in dom::all(&self.stage_element, "video:not([part=self])") {
            devices.route(wasm_bindgen::JsCast::unchecked_ref(&video));
        }
    }

    /// Whatever is heard in the call.
    pub(super) fn voices(&self) -> Vec<MediaStream> {
        let videos = dom::all(&self.stage_element, "video");
        let ui = videos
            .into_iter()
            .filter_map(|video| as_video(video)?.src_object());
        ui.chain(self.sharing.stream()).collect()
    }

    /// Starts a recording, or ends it.
    pub(super) fn record(&self) {
        if self.end_recording() {
            return;
        }
        let hearing = self.hearing.borrow();
        let Some(hearing) = &*hearing else {
            return self.say("no-recording");
        };
        let stage = self.stage_element.clone();
        let videos = move || dom::all(&stage, SEEN).into_iter().filter_map(as_video).collect();
        match Recording::start(hearing.levels.context(), videos) {
            Ok(recording) => {
                self.recording.replace(Some(recording));
                self.show_recording(true);
            }
            Err(exception) => {
                warn("no recording", &exception);
                self.say("no-recording");
            }
        }
    }

    /// Ends a recording and says where it is; tells whether there was one.
    pub(super) fn end_recording(&self) -> bool {
        let was_on = self.recording.take().is_some();
        if was_on {
            self.show_recording(false);
            self.say("recorded");
        }
        was_on
    }

    /// Says for a while what is under that key.
    pub(super) fn say(&self, key: &str) {
        self.tell(&self.strings.of(key)).warn_on_error(key);
    }

    fn show_recording(&self, is_on: bool) {
        if let Ok(line) = find::<Element>(&self.root, ".recording") {
            toggle_attr(&line, "hidden", !is_on);
        }
        if self.screens.current() == Screen::Call {
            toggle_attr(&self.root, "data-recording", is_on);
        }
    }
}

fn hear(levels: &Levels, meter: &mut Option<Meter>, stream: Option<&MediaStream>) -> u8 {
    let is_right = matches!((&*meter, stream), (Some(meter), Some(stream)) if meter.hears(stream));
    if !is_right {
        *meter = stream.and_then(|stream| levels.meter(stream));
    }
    meter.as_ref().map_or(0, Meter::level)
}

fn as_video(element: Element) -> Option<HtmlVideoElement> {
    wasm_bindgen::JsCast::dyn_into(element).ok()
}
