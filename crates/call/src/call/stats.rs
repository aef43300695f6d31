//! Connection statistics and the quality derived from them; audio levels and who speaks.

use super::Call;
use crate::event::Event;
use crate::media::Source;
use crate::quality::Measurement;
use visavis_protocol::ClientId;
use visavis_roap::{ConnectionId, Entropy, Timestamp};

impl<E: Entropy> Call<E> {
    /// Handles statistics of a connection; those of a replaced connection are ignored.
    pub(super) fn stats_received(
        &mut self,
        peer: &ClientId,
        connection: ConnectionId,
        at: Timestamp,
        measurement: &Measurement,
    ) {
        let Some(link) = self
            .links
            .get_mut(peer)
            .filter(|link| link.endpoint.connection() == Some(connection))
        else {
            return;
        };
        let is_camera = |(mid, _): &(&String, &u32)| link.media_sections.get(*mid) == Some(&Source::Camera);
        let captured = measurement.frames_captured.iter().find(is_camera);
        let captured = captured.map(|(_, frames)| *frames);
        let Some(update) = link.update_stats(at, measurement) else {
            return;
        };
        self.tell(Event::Stats(peer.clone(), update.sample));
        if let Some(quality) = update.quality {
            self.tell(Event::QualityChanged(peer.clone(), quality));
        }
        if let Some(frames) = captured {
            self.report_frame_rate(at, peer, frames);
        }
    }

    pub(super) fn levels_read(&mut self, now: Timestamp, levels: &[(ClientId, f32)]) {
        self.speakers.heard(now, levels);
        self.tell_speakers();
    }

    /// A person who has left speaks no more.
    pub(super) fn forget_speaker(&mut self, id: &ClientId) {
        self.speakers.forget(id);
        self.tell_speakers();
    }

    fn tell_speakers(&mut self) {
        for change in self.speakers.changes() {
            self.tell(change);
        }
    }
}
