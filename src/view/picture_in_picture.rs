//! Picture-in-picture: keeps a video visible while the person works in other windows.

use super::dom::root_of;
use crate::web::{JsResultExt, policy_for};
use visavis_call::devices::Policy;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlVideoElement};

pub(super) fn is_possible(root: &Element) -> bool {
    let document = root.owner_document();
    document.is_some_and(|document| document.unchecked_ref::<ModernDocument>().enabled() == Some(true))
}

/// Returns whether this video is in a window of its own.
pub(super) fn is_of(video: &HtmlVideoElement) -> bool {
    // Inside a shadow tree only its root tells the element.
    let element = root_of(video).unchecked_ref::<ModernRoot>().element();
    element.is_some_and(|element| element == ****video)
}

/// Returns whether only the page around this frame, or a policy, makes it impossible.
pub(super) fn is_withheld(root: &Element) -> bool {
    let document = root.owner_document();
    let is_known =
        document.is_some_and(|document| document.unchecked_ref::<ModernDocument>().enabled() == Some(false));
    is_known && policy_for("picture-in-picture") != Policy::Allows
}

/// Moves a video into picture-in-picture, or ends that of this call. Must be called within a user gesture. On failure,
/// returns the key of the string to show.
pub(super) fn toggle(
    root: &Element,
    video: Option<HtmlVideoElement>,
) -> impl Future<Output = Option<&'static str>> + 'static {
    // A document has one such element, which may be the page's own, or of another call.
    let is_ours = root_of(root).unchecked_ref::<ModernRoot>().element().is_some();
    let document = root.owner_document().filter(|_| is_ours);
    let asked = match (document, video) {
        (Some(document), _) => Some(document.unchecked_ref::<ModernDocument>().exit()),
        (None, Some(video)) => Some(video.unchecked_ref::<ModernVideo>().request()),
        (None, None) => None,
    };
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

#[wasm_bindgen]
extern "C" {
    /// Members of `Document` that `web-sys` lacks.
    type ModernDocument;
    #[wasm_bindgen(method, getter, js_name = pictureInPictureEnabled)]
    fn enabled(this: &ModernDocument) -> Option<bool>;
    #[wasm_bindgen(method, catch, js_name = exitPictureInPicture)]
    fn exit(this: &ModernDocument) -> Result<js_sys::Promise, JsValue>;

    /// Members of `ShadowRoot` that `web-sys` lacks.
    type ModernRoot;
    #[wasm_bindgen(method, getter, js_name = pictureInPictureElement)]
    fn element(this: &ModernRoot) -> Option<Element>;

    /// Members of `HTMLVideoElement` that `web-sys` lacks.
    type ModernVideo;
    #[wasm_bindgen(method, catch, js_name = requestPictureInPicture)]
    fn request(this: &ModernVideo) -> Result<js_sys::Promise, JsValue>;
}
