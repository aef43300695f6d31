//! Sends tracks in media sections.

use super::MediaSection;
use crate::web::{JsResultExt, Task, object};
use js_sys::{Promise, Reflect};
use visavis_call::VideoLimit;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaStreamTrack, RtcRtpEncodingParameters, RtcRtpSender};

impl MediaSection {
    /// Sends a track, or nothing, without negotiation. Video is limited to `video_limit`, from its first frame on.
    pub(crate) fn send(&self, track: Option<&MediaStreamTrack>, video_limit: Option<VideoLimit>) {
        let limited = track
            .zip(video_limit)
            .map(|(picture, video_limit)| limit(&self.sender, picture, video_limit));
        let replaced = self.sender.replace_track(track);
        Task::spawn(async move {
            if let Some(limited) = limited {
                settled(limited).await.warn_on_error("limiting what is sent");
            }
            JsFuture::from(replaced).await.warn_on_error("replacing a track");
        })
        .detach();
    }
}

async fn settled(promise: Result<Promise, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(promise?).await
}

/// Encodings can only be read and written as a whole, within one task.
fn limit(
    sender: &RtcRtpSender,
    picture: &MediaStreamTrack,
    video_limit: VideoLimit,
) -> Result<Promise, JsValue> {
    let parameters = sender.get_parameters();
    let height = object::number(&picture.get_settings(), "height");
    let scale = video_limit.scale(height.unwrap_or_default() as f32);
    for encoding in parameters.get_encodings().into_iter().flatten() {
        let encoding: RtcRtpEncodingParameters = encoding.unchecked_into();
        match video_limit.bitrate {
            Some(bitrate) => encoding.set_max_bitrate(bitrate),
            None => {
                Reflect::delete_property(&encoding, &"maxBitrate".into())?;
            }
        }
        encoding.set_scale_resolution_down_by(scale);
    }
    Ok(sender.set_parameters_with_parameters(&parameters))
}
