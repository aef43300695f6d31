//! Device capture with `getUserMedia`: one prompt for camera and microphone, with fallbacks.

use super::enumerate::permission;
use super::{Capture, media_devices};
use crate::web::object::{dictionary, member, set, text};
use crate::web::{Exception, JsResultExt, run_to_completion};
use js_sys::{Array, JSON, Object};
use visavis_call::devices::{Constraints, Permission, Refusal, Wish};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaStream, MediaStreamConstraints};

/// A value for each of microphone and camera: a request, or its outcome.
#[derive(Debug, Clone, Default)]
pub(crate) struct PerDevice<T> {
    pub(crate) microphone: Option<T>,
    pub(crate) camera: Option<T>,
}

/// What is asked for a device.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) wish: Wish,
    /// Those of the page.
    pub(crate) constraints: Option<Constraints>,
}

impl From<Wish> for Request {
    fn from(wish: Wish) -> Self {
        let constraints = None;
        Self { wish, constraints }
    }
}

type Captured = PerDevice<Result<Capture, Refusal>>;

/// Requests the wanted devices with one prompt, and falls back to those available.
pub(crate) async fn capture(wanted: &PerDevice<Request>) -> Captured {
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
async fn alone(name: &str, other: &str, request: &Request, together: Refusal) -> Result<Capture, Refusal> {
    match together {
        Refusal::Denied if !may_be_asked_for(name, other).await => return Err(together),
        Refusal::Insecure => return Err(together),
        Refusal::Denied | Refusal::Missing | Refusal::Overconstrained | Refusal::Busy | Refusal::Failed => {}
    }
    let request = Some(request.clone());
    let wanted = if name == "microphone" {
        PerDevice {
            microphone: request,
            camera: None,
        }
    } else {
        PerDevice {
            microphone: None,
            camera: request,
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

async fn get_user_media(wanted: &PerDevice<Request>) -> Result<Captured, Refusal> {
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
        let stream: MediaStream = JsFuture::from(asked).await.map_err(refusal)?.unchecked_into();
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

/// Classifies what `getUserMedia` has thrown. A device that was asked for by its id and does not exist is missing.
fn refusal(thrown: JsValue) -> Refusal {
    let is_of_id = text(&thrown, "constraint").as_deref() == Some("deviceId");
    let refusal = Refusal::from(Exception::from(thrown));
    if is_of_id && refusal == Refusal::Overconstrained {
        return Refusal::Missing;
    }
    refusal
}

fn sound(request: &Request) -> JsValue {
    let constraints = of_page(request);
    if let Some(id) = which(&request.wish) {
        set(&constraints, "deviceId", &id);
    }
    constraints.into()
}

/// Constraints for a picture that suits a large screen, unless the page wants another; the browser picks the nearest
/// mode of the camera.
fn picture(request: &Request) -> JsValue {
    let constraints = of_page(request);
    let is_free = |name: &str| member(&constraints, name).is_none();
    if ["width", "height", "aspectRatio"].into_iter().all(is_free) {
        set(&constraints, "width", &ideal(1_280));
        set(&constraints, "height", &ideal(720));
    }
    // `facingMode` weighs as much as the device, and must not override it.
    if let Some(id) = which(&request.wish) {
        set(&constraints, "deviceId", &id);
        set(&constraints, "facingMode", &JsValue::UNDEFINED);
    } else if is_free("facingMode") {
        set(&constraints, "facingMode", &ideal("user"));
    }
    constraints.into()
}

/// Returns the constraints of the page.
fn of_page(request: &Request) -> Object {
    let json = request.constraints.as_ref().map(Constraints::json);
    let parsed = json.and_then(|json| JSON::parse(json).warn_on_error("the constraints of the page"));
    parsed
        .and_then(|constraints| constraints.dyn_into().ok())
        .unwrap_or_default()
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
