//! Tracks of devices and screens. A stream exists only as captures, which stop their tracks when they are dropped.

mod enumerate;
mod error;
mod screen;
mod user_media;

use super::{EventType, Listener, object};
use wasm_bindgen::JsCast;
use web_sys::{Event, MediaDevices, MediaStreamTrack, MediaStreamTrackState, Navigator};

pub(crate) use enumerate::{DeviceInfo, Enumerated, enumerate, watch_devices, watch_permission};
pub(crate) use screen::{SharedScreen, share_screen};
pub(crate) use user_media::{PerDevice, capture};

const ENDED: EventType<Event> = EventType::new("ended");
const MUTE: EventType<Event> = EventType::new("mute");
const UNMUTE: EventType<Event> = EventType::new("unmute");

/// A track of a device or a screen. Dropping it stops it: the light goes out.
#[derive(Debug)]
#[must_use = "the device is stopped when it is dropped"]
pub(crate) struct Capture {
    _listeners: Vec<Listener>,
    track: MediaStreamTrack,
}

impl Capture {
    fn new(track: MediaStreamTrack) -> Self {
        Self {
            _listeners: Vec::new(),
            track,
        }
    }

    pub(crate) fn track(&self) -> &MediaStreamTrack {
        &self.track
    }

    /// What the browser calls the device; it may not tell.
    pub(crate) fn device_id(&self) -> Option<String> {
        object::text(&self.track.get_settings(), "deviceId").filter(|id| !id.is_empty())
    }

    /// Whether it stopped by itself: unplugged, or withdrawn by the person or the system.
    pub(crate) fn has_ended(&self) -> bool {
        self.track.ready_state() == MediaStreamTrackState::Ended
    }

    /// Whether the system mutes it: a closed lid, a telephone call.
    pub(crate) fn is_muted_by_system(&self) -> bool {
        self.track.muted()
    }

    /// Calls `changed` whenever it stopped by itself, or the system mutes or unmutes it.
    pub(crate) fn on_change(&mut self, changed: impl Fn() + Clone + 'static) {
        self._listeners = [&ENDED, &MUTE, &UNMUTE]
            .map(|event| {
                let changed = changed.clone();
                Listener::new(&self.track, event, move |_| changed())
            })
            .into();
    }

    /// Tells the encoder what it is: text is to stay sharp, even if the picture moves less smoothly.
    fn hint(&self, content: &str) {
        // Firefox has no such property, and ignores it.
        object::set(&self.track, "contentHint", &content.into());
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.track.stop();
    }
}

/// What gives devices: missing where the page was not loaded securely, which web-sys does not expect.
fn media_devices() -> Option<MediaDevices> {
    let navigator = navigator()?;
    Some(object::member(&navigator, "mediaDevices")?.unchecked_into())
}

fn navigator() -> Option<Navigator> {
    web_sys::window().map(|window| window.navigator())
}
