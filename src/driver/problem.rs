//! The sentence for a device that cannot be used: what happened and what to do.

use crate::web::CaptureError;
use visavis_call::{Failure, Source};

/// What to say of one device.
pub(super) fn of_one(source: Source, error: &CaptureError) -> Failure {
    let camera = source == Source::Camera;
    let (code, message) = match (error, camera) {
        (CaptureError::Denied, true) => (
            "CameraDenied",
            "Your camera is not allowed here, so the others do not see you. Allow it beside the page's address, then switch it on.",
        ),
        (CaptureError::Denied, false) => (
            "MicrophoneDenied",
            "Your microphone is not allowed here, so the others do not hear you. Allow it beside the page's address, then switch it on.",
        ),
        (CaptureError::NoDevice, true) => (
            "CameraMissing",
            "No camera was found, so the others do not see you. Plug one in, then switch it on.",
        ),
        (CaptureError::NoDevice, false) => (
            "MicrophoneMissing",
            "No microphone was found, so the others do not hear you. Plug one in, then switch it on.",
        ),
        (CaptureError::Busy, true) => (
            "CameraBusy",
            "Your camera is used by another program or does not start. Close that program, then switch it on.",
        ),
        (CaptureError::Busy, false) => (
            "MicrophoneBusy",
            "Your microphone is used by another program or does not start. Close that program, then switch it on.",
        ),
        (CaptureError::Insecure, _) => return insecure(),
        (CaptureError::Other(_), true) => (
            "CameraFailed",
            "Your camera does not start. Unplug it and plug it in again, or restart the browser.",
        ),
        (CaptureError::Other(_), false) => (
            "MicrophoneFailed",
            "Your microphone does not start. Unplug it and plug it in again, or restart the browser.",
        ),
    };
    Failure {
        code,
        message: message.to_owned(),
    }
}

/// What to say where camera and microphone failed in the same way: one sentence, not two.
pub(super) fn of_both(error: &CaptureError) -> Failure {
    let (code, message) = match error {
        CaptureError::Denied => (
            "DevicesDenied",
            "Camera and microphone are not allowed here. You still see and hear the others; allow them beside the page's address, then switch them on.",
        ),
        CaptureError::NoDevice => (
            "DevicesMissing",
            "No camera and no microphone was found. You still see and hear the others; plug one in, then switch it on.",
        ),
        CaptureError::Busy => (
            "DevicesBusy",
            "Camera and microphone are used by another program. You still see and hear the others; close that program, then switch them on.",
        ),
        CaptureError::Insecure => return insecure(),
        CaptureError::Other(_) => (
            "DevicesFailed",
            "Camera and microphone do not start. You still see and hear the others; restarting the browser may help.",
        ),
    };
    Failure {
        code,
        message: message.to_owned(),
    }
}

fn insecure() -> Failure {
    let message = "Browsers give no camera and microphone to a page that was not opened by https or from this computer. You still see and hear the others.";
    Failure {
        code: "InsecurePage",
        message: message.to_owned(),
    }
}
