//! Keeps a picture in sight beside other windows, while the person is elsewhere.

use crate::web::JsResultExt;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlVideoElement};

pub(super) fn is_possible() -> bool {
    document().is_some_and(|document| document.enabled() == Some(true))
}

/// Takes a video out of the page, or puts the one back that is out. To be called while a press is handled. Gives the key
/// of what is to be said, if it comes to nothing.
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
    /// What `web-sys` lacks of `Document`.
    type ModernDocument;
    #[wasm_bindgen(method, getter, js_name = pictureInPictureEnabled)]
    fn enabled(this: &ModernDocument) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = pictureInPictureElement)]
    fn element(this: &ModernDocument) -> Option<Element>;
    #[wasm_bindgen(method, catch, js_name = exitPictureInPicture)]
    fn exit(this: &ModernDocument) -> Result<js_sys::Promise, JsValue>;

    /// What it lacks of `HTMLVideoElement`.
    type ModernVideo;
    #[wasm_bindgen(method, catch, js_name = requestPictureInPicture)]
    fn request(this: &ModernVideo) -> Result<js_sys::Promise, JsValue>;
}
