//! Active speaker detection from audio levels.

use crate::event::Event;
use crate::sorted::{SortedMap, SortedSet};
use std::time::Duration;
use visavis_protocol::ClientId;
use visavis_roap::Timestamp;

/// Levels below -40 dBov are breath and fans.
const AUDIBLE: f32 = 0.01;
/// Longer than a pause between two words.
const PAUSE: Duration = Duration::from_millis(900);
/// Longer than a cough, for which the layout should not change.
const LONG_ENOUGH: Duration = Duration::from_millis(700);

/// Detects who speaks and who has the floor.
#[derive(Debug, Clone, Default)]
pub(crate) struct SpeakerWatch {
    voices: SortedMap<ClientId, Voice>,
    floor: Option<ClientId>,
    /// Those reported as speaking.
    speaking: SortedSet<ClientId>,
    reported_floor: Option<ClientId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Voice {
    since: Timestamp,
    last: Timestamp,
}

impl SpeakerWatch {
    /// Records the current levels, from 0 to 1, of everyone who can be heard. Call it several times a second.
    pub(crate) fn heard(&mut self, now: Timestamp, levels: &[(ClientId, f32)]) {
        for (id, _) in levels.iter().filter(|(_, level)| *level >= AUDIBLE) {
            let voice = self.voices.get_or_insert_with(id.clone(), || Voice {
                since: now,
                last: now,
            });
            voice.last = now;
        }
        self.voices.retain(|_, voice| now.since(voice.last) < PAUSE);
        if self.floor.as_ref().is_some_and(|floor| self.speaks(floor)) {
            return;
        }
        let next = self
            .voices
            .iter()
            .filter(|(_, voice)| voice.last.since(voice.since) >= LONG_ENOUGH)
            .min_by_key(|(_, voice)| voice.since);
        if let Some((id, _)) = next {
            self.floor = Some(id.clone());
        }
    }

    /// Forgets a person who has left.
    pub(crate) fn forget(&mut self, id: &ClientId) {
        self.voices.remove(id);
        self.speaking.remove(id);
        self.floor.take_if(|floor| floor == id);
    }

    /// Returns the changes since the last call.
    pub(crate) fn changes(&mut self) -> Vec<Event> {
        let mut changes = Vec::new();
        let ended: Vec<_> = self
            .speaking
            .iter()
            .filter(|id| !self.speaks(id))
            .cloned()
            .collect();
        for id in ended {
            self.speaking.remove(&id);
            changes.push(Event::SpeakingChanged {
                id,
                is_speaking: false,
            });
        }
        let begun: Vec<_> = self
            .voices
            .keys()
            .filter(|id| !self.speaking.contains(*id))
            .cloned()
            .collect();
        for id in begun {
            self.speaking.insert(id.clone());
            changes.push(Event::SpeakingChanged {
                id,
                is_speaking: true,
            });
        }
        if self.reported_floor != self.floor {
            self.reported_floor.clone_from(&self.floor);
            changes.push(Event::SpeakerChanged(self.floor.clone()));
        }
        changes
    }

    fn speaks(&self, id: &ClientId) -> bool {
        self.voices.contains_key(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOUD: f32 = 0.3;

    #[test]
    fn a_quiet_person_does_not_speak() {
        let mut watch = SpeakerWatch::default();

        watch.heard(at(0), &[(id("a"), AUDIBLE / 2.0)]);

        assert_eq!(watch.changes(), []);
    }

    #[test]
    fn a_cough_does_not_take_the_floor() {
        let mut watch = SpeakerWatch::default();

        watch.heard(at(0), &[(id("a"), LOUD)]);
        watch.heard(at(150), &[(id("a"), LOUD)]);
        watch.heard(at(300), &[(id("a"), 0.0)]);

        assert_eq!(watch.changes(), [speaking("a", true)]);
        watch.heard(at(1_100), &[(id("a"), 0.0)]);
        assert_eq!(watch.changes(), [speaking("a", false)]);
    }

    #[test]
    fn a_person_who_continues_speaking_keeps_the_floor() {
        let mut watch = SpeakerWatch::default();
        for time in (0..=3_000).step_by(150) {
            let interruption = if time > 600 { 1.0 } else { 0.0 };
            watch.heard(at(time), &[(id("a"), LOUD), (id("b"), interruption)]);
        }
        assert_eq!(
            watch.changes(),
            [speaking("a", true), speaking("b", true), has_floor("a")]
        );

        for time in (3_150..=4_500).step_by(150) {
            watch.heard(at(time), &[(id("a"), 0.0), (id("b"), LOUD)]);
        }

        assert_eq!(watch.changes(), [speaking("a", false), has_floor("b")]);
    }

    #[test]
    fn the_floor_persists_in_silence_and_ends_with_its_holder() {
        let mut watch = SpeakerWatch::default();
        for time in (0..=900).step_by(150) {
            watch.heard(at(time), &[(id("a"), LOUD)]);
        }
        assert_eq!(watch.changes(), [speaking("a", true), has_floor("a")]);
        watch.heard(at(9_000), &[]);
        assert_eq!(watch.changes(), [speaking("a", false)]);

        watch.forget(&id("a"));

        assert_eq!(watch.changes(), [Event::SpeakerChanged(None)]);
    }

    #[test]
    fn a_person_who_leaves_while_speaking_is_not_reported_as_silent() {
        let mut watch = SpeakerWatch::default();
        watch.heard(at(0), &[(id("a"), LOUD)]);
        assert_eq!(watch.changes(), [speaking("a", true)]);

        watch.forget(&id("a"));

        assert_eq!(watch.changes(), []);
    }

    fn speaking(name: &str, is_speaking: bool) -> Event {
        let id = id(name);
        Event::SpeakingChanged { id, is_speaking }
    }

    fn has_floor(name: &str) -> Event {
        Event::SpeakerChanged(Some(id(name)))
    }

    fn at(millis: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(millis))
    }

    fn id(text: &str) -> ClientId {
        ClientId(text.to_owned())
    }
}
