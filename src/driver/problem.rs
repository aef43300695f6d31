//! The sentence for a device that cannot be used: what happened and what to do.

use crate::web::{ScreenError, Withheld, is_withheld};
use visavis_call::devices::{Refusal, Remark};
use visavis_call::{Failure, Source};

/// What to say of one device.
pub(super) fn of_one(source: Source, remark: Remark) -> Failure {
    let is_camera = source == Source::Camera;
    let (code, message) = match remark {
        Remark::Refused(why) => return refused(why, is_camera),
        Remark::Switched if is_camera => (
            "CameraSwitched",
            "Your camera stopped, so another one is used. You can choose in the settings.",
        ),
        Remark::Switched => (
            "MicrophoneSwitched",
            "Your microphone stopped, so another one is used. You can choose in the settings.",
        ),
        Remark::Unplugged if is_camera => (
            "CameraUnplugged",
            "Your camera was unplugged, so the others do not see you. Plug it in, and it is on again.",
        ),
        Remark::Unplugged => (
            "MicrophoneUnplugged",
            "Your microphone was unplugged, so the others do not hear you. Plug it in, and it is on again.",
        ),
        Remark::Stopped if is_camera => (
            "CameraStopped",
            "Your camera stopped, so the others do not see you. Close other programs that use it, then switch it on.",
        ),
        Remark::Stopped => (
            "MicrophoneStopped",
            "Your microphone stopped, so the others do not hear you. Close other programs that use it, then switch it on.",
        ),
        Remark::Withdrawn if is_camera => (
            "CameraWithdrawn",
            "Your camera is not allowed here any more, so the others do not see you. Allow it beside the page's address.",
        ),
        Remark::Withdrawn => (
            "MicrophoneWithdrawn",
            "Your microphone is not allowed here any more, so the others do not hear you. Allow it beside the page's address.",
        ),
        Remark::NotSwitched if is_camera => (
            "CameraNotSwitched",
            "The camera that you chose does not start, so the former one is used. Close other programs that use it, then choose it again.",
        ),
        Remark::NotSwitched => (
            "MicrophoneNotSwitched",
            "The microphone that you chose does not start, so the former one is used. Close other programs that use it, then choose it again.",
        ),
    };
    say(code, message)
}

/// What to say where the system withholds what a device gives.
pub(super) fn withheld(source: Source) -> Failure {
    if source == Source::Camera {
        say(
            "CameraWithheld",
            "Your system gives no picture of your camera at the moment. Open the lid or the camera's cover, and the others see you again.",
        )
    } else {
        say(
            "MicrophoneWithheld",
            "Your system gives no sound of your microphone at the moment. End the telephone call or unmute it there, and the others hear you again.",
        )
    }
}

/// What to say where a screen is not shared. Who chose to share nothing knows that.
pub(super) fn of_screen(error: &ScreenError) -> Option<Failure> {
    let (code, message) = match error {
        ScreenError::Cancelled => return None,
        ScreenError::Denied => {
            let message = "Your system does not let the browser see the screen. Allow it in the system's settings, then share again.";
            return Some(denied("display-capture", "ScreenDenied", message));
        }
        ScreenError::Unasked => (
            "ScreenUnasked",
            "Browsers share a screen only after a click. Press the button for sharing.",
        ),
        ScreenError::Unsupported => (
            "ScreenUnsupported",
            "This browser cannot share a screen. Use a browser on a computer.",
        ),
        ScreenError::Failed => (
            "ScreenFailed",
            "The screen could not be shared. Try again, or share a single window.",
        ),
    };
    Some(say(code, message))
}

fn refused(why: Refusal, is_camera: bool) -> Failure {
    let (code, message) = match (why, is_camera) {
        (Refusal::Denied, true) => {
            let message = "Your camera is not allowed here, so the others do not see you. Allow it beside the page's address, then switch it on.";
            return denied("camera", "CameraDenied", message);
        }
        (Refusal::Denied, false) => {
            let message = "Your microphone is not allowed here, so the others do not hear you. Allow it beside the page's address, then switch it on.";
            return denied("microphone", "MicrophoneDenied", message);
        }
        (Refusal::Missing, true) => (
            "CameraMissing",
            "No camera was found, so the others do not see you. Plug one in, then switch it on.",
        ),
        (Refusal::Missing, false) => (
            "MicrophoneMissing",
            "No microphone was found, so the others do not hear you. Plug one in, then switch it on.",
        ),
        (Refusal::Busy, true) => (
            "CameraBusy",
            "Your camera is used by another program or does not start. Close that program, then switch it on.",
        ),
        (Refusal::Busy, false) => (
            "MicrophoneBusy",
            "Your microphone is used by another program or does not start. Close that program, then switch it on.",
        ),
        (Refusal::Insecure, _) => return insecure(),
        (Refusal::Failed, true) => (
            "CameraFailed",
            "Your camera does not start. Unplug it and plug it in again, or restart the browser.",
        ),
        (Refusal::Failed, false) => (
            "MicrophoneFailed",
            "Your microphone does not start. Unplug it and plug it in again, or restart the browser.",
        ),
    };
    say(code, message)
}

/// What to say where camera and microphone failed in the same way: one sentence, not two.
pub(super) fn of_both(why: Refusal) -> Failure {
    let (code, message) = match why {
        Refusal::Denied => {
            let message = "Camera and microphone are not allowed here. You still see and hear the others; allow them beside the page's address, then switch them on.";
            return denied("camera", "DevicesDenied", message);
        }
        Refusal::Missing => (
            "DevicesMissing",
            "No camera and no microphone was found. You still see and hear the others; plug one in, then switch it on.",
        ),
        Refusal::Busy => (
            "DevicesBusy",
            "Camera and microphone are used by another program. You still see and hear the others; close that program, then switch them on.",
        ),
        Refusal::Insecure => return insecure(),
        Refusal::Failed => (
            "DevicesFailed",
            "Camera and microphone do not start. You still see and hear the others; restarting the browser may help.",
        ),
    };
    say(code, message)
}

/// What is not allowed: by the person or their system, which is what code and message say, or by the page around.
fn denied(feature: &str, code: &'static str, message: &str) -> Failure {
    match is_withheld(feature) {
        Withheld::No => say(code, message),
        Withheld::Perhaps => say(
            "FrameDenied",
            "Camera, microphone or screen is not allowed here: by you, or because the <iframe> of the page around this one lacks allow=\"camera; microphone; display-capture\". You still see and hear the others.",
        ),
        Withheld::Yes => say(
            "FrameNotAllowed",
            "The page around this one withholds camera, microphone or screen: its <iframe> needs allow=\"camera; microphone; display-capture\". You still see and hear the others.",
        ),
    }
}

fn insecure() -> Failure {
    let message = "Browsers give no camera and microphone to a page that was not opened by https or from this computer. You still see and hear the others.";
    say("InsecurePage", message)
}

fn say(code: &'static str, message: &str) -> Failure {
    Failure {
        code,
        message: message.to_owned(),
    }
}
