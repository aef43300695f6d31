//! Recordings and taps of the others: everyone is told before anything is kept.

use super::{Call, Phase};
use crate::event::Event;
use crate::link::Link;
use crate::{Body, Participant, RecordingState};
use std::time::Duration;
use visavis_protocol::ClientId;
use visavis_roap::{EndReason, Entropy, Timestamp};

/// How long to wait for the acknowledgements. Whoever has not answered by then cannot be reached, and is told when they
/// can.
const TOLD_WITHIN: Duration = Duration::from_secs(6);
/// A recording that a peer claims to last longer is taken to last this long: a time of day stands for it.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// What this client records, and who knows of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OwnRecording {
    state: RecordingState,
    since: Option<Timestamp>,
    /// The last state that was reported to the page, because the others know of it.
    reported: RecordingState,
    deadline: Option<Timestamp>,
}

impl OwnRecording {
    fn elapsed(&self, now: Timestamp) -> Duration {
        self.since.map_or(Duration::ZERO, |since| now.since(since))
    }

    /// Returns when the wait for acknowledgements ends.
    pub(super) fn poll_timeout(&self) -> Option<Timestamp> {
        self.deadline
    }
}

impl<E: Entropy> Call<E> {
    /// Tells everyone in the call what is recorded. When they have acknowledged it, the event follows.
    pub(super) fn record(&mut self, now: Timestamp, state: RecordingState) {
        let recording = &mut self.recording;
        if self.phase != Phase::Inside || recording.state == state {
            return;
        }
        recording.state = state;
        recording.since = (state != RecordingState::Off).then_some(now);
        recording.deadline = Some(now + TOLD_WITHIN);
    }

    /// Tells a peer in the call what is recorded, unless it knows. Each is told by one message at a time, so that
    /// repeated changes cannot fill the link.
    pub(super) fn report_recording(&mut self, now: Timestamp, peer: &ClientId) {
        let state = self.recording.state;
        let elapsed = self.recording.elapsed(now).as_secs();
        let seconds = u32::try_from(elapsed).unwrap_or(u32::MAX);
        if let Some(link) = self.links.get_mut(peer)
            && must_be_told(link, state)
        {
            let number = link.delivery.last_sent() + 1;
            link.recordings.tell(state, number);
            self.say(now, peer, Body::Recording { state, seconds });
        }
    }

    /// Tells those who do not know yet, and reports the state to the page once everyone knows it.
    pub(super) fn tell_recording(&mut self, now: Timestamp) {
        let OwnRecording { state, reported, .. } = self.recording;
        let those_behind = self.links.iter().filter(|(_, link)| must_be_told(link, state));
        for peer in those_behind.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            self.report_recording(now, &peer);
        }
        let Some(deadline) = self.recording.deadline else {
            return;
        };
        // Nobody has to know first that less is kept.
        if state > reported && deadline > now && !self.everyone_knows(state) {
            return;
        }
        self.recording.deadline = None;
        if reported != state {
            self.recording.reported = state;
            let elapsed = self.recording.elapsed(now);
            self.tell(Event::RecordingChanged {
                from: Participant::Local,
                state,
                elapsed,
            });
        }
    }

    fn everyone_knows(&self, state: RecordingState) -> bool {
        let mut those_in_call = self.links.values().filter(|link| link.is_established());
        those_in_call.all(|link| link.recordings.is_known(state, &link.delivery))
    }

    /// Handles what a peer says that it records. It waits for the acknowledgement, which is sent at once.
    pub(super) fn recording_heard(
        &mut self,
        now: Timestamp,
        peer: &ClientId,
        state: RecordingState,
        seconds: u32,
    ) {
        let Some(link) = self.links.get_mut(peer) else {
            return;
        };
        link.delivery.acknowledge_at_once(now);
        if link.recordings.hear(state) {
            let elapsed = Duration::from_secs(seconds.into()).min(LONGEST);
            self.tell_recording_of(peer, state, elapsed);
        }
    }

    /// Handles the first state message of a session, which follows what the peer says that it records, if it does.
    pub(super) fn recording_due(&mut self, peer: &ClientId) {
        if let Some(link) = self.links.get_mut(peer)
            && link.recordings.be_due()
        {
            self.tell_recording_of(peer, RecordingState::Off, Duration::ZERO);
        }
    }

    /// In a ring room, a person who stays in the room after the call records nothing of this one any more. In an open
    /// room another session follows, in which they say whether they go on.
    pub(super) fn recording_ended(&mut self, peer: &ClientId, reason: EndReason) {
        if self.options.ring
            && reason != EndReason::Restarted
            && let Some(link) = self.links.get_mut(peer)
            && link.recordings.hear(RecordingState::Off)
        {
            self.tell_recording_of(peer, RecordingState::Off, Duration::ZERO);
        }
    }

    fn tell_recording_of(&mut self, peer: &ClientId, state: RecordingState, elapsed: Duration) {
        self.tell(Event::RecordingChanged {
            from: Participant::Remote(peer.clone()),
            state,
            elapsed,
        });
    }
}

fn must_be_told(link: &Link, state: RecordingState) -> bool {
    link.is_established() && link.paths.is_live() && link.recordings.is_news(state, &link.delivery)
}
