//! Tests how much is sent.

use super::*;
use visavis_call::VideoLimit;
use web_sys::{MediaStreamTrack, RtcRtpEncodingParameters};

#[wasm_bindgen_test]
async fn a_limit_is_set_and_taken_away() {
    let (ada, _lin, ..) = connected().await;
    let camera = camera().await;
    let limits = [
        (VideoLimit::among(1).at_most(Some(150_000)), Some(150_000.0)),
        (VideoLimit::among(1), Some(2_000_000.0)),
        (VideoLimit::default().at_most(Some(500_000)), Some(500_000.0)),
        (VideoLimit::default(), None),
    ];

    for (limit, expected) in limits {
        ada.media_sections()[1].send(Some(camera.track()), Some(limit));
        while max_bitrate(&ada) != expected {
            crate::web::pause(std::time::Duration::from_millis(20)).await;
        }
    }
}

async fn camera() -> crate::web::Capture {
    let wanted = crate::web::PerDevice {
        microphone: None,
        camera: Some(Wish::Any.into()),
    };
    crate::web::capture(&wanted).await.camera.unwrap().unwrap()
}

fn max_bitrate(connection: &Connection) -> Option<f64> {
    let sender = &connection.media_sections()[1].sender;
    sender.track().as_ref().map(MediaStreamTrack::id)?;
    let encodings = sender.get_parameters().get_encodings()?;
    let encoding: RtcRtpEncodingParameters = encodings.get(0).unchecked_into();
    crate::web::object::number(&encoding, "maxBitrate")
}
