//! Permissions policy: what the page around this one, or the server, lets it use.

use super::window;
use visavis_call::devices::Policy;
use visavis_call::{Code, Failure};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type FeaturePolicy;
    #[wasm_bindgen(thread_local_v2, js_namespace = document, js_name = featurePolicy)]
    static POLICY: Option<FeaturePolicy>;
    #[wasm_bindgen(method, js_name = allowsFeature)]
    fn allows_feature(this: &FeaturePolicy, name: &str) -> bool;
}

/// Returns whether a feature, by its name in Permissions Policy, may be used.
pub(crate) fn policy_for(feature: &str) -> Policy {
    match POLICY.with(|policy| policy.as_ref().map(|policy| policy.allows_feature(feature))) {
        Some(true) => Policy::Allows,
        Some(false) => Policy::Blocks,
        None if is_framed() => Policy::Unknown,
        None => Policy::Allows,
    }
}

/// Returns the failure to report: in a frame without an origin that is the cause, whatever else a browser or a server
/// says of it.
pub(crate) fn blame_sandbox(failure: &Failure) -> Option<Failure> {
    let is_of_origin = matches!(
        failure.code,
        Code::OriginRefused
            | Code::DevicesDenied
            | Code::CameraDenied
            | Code::MicrophoneDenied
            | Code::FrameNotAllowed
            | Code::FrameDenied
            | Code::InsecurePage
    );
    let has_none = || window().origin() == "null";
    (is_of_origin && is_framed() && has_none()).then(|| Failure::from(Code::FrameNoOrigin))
}

/// Returns whether this page is framed.
pub(crate) fn is_framed() -> bool {
    let window = window();
    window
        .parent()
        .ok()
        .flatten()
        .is_none_or(|parent| parent != window)
}
