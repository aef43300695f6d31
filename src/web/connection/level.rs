//! Reads the level of received audio, which the sender measured. <https://www.rfc-editor.org/rfc/rfc6464>

use crate::web::object;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{MediaStreamTrack, RtcPeerConnection, RtcRtpReceiver};

#[wasm_bindgen]
extern "C" {
    /// A member that `web-sys` lacks.
    #[derive(Debug)]
    #[wasm_bindgen(extends = RtcRtpReceiver, js_name = RTCRtpReceiver)]
    type ModernReceiver;
    #[wasm_bindgen(method, js_name = getSynchronizationSources)]
    fn synchronization_sources(this: &ModernReceiver) -> Array;
}

/// What receives the audio of one track.
#[derive(Debug)]
pub(crate) struct AudioReceiver(ModernReceiver);

impl AudioReceiver {
    pub(crate) fn of(pc: &RtcPeerConnection, track: &MediaStreamTrack) -> Option<Self> {
        let receivers = pc.get_receivers();
        receivers
            .iter()
            .map(JsCast::unchecked_into::<ModernReceiver>)
            .find(|receiver| receiver.track() == *track)
            .map(Self)
    }

    /// Returns when the newest audio was played, and its level from 0 to 1.
    pub(crate) fn level(&self) -> Option<(f64, f32)> {
        let source = self.0.synchronization_sources().get(0);
        let level = object::number(&source, "audioLevel")?;
        Some((object::number(&source, "timestamp")?, level as f32))
    }
}
