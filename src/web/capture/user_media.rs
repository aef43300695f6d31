//! Device capture with `getUserMedia`: one prompt for camera and microphone, with fallbacks.

use super::enumerate::permission;
use super::{Capture, media_devices};
use crate::web::object::dictionary;
use crate::web::{JsResultExt, run_to_completion};
use js_sys::Array;
use visavis_call::devices::{Permission, Refusal, Wish};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaStream, MediaStreamConstraints};

/// A value for each of microphone and camera: a request, or its outcome.
#[derive(Debug, Clone, Default)]
pub(crate) struct PerDevice<T> {
    pub(crate) microphone: Option<T>,
    pub(crate) camera: Option<T>,
}

type Captured = PerDevice<Result<Capture, Refusal>>;

/// Requests the wanted devices with one prompt, and falls back to those available.
pub(crate) async fn capture(wanted: &PerDevice<Wish>) -> Captured {
    let error = match get_user_media(wanted).await {
        Ok(captured) => return captured,
        Err(error) => error,
    };
    match (&wanted.microphone, &wanted.camera) {
        (Some(microphone), Some(camera)) => PerDevice {
            microphone: Some(alone("microphone", "camera", microphone, error).await),
            camera: Some(alone("camera", "microphone", camera, error).await),
        },
        (microphone, camera) => PerDevice {
            microphone: microphone.as_ref().map(|_| Err(error)),
            camera: camera.as_ref().map(|_| Err(error)),
        },
    }
}

/// Requests one of two devices that could not be captured together. A person who has just denied is not asked again.
async fn alone(name: &str, other: &str, wish: &Wish, together: Refusal) -> Result<Capture, Refusal> {
    match together {
        Refusal::Denied if !may_be_asked_for(name, other).await => return Err(together),
        Refusal::Insecure => return Err(together),
        Refusal::Denied | Refusal::Missing | Refusal::Busy | Refusal::Failed => {}
    }
    let wish = Some(wish.clone());
    let wanted = if name == "microphone" {
        PerDevice {
            microphone: wish,
            camera: None,
        }
    } else {
        PerDevice {
            microphone: None,
            camera: wish,
        }
    };
    let captured = get_user_media(&wanted).await?;
    captured
        .microphone
        .or(captured.camera)
        .unwrap_or(Err(Refusal::Missing))
}

/// Returns whether this device may be requested: if the other one is permanently blocked, the person has not been
/// asked.
async fn may_be_asked_for(name: &str, other: &str) -> bool {
    match permission(name).await {
        Permission::Granted => true,
        Permission::Denied => false,
        Permission::Unknown => permission(other).await == Permission::Denied,
    }
}

async fn get_user_media(wanted: &PerDevice<Wish>) -> Result<Captured, Refusal> {
    let devices = media_devices().ok_or(Refusal::Insecure)?;
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&wanted.microphone.as_ref().map_or(JsValue::FALSE, sound));
    constraints.set_video(&wanted.camera.as_ref().map_or(JsValue::FALSE, picture));
    let asked = devices
        .get_user_media_with_constraints(&constraints)
        .or_exception()?;
    let (microphone, camera) = (wanted.microphone.is_some(), wanted.camera.is_some());

    // A stream that arrives after the caller stopped waiting must still be stopped.
    run_to_completion(async move {
        let stream: MediaStream = JsFuture::from(asked).await.or_exception()?.unchecked_into();
        Ok(PerDevice {
            microphone: microphone.then(|| first(&stream.get_audio_tracks())),
            camera: camera.then(|| first(&stream.get_video_tracks())),
        })
    })
    .await
}

fn first(tracks: &Array) -> Result<Capture, Refusal> {
    let track = tracks.get(0);
    if track.is_undefined() {
        return Err(Refusal::Missing);
    }
    Ok(Capture::new(track.unchecked_into()))
}

fn sound(wish: &Wish) -> JsValue {
    match which(wish) {
        Some(id) => dictionary(&[("deviceId", id)]).into(),
        None => JsValue::TRUE,
    }
}

/// Constraints for a picture that suits a large screen; the browser picks the nearest mode of the camera.
fn picture(wish: &Wish) -> JsValue {
    // `facingMode` weighs as much as the device, and must not override it.
    let camera = match which(wish) {
        Some(id) => ("deviceId", id),
        None => ("facingMode", ideal("user")),
    };
    let picture = dictionary(&[("width", ideal(1_280)), ("height", ideal(720)), camera]);
    picture.into()
}

fn which(wish: &Wish) -> Option<JsValue> {
    match wish {
        Wish::Any => None,
        Wish::Preferably(id) => Some(ideal(id.as_str())),
        Wish::Exactly(id) => Some(dictionary(&[("exact", id.as_str().into())]).into()),
    }
}

fn ideal(value: impl Into<JsValue>) -> JsValue {
    dictionary(&[("ideal", value.into())]).into()
}
