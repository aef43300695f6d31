//! Whether one hears a person, and how playing is started where the browser is against it.

use crate::view::dom::set_attr;
use crate::web::Task;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, Element, HtmlVideoElement};

/// Why a tile is heard or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::view) enum Sound {
    Playing,
    /// The person sits at the same machine.
    Silenced,
    /// The browser wants a click first.
    Blocked,
}

/// Sets how a tile sounds.
pub(in crate::view) fn set(tile: &Element, video: &HtmlVideoElement, sound: Sound) {
    let name = match sound {
        Sound::Playing => "playing",
        Sound::Silenced => "silenced",
        Sound::Blocked => "blocked",
    };
    set_attr(tile, "data-sound", name);
    video.set_muted(sound != Sound::Playing);
}

/// Plays, without sound where the browser allows nothing else: the picture shall run in any case.
pub(in crate::view) fn play(tile: Element, video: HtmlVideoElement) -> Task {
    Task::spawn(async move {
        if is_blocked(&video).await && !video.muted() {
            set(&tile, &video, Sound::Blocked);
            is_blocked(&video).await;
        }
    })
}

async fn is_blocked(video: &HtmlVideoElement) -> bool {
    let Ok(started) = video.play() else { return false };
    // Other refusals mean that a newer stream has taken the place, or that there is none yet: `autoplay` sees to it.
    match JsFuture::from(started).await {
        Ok(_) => false,
        Err(thrown) => thrown
            .dyn_ref::<DomException>()
            .is_some_and(|exception| exception.name() == "NotAllowedError"),
    }
}
