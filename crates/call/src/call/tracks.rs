//! Media state: reports what each track carries, on every link.

use super::{Call, Phase};
use crate::event::Event;
use crate::media::{MediaReport, Source, Status};
use crate::sorted::SortedMap;
use crate::{Body, Participant};
use visavis_protocol::ClientId;
use visavis_roap::{Entropy, Timestamp};

/// Frames per second: a camera that gives more is not distinguished from one that gives this.
const ENOUGH_FRAMES: u32 = 20;

impl<E: Entropy> Call<E> {
    /// A local source changed.
    pub(super) fn media_changed(&mut self, now: Timestamp, source: Source, status: Status) {
        if self.media.set(source, status) {
            for peer in self.links.keys().cloned().collect::<Vec<_>>() {
                self.report_media(now, &peer);
            }
        }
    }

    /// Records which media section of a connection carries which source.
    pub(super) fn media_sections_known(
        &mut self,
        now: Timestamp,
        peer: &ClientId,
        media_sections: SortedMap<String, Source>,
    ) {
        if let Some(link) = self.links.get_mut(peer) {
            link.media_sections = media_sections;
            self.report_media(now, peer);
        }
    }

    /// Reports the media state if the peer does not have it yet. Without a path it is not queued but sent afresh
    /// later, so that repeated changes cannot fill the link.
    pub(super) fn report_media(&mut self, now: Timestamp, peer: &ClientId) {
        // First, so that nobody is recorded without knowing.
        self.report_recording(now, peer);
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        let report = self.media.report(&link.media_sections, link.wants_pictures);
        let is_news = link.own_media.as_ref() != Some(&report);
        if link.is_established() && link.paths.is_live() && is_news {
            let is_first = link.own_media.replace(report.clone()).is_none();
            self.say(now, peer, Body::Media(report));
            if is_first && self.is_hand_up {
                self.say(now, peer, Body::Hand(true));
            }
            if is_first && !self.wants_pictures {
                self.say(now, peer, Body::Pictures(false));
            }
        }
    }

    /// Reports the frame rate of the camera, which only the sender knows, where a peer could take it for the
    /// connection's: a noticeable change, up to the rate that nobody misses anything at.
    pub(super) fn report_frame_rate(&mut self, now: Timestamp, peer: &ClientId, frames: u32) {
        let frames = frames.min(ENOUGH_FRAMES);
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        let is_news = link
            .own_frame_rate
            .is_none_or(|told| told.abs_diff(frames).saturating_mul(4) > told);
        if link.own_media.is_some() && link.paths.is_live() && is_news {
            link.own_frame_rate = Some(frames);
            self.say(now, peer, Body::FrameRate(frames));
        }
    }

    /// Requests video from everyone, or audio only.
    pub(super) fn want_pictures(&mut self, now: Timestamp, wanted: bool) {
        if self.wants_pictures != wanted && self.phase == Phase::Inside {
            self.wants_pictures = wanted;
            self.send_to_all(now, &Body::Pictures(wanted));
            self.tell(Event::PicturesWanted {
                from: Participant::Local,
                wanted,
            });
        }
    }

    /// Handles a peer's request for video or audio only: to an audio-only peer the camera is off.
    pub(super) fn pictures_wanted(&mut self, now: Timestamp, peer: &ClientId, wanted: bool) {
        if let Some(link) = self.links.get_mut(peer)
            && link.wants_pictures != wanted
        {
            link.wants_pictures = wanted;
            let from = Participant::Remote(peer.clone());
            self.tell(Event::PicturesWanted { from, wanted });
            self.report_media(now, peer);
        }
    }

    /// Handles a peer's media report.
    pub(super) fn media_reported(&mut self, peer: &ClientId, report: MediaReport) {
        self.recording_due(peer);
        if let Some(link) = self.links.get_mut(peer)
            && link.remote_media != report
        {
            link.remote_media.clone_from(&report);
            self.tell(Event::MediaChanged(peer.clone(), report));
        }
    }
}
