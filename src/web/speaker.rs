//! Loudspeakers.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// Members that `web-sys` lacks, and Safari as well.
    #[wasm_bindgen(js_name = Audio)]
    type Speaker;
    #[wasm_bindgen(constructor, catch, js_class = "Audio")]
    fn new() -> Result<Speaker, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setSinkId)]
    fn set_sink(this: &Speaker, id: &str) -> Result<js_sys::Promise, JsValue>;
}

/// Returns whether the page may play sound on that loudspeaker: there is such a device, and nothing withholds it.
pub(crate) async fn can_play_on(id: &str) -> bool {
    let asked = Speaker::new().and_then(|speaker| speaker.set_sink(id));
    match asked {
        Ok(asked) => JsFuture::from(asked).await.is_ok(),
        Err(_) => false,
    }
}
