//! Screen sharing with `getDisplayMedia`.

use super::{Capture, media_devices_of};
use crate::web::{Exception, JsResultExt, now, object, pressed_window, run_to_completion, window};
use js_sys::Array;
use std::time::Duration;
use visavis_call::devices::ScreenRefusal;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DisplayMediaStreamConstraints, MediaStream, Window};

/// A shared screen. Dropping it ends the sharing.
#[derive(Debug)]
#[must_use = "the sharing ends when it is dropped"]
pub(crate) struct SharedScreen {
    pub(crate) picture: Capture,
    /// Present only if the browser, the system and the person provide it.
    pub(crate) sound: Option<Capture>,
}

/// Firefox has one error for a person who cancels and for a page around that withholds the screen, but then it asks
/// nobody: it takes no time at all.
const BY_HAND: Duration = Duration::from_millis(400);

/// Lets the person choose a screen. Must be called, not merely awaited, soon after a user gesture.
pub(crate) async fn share_screen() -> Result<SharedScreen, ScreenRefusal> {
    let window = pressed_window();
    let devices = media_devices_of(&window).ok_or(ScreenRefusal::Unsupported)?;
    if object::member(&devices, "getDisplayMedia").is_none() {
        return Err(ScreenRefusal::Unsupported);
    }
    let constraints = DisplayMediaStreamConstraints::new();
    constraints.set_video(&JsValue::TRUE);
    constraints.set_audio(&sound());
    let begun = now();
    let asked = devices
        .get_display_media_with_constraints(&constraints)
        .or_exception()?;

    run_to_completion(async move {
        let chosen = JsFuture::from(asked).await.or_exception();
        let refused = |exception: Exception| {
            let refusal = exception.into();
            let is_by_hand = now().since(begun) >= BY_HAND;
            if refusal == ScreenRefusal::Cancelled && !is_by_hand {
                ScreenRefusal::Withheld
            } else {
                refusal
            }
        };
        let stream: MediaStream = chosen.map_err(refused)?.unchecked_into();
        let sound = first(&stream.get_audio_tracks(), &window);
        let picture = first(&stream.get_video_tracks(), &window).ok_or(ScreenRefusal::Failed)?;
        picture.hint("detail");
        Ok(SharedScreen { picture, sound })
    })
    .await
}

/// Unprocessed audio, without that of the call itself, which others would hear twice.
fn sound() -> JsValue {
    let sound = object::dictionary(&[
        ("restrictOwnAudio", JsValue::TRUE),
        ("echoCancellation", JsValue::FALSE),
        ("noiseSuppression", JsValue::FALSE),
        ("autoGainControl", JsValue::FALSE),
    ]);
    sound.into()
}

fn first(tracks: &Array, from: &Window) -> Option<Capture> {
    let track = tracks.get(0);
    (!track.is_undefined()).then(|| {
        let mut capture = Capture::new(track.unchecked_into());
        capture.window = (*from != window()).then(|| from.clone());
        capture
    })
}
