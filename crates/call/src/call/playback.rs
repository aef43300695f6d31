//! How each person is played here. The others are not told.

use super::{Call, MAX_PARKED};
use crate::Volume;
use crate::event::Event;
use visavis_protocol::ClientId;
use visavis_roap::Entropy;

/// The volume of a person and whether they are muted, as this person or the page said it last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Playback {
    volume: Volume,
    is_muted: bool,
}

impl<E: Entropy> Call<E> {
    pub(super) fn set_volume(&mut self, id: &ClientId, volume: Volume) {
        self.change_playback(id, |playback| playback.volume = volume);
    }

    pub(super) fn mute_person(&mut self, id: &ClientId, is_muted: bool) {
        self.change_playback(id, |playback| playback.is_muted = is_muted);
    }

    /// Changes how a person who is here is played. It holds for them until this client leaves, whatever becomes of
    /// their connection, and if they come back.
    fn change_playback(&mut self, id: &ClientId, change: impl FnOnce(&mut Playback)) {
        if !self.links.contains_key(id) {
            return;
        }
        let before = self.playback(id);
        let mut playback = before;
        change(&mut playback);
        if self.playbacks.len() >= MAX_PARKED {
            let links = &self.links;
            self.playbacks.retain(|id, _| links.contains_key(id));
        }
        self.playbacks.insert(id.clone(), playback);
        if playback != before {
            self.tell_playback(id);
        }
    }

    /// Tells how a person is played who has appeared, or turned out to be in the same browser, unless that is as sent.
    pub(super) fn tell_unusual_playback(&mut self, id: &ClientId) {
        let Playback { volume, is_muted } = self.playback(id);
        if is_muted || volume != Volume::FULL {
            self.tell_playback(id);
        }
    }

    /// Somebody in the same browser is muted unless something else was said: loudspeaker and microphone would feed
    /// back.
    fn playback(&self, id: &ClientId) -> Playback {
        let link = self.links.get(id);
        self.playbacks.get(id).copied().unwrap_or(Playback {
            volume: Volume::FULL,
            is_muted: link.is_some_and(|link| link.last_reported.is_same_browser),
        })
    }

    fn tell_playback(&mut self, id: &ClientId) {
        let Playback { volume, is_muted } = self.playback(id);
        self.tell(Event::VolumeChanged {
            id: id.clone(),
            volume,
            is_muted,
        });
    }
}
