//! What the browser tells of devices.

use super::*;

#[wasm_bindgen_test]
async fn devices_have_names_once_one_is_allowed() {
    let captured = capture(&Asked {
        microphone: None,
        camera: Some(Wish::Any),
    })
    .await;
    let camera = captured.camera.unwrap().unwrap();

    let surveyed = survey().await;

    assert!(
        surveyed
            .devices
            .iter()
            .any(|device| Some(&device.id) == camera.device_id().as_ref()),
        "{surveyed:?} lists {:?}",
        camera.device_id()
    );
}

#[wasm_bindgen_test]
async fn a_device_that_is_not_there_is_missing() {
    let captured = capture(&Asked {
        microphone: None,
        camera: Some(Wish::Exactly("nowhere".to_owned())),
    })
    .await;

    assert_eq!(captured.camera.unwrap().unwrap_err(), CaptureError::NoDevice);
}

#[wasm_bindgen_test]
fn saying_no_to_a_screen_is_not_a_failure() {
    let error = |name: &str, message: &str| {
        ScreenError::from(Exception {
            name: name.to_owned(),
            message: message.to_owned(),
        })
    };

    assert_eq!(
        error("NotAllowedError", "Permission denied"),
        ScreenError::Cancelled
    );
    assert_eq!(
        error("NotAllowedError", "Permission denied by system"),
        ScreenError::Denied
    );
    assert_eq!(error("InvalidStateError", "no gesture"), ScreenError::Unasked);
}
