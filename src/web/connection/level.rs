//! Reads the level of received audio, which the sender measured. <https://www.rfc-editor.org/rfc/rfc6464>

use crate::web::object;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{MediaStreamTrack, RtcPeerConnection, RtcRtpReceiver};

#[wasm_bindgen]
extern "C" {
    /// A member that `web-sys` lacks.
    #[wasm_bindgen(extends = RtcRtpReceiver, js_name = RTCRtpReceiver)]
    type ModernReceiver;
    #[wasm_bindgen(method, js_name = getSynchronizationSources)]
    fn synchronization_sources(this: &ModernReceiver) -> Array;
}

pub(crate) fn read(pc: &RtcPeerConnection, track: &MediaStreamTrack) -> Option<(f64, f32)> {
    let receivers = pc.get_receivers();
    let receiver = receivers
        .iter()
        .map(JsCast::unchecked_into::<ModernReceiver>)
        .find(|receiver| receiver.track() == *track)?;
    let source = receiver.synchronization_sources().get(0);
    let level = object::number(&source, "audioLevel")?;
    Some((object::number(&source, "timestamp")?, level as f32))
}
