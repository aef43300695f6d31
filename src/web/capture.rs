use super::{EventType, Exception, JsResultExt, Listener, see_through};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, MediaStream, MediaStreamConstraints, MediaStreamTrack, Navigator, PermissionState,
    PermissionStatus,
};

const ENDED: EventType<Event> = EventType::new("ended");

/// A track of a camera or microphone. Dropping it stops the device: the light goes out.
#[derive(Debug)]
#[must_use = "the device is stopped when it is dropped"]
pub(crate) struct Capture {
    track: MediaStreamTrack,
    _ended: Option<Listener>,
}

impl Capture {
    fn new(track: MediaStreamTrack) -> Self {
        Self { track, _ended: None }
    }

    pub(crate) fn track(&self) -> &MediaStreamTrack {
        &self.track
    }

    /// Calls `ended` if the device stops by itself: unplugged, or withdrawn by the person or the system.
    pub(crate) fn on_end(&mut self, ended: impl FnOnce() + 'static) {
        let mut ended = Some(ended);
        self._ended = Some(Listener::new(&self.track, &ENDED, move |_| {
            if let Some(ended) = ended.take() {
                ended();
            }
        }));
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.track.stop();
    }
}

/// Why a device cannot be used, by what the person can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CaptureError {
    /// The person, the page's policy or the system does not allow it.
    #[error("not allowed")]
    Denied,
    /// There is no such device.
    #[error("no device")]
    NoDevice,
    /// Another program uses it, or it is broken.
    #[error("in use")]
    Busy,
    /// Browsers give no device to pages that were not loaded securely.
    #[error("the page was not loaded securely")]
    Insecure,
    /// Anything else.
    #[error(transparent)]
    Other(Exception),
}

impl From<Exception> for CaptureError {
    fn from(exception: Exception) -> Self {
        match exception.name.as_str() {
            "NotAllowedError" | "SecurityError" => Self::Denied,
            "NotFoundError" | "OverconstrainedError" => Self::NoDevice,
            "NotReadableError" | "AbortError" => Self::Busy,
            _ => Self::Other(exception),
        }
    }
}

/// Which devices to ask for, or what came of it.
#[derive(Debug, Default)]
pub(crate) struct Asked<T> {
    pub(crate) microphone: Option<T>,
    pub(crate) camera: Option<T>,
}

/// Asks for the devices that are `true`, both with one question, and falls back to what there is.
pub(crate) async fn capture(wanted: &Asked<()>) -> Asked<Result<Capture, CaptureError>> {
    let (microphone, camera) = (wanted.microphone.is_some(), wanted.camera.is_some());
    let error = match get_user_media(microphone, camera).await {
        Ok(captures) => return captures,
        Err(error) => error,
    };
    if !(microphone && camera) {
        return Asked {
            microphone: microphone.then(|| Err(error.clone())),
            camera: camera.then_some(Err(error)),
        };
    }
    Asked {
        microphone: alone(true, &error).await.microphone,
        camera: alone(false, &error).await.camera,
    }
}

/// Tries one of two devices that could not be had together. Who has just said no is not asked again.
async fn alone(microphone: bool, together: &CaptureError) -> Asked<Result<Capture, CaptureError>> {
    let name = if microphone { "microphone" } else { "camera" };
    let result = match together {
        CaptureError::Denied if !is_granted(name).await => Err(together.clone()),
        CaptureError::Insecure => Err(together.clone()),
        CaptureError::Denied | CaptureError::NoDevice | CaptureError::Busy | CaptureError::Other(_) => {
            match get_user_media(microphone, !microphone).await {
                Ok(captures) => return captures,
                Err(error) => Err(error),
            }
        }
    };
    if microphone {
        Asked {
            microphone: Some(result),
            camera: None,
        }
    } else {
        Asked {
            microphone: None,
            camera: Some(result),
        }
    }
}

async fn get_user_media(
    microphone: bool,
    camera: bool,
) -> Result<Asked<Result<Capture, CaptureError>>, CaptureError> {
    // Missing, not merely failing, where the page was not loaded securely; web-sys does not expect that.
    let devices = navigator()
        .and_then(|navigator| Reflect::get(&navigator, &"mediaDevices".into()).ok())
        .filter(|devices| !devices.is_undefined())
        .ok_or(CaptureError::Insecure)?;
    let devices: web_sys::MediaDevices = devices.unchecked_into();
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&microphone.into());
    constraints.set_video(&if camera {
        camera_constraints()
    } else {
        JsValue::FALSE
    });
    let asked = devices
        .get_user_media_with_constraints(&constraints)
        .or_exception()?;

    // A stream that comes after nobody waits for it any more has to be stopped all the same.
    see_through(async move {
        let stream: MediaStream = JsFuture::from(asked).await.or_exception()?.unchecked_into();
        let first =
            |tracks: js_sys::Array| tracks.get(0).dyn_into().ok().map(|track| Ok(Capture::new(track)));
        Ok(Asked {
            microphone: first(stream.get_audio_tracks()),
            camera: first(stream.get_video_tracks()),
        })
    })
    .await
}

/// A picture good enough for a large screen; the browser takes the nearest that the camera can do.
fn camera_constraints() -> JsValue {
    let video = js_sys::Object::new();
    for (name, ideal) in [
        ("width", JsValue::from(1_280)),
        ("height", JsValue::from(720)),
        ("facingMode", JsValue::from("user")),
    ] {
        let value = js_sys::Object::new();
        Reflect::set(&value, &"ideal".into(), &ideal).warn_on_error("constraints");
        Reflect::set(&video, &name.into(), &value).warn_on_error("constraints");
    }
    video.into()
}

/// Whether the person has allowed this device before. Where the browser does not tell: no.
async fn is_granted(name: &str) -> bool {
    async fn state(name: &str) -> Result<PermissionState, Exception> {
        let missing = || Exception {
            name: "NotSupportedError".into(),
            message: "no window".into(),
        };
        let permissions = navigator().ok_or_else(missing)?.permissions().or_exception()?;
        let descriptor = js_sys::Object::new();
        Reflect::set(&descriptor, &"name".into(), &name.into()).or_exception()?;
        let status = JsFuture::from(permissions.query(&descriptor).or_exception()?)
            .await
            .or_exception()?;
        Ok(status.unchecked_into::<PermissionStatus>().state())
    }
    state(name).await == Ok(PermissionState::Granted)
}

fn navigator() -> Option<Navigator> {
    web_sys::window().map(|window| window.navigator())
}
