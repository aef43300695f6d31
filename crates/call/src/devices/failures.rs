//! Failures of devices: the codes for refused requests and for devices that stop.

use super::{Refusal, Remark};
use crate::{Failure, Source};
use visavis_protocol::Code;

/// Whether a permissions policy, of the embedding page or of the server, allows this page to use a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Policy {
    /// Allowed.
    Allows,
    /// Blocked without asking the person.
    Blocks,
    /// Unknown: this is a frame, and Firefox and Safari do not reveal the policy.
    Unknown,
}

/// The reason why no screen is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScreenRefusal {
    /// The person cancelled.
    Cancelled,
    /// Nobody was asked: the page around may withhold the screen, which browsers report as if the person had cancelled.
    Withheld,
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
    /// Returns the failure to report for that device.
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
            Self::Overconstrained => (Code::CameraOverconstrained, Code::MicrophoneOverconstrained),
            Self::PageTrackEnded => (Code::CameraTrackEnded, Code::MicrophoneTrackEnded),
        };
        let is_camera = source == Source::Camera;
        Failure::from(if is_camera { camera } else { microphone })
    }
}

impl Refusal {
    /// Returns the failure to report if camera and microphone were refused for the same reason: one instead of two.
    pub fn failure_of_both(self, policy: Policy) -> Failure {
        let [both, ..] = self.codes(policy);
        Failure::from(both)
    }

    /// Returns the codes for both devices, for the camera alone and for the microphone alone.
    fn codes(self, policy: Policy) -> [Code; 3] {
        match self {
            Self::Denied => [Code::DevicesDenied, Code::CameraDenied, Code::MicrophoneDenied]
                .map(|code| denied(code, policy)),
            Self::Missing | Self::Overconstrained => {
                [Code::DevicesMissing, Code::CameraMissing, Code::MicrophoneMissing]
            }
            Self::Busy => [Code::DevicesBusy, Code::CameraBusy, Code::MicrophoneBusy],
            Self::Insecure => [Code::InsecurePage; 3],
            Self::Failed => [Code::DevicesFailed, Code::CameraFailed, Code::MicrophoneFailed],
        }
    }
}

impl ScreenRefusal {
    /// Returns the failure to report; `None` if the person chose to share nothing.
    pub fn failure(self, policy: Policy) -> Option<Failure> {
        let code = match self {
            Self::Cancelled | Self::Withheld if policy == Policy::Blocks => Code::FrameNotAllowed,
            Self::Withheld if policy == Policy::Unknown => Code::FrameDenied,
            Self::Cancelled | Self::Withheld => return None,
            Self::Denied => denied(Code::ScreenDenied, policy),
            Self::Unasked => Code::ScreenUnasked,
            Self::Unsupported => Code::ScreenUnsupported,
            Self::Failed => Code::ScreenFailed,
        };
        Some(Failure::from(code))
    }
}

/// Replaces the code for a denial, which blames the person or their system, if a policy is or may be the cause.
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
    fn each_device_and_problem_has_a_code() {
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
    fn a_denial_by_policy_is_not_blamed_on_the_person() {
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
    fn a_policy_does_not_explain_a_busy_device() {
        let busy = Remark::Refused(Refusal::Busy).failure(Source::Camera, Policy::Blocks);

        assert_eq!(busy.code, Code::CameraBusy);
    }

    #[test]
    fn a_cancelled_screen_share_is_not_reported() {
        for policy in [Policy::Allows, Policy::Unknown] {
            assert_eq!(ScreenRefusal::Cancelled.failure(policy), None);
        }
    }

    #[test]
    fn a_screen_that_the_page_around_withholds_is_reported_although_browsers_call_it_cancelled() {
        let of = |refusal: ScreenRefusal, policy| refusal.failure(policy).map(|failure| failure.code);

        assert_eq!(
            of(ScreenRefusal::Cancelled, Policy::Blocks),
            Some(Code::FrameNotAllowed)
        );
        assert_eq!(
            of(ScreenRefusal::Withheld, Policy::Blocks),
            Some(Code::FrameNotAllowed)
        );
        assert_eq!(
            of(ScreenRefusal::Withheld, Policy::Unknown),
            Some(Code::FrameDenied)
        );
        assert_eq!(of(ScreenRefusal::Withheld, Policy::Allows), None);
    }
}
