//! Measures how loud everyone is: for the ring around a person who speaks, and the level of one's own microphone.

use super::Ui;
use super::levels::{self, Levels, Meter};
use super::panels::Panel;
use crate::web::now;
use visavis_call::protocol::ClientId;
use visavis_call::{SortedMap, Source};
use web_sys::{AudioContext, MediaStream};

/// From this level on, of 255, one's own tile is marked as speaking.
const SPEAKS_FROM: u8 = 25;

/// One meter for each voice.
pub(super) struct Hearing {
    own: Option<Meter>,
    others: SortedMap<ClientId, Meter>,
    levels: Levels,
}

impl Hearing {
    /// `None` before the person has pressed something, and in a browser without the means.
    fn begin() -> Option<Self> {
        let levels = levels::may_begin().then(|| Levels::new().ok()).flatten()?;
        Some(Self {
            own: None,
            others: SortedMap::new(),
            levels,
        })
    }

    pub(super) fn context(&self) -> &AudioContext {
        self.levels.context()
    }

    /// How loud one's own microphone is, of 255.
    fn hear_own(&mut self, stream: Option<&MediaStream>) -> u8 {
        hear(&self.levels, &mut self.own, stream)
    }

    /// How loud these are now, who are everyone that there is.
    fn hear_others<'s>(
        &mut self,
        streams: impl Iterator<Item = (&'s ClientId, Option<&'s MediaStream>)>,
    ) -> Vec<(ClientId, u8)> {
        let mut former = std::mem::take(&mut self.others);
        let mut heard = Vec::new();
        for (id, stream) in streams {
            let mut meter = former.remove(id);
            heard.push((id.clone(), hear(&self.levels, &mut meter, stream)));
            self.others.extend(meter.map(|meter| (id.clone(), meter)));
        }
        heard
    }
}

impl Ui {
    /// The browser lets sound begin after a press.
    pub(super) fn wake_sound(&self) {
        if let Some(hearing) = &self.hearing {
            hearing.levels.wake();
        }
    }

    pub(super) fn listen(&mut self) {
        let own = self.self_view.stream();
        if own.is_none() && self.stage.tiles().is_empty() && !self.is_in_call() {
            self.hearing = None;
            return;
        }
        if self.hearing.is_none() {
            self.hearing = Hearing::begin();
        }
        let Some(hearing) = &mut self.hearing else { return };
        let level = hearing.hear_own(own.as_ref());
        let is_on = self.self_view.is_on(Source::Microphone);
        let level = if is_on { level } else { 0 };
        self.self_view.show_level(level);
        self.self_view.show_speaking(level >= SPEAKS_FROM);
        if self.panels.is_open(Panel::Devices) {
            self.devices.show_level(level);
        }
        let time = now();
        let streams = self.stage.tiles().iter().map(|tile| (tile.id(), tile.stream()));
        for (id, level) in hearing.hear_others(streams) {
            self.stage.heard(time, &id, level);
        }
        self.stage.follow_speakers();
    }
}

fn hear(levels: &Levels, meter: &mut Option<Meter>, stream: Option<&MediaStream>) -> u8 {
    let is_right = matches!((&*meter, stream), (Some(meter), Some(stream)) if meter.hears(stream));
    if !is_right {
        *meter = stream.and_then(|stream| levels.meter(stream));
    }
    meter.as_ref().map_or(0, Meter::level)
}
