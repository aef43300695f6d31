//! Failures of devices: the code for what the browser refused, or for what became of a device in use.

use super::{Refusal, Remark};
use crate::{Failure, Source};
use visavis_protocol::Code;

/// Whether a permissions policy, of the page around or of the server, lets this page use a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Policy {
    /// Nothing is in the way.
    Allows,
    /// Blocked without asking the person.
    Blocks,
    /// Unknown: this is a frame, and Firefox and Safari do not reveal the policy.
    Unknown,
}

/// Why no screen is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScreenRefusal {
    /// The person cancelled.
    Cancelled,
    /// The system denies the browser access to the screen.
    Denied,
    /// The browser requires a user gesture.
    Unasked,
    /// Unsupported: phones, insecure contexts.
    Unsupported,
    /// Anything else.
    Failed,
}

impl Remark {
    /// What to tell the person about that device.
    pub fn failure(self, source: Source, policy: Policy) -> Failure {
        let (camera, microphone) = match self {
            Self::Refused(why) => {
                let [_, camera, microphone] = why.codes(policy);
                (camera, microphone)
            }
            Self::Switched => (Code::CameraSwitched, Code::MicrophoneSwitched),
            Self::Unplugged => (Code::CameraUnplugged, Code::MicrophoneUnplugged),
            Self::Stopped => (Code::CameraStopped, Code::MicrophoneStopped),
            Self::Muted => (Code::CameraWithheld, Code::MicrophoneWithheld),
            Self::Withdrawn => (Code::CameraWithdrawn, Code::MicrophoneWithdrawn),
            Self::NotSwitched => (Code::CameraNotSwitched, Code::MicrophoneNotSwitched),
        };
        let is_camera = source == Source::Camera;
        Failure::from(if is_camera { camera } else { microphone })
    }
}

impl Refusal {
    /// What to tell the person where camera and microphone were refused alike: one sentence, not two.
    pub fn failure_of_both(self, policy: Policy) -> Failure {
        let [both, ..] = self.codes(policy);
        Failure::from(both)
    }

    /// For both devices, for the camera alone, for the microphone alone.
    fn codes(self, policy: Policy) -> [Code; 3] {
        match self {
            Self::Denied => [Code::DevicesDenied, Code::CameraDenied, Code::MicrophoneDenied]
                .map(|code| denied(code, policy)),
            Self::Missing => [Code::DevicesMissing, Code::CameraMissing, Code::MicrophoneMissing],
            Self::Busy => [Code::DevicesBusy, Code::CameraBusy, Code::MicrophoneBusy],
            Self::Insecure => [Code::InsecurePage; 3],
            Self::Failed => [Code::DevicesFailed, Code::CameraFailed, Code::MicrophoneFailed],
        }
    }
}

impl ScreenRefusal {
    /// What to tell the person, who knows if they chose to share nothing.
    pub fn failure(self, policy: Policy) -> Option<Failure> {
        let code = match self {
            Self::Cancelled => return None,
            Self::Denied => denied(Code::ScreenDenied, policy),
            Self::Unasked => Code::ScreenUnasked,
            Self::Unsupported => Code::ScreenUnsupported,
            Self::Failed => Code::ScreenFailed,
        };
        Some(Failure::from(code))
    }
}

/// What is not allowed was denied by the person or their system, which is what the code says, or by a policy.
fn denied(code: Code, policy: Policy) -> Code {
    match policy {
        Policy::Allows => code,
        Policy::Unknown => Code::FrameDenied,
        Policy::Blocks => Code::FrameNotAllowed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_and_its_trouble_make_one_code() {
        let of = |remark: Remark, source| remark.failure(source, Policy::Allows).code;

        assert_eq!(of(Remark::Unplugged, Source::Camera), Code::CameraUnplugged);
        assert_eq!(of(Remark::Muted, Source::Microphone), Code::MicrophoneWithheld);
        assert_eq!(
            of(Remark::Refused(Refusal::Busy), Source::Microphone),
            Code::MicrophoneBusy
        );
        assert_eq!(
            Refusal::Busy.failure_of_both(Policy::Allows).code,
            Code::DevicesBusy
        );
    }

    #[test]
    fn what_a_policy_blocks_is_not_blamed_on_the_person() {
        let of = |policy| {
            let camera = Remark::Refused(Refusal::Denied).failure(Source::Camera, policy);
            let both = Refusal::Denied.failure_of_both(policy);
            let screen = ScreenRefusal::Denied.failure(policy);
            [Some(camera), Some(both), screen].map(|failure| failure.map(|failure| failure.code))
        };

        assert_eq!(of(Policy::Blocks), [Some(Code::FrameNotAllowed); 3]);
        assert_eq!(of(Policy::Unknown), [Some(Code::FrameDenied); 3]);
        assert_eq!(
            of(Policy::Allows),
            [Code::CameraDenied, Code::DevicesDenied, Code::ScreenDenied].map(Some)
        );
    }

    #[test]
    fn a_policy_does_not_explain_a_device_that_is_busy() {
        let busy = Remark::Refused(Refusal::Busy).failure(Source::Camera, Policy::Blocks);

        assert_eq!(busy.code, Code::CameraBusy);
    }

    #[test]
    fn a_person_who_shares_nothing_is_told_nothing() {
        assert_eq!(ScreenRefusal::Cancelled.failure(Policy::Allows), None);
    }
}
