//! Active speaker detection from audio levels.

use crate::sorted::SortedMap;
use std::time::Duration;
use visavis_protocol::ClientId;
use visavis_roap::Timestamp;

/// Levels below this are breath and fans.
const AUDIBLE: u8 = 12;
/// Longer than a pause between two words.
const PAUSE: Duration = Duration::from_millis(900);
/// Longer than a cough, for which the layout should not change.
const LONG_ENOUGH: Duration = Duration::from_millis(700);

/// Detects who speaks and who has the floor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpeakerWatch {
    voices: SortedMap<ClientId, Voice>,
    floor: Option<ClientId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Voice {
    since: Timestamp,
    last: Timestamp,
}

impl SpeakerWatch {
    /// Records a person's current level, from 0 to 255. Call it for everyone, several times a second.
    pub fn heard(&mut self, now: Timestamp, id: &ClientId, level: u8) {
        if level >= AUDIBLE {
            let voice = self.voices.get_or_insert_with(id.clone(), || Voice {
                since: now,
                last: now,
            });
            voice.last = now;
        }
        self.voices.retain(|_, voice| now.since(voice.last) < PAUSE);
        if self
            .floor
            .as_ref()
            .is_some_and(|floor| self.voices.contains_key(floor))
        {
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

    /// Returns whether this person speaks.
    pub fn speaks(&self, id: &ClientId) -> bool {
        self.voices.contains_key(id)
    }

    /// Returns who spoke last for long enough to be shown large. Nobody takes the floor from a person who goes on
    /// speaking.
    pub fn floor(&self) -> Option<&ClientId> {
        self.floor.as_ref()
    }

    /// Forgets a person.
    pub fn forget(&mut self, id: &ClientId) {
        self.voices.remove(id);
        if self.floor.as_ref() == Some(id) {
            self.floor = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_person_does_not_speak() {
        let mut watch = SpeakerWatch::default();

        watch.heard(at(0), &id("a"), AUDIBLE - 1);

        assert!(!watch.speaks(&id("a")));
        assert_eq!(watch.floor(), None);
    }

    #[test]
    fn a_cough_does_not_take_the_floor() {
        let mut watch = SpeakerWatch::default();

        watch.heard(at(0), &id("a"), 200);
        watch.heard(at(150), &id("a"), 200);
        watch.heard(at(300), &id("a"), 0);

        assert!(watch.speaks(&id("a")));
        assert_eq!(watch.floor(), None);
        watch.heard(at(1_100), &id("a"), 0);
        assert!(!watch.speaks(&id("a")));
    }

    #[test]
    fn a_person_who_continues_speaking_keeps_the_floor() {
        let mut watch = SpeakerWatch::default();
        for time in (0..=3_000).step_by(150) {
            watch.heard(at(time), &id("a"), 90);
            if time > 600 {
                watch.heard(at(time), &id("b"), 250);
            }
        }
        assert_eq!(watch.floor(), Some(&id("a")));

        for time in (3_150..=4_500).step_by(150) {
            watch.heard(at(time), &id("a"), 0);
            watch.heard(at(time), &id("b"), 250);
        }

        assert_eq!(watch.floor(), Some(&id("b")));
    }

    #[test]
    fn the_floor_persists_in_silence_and_ends_with_its_holder() {
        let mut watch = SpeakerWatch::default();
        for time in (0..=900).step_by(150) {
            watch.heard(at(time), &id("a"), 90);
        }
        watch.heard(at(9_000), &id("a"), 0);
        assert_eq!(watch.floor(), Some(&id("a")));

        watch.forget(&id("a"));

        assert_eq!(watch, SpeakerWatch::default());
    }

    fn at(millis: u64) -> Timestamp {
        Timestamp::new(Duration::from_millis(millis))
    }

    fn id(text: &str) -> ClientId {
        ClientId(text.to_owned())
    }
}
