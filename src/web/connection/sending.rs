//! Sends tracks in media sections.

use super::MediaSection;
use crate::web::{JsResultExt, Task, object};
use js_sys::Reflect;
use visavis_call::VideoLimit;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaStreamTrack, RtcRtpEncodingParameters, RtcRtpSender};

impl MediaSection {
    /// Sends a track, or nothing, without negotiation. Video is limited to `video_limit`.
    pub(crate) fn send(&self, track: Option<&MediaStreamTrack>, video_limit: Option<VideoLimit>) {
        let replaced = self.sender.replace_track(track);
        let sender = self.sender.clone();
        let limited = track.cloned().zip(video_limit);
        Task::spawn(async move {
            JsFuture::from(replaced).await.warn_on_error("replacing a track");
            if let Some((picture, video_limit)) = limited {
                limit(&sender, &picture, video_limit)
                    .await
                    .warn_on_error("limiting what is sent");
            }
        })
        .detach();
    }
}

/// Encodings can only be read and written as a whole, within one task.
async fn limit(
    sender: &RtcRtpSender,
    picture: &MediaStreamTrack,
    video_limit: VideoLimit,
) -> Result<JsValue, JsValue> {
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
    JsFuture::from(sender.set_parameters_with_parameters(&parameters)).await
}
