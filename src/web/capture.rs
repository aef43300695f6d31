//! Tracks of devices and screens. Every track is owned by a [`Capture`], which stops it when dropped.

mod enumerate;
mod error;
mod page_track;
mod screen;
mod user_media;

use super::{EventType, Listener, object, window};
use wasm_bindgen::JsCast;
use web_sys::{Event, MediaDevices, MediaStreamTrack, MediaStreamTrackState, Window};

pub(crate) use enumerate::{DeviceInfo, Enumerated, enumerate, watch_devices, watch_permission};
pub(crate) use page_track::{PageTrack, check_page_track};
pub(crate) use screen::{SharedScreen, share_screen};
pub(crate) use user_media::{PerDevice, Request, capture};

const ENDED: EventType<Event> = EventType::new("ended");
const MUTE: EventType<Event> = EventType::new("mute");
const PAGE_HIDE: EventType<Event> = EventType::new("pagehide");
/// Of a remote track: its first sound or picture has arrived.
pub(crate) const UNMUTE: EventType<Event> = EventType::new("unmute");

/// A track of a device or a screen. Dropping it stops the track, so that the camera light goes out.
#[derive(Debug)]
#[must_use = "the device is stopped when it is dropped"]
pub(crate) struct Capture {
    _listeners: Vec<Listener>,
    track: MediaStreamTrack,
    /// The window with which the track ends, if that is not the client's own. It fires no event then.
    window: Option<Window>,
}

impl Capture {
    fn new(track: MediaStreamTrack) -> Self {
        Self {
            _listeners: Vec::new(),
            track,
            window: None,
        }
    }

    pub(crate) fn track(&self) -> &MediaStreamTrack {
        &self.track
    }

    /// Returns the `deviceId`, if the browser reveals it.
    pub(crate) fn device_id(&self) -> Option<String> {
        object::text(&self.track.get_settings(), "deviceId").filter(|id| !id.is_empty())
    }

    /// Returns whether the track ended by itself: unplugged, or withdrawn by the person or the system.
    pub(crate) fn has_ended(&self) -> bool {
        self.track.ready_state() == MediaStreamTrackState::Ended
    }

    /// Returns whether the system mutes it, as for a closed lid or a phone call.
    pub(crate) fn is_muted_by_system(&self) -> bool {
        self.track.muted()
    }

    /// Calls `changed` whenever the track stops by itself, or the system mutes or unmutes it.
    pub(crate) fn on_change(&mut self, changed: impl Fn() + Clone + 'static) {
        self._listeners = [&ENDED, &MUTE, &UNMUTE]
            .map(|event| {
                let changed = changed.clone();
                Listener::new(&self.track, event, move |_| changed())
            })
            .into();
        if let Some(window) = &self.window {
            let track = Clone::clone(&self.track);
            self._listeners.push(Listener::new(window, &PAGE_HIDE, move |_| {
                track.stop();
                changed();
            }));
        }
    }

    /// Sets the content hint: text stays sharp at the cost of smooth motion.
    fn hint(&self, content: &str) {
        // Firefox lacks the property and ignores it.
        object::set(&self.track, "contentHint", &content.into());
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.track.stop();
    }
}

fn media_devices() -> Option<MediaDevices> {
    media_devices_of(&window())
}

/// Returns `navigator.mediaDevices`, which is missing outside secure contexts; `web-sys` assumes it exists.
fn media_devices_of(window: &Window) -> Option<MediaDevices> {
    Some(object::member(&window.navigator(), "mediaDevices")?.unchecked_into())
}
