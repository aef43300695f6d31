//! A track that the page provides.

use super::{ENDED, MUTE, UNMUTE};
use crate::web::{Listener, Task, pause};
use std::time::Duration;
use visavis_call::{Code, Failure, Source};
use web_sys::{MediaStreamTrack, MediaStreamTrackState};

/// A track whose page stops it fires no event.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// A track that the page provides in place of a device. It belongs to the page, which may use it elsewhere: it is
/// neither stopped nor disabled nor cloned here. Dropping it ends the watch alone.
#[derive(Debug)]
pub(crate) struct PageTrack {
    track: MediaStreamTrack,
    _listeners: [Listener; 3],
    _watch: Task,
}

impl PageTrack {
    /// Calls `changed` when the track ends, pauses or goes on.
    pub(crate) fn new(track: MediaStreamTrack, changed: impl Fn() + Clone + 'static) -> Self {
        let listeners = [&ENDED, &MUTE, &UNMUTE].map(|event| {
            let changed = changed.clone();
            Listener::new(&track, event, move |_| changed())
        });
        let watched = Clone::clone(&track);
        let watch = Task::spawn(async move {
            while !has_ended(&watched) {
                pause(BETWEEN_LOOKS).await;
            }
            changed();
        });
        Self {
            track,
            _listeners: listeners,
            _watch: watch,
        }
    }

    pub(crate) fn track(&self) -> &MediaStreamTrack {
        &self.track
    }

    /// Returns whether it has ended: its source did, or the page stopped it.
    pub(crate) fn has_ended(&self) -> bool {
        has_ended(&self.track)
    }

    /// Returns whether its source gives nothing at the moment.
    pub(crate) fn is_muted(&self) -> bool {
        self.track.muted()
    }
}

/// Checks that a track can be sent as this source.
///
/// # Errors
/// `UnusableArgument`
pub(crate) fn check_page_track(source: Source, track: &MediaStreamTrack) -> Result<(), Failure> {
    let unusable = |message| Err(Failure::new(Code::UnusableArgument, message));
    match (source, track.kind().as_str()) {
        _ if has_ended(track) => unusable("the track has ended"),
        (Source::Camera, "video") | (Source::Microphone, "audio") => Ok(()),
        (Source::Camera, _) => unusable("the track for the camera has to be one of video"),
        (Source::Microphone, _) => unusable("the track for the microphone has to be one of audio"),
        (Source::Screen | Source::ScreenAudio, _) => unusable("source has to be camera or microphone"),
    }
}

fn has_ended(track: &MediaStreamTrack) -> bool {
    track.ready_state() == MediaStreamTrackState::Ended
}
