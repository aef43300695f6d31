//! Permissions policy: what the page around this one, or the server, lets it use.

use visavis_call::devices::Policy;
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

/// Returns whether this page is framed.
pub(crate) fn is_framed() -> bool {
    let window = web_sys::window();
    window.as_ref().and_then(|window| window.parent().ok().flatten()) != window
}
