//! Tests device enumeration and capture.

use super::*;
use wasm_bindgen::JsCast;

#[wasm_bindgen_test]
async fn devices_are_listed_once_one_is_allowed() {
    let captured = capture(&PerDevice {
        microphone: None,
        camera: Some(Wish::Any),
    })
    .await;
    let camera = captured.camera.unwrap().unwrap();

    let enumerated = enumerate().await;

    assert!(
        enumerated
            .devices
            .iter()
            .any(|device| Some(&device.id) == camera.device_id().as_ref()),
        "{enumerated:?} lists {:?}",
        camera.device_id()
    );
}

#[wasm_bindgen_test]
async fn an_unknown_device_is_missing() {
    let captured = capture(&PerDevice {
        microphone: None,
        camera: Some(Wish::Exactly("nowhere".to_owned())),
    })
    .await;

    assert_eq!(captured.camera.unwrap().unwrap_err(), Refusal::Missing);
}

#[wasm_bindgen_test]
async fn the_microphone_is_requested_alone_if_the_camera_is_blocked() {
    let browser = Browser::whose_camera_is("denied");

    let captured = capture(&both()).await;

    assert_eq!(captured.camera.unwrap().unwrap_err(), Refusal::Denied);
    assert!(captured.microphone.unwrap().is_ok());
    drop(browser);
}

#[wasm_bindgen_test]
async fn a_denied_prompt_for_both_is_not_repeated() {
    let browser = Browser::whose_camera_is("prompt");

    let captured = capture(&both()).await;

    assert_eq!(captured.camera.unwrap().unwrap_err(), Refusal::Denied);
    assert_eq!(captured.microphone.unwrap().unwrap_err(), Refusal::Denied);
    drop(browser);
}

fn both() -> PerDevice<Wish> {
    PerDevice {
        microphone: Some(Wish::Any),
        camera: Some(Wish::Any),
    }
}

/// Until dropped, makes the browser refuse the camera and report `state` as its permission; other permissions are
/// `prompt`.
struct Browser(js_sys::Function);

impl Browser {
    fn whose_camera_is(state: &str) -> Self {
        let change = js_sys::Function::new_no_args(&format!(
            "const {{ mediaDevices, permissions }} = navigator;
             const {{ getUserMedia }} = mediaDevices;
             mediaDevices.getUserMedia = (wanted) => wanted.video
                 ? Promise.reject(new DOMException('', 'NotAllowedError'))
                 : getUserMedia.call(mediaDevices, wanted);
             permissions.query = async ({{ name }}) => ({{ state: name === 'camera' ? '{state}' : 'prompt' }});
             return () => {{ delete mediaDevices.getUserMedia; delete permissions.query; }};"
        ));
        Self(change.call0(&JsValue::NULL).unwrap().unchecked_into())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.0.call0(&JsValue::NULL).unwrap();
    }
}

#[wasm_bindgen_test]
fn cancelling_the_screen_picker_is_not_a_failure() {
    let error = |name: &str, message: &str| {
        ScreenRefusal::from(Exception {
            name: name.to_owned(),
            message: message.to_owned(),
        })
    };

    assert_eq!(
        error("NotAllowedError", "Permission denied"),
        ScreenRefusal::Cancelled
    );
    assert_eq!(
        error("NotAllowedError", "Permission denied by system"),
        ScreenRefusal::Denied
    );
    assert_eq!(error("InvalidStateError", "no gesture"), ScreenRefusal::Unasked);
}
