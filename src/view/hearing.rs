//! Measures how loud everyone is: for the ring around a person who speaks, and the level of one's own microphone.

use super::Ui;
use super::panels::Panel;
use super::tools::{Meter, Tools};
use crate::web::now;
use visavis_call::protocol::ClientId;
use visavis_call::{SortedMap, Source};
use web_sys::MediaStream;

/// From this level on, of 255, one's own tile is marked as speaking.
const SPEAKS_FROM: u8 = 25;

/// One meter for each voice.
#[derive(Default)]
pub(super) struct Hearing {
    own: Option<Meter>,
    others: SortedMap<ClientId, Meter>,
}

impl Hearing {
    /// How loud one's own microphone is, of 255.
    fn hear_own(&mut self, tools: &Tools, stream: Option<&MediaStream>) -> u8 {
        hear(tools, &mut self.own, stream)
    }

    /// How loud these are now, who are everyone that there is.
    fn hear_others<'s>(
        &mut self,
        tools: &Tools,
        streams: impl Iterator<Item = (&'s ClientId, Option<&'s MediaStream>)>,
    ) -> Vec<(ClientId, u8)> {
        let mut former = std::mem::take(&mut self.others);
        let mut heard = Vec::new();
        for (id, stream) in streams {
            let mut meter = former.remove(id);
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
