//! Measures levels: to highlight the people who speak, and to show the person's own microphone level.

use super::Ui;
use super::panels::Panel;
use super::tools::{Meter, Tools};
use crate::web::now;
use visavis_call::protocol::ClientId;
use visavis_call::{SortedMap, Source};
use web_sys::MediaStream;

/// From this level on, 0 to 255, the self view is marked as speaking.
const SPEAKS_FROM: u8 = 25;

/// One meter per audio stream.
#[derive(Default)]
pub(super) struct Hearing {
    own: Option<Meter>,
    others: SortedMap<ClientId, Meter>,
}

impl Hearing {
    /// Returns the level of the local microphone, 0 to 255.
    fn hear_own(&mut self, tools: &Tools, stream: Option<&MediaStream>) -> u8 {
        hear(tools, &mut self.own, stream)
    }

    /// Returns the levels of the given people, who must be all that are present: meters of others are dropped.
    fn hear_others<'s>(
        &mut self,
        tools: &Tools,
        streams: impl Iterator<Item = (&'s ClientId, Option<&'s MediaStream>)>,
    ) -> Vec<(ClientId, u8)> {
        let mut previous = std::mem::take(&mut self.others);
        let mut heard = Vec::new();
        for (id, stream) in streams {
            let mut meter = previous.remove(id);
            heard.push((id.clone(), hear(tools, &mut meter, stream)));
            self.others.extend(meter.map(|meter| (id.clone(), meter)));
        }
        heard
    }
}

impl Ui {
    pub(super) fn listen(&mut self) {
        let own = self.self_view.stream();
        if own.is_none() && self.stage.tiles().is_empty() && !self.is_in_call() {
            self.hearing = Hearing::default();
            return;
        }
        let level = self.hearing.hear_own(&self.tools, own.as_ref());
        let is_on = self.self_view.is_on(Source::Microphone);
        let level = if is_on { level } else { 0 };
        self.self_view.show_level(level);
        self.self_view.show_speaking(level >= SPEAKS_FROM);
        if self.panels.is_open(Panel::Devices) {
            self.devices.show_level(level);
        }
        let time = now();
        let streams = self.stage.tiles().iter().map(|tile| (tile.id(), tile.stream()));
        for (id, level) in self.hearing.hear_others(&self.tools, streams) {
            self.stage.heard(time, &id, level);
        }
        self.stage.follow_speakers();
    }
}

fn hear(tools: &Tools, meter: &mut Option<Meter>, stream: Option<&MediaStream>) -> u8 {
    let is_right = matches!((&*meter, stream), (Some(meter), Some(stream)) if meter.is_of(stream));
    if !is_right {
        *meter = stream.and_then(|stream| Meter::new(tools, stream));
    }
    meter.as_ref().map_or(0, Meter::level)
}
