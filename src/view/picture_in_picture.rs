//! Picture-in-picture: keeps a video visible while the person works in other windows.

use crate::web::{JsResultExt, policy_for};
use visavis_call::devices::Policy;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlVideoElement};

pub(super) fn is_possible() -> bool {
    document().is_some_and(|document| document.enabled() == Some(true))
}

/// Returns whether this video is in a window of its own.
pub(super) fn is_of(video: &HtmlVideoElement) -> bool {
    // Inside a shadow tree only its root tells the element.
    let root = video.get_root_node().unchecked_into::<ModernDocument>();
    root.element().is_some_and(|element| element == ****video)
}

/// Returns whether only the page around this frame, or a policy, makes it impossible.
pub(super) fn is_withheld() -> bool {
    let is_known = document().is_some_and(|document| document.enabled() == Some(false));
    is_known && policy_for("picture-in-picture") != Policy::Allows
}

/// Moves a video into picture-in-picture, or ends it if active. Must be called within a user gesture. On failure,
/// returns the key of the string to show.
pub(super) fn toggle(
    video: Option<HtmlVideoElement>,
) -> impl Future<Output = Option<&'static str>> + 'static {
    let asked = document().and_then(|document| match (document.element(), video) {
        (Some(_), _) => Some(document.exit()),
        (None, Some(video)) => Some(video.unchecked_ref::<ModernVideo>().request()),
        (None, None) => None,
    });
    async move {
        let outcome = match asked {
            Some(Ok(asked)) => JsFuture::from(asked).await,
            Some(Err(thrown)) => Err(thrown),
            None => return Some("no-floating"),
        };
        let done = outcome.warn_on_error("picture in picture");
        done.is_none().then_some("no-floating")
    }
}

fn document() -> Option<ModernDocument> {
    Some(web_sys::window()?.document()?.unchecked_into())
}

#[wasm_bindgen]
extern "C" {
    /// Members of `Document` that `web-sys` lacks.
    type ModernDocument;
    #[wasm_bindgen(method, getter, js_name = pictureInPictureEnabled)]
    fn enabled(this: &ModernDocument) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = pictureInPictureElement)]
    fn element(this: &ModernDocument) -> Option<Element>;
    #[wasm_bindgen(method, catch, js_name = exitPictureInPicture)]
    fn exit(this: &ModernDocument) -> Result<js_sys::Promise, JsValue>;

    /// Members of `HTMLVideoElement` that `web-sys` lacks.
    type ModernVideo;
    #[wasm_bindgen(method, catch, js_name = requestPictureInPicture)]
    fn request(this: &ModernVideo) -> Result<js_sys::Promise, JsValue>;
}
