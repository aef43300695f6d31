//! What the page around this one lets it have.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type FeaturePolicy;
    #[wasm_bindgen(thread_local_v2, js_namespace = document, js_name = featurePolicy)]
    static POLICY: Option<FeaturePolicy>;
    #[wasm_bindgen(method, js_name = allowsFeature)]
    fn allows_feature(this: &FeaturePolicy, name: &str) -> bool;
}

/// Whether the page around, or its server, withholds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Withheld {
    /// Nobody does.
    No,
    /// This is a frame, and the browser does not tell: neither Firefox nor Safari does.
    Perhaps,
    /// The person was not even asked.
    Yes,
}

/// Whether the use of a feature, as Permissions Policy names it, is withheld.
pub(crate) fn is_withheld(feature: &str) -> Withheld {
    match POLICY.with(|policy| policy.as_ref().map(|policy| policy.allows_feature(feature))) {
        Some(true) => Withheld::No,
        Some(false) => Withheld::Yes,
        None if is_framed() => Withheld::Perhaps,
        None => Withheld::No,
    }
}

/// There is a page around this one.
pub(crate) fn is_framed() -> bool {
    let window = web_sys::window();
    window.as_ref().and_then(|window| window.parent().ok().flatten()) != window
}
